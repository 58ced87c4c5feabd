//! Grouped commits: SQLite's single writer.
//!
//! SQLite has one writer at a time, and a durable commit waits for the disk. So requests take turns
//! on one connection, each in a savepoint of its own, and those that arrived while a commit was
//! under way share the next one. Each is answered only after the commit that holds it is on disk. A
//! request that fails rolls back its savepoint and nobody else's; a commit that fails as a whole
//! fails every request in it.

use std::time::Duration;

use domain::Result;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    conn::Conn,
    error::{OrStoreError, store_error, unavailable},
};

/// The most requests that share a commit: bounds how long the first one waits.
const MAX_GROUP: usize = 64;
/// How long a request may keep its turn. Nothing but statements is awaited in it.
const TURN: Duration = Duration::from_secs(5);
/// How many requests may wait for their turn before new ones are told to come back later.
const QUEUE: usize = 4096;

/// Takes requests in the order of their arrival.
#[derive(Clone)]
pub(crate) struct GroupWriter {
    queue: mpsc::Sender<oneshot::Sender<Result<Turn>>>,
}

/// A request's turn on the writer. Dropped without [`Turn::commit`], its changes are undone.
pub(crate) struct Turn {
    pub(crate) conn: Conn,
    end: oneshot::Sender<Answer>,
}

type Answer = oneshot::Sender<Result<()>>;

impl GroupWriter {
    /// Starts the writer on its connection; it ends when the last handle is dropped.
    pub(crate) fn start(connection: DatabaseConnection) -> Self {
        let (queue, requests) = mpsc::channel(QUEUE);
        #[expect(clippy::disallowed_methods, reason = "ends by itself when the store is dropped")]
        tokio::spawn(Writer { connection, requests }.run());
        Self { queue }
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self) -> Result<Turn> {
        let (give, turn) = oneshot::channel();
        self.queue.try_send(give).map_err(|_| unavailable("too many writers wait"))?;
        turn.await.map_err(|_| unavailable("the writer has stopped"))?
    }
}

impl Turn {
    /// Ends the turn and waits until the changes are on disk.
    pub(crate) async fn commit(self) -> Result<()> {
        let (answer, committed) = oneshot::channel();
        self.end.send(answer).map_err(|_| unavailable(crate::conn::OVERDUE))?;
        committed.await.map_err(|_| unavailable("the writer has stopped"))?
    }
}

struct Writer {
    connection: DatabaseConnection,
    requests: mpsc::Receiver<oneshot::Sender<Result<Turn>>>,
}

/// The requests that share a commit.
struct Group {
    transaction: DatabaseTransaction,
    waiting: Vec<Answer>,
    broken: bool,
}

impl Writer {
    async fn run(mut self) {
        while let Some(first) = self.requests.recv().await {
            match self.begin().await {
                Ok(group) => self.fill_and_commit(group, first).await,
                Err(error) => {
                    let _ = first.send(Err(error));
                }
            }
        }
    }

    async fn begin(&self) -> Result<Group> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let transaction = self.connection.begin_with_options(options).await.or_store_error()?;
        Ok(Group { transaction, waiting: Vec::new(), broken: false })
    }

    async fn fill_and_commit(&mut self, mut group: Group, first: oneshot::Sender<Result<Turn>>) {
        let mut next = Some(first);
        while let Some(request) = next {
            group.take_turn(request).await;
            let has_room = !group.broken && group.waiting.len() < MAX_GROUP;
            next = if has_room { self.requests.try_recv().ok() } else { None };
        }
        group.commit().await;
    }
}

impl Group {
    /// Lets one request work in a savepoint of its own.
    async fn take_turn(&mut self, request: oneshot::Sender<Result<Turn>>) {
        let savepoint = match self.transaction.begin().await {
            Ok(savepoint) => savepoint,
            Err(error) => {
                self.broken = true;
                let _ = request.send(Err(store_error(&error)));
                return;
            }
        };
        let conn = Conn::new(savepoint, true);
        let (end, ended) = oneshot::channel();
        let gone = request.send(Ok(Turn { conn: conn.clone(), end })).is_err();
        let answer =
            if gone { None } else { tokio::time::timeout(TURN, ended).await.ok().and_then(Result::ok) };
        // Taken from an overdue request, too: its later statements find no transaction.
        let savepoint = conn.take().await;
        self.broken |= conn.is_broken();
        match (savepoint, answer) {
            (Some(savepoint), Some(answer)) => match savepoint.commit().await {
                Ok(()) => self.waiting.push(answer),
                Err(error) => {
                    self.broken = true;
                    let _ = answer.send(Err(store_error(&error)));
                }
            },
            (Some(savepoint), None) => self.broken |= savepoint.rollback().await.is_err(),
            (None, _) => {}
        }
    }

    /// Commits what the requests have done and answers them.
    async fn commit(self) {
        #[cfg(debug_assertions)]
        let waiting = crate::failpoint::before_group_commit(self.waiting);
        #[cfg(not(debug_assertions))]
        let waiting = self.waiting;
        let outcome = if self.broken {
            let _ = self.transaction.rollback().await;
            Err("the group was given up")
        } else if waiting.is_empty() {
            let _ = self.transaction.rollback().await;
            Ok(())
        } else {
            self.transaction.commit().await.map_err(|_| "the group's commit failed")
        };
        #[cfg(debug_assertions)]
        crate::failpoint::after_group_commit(waiting.len());
        for answer in waiting {
            let _ = answer.send(outcome.map_err(unavailable));
        }
    }
}
