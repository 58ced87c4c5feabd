//! Many workers on one database.

use std::{collections::HashSet, sync::Arc};

use chrono::Duration;
use domain::{
    id::JobId,
    identity::Actor,
    job::{JobRequest, Lease, Work},
};
use kit::TestApp;

use super::at_once;

const WORKERS: usize = 8;
const JOBS: usize = 100;

async fn put_jobs(app: &TestApp) {
    let cx = app.ctx(Actor::Time);
    let mut tx = app.store.begin().await.unwrap();
    for _ in 0..JOBS {
        tx.jobs().enqueue(JobRequest::now(&cx, Work::AdvanceTickets)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Claims what there is, a few jobs at a time, and finishes it if told to.
async fn claims(app: Arc<TestApp>, finish: bool) -> Vec<JobId> {
    let cx = app.ctx(Actor::Time);
    let mut mine = Vec::new();
    loop {
        let lease = Lease { holder: cx.uuid(), until: cx.now() + Duration::minutes(1) };
        let mut tx = app.store.begin().await.unwrap();
        let batch = tx.jobs().claim(cx.now(), lease, 3).await.unwrap();
        tx.commit().await.unwrap();
        assert!(batch.len() <= 3, "no more than asked for");
        if batch.is_empty() {
            return mine;
        }
        for job in batch {
            if finish {
                let mut tx = app.store.begin().await.unwrap();
                assert!(tx.jobs().finish(job.id, lease).await.unwrap(), "the claim holds");
                tx.commit().await.unwrap();
            }
            mine.push(job.id);
        }
    }
}

fn assert_each_once(claimed: &[Vec<JobId>]) {
    let all = claimed.concat();
    assert_eq!(all.len(), JOBS);
    assert_eq!(HashSet::<_>::from_iter(all).len(), JOBS);
}

kit::both_engines!(a_job_is_claimed_by_one_worker, |app| {
    put_jobs(&app).await;
    let claimed = at_once(WORKERS, |_| claims(Arc::clone(&app), false)).await;
    assert_each_once(&claimed);
    app.pass(Duration::minutes(2));
    let again = at_once(WORKERS, |_| claims(Arc::clone(&app), true)).await;
    assert_each_once(&again);
});

async fn takes_turn(app: Arc<TestApp>) -> bool {
    let next = app.now() + Duration::minutes(5);
    let mut tx = app.store.begin().await.unwrap();
    let taken = tx.schedule().take_turn("on-test", app.now(), next).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

kit::both_engines!(a_turn_of_the_schedule_is_taken_once, |app| {
    let taken = at_once(WORKERS, |_| takes_turn(Arc::clone(&app))).await;
    assert!(!taken.contains(&true), "the first time, the turn is only written down");
    for _ in 0..3 {
        app.pass(Duration::minutes(5));
        let taken = at_once(WORKERS, |_| takes_turn(Arc::clone(&app))).await;
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    }
});
