use async_trait::async_trait;
use domain::{
    Result,
    id::{AccountId, DeviceId, EventId, MacroId, MessageId, RepairId, TeamId, TicketId},
    page::{Page, PageRequest},
    repair,
    ticket::{
        Cause, Event, EventKind, EventRepo, ParticipantRole, Priority, Relation, Status, Tag, TicketType,
    },
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::with_next_position,
    entity::ticket_event::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
    waiting::Row,
};

pub(crate) struct Events<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl EventRepo for Events<'_> {
    async fn record(&mut self, events: Vec<Event>) -> Result<()> {
        let rows = events.into_iter().map(|event| {
            let at = event.at;
            with_next_position(self.db, Row::new(&to_row(event)), at)
        });
        self.db.store_later(rows).or_store_error()
    }

    async fn list(
        &mut self,
        ticket: TicketId,
        with_internal: bool,
        page: &PageRequest<EventId>,
    ) -> Result<Page<Event, EventId>> {
        let mut select = Entity::find().filter(Column::TicketId.eq(ticket.as_uuid()));
        if !with_internal {
            select = select.filter(Column::IsPublic.eq(true));
        }
        if let Some(after) = page.after {
            select = select.filter(Column::Id.gt(after.as_uuid()));
        }
        let select = select.order_by_asc(Column::Id).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let events = rows.into_iter().map(to_event).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(events, page.limit, |event| event.id))
    }
}

/// All but the position.
fn to_row(event: Event) -> ActiveModel {
    let Event { id, ticket, kind, actor, cause, at } = event;
    let (from, to) = kind.values();
    ActiveModel {
        id: Set(id.as_uuid()),
        ticket_id: Set(ticket.as_uuid()),
        kind: Set(kind.name().to_owned()),
        is_public: Set(kind.is_public()),
        from_value: Set(from),
        to_value: Set(to),
        actor_id: Set(actor.map(AccountId::as_uuid)),
        cause: Set(cause.name().to_owned()),
        at: Set(at),
        position: NotSet,
        macro_id: Set(cause.of_macro().map(MacroId::as_uuid)),
    }
}

fn to_event(row: Model) -> Result<Event> {
    let Model {
        id,
        ticket_id,
        kind,
        is_public: _,
        from_value,
        to_value,
        actor_id,
        cause,
        at,
        position: _,
        macro_id,
    } = row;
    let cause = Cause::from_parts(&cause, macro_id.map(MacroId::from_uuid));
    let kind = to_kind(&kind, from_value.as_deref(), to_value.as_deref());
    Ok(Event {
        id: EventId::from_uuid(id),
        ticket: TicketId::from_uuid(ticket_id),
        kind: kind.ok_or_else(|| inconsistent("ticket_event", "kind", id))?,
        actor: actor_id.map(AccountId::from_uuid),
        cause: cause.ok_or_else(|| inconsistent("ticket_event", "cause", id))?,
        at,
    })
}

fn to_kind(kind: &str, from: Option<&str>, to: Option<&str>) -> Option<EventKind> {
    let id = |text: &str| Uuid::parse_str(text).ok();
    // None of them is no id; what is no id is not readable.
    let known = |text: Option<&str>| text.map_or(Some(None), |text| id(text).map(Some));
    let account = |text: Option<&str>| known(text).map(|id| id.map(AccountId::from_uuid));
    let team = |text: Option<&str>| known(text).map(|id| id.map(TeamId::from_uuid));
    let device = |text: Option<&str>| known(text).map(|id| id.map(DeviceId::from_uuid));
    Some(match kind {
        "opened" => EventKind::Opened,
        "deleted" => EventKind::Deleted,
        "restored" => EventKind::Restored,
        "subject_changed" => EventKind::SubjectChanged,
        "reminder_sent" => EventKind::ReminderSent,
        "status_changed" => {
            EventKind::StatusChanged { from: Status::from_name(from?)?, to: Status::from_name(to?)? }
        }
        "priority_changed" => {
            EventKind::PriorityChanged { from: Priority::from_name(from?)?, to: Priority::from_name(to?)? }
        }
        "type_changed" => {
            EventKind::TypeChanged { from: TicketType::from_name(from?)?, to: TicketType::from_name(to?)? }
        }
        "assignee_changed" => EventKind::AssigneeChanged { from: account(from)?, to: account(to)? },
        "team_changed" => EventKind::TeamChanged { from: team(from)?, to: team(to)? },
        "snoozed" => EventKind::Snoozed { until: to?.parse().ok()? },
        "woke" => EventKind::Woke,
        "snooze_cancelled" => EventKind::SnoozeCancelled,
        "device_changed" => EventKind::DeviceChanged { from: device(from)?, to: device(to)? },
        "tag_added" => EventKind::TagAdded { tag: Tag::from_stored(to?.to_owned()) },
        "tag_removed" => EventKind::TagRemoved { tag: Tag::from_stored(from?.to_owned()) },
        "reply_added" => EventKind::ReplyAdded { message: MessageId::from_uuid(id(to?)?) },
        "note_added" => EventKind::NoteAdded { message: MessageId::from_uuid(id(to?)?) },
        "message_redacted" => EventKind::MessageRedacted { message: MessageId::from_uuid(id(to?)?) },
        "note_redacted" => EventKind::NoteRedacted { message: MessageId::from_uuid(id(to?)?) },
        "card_masked" => EventKind::CardMasked { message: MessageId::from_uuid(id(to?)?) },
        "follow_up_opened" => EventKind::FollowUpOpened { ticket: TicketId::from_uuid(id(to?)?) },
        "merged_into" => EventKind::MergedInto { ticket: TicketId::from_uuid(id(to?)?) },
        "merged_from" => EventKind::MergedFrom { ticket: TicketId::from_uuid(id(to?)?) },
        "merge_undone" => EventKind::MergeUndone { ticket: TicketId::from_uuid(id(to?)?) },
        "split_off" => EventKind::SplitOff { ticket: TicketId::from_uuid(id(to?)?) },
        "split_from" => EventKind::SplitFrom { ticket: TicketId::from_uuid(id(to?)?) },
        "repair_opened" => EventKind::RepairOpened { repair: RepairId::from_uuid(id(to?)?) },
        "repair_changed" => {
            EventKind::RepairChanged { repair: RepairId::from_uuid(id(to?)?), is_shown: true }
        }
        "repair_diagnosed" => {
            EventKind::RepairDiagnosed { repair: RepairId::from_uuid(id(to?)?), is_told: true }
        }
        "repair_priced" => EventKind::RepairPriced { repair: RepairId::from_uuid(id(to?)?) },
        "repair_moved" => EventKind::RepairMoved {
            repair: RepairId::from_uuid(id(from?)?),
            to: repair::State::from_name(to?)?,
            is_shown: true,
        },
        "linked" => {
            EventKind::Linked { relation: Relation::from_name(from?)?, ticket: TicketId::from_uuid(id(to?)?) }
        }
        "unlinked" => EventKind::Unlinked {
            relation: Relation::from_name(from?)?,
            ticket: TicketId::from_uuid(id(to?)?),
        },
        "mentioned" => EventKind::Mentioned { account: account(to)?? },
        "cc_added" | "follower_added" => {
            EventKind::ParticipantAdded { account: account(to)??, role: participant_role(kind)? }
        }
        "cc_removed" | "follower_removed" => {
            EventKind::ParticipantRemoved { account: account(from)??, role: participant_role(kind)? }
        }
        _ => return None,
    })
}

fn participant_role(kind: &str) -> Option<ParticipantRole> {
    ParticipantRole::from_name(kind.split('_').next()?)
}
