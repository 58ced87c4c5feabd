use axum::extract::{OriginalUri, State};
use domain::{
    audit::{self, ActKind, AuditFilter, Entry},
    id::AccountId,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::{FieldProblem, Problem, ProblemCode},
    timestamp::Timestamp,
    v1::answer::{PageAnswer, page},
};

/// One administrative or security act.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditEntry {
    /// Stable id.
    id: Uuid,
    /// What was done, by name.
    #[schema(value_type = String, example = "staff_disabled")]
    act: &'static str,
    /// Who did it; `null` if nobody who was signed in.
    #[schema(required)]
    actor_id: Option<Uuid>,
    /// With what: `session`, `api_token`, `operator` (command line), `time` (schedule) or `none`.
    #[schema(value_type = String, example = "session")]
    credential: &'static str,
    /// What kind of thing it was done to; `null` if to none.
    #[schema(required, value_type = Option<String>, example = "account")]
    target_kind: Option<&'static str>,
    /// To which, by id or by a role's name; `null` if to none.
    #[schema(required)]
    target_id: Option<String>,
    /// When.
    at: Timestamp,
}

impl From<Entry> for AuditEntry {
    fn from(entry: Entry) -> Self {
        let Entry { id, act, actor, credential, at } = entry;
        Self {
            id: id.as_uuid(),
            act: act.kind.name(),
            actor_id: actor.map(AccountId::as_uuid),
            credential: credential.name(),
            target_kind: act.target.as_ref().map(|target| target.kind.name()),
            target_id: act.target.map(|target| target.id),
            at: at.into(),
        }
    }
}

page! {
    /// One page of the record, newest first.
    AuditPage of AuditEntry
}

/// Which entries to list. Different filters are AND.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// Acts of this person.
    #[param(required = false, nullable = false)]
    actor_id: Option<Uuid>,
    /// Acts of this kind, by name.
    #[param(max_length = 50, required = false, nullable = false, example = "staff_disabled")]
    act: Option<String>,
    /// Acts on this thing, by its id or a role's name.
    #[param(max_length = 50, required = false, nullable = false)]
    target_id: Option<String>,
    /// At or after this time.
    #[param(required = false, nullable = false)]
    after: Option<Timestamp>,
    /// Before this time.
    #[param(required = false, nullable = false)]
    before: Option<Timestamp>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

impl AuditQuery {
    fn filter(&self) -> Result<AuditFilter, Problem> {
        if self.target_id.as_ref().is_some_and(|id| id.chars().count() > LONGEST_ID) {
            return Err(refused("target_id", "must have at most 50 characters"));
        }
        let act = self
            .act
            .as_deref()
            .map(|name| ActKind::from_name(name).ok_or_else(|| refused("act", "must be the name of an act")));
        Ok(AuditFilter {
            actor: self.actor_id.map(AccountId::from_uuid),
            act: act.transpose()?,
            target: self.target_id.clone(),
            after: self.after.map(Into::into),
            before: self.before.map(Into::into),
        })
    }

    /// What makes this list this one, for its cursors.
    fn identity(&self) -> String {
        let Self { actor_id, act, target_id, after, before, limit: _, cursor: _ } = self;
        format!("{actor_id:?}{act:?}{target_id:?}{after:?}{before:?}")
    }
}

/// A UUID or the name of a role.
const LONGEST_ID: usize = 50;

fn refused(parameter: &'static str, detail: &'static str) -> Problem {
    let field = FieldProblem::at_parameter(parameter, "invalid_value", detail);
    Problem::new(ProblemCode::InvalidParameter).field(field)
}

/// List administrative and security acts
///
/// Newest first. Entries name people and things by id, hold no personal values, cannot be changed,
/// and are removed after 24 months.
#[utoipa::path(
    get,
    path = "/audit",
    operation_id = "listAuditEntries",
    tag = "Audit",
    params(AuditQuery),
    responses((status = 200, description = "One page.", body = AuditPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_audit_entries(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<AuditQuery>,
) -> Result<PageAnswer<AuditPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listAuditEntries", &query.identity());
    let (filter, request) = (query.filter()?, list.page(query.limit, query.cursor.as_deref())?);
    let mut tx = app.store().glance().await?;
    let page = audit::list(&mut *tx, &cx, &filter, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(AuditEntry::from).collect();
    Ok(PageAnswer { body: AuditPage { items, next_cursor }, link })
}
