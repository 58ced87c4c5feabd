//! A desk for tests: jobs and turns in memory, and no tickets to speak of.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use async_trait::async_trait;
use chrono::{Duration, TimeZone, Utc};
use domain::{
    Error, Result,
    clock::{Clock, ManualClock, Timestamp},
    id::{JobId, TicketId},
    idempotency::IdempotencyRepo,
    identity::{AccountRepo, CodeRepo, SessionRepo},
    instance::InstanceRepo,
    job::{ClaimedJob, JobCount, JobRepo, JobRequest, Lease, ScheduleRepo, Work},
    keys::Keys,
    mail::{DeliveryError, Letter, Mailer},
    page::{Page, PageRequest},
    random::SystemSource,
    store::{Store, Tx},
    ticket::{
        EventRepo, MessageRepo, Patience, Position, Status, Ticket, TicketFilter, TicketOrder, TicketRepo,
        TicketRow, Viewer,
    },
};
use uuid::Uuid;

use crate::{Worker, WorkerParts};

/// A job that is due at `due`.
pub(crate) fn job(number: u32, work: &Work, due: Timestamp) -> Stored {
    let id = JobId::from_uuid(Uuid::from_u128(number.into()));
    Stored { id, payload: work.to_payload().unwrap(), kind: work.kind(), attempt: 0, due }
}

/// A stored job.
pub(crate) struct Stored {
    id: JobId,
    pub(crate) payload: String,
    kind: &'static str,
    attempt: i32,
    due: Timestamp,
}

#[derive(Default)]
struct Rows {
    jobs: Vec<Stored>,
    ran: Vec<Timestamp>,
    dead: Vec<String>,
    turns: HashMap<String, Timestamp>,
    tickets_broken: bool,
}

/// What tests hold on to.
#[derive(Clone)]
pub(crate) struct Desk {
    rows: Arc<Mutex<Rows>>,
    clock: Arc<ManualClock>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let start = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        Self { rows: Arc::default(), clock: Arc::new(ManualClock::at(start)) }
    }

    pub(crate) fn worker(&self) -> Worker {
        Worker::new(WorkerParts {
            store: Arc::new(self.clone()),
            mailer: Arc::new(NoMail),
            clock: self.clock.clone(),
            random: Arc::new(SystemSource::new()),
            keys: Arc::new(Keys::derive(&[7; 32])),
            patience: Patience::default(),
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    pub(crate) fn put(&self, job: Stored) {
        self.rows().jobs.push(job);
    }

    pub(crate) fn break_tickets(&self) {
        self.rows().tickets_broken = true;
    }

    pub(crate) fn waiting(&self) -> usize {
        self.rows().jobs.len()
    }

    /// When each job that was run had been due, in the order of running.
    pub(crate) fn run_order(&self) -> Vec<Timestamp> {
        self.rows().ran.clone()
    }

    pub(crate) fn dead(&self) -> Vec<String> {
        self.rows().dead.clone()
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap()
    }
}

struct NoMail;

#[async_trait]
impl Mailer for NoMail {
    async fn deliver(&self, _letter: &Letter) -> Result<(), DeliveryError> {
        Ok(())
    }
}

#[async_trait]
impl Store for Desk {
    async fn begin(&self) -> Result<Box<dyn Tx>> {
        Ok(Box::new(self.clone()))
    }

    async fn read(&self) -> Result<Box<dyn Tx>> {
        Ok(Box::new(self.clone()))
    }
}

#[async_trait]
impl Tx for Desk {
    fn accounts(&mut self) -> Box<dyn AccountRepo + '_> {
        unreachable!("no job under test asks for accounts")
    }
    fn codes(&mut self) -> Box<dyn CodeRepo + '_> {
        unreachable!("no job under test asks for codes")
    }
    fn sessions(&mut self) -> Box<dyn SessionRepo + '_> {
        unreachable!("no job under test asks for sessions")
    }
    fn tickets(&mut self) -> Box<dyn TicketRepo + '_> {
        Box::new(self)
    }
    fn messages(&mut self) -> Box<dyn MessageRepo + '_> {
        unreachable!("no job under test asks for messages")
    }
    fn events(&mut self) -> Box<dyn EventRepo + '_> {
        unreachable!("no job under test asks for events")
    }
    fn jobs(&mut self) -> Box<dyn JobRepo + '_> {
        Box::new(self)
    }
    fn schedule(&mut self) -> Box<dyn ScheduleRepo + '_> {
        Box::new(self)
    }
    fn idempotency(&mut self) -> Box<dyn IdempotencyRepo + '_> {
        unreachable!("no job under test asks for requests")
    }
    fn instance(&mut self) -> Box<dyn InstanceRepo + '_> {
        unreachable!("no job under test asks for the instance")
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

#[async_trait]
impl JobRepo for &mut Desk {
    async fn enqueue(&mut self, job: JobRequest) -> Result<()> {
        let payload = job.work.to_payload()?;
        self.put(Stored { id: job.id, payload, kind: job.work.kind(), attempt: 0, due: job.run_at });
        Ok(())
    }

    async fn claim(&mut self, now: Timestamp, lease: Lease, limit: u64) -> Result<Vec<ClaimedJob>> {
        let mut rows = self.rows();
        let Rows { jobs, ran, .. } = &mut *rows;
        jobs.sort_by_key(|job| job.due);
        let due = jobs.iter_mut().filter(|job| job.due <= now).take(usize::try_from(limit).unwrap());
        Ok(due
            .map(|job| {
                ran.push(job.due);
                job.attempt += 1;
                job.due = lease.until;
                let (payload, kind) = (job.payload.clone(), job.kind.to_owned());
                ClaimedJob { id: job.id, payload, kind, attempt: job.attempt, lease }
            })
            .collect())
    }

    async fn finish(&mut self, id: JobId, _lease: Lease) -> Result<bool> {
        self.rows().jobs.retain(|job| job.id != id);
        Ok(true)
    }

    async fn retry(&mut self, id: JobId, _lease: Lease, run_at: Timestamp, _reason: &str) -> Result<()> {
        self.rows().jobs.iter_mut().filter(|job| job.id == id).for_each(|job| job.due = run_at);
        Ok(())
    }

    async fn bury(&mut self, id: JobId, _lease: Lease, _at: Timestamp, reason: &str) -> Result<()> {
        self.rows().jobs.retain(|job| job.id != id);
        self.rows().dead.push(reason.to_owned());
        Ok(())
    }

    async fn count(&mut self) -> Result<JobCount> {
        Ok(JobCount { pending: self.waiting() as u64, dead: self.rows().dead.len() as u64 })
    }

    async fn next_due(&mut self) -> Result<Option<Timestamp>> {
        Ok(self.rows().jobs.iter().map(|job| job.due).min())
    }

    async fn remove_dead(&mut self, _before: Timestamp, _limit: u64) -> Result<u64> {
        Ok(0)
    }
}

#[async_trait]
impl ScheduleRepo for &mut Desk {
    async fn take_turn(&mut self, name: &str, now: Timestamp, next: Timestamp) -> Result<bool> {
        let mut rows = self.rows();
        let due = rows.turns.get(name).is_none_or(|due| *due <= now);
        if due {
            rows.turns.insert(name.to_owned(), next);
        }
        Ok(due)
    }
}

#[async_trait]
impl TicketRepo for &mut Desk {
    async fn add(&mut self, _ticket: &Ticket) -> Result<i64> {
        unreachable!("jobs open no tickets")
    }

    async fn find(&mut self, _id: TicketId) -> Result<Option<Ticket>> {
        Ok(None)
    }

    async fn find_visible(&mut self, _viewer: Viewer, _id: TicketId) -> Result<Option<Ticket>> {
        Ok(None)
    }

    async fn update(&mut self, _ticket: &Ticket, _before: &Ticket) -> Result<()> {
        unreachable!("there are no tickets to change")
    }

    async fn list(
        &mut self,
        _viewer: Viewer,
        _filter: &TicketFilter,
        _order: TicketOrder,
        _page: &PageRequest<Position>,
    ) -> Result<Page<TicketRow, Position>> {
        unreachable!("jobs list no tickets")
    }

    async fn standing_since(
        &mut self,
        _status: Status,
        _since: Timestamp,
        _unreminded: bool,
        _limit: u64,
    ) -> Result<Vec<Ticket>> {
        if self.rows().tickets_broken { Err(Error::internal("broken on purpose")) } else { Ok(Vec::new()) }
    }
}
