//! Places where a test can break the writer, in builds with debug assertions only. Chosen by the
//! variable `BENCHDESK_FAILPOINT`:
//!
//! - `abort-before-commit:N`, `abort-after-commit:N`: the process dies, as by `kill -9`, around the
//!   first commit that several requests share after N requests have been committed;
//! - `answer-early`: requests are answered, and only then committed. Never right: it shows that the
//!   test of the order of system calls notices;
//! - `answer-early-then-abort:N`: the process dies at the same place, but the requests have been
//!   answered. Never right: it shows that the crash test notices.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use domain::Result;
use tokio::sync::oneshot;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failpoint {
    None,
    AbortBeforeCommit(usize),
    AbortAfterCommit(usize),
    AnswerEarly,
    AnswerEarlyThenAbort(usize),
}

/// Long enough for early answers to reach their clients.
const LEAD: Duration = Duration::from_millis(500);

static COMMITTED: AtomicUsize = AtomicUsize::new(0);

fn chosen() -> Failpoint {
    static CHOSEN: OnceLock<Failpoint> = OnceLock::new();
    *CHOSEN.get_or_init(|| std::env::var("BENCHDESK_FAILPOINT").map_or(Failpoint::None, |text| parse(&text)))
}

fn parse(text: &str) -> Failpoint {
    let (name, count) = text.split_once(':').unwrap_or((text, "1"));
    let count = count.parse().unwrap_or(1);
    match name {
        "abort-before-commit" => Failpoint::AbortBeforeCommit(count),
        "abort-after-commit" => Failpoint::AbortAfterCommit(count),
        "answer-early" => Failpoint::AnswerEarly,
        "answer-early-then-abort" => Failpoint::AnswerEarlyThenAbort(count),
        _ => Failpoint::None,
    }
}

/// Called with the requests that are about to be committed; leaves those still to be answered.
pub(crate) async fn before_group_commit(waiting: &mut Vec<oneshot::Sender<Result<()>>>) {
    match chosen() {
        Failpoint::AbortBeforeCommit(n) if is_due(waiting.len(), n) => std::process::abort(),
        Failpoint::AnswerEarlyThenAbort(n) if is_due(waiting.len(), n) => {
            answer_early(waiting).await;
            std::process::abort()
        }
        Failpoint::AnswerEarly => answer_early(waiting).await,
        _ => {}
    }
}

async fn answer_early(waiting: &mut Vec<oneshot::Sender<Result<()>>>) {
    for answer in waiting.drain(..) {
        let _ = answer.send(Ok(()));
    }
    tokio::time::sleep(LEAD).await;
}

/// Called when the commit is on disk and nobody has been answered.
pub(crate) fn after_group_commit(members: usize) {
    if let Failpoint::AbortAfterCommit(n) = chosen()
        && is_due(members, n)
    {
        std::process::abort();
    }
}

/// Counts the members of a commit.
fn is_due(members: usize, n: usize) -> bool {
    let committed = COMMITTED.fetch_add(members, Ordering::Relaxed);
    members > 1 && committed >= n
}
