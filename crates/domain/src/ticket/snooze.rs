//! Snoozing: a ticket that waits wakes by itself.

use chrono::Duration;

use super::{EventKind, Mover, Status, Ticket, Viewer, find};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Error, FieldError, Result, Rule},
    id::TicketId,
    identity::Permission,
    store::Tx,
};

/// How far ahead a ticket may be told to wake.
pub const LONGEST_SNOOZE: Duration = Duration::days(366);

/// How a ticket is to sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snooze {
    /// When it wakes.
    pub wake_at: Timestamp,
    /// Where it waits: [`Status::Pending`] or [`Status::OnHold`]. Without: where it is, if it waits there
    /// already, and on hold if not.
    pub status: Option<Status>,
}

/// Snoozes a ticket, or changes until when it sleeps.
pub async fn snooze(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: TicketId,
    expected: Option<i64>,
    snooze: Snooze,
) -> Result<Ticket> {
    let before = find_to_change(tx, cx, id, expected).await?;
    let mut after = before.clone();
    let events = after.sleep(cx, snooze)?;
    write(tx, cx, before, after, events).await
}

/// Takes back that a ticket wakes by itself; it stays where it is.
pub async fn cancel_snooze(tx: &mut dyn Tx, cx: &Ctx, id: TicketId, expected: Option<i64>) -> Result<Ticket> {
    let before = find_to_change(tx, cx, id, expected).await?;
    let mut after = before.clone();
    let was_asleep = after.wake_at.take().is_some();
    let events = was_asleep.then_some(EventKind::SnoozeCancelled).into_iter().collect();
    write(tx, cx, before, after, events).await
}

/// Wakes up to `limit` tickets whose time has come; returns how many. Run again until it returns 0. Whatever
/// has become of a ticket meanwhile, it sleeps no longer: each is looked at once.
pub async fn wake_due(tx: &mut dyn Tx, cx: &Ctx, limit: u64) -> Result<u64> {
    let due = tx.queue().due_to_wake(cx.now(), limit).await?;
    let mut woken = 0;
    for before in due {
        let mut after = before.clone();
        let mut events = Vec::new();
        if before.status.can_sleep() {
            events = after.move_to(Status::Open, Mover::Time, cx.now())?;
            after.woke_at = Some(cx.now());
        }
        after.wake_at = None;
        after.count_change(&events, cx.now());
        tx.tickets().update(&after, &before).await?;
        tx.events().record(events.into_iter().map(|event| event.sign(cx, before.id)).collect()).await?;
        woken += 1;
    }
    Ok(woken)
}

impl Ticket {
    /// Puts the ticket to sleep and says what happened.
    pub(super) fn sleep(&mut self, cx: &Ctx, snooze: Snooze) -> Result<Vec<EventKind>> {
        self.must_not_be_closed()?;
        check_time(cx, snooze.wake_at)?;
        let to = snooze.status.unwrap_or(if self.status.can_sleep() { self.status } else { Status::OnHold });
        if !to.can_sleep() {
            let rule = Rule::new("invalid_value", "must be pending or on_hold");
            return Err(Error::invalid(FieldError::at("status", rule)));
        }
        let mut events = self.move_to(to, Mover::Staff, cx.now())?;
        if self.wake_at != Some(snooze.wake_at) {
            self.wake_at = Some(snooze.wake_at);
            events.push(EventKind::Snoozed { until: snooze.wake_at });
        }
        Ok(events)
    }
}

fn check_time(cx: &Ctx, at: Timestamp) -> Result<()> {
    if at > cx.now() && at <= cx.now() + LONGEST_SNOOZE {
        return Ok(());
    }
    let rule = Rule::new("out_of_range", "must be in the future, at most a year ahead");
    Err(Error::invalid(FieldError::at("wake_at", rule)))
}

async fn find_to_change(tx: &mut dyn Tx, cx: &Ctx, id: TicketId, expected: Option<i64>) -> Result<Ticket> {
    let before = find(tx, cx, id).await?;
    cx.actor().require(Permission::TicketWrite)?;
    Viewer::of(cx.actor())?.check_version(&before, expected)?;
    Ok(before)
}

async fn write(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: Ticket,
    mut after: Ticket,
    events: Vec<EventKind>,
) -> Result<Ticket> {
    if events.is_empty() {
        return Ok(before);
    }
    after.count_change(&events, cx.now());
    tx.tickets().update(&after, &before).await?;
    tx.events().record(events.into_iter().map(|event| event.sign(cx, before.id)).collect()).await?;
    Ok(after)
}
