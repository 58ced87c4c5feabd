//! Grouped commits: SQLite's single writer.
//!
//! SQLite has one writer at a time, and a durable commit waits for the disk. So requests take turns
//! on one connection, each in a savepoint of the same transaction, and those that arrived while a commit was
//! under way share the next one. Each is answered only after the commit that holds it is on disk. A
//! request that fails rolls back its savepoint and nobody else's; a commit that fails as a whole
//! fails every request in it.

use std::time::{Duration, Instant};

use domain::Result;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    conn::{Conn, OVERDUE},
    error::{OrStoreError, code, unavailable},
    measure,
};

/// The most requests that share a commit: bounds how long the first one waits.
const MAX_GROUP: usize = 64;
/// How many requests may wait for their turn before new ones are told to come back later.
const QUEUE: usize = 4096;

/// Begins the first request's savepoint.
const FIRST_TURN: &str = "SAVEPOINT turn";
/// Begins the next one's, and keeps what the one before has done or left undone.
const NEXT_TURN: &str = "RELEASE turn; SAVEPOINT turn";
/// Undoes what a request has done.
const UNDO: &str = "ROLLBACK TO turn";

/// Takes requests in the order of their arrival.
#[derive(Clone)]
pub(crate) struct GroupWriter {
    queue: mpsc::Sender<Request>,
}

/// A request's turn on the writer. Dropped without [`Turn::commit`], its changes are undone.
pub(crate) struct Turn {
    pub(crate) conn: Conn,
    end: oneshot::Sender<Answer>,
}

/// Somebody who waits for a turn.
type Request = oneshot::Sender<Result<Turn>>;
/// Where to tell a request how its commit went.
type Answer = oneshot::Sender<Result<()>>;

impl GroupWriter {
    /// Starts the writer on its connection; it ends when the last handle is dropped. `turn` is how
    /// long a request may keep its turn: nothing but statements is awaited in it.
    pub(crate) fn start(connection: DatabaseConnection, turn: Duration) -> Self {
        let (queue, requests) = mpsc::channel(QUEUE);
        #[expect(clippy::disallowed_methods, reason = "ends by itself when the store is dropped")]
        tokio::spawn(Writer { connection, requests, turn }.run());
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
        self.end.send(answer).map_err(|_| unavailable(OVERDUE))?;
        committed.await.map_err(|_| unavailable(OVERDUE))?
    }
}

const LOST: &str = "the shared transaction was lost";

struct Writer {
    connection: DatabaseConnection,
    requests: mpsc::Receiver<Request>,
    turn: Duration,
}

/// The requests that share a commit.
struct Group {
    /// With a request while it has its turn; gone once it is lost.
    transaction: Option<DatabaseTransaction>,
    waiting: Vec<Answer>,
    turns: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Takes more requests.
    Open,
    /// Somebody was overdue: the others have waited long enough.
    Late,
    /// The transaction is gone, with everything in it.
    Lost,
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
        measure::asked();
        let transaction = self.connection.begin_with_options(options).await.or_store_error()?;
        Ok(Group { transaction: Some(transaction), waiting: Vec::new(), turns: 0, state: State::Open })
    }

    async fn fill_and_commit(&mut self, mut group: Group, first: Request) {
        let mut next = Some(first);
        while let Some(request) = next {
            if !request.is_closed() {
                group.take_turn(request, self.turn).await;
            }
            next = if group.has_room() { self.requests.try_recv().ok() } else { None };
        }
        group.commit().await;
    }
}

impl Group {
    /// Requests that fail count, too: whoever waits for the commit waits for them.
    fn has_room(&self) -> bool {
        self.state == State::Open && self.turns < MAX_GROUP
    }

    /// Lets one request work in a savepoint of its own.
    async fn take_turn(&mut self, request: Request, time: Duration) {
        let transaction = match self.begin_turn().await {
            Ok(transaction) => transaction,
            Err(error) => {
                self.state = State::Lost;
                let _ = request.send(Err(error));
                return;
            }
        };
        let conn = Conn::new(transaction, true);
        let (end, ended) = oneshot::channel();
        // Who has gone away meanwhile drops the turn unread, and it ends at once.
        let _ = request.send(Ok(Turn { conn: conn.clone(), end }));
        let answer = if let Ok(ended) = tokio::time::timeout(time, ended).await {
            ended.ok()
        } else {
            self.state = State::Late;
            None
        };
        // Taken from an overdue request, too: its later statements find no transaction.
        self.transaction = conn.take().await;
        match answer {
            Some(answer) => self.waiting.push(answer),
            None => self.undo().await,
        }
    }

    async fn begin_turn(&mut self) -> Result<DatabaseTransaction> {
        let transaction = self.transaction.take().ok_or_else(|| unavailable(LOST))?;
        let begin = if self.turns == 0 { FIRST_TURN } else { NEXT_TURN };
        self.turns += 1;
        measure::asked();
        transaction.execute_unprepared(begin).await.or_store_error()?;
        Ok(transaction)
    }

    /// After some errors (disk full, I/O) SQLite has ended the whole transaction by itself; then
    /// there is no savepoint to go back to.
    async fn undo(&mut self) {
        let Some(transaction) = &self.transaction else { return self.state = State::Lost };
        if transaction.execute_unprepared(UNDO).await.is_err() {
            self.state = State::Lost;
        }
    }

    /// Commits what the requests have done and answers them.
    async fn commit(mut self) {
        let is_empty = self.waiting.is_empty();
        #[cfg(debug_assertions)]
        crate::failpoint::before_group_commit(&mut self.waiting).await;
        let waiting = std::mem::take(&mut self.waiting);
        let begun = Instant::now();
        let outcome = self.end(is_empty).await;
        #[cfg(debug_assertions)]
        crate::failpoint::after_group_commit(waiting.len());
        if !is_empty {
            measure::committed(waiting.len(), begun);
        }
        for answer in waiting {
            let _ = answer.send(outcome.clone().map_err(unavailable));
        }
    }

    /// Ends the transaction; an error is a text for the log.
    async fn end(self, is_empty: bool) -> Result<(), String> {
        let say = |error: DbErr| format!("the shared commit failed: {}", code(&error));
        let transaction = self.transaction.ok_or(LOST)?;
        measure::asked();
        if self.state == State::Lost {
            let _ = transaction.rollback().await;
            Err(LOST.to_owned())
        } else if is_empty {
            transaction.rollback().await.map_err(say)
        } else {
            transaction.commit().await.map_err(say)
        }
    }
}
