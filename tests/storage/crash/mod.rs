//! The real program is killed while many write: what it has answered is stored, once and whole.

pub mod ledger;
pub mod storm;

use kit::{Engine, Launch, Server, TestDatabase};

use self::{
    ledger::Ledger,
    storm::{Ending, Storm, Written},
};
use crate::people::add_customers;

/// How often the program is killed, on each engine.
const ROUNDS: usize = 20;
/// Writes that are answered in each round before the end.
const ANSWERED: usize = 200;
/// Writes that are committed before a failpoint acts: the last answers may not have left.
const COMMITTED: usize = ANSWERED + 2 * storm::CLIENTS;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_sqlite_has_answered_survives() {
    let (before, after) = (abort("abort-before-commit"), abort("abort-after-commit"));
    survives(Engine::Sqlite, |round| match round % 4 {
        1 => Some(&before),
        3 => Some(&after),
        _ => None,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_postgres_has_answered_survives() {
    survives(Engine::Postgres, |_| None).await;
}

/// The test can fail: it sees what a program loses that answers before it commits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_before_the_commit_is_noticed() {
    let files = TestDatabase::create(Engine::Sqlite).await;
    add_customers(&files, storm::CUSTOMERS).await;
    let early = abort("answer-early-then-abort");
    let written = storm(start(&files, Some(&early)).await, 0, Some(&early)).await;
    let _restarted = start(&files, None).await;
    let lost = Ledger::read(&files).await.lost(&written);
    assert!(lost >= 2, "{lost} of {} answered writes are missed", written.len());
}

/// A failpoint that ends the program inside a shared commit.
fn abort(name: &str) -> String {
    format!("{name}:{COMMITTED}")
}

async fn survives<'a>(engine: Engine, failpoint: impl Fn(usize) -> Option<&'a String>) {
    let files = TestDatabase::create(engine).await;
    add_customers(&files, storm::CUSTOMERS).await;
    let mut all = Vec::new();
    let mut server = start(&files, failpoint(0)).await;
    for number in 0..ROUNDS {
        let written = storm(server, number, failpoint(number)).await;
        assert!(written.len() >= ANSWERED, "round {number}: only {} writes were answered", written.len());
        all.extend(written);
        server = start(&files, failpoint(number + 1)).await;
        let ledger = Ledger::read(&files).await;
        assert_eq!(ledger.lost(&all), 0, "round {number}: answered writes are gone");
        ledger.assert_once();
        ledger.assert_whole();
    }
}

/// Lets many write until the program is ended: from outside, or by a failpoint.
async fn storm(server: Server, number: usize, failpoint: Option<&String>) -> Vec<Written> {
    let storm = Storm::begin(&server.url, number).await;
    let ending = if failpoint.is_some() { Ending::ByItself } else { Ending::After(ANSWERED) };
    storm.end(server, ending).await
}

async fn start(files: &TestDatabase, failpoint: Option<&String>) -> Server {
    let environment: Vec<_> = failpoint.iter().map(|text| ("BENCHDESK_FAILPOINT", text.as_str())).collect();
    // Without a worker, each ticket's mail stays in the queue and can be counted.
    let launch =
        Launch { arguments: &["serve", "--no-worker"], environment: &environment, ..Launch::default() };
    Server::launch(&files.url, &files.directory, launch).await
}
