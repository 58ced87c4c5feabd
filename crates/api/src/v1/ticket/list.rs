use axum::extract::{OriginalUri, State};
use domain::{
    Ctx,
    id::{AccountId, DeviceId, TeamId},
    search::{SearchQuery, WordSearch},
    store::Tx,
    ticket::{
        Part, ParticipantRole, Priority, SortKey, Status, Tag, TeamFilter, TicketFilter, TicketOrder,
        TicketRow, TicketType, Viewer,
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    names::{self, TicketPriority, TicketStatus},
    shape::seen,
};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::{FieldProblem, Problem, ProblemCode},
    timestamp::Timestamp,
    v1::{
        answer::{COUNTED_TO, PageAnswer, count_if, page},
        search::read_query,
    },
};

/// A ticket as a list shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct TicketSummary {
    /// Stable id.
    id: Uuid,
    /// What people say aloud.
    number: i64,
    /// One line.
    subject: String,
    /// Where it stands, as the caller sees it.
    status: TicketStatus,
    /// What kind of request it is.
    #[serde(rename = "type")]
    kind: names::TicketType,
    /// Who asked.
    requester_id: Uuid,
    /// Who asked, by name.
    requester_name: String,
    /// What only staff see; `null` for the requester.
    #[schema(required)]
    staff: Option<TicketSummaryStaffPart>,
    /// Counts the changes that the caller can see; equals the ETag of the ticket.
    version: i64,
    /// When it was opened.
    created_at: Timestamp,
    /// Last change that the caller can see.
    updated_at: Timestamp,
}

/// What only staff see of a ticket in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct TicketSummaryStaffPart {
    /// How urgent the desk finds it.
    priority: TicketPriority,
    /// Who answers it; `null` if nobody does yet.
    #[schema(required)]
    assignee_id: Option<Uuid>,
    /// Labels.
    tags: Vec<String>,
}

impl TicketSummary {
    pub(crate) fn show_all(viewer: Viewer, rows: Vec<TicketRow>) -> Vec<Self> {
        rows.into_iter().map(|row| Self::show(viewer, row)).collect()
    }

    pub(crate) fn show(viewer: Viewer, row: TicketRow) -> Self {
        Self {
            id: row.id.as_uuid(),
            number: row.number,
            status: seen(viewer, row.status),
            kind: row.kind.into(),
            requester_id: row.requester.as_uuid(),
            requester_name: row.requester_name.into_string(),
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            staff: viewer.is_staff().then(|| TicketSummaryStaffPart {
                priority: row.priority.into(),
                assignee_id: row.assignee.map(AccountId::as_uuid),
                tags: row.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            }),
            subject: row.subject.into_string(),
        }
    }
}

page! {
    /// One page of tickets.
    counted TicketPage of TicketSummary
}

/// Who is named in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mentioned {
    /// The caller.
    Me,
}

/// As what someone takes part in a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum TicketPart {
    /// Who asked.
    Requester,
    /// A customer who sees it as the requester does.
    Cc,
    /// A member of staff who is told of what happens.
    Follower,
}

/// Which tickets to list. Different filters are AND; several values of one are OR, with commas.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketQuery {
    /// A query in the language of `search`. With words in it, the newest ticket comes first, and no other
    /// order can be asked for.
    #[param(max_length = 500, required = false, nullable = false, example = "tag:beta fader")]
    q: Option<String>,
    /// Any of these statuses, as the caller sees them.
    #[param(max_length = 100, required = false, nullable = false, example = "open,pending")]
    status: Option<String>,
    /// Any of these priorities. Staff only.
    #[param(max_length = 100, required = false, nullable = false, example = "high,urgent")]
    priority: Option<String>,
    /// Any of these types.
    #[serde(rename = "type")]
    #[param(max_length = 100, required = false, nullable = false, example = "problem")]
    kind: Option<String>,
    /// Who answers it: an account's id, `me` or `none`. Staff only.
    #[param(max_length = 36, required = false, nullable = false, example = "me")]
    assignee: Option<String>,
    /// Whose team's it is: a team's id, `mine` (any that the caller belongs to) or `none`. Staff only.
    #[param(max_length = 36, required = false, nullable = false, example = "mine")]
    team: Option<String>,
    /// Who asked. Staff only.
    #[param(required = false, nullable = false)]
    requester_id: Option<Uuid>,
    /// As what the caller takes part: `requester` or `cc` for a customer, `follower` for staff.
    #[param(inline, required = false, nullable = false)]
    role: Option<TicketPart>,
    /// Who is named in a note of it: `me`. Staff only.
    #[param(inline, required = false, nullable = false)]
    mentioned: Option<Mentioned>,
    /// Is about this device; for a requester, one of their own.
    #[param(required = false, nullable = false)]
    device: Option<Uuid>,
    /// Carries this label. Staff only.
    #[param(max_length = 50, required = false, nullable = false)]
    tag: Option<String>,
    /// Changed at or after this time.
    #[param(required = false, nullable = false)]
    updated_after: Option<Timestamp>,
    /// Changed before this time.
    #[param(required = false, nullable = false)]
    updated_before: Option<Timestamp>,
    /// Opened at or after this time.
    #[param(required = false, nullable = false)]
    created_after: Option<Timestamp>,
    /// Opened before this time.
    #[param(required = false, nullable = false)]
    created_before: Option<Timestamp>,
    /// `updated_at`, `created_at` or (staff only) `priority`; `-` in front puts the greatest first.
    #[param(max_length = 20, required = false, nullable = false, default = "-updated_at")]
    sort: Option<String>,
    /// Also count the whole list, up to 1000. Not where words are looked for.
    #[param(required = false, nullable = false, default = false)]
    count: Option<bool>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

fn refused(parameter: &'static str, detail: &'static str) -> Problem {
    let field = FieldProblem::at_parameter(parameter, "invalid_value", detail);
    Problem::new(ProblemCode::InvalidParameter).field(field)
}

/// The values of a parameter, separated by commas.
fn any_of<T>(
    parameter: &'static str,
    raw: Option<&str>,
    detail: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Problem> {
    if raw.is_some_and(|raw| raw.len() > LONGEST_LIST) {
        return Err(refused(parameter, detail));
    }
    let values = raw.into_iter().flat_map(|raw| raw.split(','));
    values.map(|value| parse(value).ok_or_else(|| refused(parameter, detail))).collect()
}

/// Every value of the longest enumeration fits in.
const LONGEST_LIST: usize = 100;
const STATUSES: &str = "must be a list of new, open, pending, on_hold, solved, closed";
const PRIORITIES: &str = "must be a list of low, normal, high, urgent";
const TYPES: &str = "must be a list of question, problem, repair, order, privacy";
const ASSIGNEE: &str = "must be an account's id, me or none";
const TEAM: &str = "must be a team's id, mine or none";
const SORTS: &str = "must be updated_at, created_at or priority, with or without a leading -";

impl TicketQuery {
    async fn filter(&self, tx: &mut dyn Tx, cx: &Ctx) -> Result<TicketFilter, Problem> {
        let tag = self.tag.as_deref().map(|tag| Tag::parse(tag).map_err(|_| refused("tag", "must be a tag")));
        Ok(TicketFilter {
            status: any_of("status", self.status.as_deref(), STATUSES, Status::from_name)?,
            priority: any_of("priority", self.priority.as_deref(), PRIORITIES, Priority::from_name)?,
            kind: any_of("type", self.kind.as_deref(), TYPES, TicketType::from_name)?,
            assignee: self.assignee.as_deref().map(|raw| assignee(cx, raw)).transpose()?,
            requester: self.requester_id.map(AccountId::from_uuid),
            part: self.role.map(|role| part(cx, role)).transpose()?,
            device: self.device.map(DeviceId::from_uuid),
            team: match self.team.as_deref() {
                Some(raw) => Some(team(tx, cx, raw).await?),
                None => None,
            },
            mentioned: self.mentioned.and(cx.actor().account()),
            tags: tag.transpose()?.into_iter().collect(),
            snoozed: None,
            woke_after: None,
            updated_after: self.updated_after.map(Into::into),
            updated_before: self.updated_before.map(Into::into),
            created_after: self.created_after.map(Into::into),
            created_before: self.created_before.map(Into::into),
            conditions: Vec::new(),
        })
    }

    /// Reads the query: what it asks of tickets themselves goes into the filter.
    fn words(&self, cx: &Ctx, filter: &mut TicketFilter) -> Result<WordSearch, Problem> {
        let Some(q) = self.q.as_deref() else { return Ok(WordSearch::default()) };
        let SearchQuery { words, conditions } = read_query(cx, q)?;
        filter.conditions = conditions;
        if !words.is_empty() && self.sort.as_deref().is_some_and(|sort| sort != "-created_at") {
            return Err(refused("sort", "must be -created_at where words are looked for"));
        }
        if !words.is_empty() && self.count == Some(true) {
            return Err(refused("count", "is not possible where words are looked for"));
        }
        Ok(words)
    }

    fn order(&self) -> Result<TicketOrder, Problem> {
        let Some(sort) = self.sort.as_deref() else { return Ok(TicketOrder::default()) };
        let (name, descending) = sort.strip_prefix('-').map_or((sort, false), |name| (name, true));
        let key = match name {
            "updated_at" => SortKey::UpdatedAt,
            "created_at" => SortKey::CreatedAt,
            "priority" => SortKey::Priority,
            _ => return Err(refused("sort", SORTS)),
        };
        Ok(TicketOrder { key, descending })
    }

    /// A requester cannot filter or sort by what a requester cannot see: the answer would tell.
    fn check_for(&self, viewer: Viewer) -> Result<(), Problem> {
        if viewer.is_staff() {
            return match self.role {
                None | Some(TicketPart::Follower) => Ok(()),
                Some(_) => Err(refused("role", "is for customers only")),
            };
        }
        let internal = [
            ("priority", self.priority.is_some()),
            ("assignee", self.assignee.is_some()),
            ("team", self.team.is_some()),
            ("requester_id", self.requester_id.is_some()),
            ("tag", self.tag.is_some()),
            ("mentioned", self.mentioned.is_some()),
            ("role", self.role == Some(TicketPart::Follower)),
            ("sort", self.sort.as_deref().is_some_and(|sort| sort.ends_with("priority"))),
        ];
        match internal.into_iter().find(|(_, used)| *used) {
            Some((parameter, _)) => Err(refused(parameter, "is for staff only")),
            None => Ok(()),
        }
    }

    /// What makes this list this one, for its cursors.
    fn identity(&self) -> String {
        let Self {
            q,
            status,
            priority,
            kind,
            assignee,
            team,
            requester_id,
            role,
            mentioned,
            device,
            tag,
            updated_after,
            updated_before,
            created_after,
            created_before,
            sort,
            count: _,
            limit: _,
            cursor: _,
        } = self;
        format!(
            "{q:?}{status:?}{priority:?}{kind:?}{assignee:?}{team:?}{requester_id:?}{role:?}{mentioned:?}\
             {device:?}{tag:?}{updated_after:?}{updated_before:?}{created_after:?}{created_before:?}{sort:?}"
        )
    }
}

fn part(cx: &Ctx, role: TicketPart) -> Result<Part, Problem> {
    let account = cx.actor().principal()?.account;
    Ok(match role {
        TicketPart::Requester => Part::Requester,
        TicketPart::Cc => Part::Participant(account, ParticipantRole::Cc),
        TicketPart::Follower => Part::Participant(account, ParticipantRole::Follower),
    })
}

fn assignee(cx: &Ctx, raw: &str) -> Result<Option<AccountId>, Problem> {
    match raw {
        "none" => Ok(None),
        "me" => Ok(cx.actor().account()),
        id => match Uuid::try_parse(id) {
            Ok(id) => Ok(Some(AccountId::from_uuid(id))),
            Err(_) => Err(refused("assignee", ASSIGNEE)),
        },
    }
}

async fn team(tx: &mut dyn Tx, cx: &Ctx, raw: &str) -> Result<TeamFilter, Problem> {
    match raw {
        "none" => Ok(TeamFilter::None),
        "mine" => Ok(TeamFilter::AnyOf(tx.teams().of_member(cx.actor().principal()?.account).await?)),
        id => match Uuid::try_parse(id) {
            Ok(id) => Ok(TeamFilter::AnyOf(vec![TeamId::from_uuid(id)])),
            Err(_) => Err(refused("team", TEAM)),
        },
    }
}

/// List tickets
///
/// The queue, for staff; the tickets that one opened or takes part in, for a customer. Newest change first unless asked
/// otherwise.
#[utoipa::path(
    get,
    path = "/tickets",
    operation_id = "listTickets",
    tag = "Tickets",
    params(TicketQuery),
    responses((status = 200, description = "One page.", body = TicketPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_tickets(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<TicketQuery>,
) -> Result<PageAnswer<TicketPage>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    query.check_for(viewer)?;
    let order = query.order()?;
    let list = List::new(&app, &cx, "listTickets", &query.identity());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let mut filter = query.filter(&mut *tx, &cx).await?;
    let words = query.words(&cx, &mut filter)?;
    let page = if words.is_empty() {
        tx.tickets().list(viewer, &filter, order, &request).await?
    } else {
        tx.search().tickets(viewer, &words, &filter, &request).await?
    };
    let (next_cursor, link) = list.onward(&uri, &page);
    let count = count_if(query.count, tx.queue().count_list(viewer, &filter, COUNTED_TO)).await?;
    let items = TicketSummary::show_all(viewer, page.items);
    Ok(PageAnswer { body: TicketPage::new(items, next_cursor, count), link })
}
