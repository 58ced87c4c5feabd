//! What a ticket looks like: one resource, seen from two sides. Members that only staff see stand
//! together in `staff`, which is `null` for the requester.

use domain::{
    Ctx, Result, device,
    id::{TeamId, TicketId},
    store::Tx,
    ticket::{self, PeopledTicket, RecentTicket, Viewer},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    names::{TicketPriority, TicketStatus, TicketType},
    people::{Person, Requester},
    sensitive::SensitiveText,
};
use crate::{
    timestamp::Timestamp,
    v1::device::{DeviceRef, device_of},
};

/// A request for help.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ticket {
    /// Stable id.
    id: Uuid,
    /// What people say aloud.
    number: i64,
    /// One line.
    subject: String,
    /// Pieces of the subject that look as if they had better not be in one, such as a postal address: for the
    /// requester. `null` for all others; staff read `staff.subject_warnings`.
    #[schema(required)]
    subject_warnings: Option<Vec<SensitiveText>>,
    /// Where it stands, as the caller sees it.
    status: TicketStatus,
    /// What kind of request it is.
    #[serde(rename = "type")]
    kind: TicketType,
    /// Who asked.
    requester: Requester,
    /// The closed ticket that this one goes on from.
    #[schema(required)]
    follow_up_of: Option<Uuid>,
    /// An older ticket of the same requester that it may repeat, if the caller may see that: a hint.
    #[schema(required)]
    possible_duplicate: Option<TicketRef>,
    /// The ticket that it was merged into: replies arrive there. `null` for callers who may not see
    /// that ticket.
    #[schema(required)]
    merged_into: Option<Uuid>,
    /// The device that it is about; `null` if there is none, or none that the caller may know of.
    #[schema(required)]
    device: Option<DeviceRef>,
    /// Where the caller can move it.
    allowed_transitions: Vec<TicketStatus>,
    /// What only staff see; `null` for the requester.
    #[schema(required)]
    staff: Option<TicketStaffPart>,
    /// Counts the changes that the caller can see; equals the ETag.
    version: i64,
    /// When it was opened.
    created_at: Timestamp,
    /// Last change that the caller can see.
    updated_at: Timestamp,
}

/// Another ticket.
#[derive(Serialize, ToSchema)]
pub(crate) struct TicketRef {
    /// Stable id.
    id: Uuid,
    /// What people say aloud.
    number: i64,
    /// One line.
    subject: String,
    /// Where it stands, as the caller sees it.
    status: TicketStatus,
}

impl TicketRef {
    fn show(viewer: Viewer, ticket: RecentTicket) -> Self {
        let RecentTicket { id, number, status, device: _, subject } = ticket;
        let status = seen(viewer, status);
        Self { id: id.as_uuid(), number, subject: subject.into_string(), status }
    }
}

/// Who and what stands beside a ticket.
struct Beside {
    requester: Requester,
    assignee: Option<Person>,
    /// The older one that it may repeat, if that is known.
    duplicate: Option<RecentTicket>,
}

/// What only staff see of a ticket.
#[derive(Serialize, ToSchema)]
pub(crate) struct TicketStaffPart {
    /// How urgent the desk finds it.
    priority: TicketPriority,
    /// Who answers it; `null` if nobody does yet.
    #[schema(required)]
    assignee: Option<Person>,
    /// Which team it belongs to.
    #[schema(required)]
    team_id: Option<Uuid>,
    /// Pieces of the subject that look sensitive, to be redacted or left.
    subject_warnings: Vec<SensitiveText>,
    /// Labels.
    tags: Vec<String>,
    /// When it wakes, while it is snoozed.
    #[schema(required)]
    wake_at: Option<Timestamp>,
}

impl Ticket {
    /// Shows a ticket to the caller.
    pub(crate) async fn show(tx: &mut dyn Tx, cx: &Ctx, ticket: &ticket::Ticket) -> Result<Self> {
        let read = ticket::find_peopled(tx, cx, ticket.id).await?;
        Self::show_peopled(tx, cx, read).await
    }

    /// Shows a ticket that was read with its people.
    pub(super) async fn show_peopled(tx: &mut dyn Tx, cx: &Ctx, read: PeopledTicket) -> Result<Self> {
        let PeopledTicket { ticket, requester, assignee } = read;
        let (requester, assignee) = (Requester::show(cx, requester), assignee.map(Into::into));
        Self::show_beside(tx, cx, &ticket, Beside { requester, assignee, duplicate: None }).await
    }

    /// Shows a ticket that was just opened.
    pub(super) async fn show_opened(tx: &mut dyn Tx, cx: &Ctx, opened: ticket::Opened) -> Result<Self> {
        let ticket::Opened { ticket, requester, duplicate } = opened;
        let requester = Requester::show(cx, requester);
        Self::show_beside(tx, cx, &ticket, Beside { requester, assignee: None, duplicate }).await
    }

    async fn show_beside(
        tx: &mut dyn Tx,
        cx: &Ctx,
        ticket: &ticket::Ticket,
        Beside { requester, assignee, duplicate }: Beside,
    ) -> Result<Self> {
        let viewer = Viewer::of(cx.actor())?;
        // Who takes part in the source alone does not learn of the target; nobody of one that is deleted.
        let sees_others = viewer.is_staff() || viewer.is_requester_of(ticket);
        let merged_into = ticket.merged_into.filter(|_| sees_others);
        let unknown_duplicate = ticket.possible_duplicate.filter(|_| duplicate.is_none());
        let others = [merged_into, ticket.follow_up_of, unknown_duplicate];
        let others: Vec<_> = others.into_iter().flatten().collect();
        let others = tx.tickets().glimpse(viewer, &others).await?;
        let found = |id: Option<TicketId>| others.iter().find(|other| Some(other.id) == id);
        let subject_warnings = || SensitiveText::all_in(ticket.subject.as_str());
        let duplicate = duplicate.or_else(|| found(ticket.possible_duplicate).map(RecentTicket::from));
        Ok(Self {
            id: ticket.id.as_uuid(),
            number: ticket.number,
            subject: ticket.subject.as_str().to_owned(),
            subject_warnings: viewer.is_requester_of(ticket).then(subject_warnings),
            status: status(viewer, ticket),
            kind: ticket.kind.into(),
            requester,
            follow_up_of: found(ticket.follow_up_of).map(|other| other.id.as_uuid()),
            possible_duplicate: duplicate.map(|older| TicketRef::show(viewer, older)),
            merged_into: found(merged_into).map(|other| other.id.as_uuid()),
            allowed_transitions: viewer.allowed(ticket).into_iter().map(Into::into).collect(),
            device: device_of(tx, devices_of(viewer), ticket.device).await?,
            staff: viewer.is_staff().then(|| TicketStaffPart {
                priority: ticket.priority.into(),
                assignee,
                subject_warnings: subject_warnings(),
                team_id: ticket.team.map(TeamId::as_uuid),
                wake_at: ticket.wake_at.map(Into::into),
                tags: ticket.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
            }),
            version: viewer.version(ticket),
            created_at: ticket.created_at.into(),
            updated_at: updated_at(viewer, ticket),
        })
    }

    /// Stable id.
    pub(super) const fn id(&self) -> Uuid {
        self.id
    }

    /// The ticket's version as the caller counts.
    pub(crate) const fn version(&self) -> i64 {
        self.version
    }
}

/// A requester sees a device as long as it is their own.
const fn devices_of(viewer: Viewer) -> device::Viewer {
    match viewer {
        Viewer::Staff => device::Viewer::Staff,
        Viewer::Requester(account) => device::Viewer::Owner(account),
    }
}

/// Where a ticket stands, as the viewer sees it.
pub(crate) fn status(viewer: Viewer, ticket: &ticket::Ticket) -> TicketStatus {
    seen(viewer, ticket.status)
}

/// A state as the viewer sees it.
pub(crate) fn seen(viewer: Viewer, status: ticket::Status) -> TicketStatus {
    match viewer {
        Viewer::Staff => status.into(),
        Viewer::Requester(_) => status.as_seen_by_requester().into(),
    }
}

/// When a ticket last changed, as the viewer sees it.
pub(crate) fn updated_at(viewer: Viewer, ticket: &ticket::Ticket) -> Timestamp {
    match viewer {
        Viewer::Staff => ticket.updated_at.into(),
        Viewer::Requester(_) => ticket.requester_updated_at.into(),
    }
}
