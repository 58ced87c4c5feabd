//! Ticket rows to and from the domain.

use domain::{
    Result,
    id::{AccountId, DeviceId, TeamId, TicketId},
    ticket::{MemberVersions, Priority, Status, Subject, Tag, Tags, Ticket, TicketType},
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{
    entity::ticket::{ActiveModel, Model},
    error::inconsistent,
};

pub(super) fn to_row(ticket: &Ticket) -> ActiveModel {
    let Ticket {
        id,
        number: _,
        requester,
        subject,
        status,
        status_at,
        priority,
        kind,
        assignee,
        team,
        tags,
        follow_up_of,
        possible_duplicate,
        merged_into,
        device,
        reminded_at,
        wake_at,
        woke_at,
        version,
        requester_version,
        member_versions,
        created_at,
        updated_at,
        requester_updated_at,
    } = ticket;
    ActiveModel {
        id: Set(id.as_uuid()),
        number: NotSet,
        requester_id: Set(requester.as_uuid()),
        subject: Set(subject.as_str().to_owned()),
        status: Set(status.name().to_owned()),
        status_at: Set(*status_at),
        priority: Set(priority.rank()),
        kind: Set(kind.name().to_owned()),
        assignee_id: Set(assignee.map(AccountId::as_uuid)),
        tags: Set(join(tags)),
        follow_up_of: Set(follow_up_of.map(TicketId::as_uuid)),
        merged_into: Set(merged_into.map(TicketId::as_uuid)),
        device_id: Set(device.map(DeviceId::as_uuid)),
        reminded_at: Set(*reminded_at),
        version: Set(*version),
        requester_version: Set(*requester_version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
        requester_updated_at: Set(*requester_updated_at),
        member_versions: Set(member_versions.to_text()),
        team_id: Set(team.map(TeamId::as_uuid)),
        wake_at: Set(*wake_at),
        woke_at: Set(*woke_at),
        // Deleting and restoring are acts of their own.
        deleted_at: NotSet,
        deleted_by: NotSet,
        possible_duplicate_of: Set(possible_duplicate.map(TicketId::as_uuid)),
    }
}

pub(super) fn to_ticket(row: Model) -> Result<Ticket> {
    let Model {
        id,
        number,
        requester_id,
        subject,
        status,
        status_at,
        priority,
        kind,
        assignee_id,
        tags,
        follow_up_of,
        merged_into,
        device_id,
        reminded_at,
        version,
        requester_version,
        created_at,
        updated_at,
        requester_updated_at,
        team_id,
        wake_at,
        woke_at,
        deleted_at: _,
        deleted_by: _,
        possible_duplicate_of,
        member_versions,
    } = row;
    Ok(Ticket {
        id: TicketId::from_uuid(id),
        number,
        requester: AccountId::from_uuid(requester_id),
        subject: Subject::from_stored(subject),
        status: Status::from_name(&status).ok_or_else(|| inconsistent("ticket", "status", id))?,
        status_at,
        priority: Priority::from_rank(priority).ok_or_else(|| inconsistent("ticket", "priority", id))?,
        kind: TicketType::from_name(&kind).ok_or_else(|| inconsistent("ticket", "kind", id))?,
        assignee: assignee_id.map(AccountId::from_uuid),
        team: team_id.map(TeamId::from_uuid),
        tags: split(&tags),
        follow_up_of: follow_up_of.map(TicketId::from_uuid),
        possible_duplicate: possible_duplicate_of.map(TicketId::from_uuid),
        merged_into: merged_into.map(TicketId::from_uuid),
        device: device_id.map(DeviceId::from_uuid),
        reminded_at,
        wake_at,
        woke_at,
        version,
        requester_version,
        member_versions: MemberVersions::from_text(&member_versions),
        created_at,
        updated_at,
        requester_updated_at,
    })
}

pub(super) fn split(tags: &str) -> Tags {
    tags.split_whitespace().map(|tag| Tag::from_stored(tag.to_owned())).collect()
}

/// A tag has no spaces in it. The row shows a ticket's tags; `ticket_tag` finds tickets by them.
fn join(tags: &Tags) -> String {
    tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(" ")
}
