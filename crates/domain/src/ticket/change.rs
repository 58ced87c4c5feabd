use super::{EventKind, Mover, Priority, Status, Subject, Tags, Ticket, TicketType, Viewer, find};
use crate::{
    Ctx,
    device::{self, Device},
    error::{Denied, Error, FieldError, Result, Rule},
    id::{AccountId, DeviceId, TeamId, TicketId},
    identity::{AccountState, Permission},
    job::JobRequest,
    mail::MailOrder,
    patch::Patch,
    store::Tx,
};

/// What is to change in a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketChange {
    /// Where to move it.
    pub status: Option<Status>,
    /// What it is about.
    pub subject: Option<Subject>,
    /// What kind of request it is.
    pub kind: Option<TicketType>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// Who answers it.
    pub assignee: Patch<AccountId>,
    /// Which team it belongs to.
    pub team: Patch<TeamId>,
    /// The device that it is about: one's own, or any by the desk.
    pub device: Patch<DeviceId>,
    /// All its labels.
    pub tags: Option<Tags>,
    /// Labels to add.
    pub add_tags: Tags,
    /// Labels to remove.
    pub remove_tags: Tags,
}

impl TicketChange {
    /// The permission that each touched field needs. The requester may only move the ticket.
    fn check_rights(&self, cx: &Ctx) -> Result<()> {
        let actor = cx.actor();
        let touches_tags = self.tags.is_some() || !self.add_tags.is_empty() || !self.remove_tags.is_empty();
        let touches_text = self.subject.is_some() || self.kind.is_some() || self.priority.is_some();
        if (self.status.is_some() || self.device.is_present()) && !actor.may(Permission::TicketRequest) {
            actor.require(Permission::TicketWrite)?;
        }
        if touches_text {
            actor.require(Permission::TicketWrite)?;
        }
        if self.assignee.is_present() || self.team.is_present() {
            actor.require(Permission::TicketAssign)?;
        }
        if touches_tags {
            actor.require(Permission::TicketTag)?;
        }
        Ok(())
    }
}

/// Changes a ticket, if its version (as the actor counts) is still `expected`. Nothing is written
/// if nothing changes.
pub async fn change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: TicketId,
    expected: Option<i64>,
    change: TicketChange,
) -> Result<Ticket> {
    let before = find(tx, cx, id).await?;
    change.check_rights(cx)?;
    let viewer = Viewer::of(cx.actor())?;
    if !viewer.is_staff() && !viewer.is_requester_of(&before) {
        return Err(Denied::MissingPermission.into());
    }
    viewer.check_version(&before, expected)?;
    if let Patch::Set(assignee) = change.assignee {
        check_assignee(tx, assignee).await?;
    }
    let device = match change.device {
        Patch::Set(device) if before.device != Some(device) => {
            Some(find_device(tx, cx, viewer, device).await?)
        }
        _ => None,
    };
    let change = release_from(tx, &before, change).await?;
    let mut after = before.clone();
    let events = after.apply(cx, change)?;
    if events.is_empty() {
        return Ok(before);
    }
    after.count_change(&events, cx.now());
    tx.tickets().update(&after, &before).await?;
    for order in mails_about(cx, &before, &after) {
        tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await?;
    }
    if let Some(device) = &device {
        device::record_ticket(tx, cx, device, id).await?;
    }
    tx.events().record(events.into_iter().map(|event| event.sign(cx, id)).collect()).await?;
    Ok(after)
}

impl Ticket {
    /// Applies a change and says what happened.
    fn apply(&mut self, cx: &Ctx, change: TicketChange) -> Result<Vec<EventKind>> {
        self.must_not_be_closed()?;
        let mut events = Vec::new();
        let mut target = change.status;
        if let Some(subject) = change.subject.filter(|subject| *subject != self.subject) {
            self.subject = subject;
            events.push(EventKind::SubjectChanged);
        }
        if let Some(to) = change.kind.filter(|kind| *kind != self.kind) {
            events.push(EventKind::TypeChanged { from: std::mem::replace(&mut self.kind, to), to });
        }
        if let Some(to) = change.priority.filter(|priority| *priority != self.priority) {
            events.push(EventKind::PriorityChanged { from: std::mem::replace(&mut self.priority, to), to });
        }
        let from = self.assignee;
        change.assignee.apply(&mut self.assignee);
        if self.assignee != from {
            events.push(EventKind::AssigneeChanged { from, to: self.assignee });
            // A ticket that is somebody's has been looked at.
            if self.status == Status::New && self.assignee.is_some() {
                target = target.or(Some(Status::Open));
            }
        }
        let from = self.team;
        change.team.apply(&mut self.team);
        if self.team != from {
            events.push(EventKind::TeamChanged { from, to: self.team });
        }
        let from = self.device;
        change.device.apply(&mut self.device);
        if self.device != from {
            events.push(EventKind::DeviceChanged { from, to: self.device });
        }
        events.extend(self.retag(change.tags, &change.add_tags, &change.remove_tags)?);
        if let Some(to) = target {
            events.extend(self.move_to(to, Mover::of(cx.actor()), cx.now())?);
        }
        Ok(events)
    }

    fn retag(&mut self, all: Option<Tags>, add: &Tags, remove: &Tags) -> Result<Vec<EventKind>> {
        let mut tags = all.unwrap_or_else(|| self.tags.clone());
        tags.extend(add.iter().cloned());
        tags.retain(|tag| !remove.contains(tag));
        if tags.len() > super::model::MAX_TAGS {
            let rule = Rule::new("too_many", format!("a ticket has at most {} tags", super::model::MAX_TAGS));
            return Err(Error::invalid(FieldError::at("tags", rule)));
        }
        let added = tags.difference(&self.tags).map(|tag| EventKind::TagAdded { tag: tag.clone() });
        let removed = self.tags.difference(&tags).map(|tag| EventKind::TagRemoved { tag: tag.clone() });
        let events = added.chain(removed).collect();
        self.tags = tags;
        Ok(events)
    }
}

/// A device that the actor may know of and that is somebody's.
async fn find_device(tx: &mut dyn Tx, cx: &Ctx, viewer: Viewer, id: DeviceId) -> Result<Device> {
    let viewer = match viewer {
        Viewer::Staff => device::Viewer::of(cx.actor())?,
        Viewer::Requester(account) => device::Viewer::Owner(account),
    };
    let found = tx.devices().find_visible(viewer, id).await?;
    found.filter(|device| device.owner.is_some()).ok_or_else(|| {
        let rule = Rule::new("unknown_reference", "must be a device that is registered");
        Error::invalid(FieldError::at("device_id", rule))
    })
}

/// Whether tickets can be assigned to this person.
pub async fn may_be_assigned(tx: &mut dyn Tx, person: AccountId) -> Result<bool> {
    let account = tx.accounts().find(person).await?;
    Ok(account.is_some_and(|a| a.state == AccountState::Active && a.role.may(Permission::TicketWrite)))
}

/// Tickets are assigned to active staff who may answer them.
async fn check_assignee(tx: &mut dyn Tx, assignee: AccountId) -> Result<()> {
    if may_be_assigned(tx, assignee).await? {
        return Ok(());
    }
    let rule = Rule::new("unknown_reference", "must be an active member of staff who may answer tickets");
    Err(Error::invalid(FieldError::at("assignee_id", rule)))
}

/// Whom a ticket leaves that goes to a team its assignee does not belong to: it waits there for someone
/// who does, unless the change names one. To give it to someone outside the team is fine: people help out.
async fn release_from(tx: &mut dyn Tx, before: &Ticket, change: TicketChange) -> Result<TicketChange> {
    let Patch::Set(team) = change.team else { return Ok(change) };
    if before.team == Some(team) {
        return Ok(change);
    }
    if !tx.teams().hold(team).await? {
        let rule = Rule::new("unknown_reference", "must be a team");
        return Err(Error::invalid(FieldError::at("team_id", rule)));
    }
    match before.assignee {
        Some(assignee) if !change.assignee.is_present() => {
            let belongs = tx.teams().of_member(assignee).await?.contains(&team);
            let assignee = if belongs { Patch::Keep } else { Patch::Clear };
            Ok(TicketChange { assignee, ..change })
        }
        _ => Ok(change),
    }
}

/// Who is told of a change: the new assignee, unless they took it themselves, and the requester
/// when someone else solves the ticket.
fn mails_about(cx: &Ctx, before: &Ticket, after: &Ticket) -> Vec<MailOrder> {
    let actor = cx.actor().account();
    let assigned = after.assignee.filter(|to| before.assignee != Some(*to) && actor != Some(*to));
    let solved =
        before.status != Status::Solved && after.status == Status::Solved && actor != Some(after.requester);
    assigned
        .map(|to| MailOrder::Assigned { ticket: after.id, to })
        .into_iter()
        .chain(solved.then_some(MailOrder::Solved { ticket: after.id }))
        .collect()
}
