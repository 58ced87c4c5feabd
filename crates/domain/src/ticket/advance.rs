use chrono::Duration;

use super::{EventKind, Mover, Status, Ticket};
use crate::{Ctx, clock::Timestamp, error::Result, job::JobRequest, mail::MailOrder, store::Tx};

/// How long a ticket may stand before time moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Pending, before the requester is reminded.
    pub before_reminder: Duration,
    /// Pending, before the ticket counts as solved. Longer than `before_reminder`.
    pub before_solving: Duration,
    /// Solved, before the ticket is closed.
    pub before_closing: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            before_reminder: Duration::days(3),
            before_solving: Duration::days(7),
            before_closing: Duration::days(7),
        }
    }
}

/// One step that time takes with tickets in one status.
struct Step {
    status: Status,
    since: Timestamp,
    /// Where the ticket moves; without, the requester is reminded.
    to: Option<Status>,
}

/// Moves up to `limit` tickets whose time has come, for each kind of step; returns how many. Run
/// again until it returns 0.
pub async fn advance(tx: &mut dyn Tx, cx: &Ctx, patience: Patience, limit: u64) -> Result<u64> {
    let steps = [
        Step { status: Status::Solved, since: cx.now() - patience.before_closing, to: Some(Status::Closed) },
        Step { status: Status::Pending, since: cx.now() - patience.before_solving, to: Some(Status::Solved) },
        Step { status: Status::Pending, since: cx.now() - patience.before_reminder, to: None },
    ];
    let mut moved = 0;
    for step in steps {
        let due = tx.tickets().standing_since(step.status, step.since, step.to.is_none(), limit).await?;
        for ticket in due {
            take(tx, cx, ticket, step.to).await?;
            moved += 1;
        }
    }
    Ok(moved)
}

async fn take(tx: &mut dyn Tx, cx: &Ctx, before: Ticket, to: Option<Status>) -> Result<()> {
    let mut after = before.clone();
    let (event, mail) = if let Some(to) = to {
        let mail = (to == Status::Solved).then_some(MailOrder::Solved { ticket: before.id });
        (after.move_to(to, Mover::Time, cx.now())?, mail)
    } else {
        after.reminded_at = Some(cx.now());
        (Some(EventKind::ReminderSent), Some(MailOrder::Reminder { ticket: before.id }))
    };
    let events: Vec<_> = event.into_iter().collect();
    after.count_change(&events, cx.now());
    tx.tickets().update(&after, &before).await?;
    tx.events().record(events.into_iter().map(|event| event.sign(cx, before.id)).collect()).await?;
    match mail {
        Some(order) => tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await,
        None => Ok(()),
    }
}
