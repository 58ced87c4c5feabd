use axum::extract::{OriginalUri, State};
use domain::{
    id::JobId,
    job::{self, JobFilter, JobRecord, JobState},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{Path, Query},
    problem::{FieldProblem, Problem, ProblemCode},
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, page},
};

/// A unit of background work. It says nothing of whom it is about.
#[derive(Serialize, ToSchema)]
pub(super) struct Job {
    /// Stable id.
    id: Uuid,
    /// What is done, such as `send_mail`. New kinds may be added.
    #[schema(example = "send_mail")]
    kind: String,
    /// Where it stands: `waiting` for its time, `running`, or `dead`, which is set aside.
    #[schema(value_type = String, example = "waiting")]
    state: &'static str,
    /// How often it has been tried.
    attempts: i32,
    /// When it is due; of a running job, when another worker may take it.
    run_at: Timestamp,
    /// Why the last attempt failed: a code.
    #[schema(required, example = "mail_server_busy")]
    reason: Option<String>,
    /// When it was queued.
    created_at: Timestamp,
    /// When it was set aside.
    #[schema(required)]
    dead_at: Option<Timestamp>,
}

impl From<JobRecord> for Job {
    fn from(job: JobRecord) -> Self {
        Self {
            id: job.id.as_uuid(),
            state: job.state.name(),
            attempts: job.attempts,
            run_at: job.run_at.into(),
            created_at: job.queued_at().into(),
            dead_at: job.dead_at.map(Into::into),
            reason: job.reason,
            kind: job.kind,
        }
    }
}

page! {
    /// One page of jobs, oldest first.
    JobPage of Job
}

/// Which jobs to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct JobQuery {
    /// Only jobs in this state: `waiting`, `running` or `dead`.
    #[param(max_length = 20, required = false, nullable = false, example = "dead")]
    state: Option<String>,
    /// Only jobs of this kind.
    #[param(max_length = 50, required = false, nullable = false, example = "send_mail")]
    kind: Option<String>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

impl JobQuery {
    fn filter(&self) -> Result<JobFilter, Problem> {
        let known = |name: &str| JobState::ALL.into_iter().find(|state| state.name() == name);
        let state = match self.state.as_deref() {
            None => None,
            Some(name) => Some(known(name).ok_or_else(|| refused("state", STATES))?),
        };
        let kind = self.kind.clone();
        if kind.as_deref().is_some_and(|kind| !is_kind(kind)) {
            return Err(refused("kind", "must be the name of a kind of job"));
        }
        Ok(JobFilter { state, kind })
    }
}

const STATES: &str = "must be one of waiting, running, dead";

fn is_kind(kind: &str) -> bool {
    (1..=50).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn refused(parameter: &'static str, detail: &'static str) -> Problem {
    let field = FieldProblem::at_parameter(parameter, "invalid_value", detail);
    Problem::new(ProblemCode::InvalidParameter).field(field)
}

/// List background jobs
///
/// Oldest first. A job that is done is gone. Mails that a restore holds back are dead with the
/// reason `held_after_restore`.
#[utoipa::path(
    get,
    path = "/jobs",
    operation_id = "listJobs",
    tag = "System",
    params(JobQuery),
    responses((status = 200, description = "One page.", body = JobPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_jobs(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<JobQuery>,
) -> Result<PageAnswer<JobPage>, Problem> {
    let cx = app.ctx(actor);
    let filter = query.filter()?;
    let list = List::new(&app, &cx, "listJobs", &format!("{filter:?}"));
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let page = job::list_jobs(&mut *tx, &cx, &filter, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(Job::from).collect();
    Ok(PageAnswer { body: JobPage { items, next_cursor }, link })
}

/// Read a background job
#[utoipa::path(
    get,
    path = "/jobs/{job_id}",
    operation_id = "getJob",
    tag = "System",
    description = "A job that is done is gone.",
    params(("job_id" = Uuid, Path, description = "The job's id.")),
    responses((status = 200, description = "The job.", body = Job))
)]
pub(super) async fn get_job(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Job>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    Ok(Answer::ok(job::find_job(&mut *tx, &cx, JobId::from_uuid(id)).await?.into()))
}

/// Try a background job again
///
/// Now, however often it has failed or how long it would wait. Repeatable: a job is never there
/// twice. One that a worker has is refused.
#[utoipa::path(
    post,
    path = "/jobs/{job_id}/retry",
    operation_id = "retryJob",
    tag = "System",
    params(("job_id" = Uuid, Path, description = "The job's id.")),
    responses(
        (status = 200, description = "The job, due now.", body = Job),
        (status = 409, description = "A worker has the job.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn retry_job(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<Job>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let job = job::retry_job(&mut *tx, &cx, JobId::from_uuid(id)).await?;
    tx.commit().await?;
    Ok(Answer::ok(job.into()))
}
