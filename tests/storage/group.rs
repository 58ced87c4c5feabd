//! SQLite's grouped commits: who shares one, and who fails with whom.

use std::{pin::Pin, time::Duration};

use domain::{
    Result,
    job::{JobRequest, Work},
    store::Tx,
};
use futures_util::{FutureExt, future::join_all};
use kit::Engine;
use persistence::Tuning;
use sea_orm::ConnectionTrait;
use tokio::task::{JoinSet, yield_now};

use crate::desk::{Desk, assert_unavailable, query};

type Request = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Lets a request queue behind the others: it asks for its turn when it is first looked at.
fn queue(request: impl Future<Output = Result<()>> + Send + 'static) -> Request {
    let mut request: Request = Box::pin(request);
    assert!(request.as_mut().now_or_never().is_none(), "it waits for its turn");
    request
}

fn queue_all(desk: &Desk, count: usize) -> Vec<Request> {
    (0..count).map(|n| queue(desk.clone().stores(format!("queued {n}")))).collect()
}

async fn all_stored(requests: Vec<Request>) {
    for outcome in join_all(requests).await {
        outcome.expect("each of them is stored");
    }
}

/// Somebody who holds the turn, with a ticket of their own.
async fn holder(desk: &Desk) -> Box<dyn Tx> {
    let mut tx = desk.store.begin().await.unwrap();
    desk.opens(&mut *tx, "first").await.unwrap();
    tx
}

#[tokio::test]
async fn requests_that_wait_for_their_turn_share_a_commit() {
    let desk = Desk::open(Engine::Sqlite).await;
    let before = desk.commits();
    let first = holder(&desk).await;
    let others = queue_all(&desk, 20);
    let (first, ()) = tokio::join!(first.commit(), all_stored(others));
    first.unwrap();
    assert_eq!(desk.commits() - before, 1);
    assert_eq!(desk.subjects().await.len(), 21);
}

#[tokio::test]
async fn requests_that_arrive_during_a_commit_share_the_next_one() {
    let desk = Desk::open(Engine::Sqlite).await;
    let before = desk.commits();
    let mut first = JoinSet::new();
    first.spawn(holder(&desk).await.commit());
    while desk.commits() == before {
        yield_now().await;
    }
    // The first commit is being written to the log, or has just been: it takes nobody in any more.
    all_stored(queue_all(&desk, 20)).await;
    first.join_all().await.into_iter().for_each(Result::unwrap);
    assert_eq!(desk.commits() - before, 2);
    assert_eq!(desk.subjects().await.len(), 21);
}

#[tokio::test]
async fn a_group_has_a_largest_size() {
    let desk = Desk::open(Engine::Sqlite).await;
    let before = desk.commits();
    let first = holder(&desk).await;
    let others = queue_all(&desk, 100);
    let (first, ()) = tokio::join!(first.commit(), all_stored(others));
    first.unwrap();
    assert_eq!(desk.commits() - before, 2, "64 and 37");
}

#[tokio::test]
async fn whoever_waits_for_the_commit_does_not_wait_for_an_endless_row_of_failures() {
    let desk = Desk::open(Engine::Sqlite).await;
    let first = holder(&desk).await;
    let mut order = JoinSet::new();
    order.spawn(async move { first.commit().await.map(|()| "stored") });
    for _ in 0..200 {
        let desk = desk.clone();
        order.spawn(async move { desk.store.begin().await.map(|_| "given up") });
    }
    let mut before = 0;
    while order.join_next().await.expect("the first request ends").unwrap().unwrap() != "stored" {
        before += 1;
    }
    assert!(before < 100, "{before} requests that store nothing came before the commit");
}

#[tokio::test]
async fn a_request_that_fails_in_a_group_fails_alone() {
    let desk = Desk::open(Engine::Sqlite).await;
    let before = desk.commits();
    let first = holder(&desk).await;
    let requests = vec![
        queue(desk.clone().stores("a neighbour before".to_owned())),
        queue(fails_in_the_middle(desk.clone())),
        queue(goes_away(desk.clone())),
        queue(ignores_an_error(desk.clone())),
        queue(fails_at_the_end(desk.clone())),
        queue(desk.clone().stores("a neighbour after".to_owned())),
    ];
    let (first, outcomes) = tokio::join!(first.commit(), join_all(requests));
    first.unwrap();
    let stored: Vec<_> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(stored, [true, false, true, false, false, true]);
    assert_eq!(desk.subjects().await, ["a neighbour after", "a neighbour before", "first"]);
    assert_eq!(desk.commits() - before, 1, "all of it happened in one group");
}

async fn fails_in_the_middle(desk: Desk) -> Result<()> {
    let mut tx = desk.store.begin().await?;
    desk.opens(&mut *tx, "half of it").await?;
    desk.violates(&mut *tx).await?;
    tx.commit().await
}

async fn goes_away(desk: Desk) -> Result<()> {
    let mut tx = desk.store.begin().await?;
    desk.opens(&mut *tx, "given up").await?;
    Ok(())
}

async fn ignores_an_error(desk: Desk) -> Result<()> {
    let mut tx = desk.store.begin().await?;
    desk.opens(&mut *tx, "half of it").await?;
    let _ = desk.violates(&mut *tx).await;
    tx.commit().await
}

/// Rows that nothing is decided by are stored with the commit.
async fn fails_at_the_end(desk: Desk) -> Result<()> {
    let mut tx = desk.store.begin().await?;
    desk.opens(&mut *tx, "half of it").await?;
    let job = JobRequest::now(&desk.cx(), Work::RemoveExpired);
    tx.jobs().enqueue(job.clone()).await.expect("it waits");
    tx.jobs().enqueue(job).await.expect("it waits");
    tx.commit().await
}

#[tokio::test]
async fn a_request_whose_statement_is_abandoned_cannot_commit() {
    let desk = Desk::open(Engine::Sqlite).await;
    let mut tx = desk.store.begin().await.unwrap();
    let open_many = async {
        for _ in 0..100 {
            desk.opens(&mut *tx, "abandoned").await.unwrap();
        }
    };
    let abandoned = open_many.now_or_never();
    assert!(abandoned.is_none(), "the statement runs elsewhere");
    assert!(tx.commit().await.is_err());
    desk.clone().stores("next".to_owned()).await.unwrap();
    assert_eq!(desk.subjects().await, ["next"]);
}

#[tokio::test]
async fn an_overdue_request_gives_the_writer_back() {
    let tuning = Tuning { turn: Duration::from_millis(50), ..Tuning::default() };
    let desk = Desk::tuned(Engine::Sqlite, tuning).await;
    let mut overdue = holder(&desk).await;
    desk.clone().stores("another".to_owned()).await.expect("the writer goes on without the first");
    assert_unavailable(desk.opens(&mut *overdue, "too late").await);
    assert_unavailable(overdue.commit().await);
    assert_eq!(desk.subjects().await, ["another"]);
}

/// A statement that SQLite can undo by itself.
#[tokio::test]
async fn a_request_that_is_too_big_fails_alone() {
    let desk = full_desk().await;
    let first = holder(&desk).await;
    let too_big = queue(too_many_tickets(desk.clone()));
    let (first, too_big) = tokio::join!(first.commit(), too_big);
    first.expect("there was room for the first");
    assert_unavailable(too_big);
    assert_eq!(desk.subjects().await, ["first"]);
}

/// A statement that SQLite cannot undo: it ends the whole transaction.
#[tokio::test]
async fn a_group_that_is_lost_fails_as_a_whole_and_the_writer_goes_on() {
    let desk = full_desk().await;
    let first = holder(&desk).await;
    let too_big = queue(too_many_jobs(desk.clone()));
    let (first, too_big) = tokio::join!(first.commit(), too_big);
    assert_unavailable(first);
    assert_unavailable(too_big);
    assert!(desk.subjects().await.is_empty());

    // What is answered now is stored, also after a group that ended with nothing to store.
    goes_away(desk.clone()).await.unwrap();
    desk.database.connection().ping().await.expect("the writer has ended its group");
    let before = desk.commits();
    desk.clone().stores("next".to_owned()).await.unwrap();
    assert_eq!(desk.commits() - before, 1);
    assert_eq!(desk.subjects().await, ["next"]);
}

/// A desk whose writing connection may not make the file bigger.
async fn full_desk() -> Desk {
    let desk = Desk::open(Engine::Sqlite).await;
    let size: i64 = query(&desk.database, "PRAGMA page_count").await[0].try_get_by_index(0).unwrap();
    let limit = format!("PRAGMA max_page_count = {size}");
    desk.database.connection().execute_unprepared(&limit).await.unwrap();
    desk
}

async fn too_many_tickets(desk: Desk) -> Result<()> {
    let mut tx = desk.store.begin().await?;
    for _ in 0..200 {
        desk.opens(&mut *tx, &"big".repeat(60)).await?;
    }
    tx.commit().await
}

async fn too_many_jobs(desk: Desk) -> Result<()> {
    let mut tx = desk.store.begin().await?;
    for _ in 0..2000 {
        tx.jobs().enqueue(JobRequest::now(&desk.cx(), Work::AdvanceTickets)).await?;
        // One by one: several at once SQLite could undo.
        tx.jobs().next_due().await?;
    }
    tx.commit().await
}
