//! Background work: retried, set aside, run once.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use chrono::Duration;
use domain::{
    identity::Actor,
    job::{JobCount, JobRequest, MAX_ATTEMPTS, Work},
    mail::{DeliveryError, Letter, Mailer},
};
use kit::TestApp;
use sea_orm::ConnectionTrait;
use tokio_util::sync::CancellationToken;

async fn count(app: &TestApp) -> JobCount {
    app.store.read().await.unwrap().jobs().count().await.unwrap()
}

async fn enqueue(app: &TestApp, job: JobRequest) {
    let mut tx = app.store.begin().await.unwrap();
    tx.jobs().enqueue(job).await.unwrap();
    tx.commit().await.unwrap();
}

async fn forget_dead_jobs(app: &TestApp) {
    let mut tx = app.store.begin().await.unwrap();
    tx.jobs().remove_dead(app.now() + Duration::days(1), 10).await.unwrap();
    tx.commit().await.unwrap();
}

kit::both_engines!(everything_due_is_run_and_nothing_else, |app| {
    let cx = app.ctx(Actor::Time);
    for _ in 0..20 {
        enqueue(&app, JobRequest::now(&cx, Work::AdvanceTickets)).await;
    }
    let mut later = JobRequest::now(&cx, Work::RemoveExpired);
    later.run_at += Duration::seconds(1);
    enqueue(&app, later).await;
    assert_eq!(app.run_jobs().await, 20);
    assert_eq!(app.run_jobs().await, 0);
    app.pass(Duration::seconds(1));
    assert_eq!(app.run_jobs().await, 1);
});

/// A mail server that is never there.
struct Absent(AtomicUsize, DeliveryError);

#[async_trait]
impl Mailer for Absent {
    async fn deliver(&self, _: &Letter) -> Result<(), DeliveryError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(self.1)
    }
}

kit::both_engines!(a_job_that_fails_comes_back_later_and_is_set_aside_in_the_end, |app| {
    let ann = app.customer("ann").await;
    ann.opens_ticket("Fader 3 is stuck").await;
    let mailer = Arc::new(Absent(AtomicUsize::new(0), DeliveryError::Temporary));
    let worker = app.worker_with(mailer.clone());
    for attempt in 1..=MAX_ATTEMPTS {
        assert_eq!(worker.run_due().await.unwrap(), 1, "attempt {attempt}");
        assert_eq!(worker.run_due().await.unwrap(), 0, "not again at once");
        app.pass(Duration::hours(8));
    }
    assert_eq!(mailer.0.load(Ordering::Relaxed), usize::try_from(MAX_ATTEMPTS).unwrap());
    assert_eq!(count(&app).await, JobCount { pending: 0, dead: 1 });
    forget_dead_jobs(&app).await;
});

kit::both_engines!(a_letter_that_is_refused_for_good_is_set_aside_at_once, |app| {
    let ann = app.customer("ann").await;
    ann.opens_ticket("Fader 3 is stuck").await;
    let worker = app.worker_with(Arc::new(Absent(AtomicUsize::new(0), DeliveryError::Permanent)));
    assert_eq!(worker.run_due().await.unwrap(), 1);
    assert_eq!(count(&app).await, JobCount { pending: 0, dead: 1 });
    forget_dead_jobs(&app).await;
});

kit::both_engines!(work_from_another_version_is_set_aside_at_once, |app| {
    enqueue(&app, JobRequest::now(&app.ctx(Actor::Time), Work::AdvanceTickets)).await;
    let database = app.database.connect().await;
    let payload = r#"UPDATE job SET payload = '{"kind":"from_the_future"}'"#;
    database.connection().execute_unprepared(payload).await.unwrap();
    assert_eq!(app.run_jobs().await, 1);
    assert_eq!(count(&app).await, JobCount { pending: 0, dead: 1 });
    forget_dead_jobs(&app).await;
    database.close().await.unwrap();
});

kit::both_engines!(a_turn_of_the_schedule_is_taken_once_and_again_when_it_is_due, |app| {
    let other = app.worker_with(Arc::new(Absent(AtomicUsize::new(0), DeliveryError::Temporary)));
    app.worker.tick().await.unwrap();
    assert_eq!(count(&app).await.pending, 0, "the first look writes the schedule down");
    app.pass(Duration::minutes(5));
    app.worker.tick().await.unwrap();
    let due = count(&app).await.pending;
    assert!(due > 0);
    other.tick().await.unwrap();
    assert_eq!(count(&app).await.pending, due);
    assert_eq!(app.run_jobs().await as u64, due);
});

kit::both_engines!(the_worker_runs_what_is_due_and_ends_when_told_to, |app| {
    enqueue(&app, JobRequest::now(&app.ctx(Actor::Time), Work::AdvanceTickets)).await;
    let shutdown = CancellationToken::new();
    let stop = async {
        while count(&app).await.pending > 0 {
            tokio::task::yield_now().await;
        }
        shutdown.cancel();
    };
    tokio::join!(app.worker.run(shutdown.clone()), stop);
});
