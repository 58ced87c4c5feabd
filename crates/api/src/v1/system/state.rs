use axum::extract::State;
use domain::{
    identity::Permission,
    instance::Engine,
    job::{Queue, WorkerRecord},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{App, auth::Caller, problem::Problem, timestamp::Timestamp, v1::answer::Answer};

/// How many workers are shown.
const MOST_WORKERS: u64 = 20;

/// The desk's own state.
#[derive(Serialize, ToSchema)]
pub(super) struct SystemState {
    /// The version of the server that answers.
    #[schema(example = "1.0.0")]
    version: &'static str,
    /// The database beneath.
    database: DatabaseState,
    /// Background work.
    jobs: QueueState,
    /// Outgoing mail.
    mail: MailState,
    /// Processes that work on jobs, the one seen last first, gone ones for a day.
    workers: Vec<WorkerState>,
    /// How many bytes are free where this server keeps files.
    #[schema(required)]
    free_bytes: Option<u64>,
    /// The server's clock.
    time: Timestamp,
}

/// The database beneath.
#[derive(Serialize, ToSchema)]
struct DatabaseState {
    /// `sqlite` or `postgresql`.
    #[schema(value_type = String, example = "sqlite")]
    engine: &'static str,
    /// Its own version.
    #[schema(example = "3.51.3")]
    version: String,
    /// The newest migration that was applied.
    #[schema(example = "m20261122_000001_identity")]
    schema: String,
}

/// Background work in numbers.
#[derive(Serialize, ToSchema)]
struct QueueState {
    /// Waiting or running.
    pending: u64,
    /// Set aside after the last attempt.
    dead: u64,
    /// When the job that has been due for longest became due; `null` if none is due. Old means
    /// that no worker keeps up.
    #[schema(required)]
    oldest_due_at: Option<Timestamp>,
}

/// Outgoing mail in numbers.
#[derive(Serialize, ToSchema)]
struct MailState {
    /// How it leaves: `smtp`, `folder` or `terminal`.
    #[schema(value_type = String, example = "smtp")]
    transport: &'static str,
    /// Not sent yet.
    pending: u64,
    /// When the oldest of these was ordered.
    #[schema(required)]
    oldest_pending_at: Option<Timestamp>,
    /// Held back since a restore: `POST /jobs/{job_id}/retry` sends one.
    held: u64,
}

/// A process that works on jobs.
#[derive(Serialize, ToSchema)]
struct WorkerState {
    /// Made up at its start.
    id: Uuid,
    /// Its version.
    version: String,
    /// When it began.
    started_at: Timestamp,
    /// When it last said that it works; it does so every 30 seconds.
    seen_at: Timestamp,
}

impl From<Engine> for DatabaseState {
    fn from(Engine { name, version, schema }: Engine) -> Self {
        Self { engine: name, version, schema }
    }
}

impl From<WorkerRecord> for WorkerState {
    fn from(WorkerRecord { id, version, started_at, seen_at }: WorkerRecord) -> Self {
        Self { id, version, started_at: started_at.into(), seen_at: seen_at.into() }
    }
}

impl MailState {
    fn new(transport: &'static str, queue: &Queue) -> Self {
        let oldest_pending_at = queue.oldest_mail.map(Into::into);
        Self { transport, pending: queue.mails, oldest_pending_at, held: queue.held_mails }
    }
}

/// Read the state of the system
///
/// What whoever runs the desk wants to know first. Nothing personal.
#[utoipa::path(
    get,
    path = "/system",
    operation_id = "getSystem",
    tag = "System",
    responses((status = 200, description = "The state.", body = SystemState))
)]
pub(super) async fn get_system(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Answer<SystemState>, Problem> {
    let cx = app.ctx(actor);
    cx.actor().require(Permission::SystemManage)?;
    let mut tx = app.store().read().await?;
    let engine = tx.instance().engine().await?;
    let queue = tx.job_records().queue(cx.now()).await?;
    let workers = tx.job_records().workers(MOST_WORKERS).await?;
    Ok(Answer::ok(SystemState {
        version: env!("CARGO_PKG_VERSION"),
        database: engine.into(),
        jobs: QueueState {
            pending: queue.pending,
            dead: queue.dead,
            oldest_due_at: queue.oldest_due.map(Into::into),
        },
        mail: MailState::new(app.host().mail_transport(), &queue),
        workers: workers.into_iter().map(Into::into).collect(),
        free_bytes: app.host().free_bytes(),
        time: cx.now().into(),
    }))
}
