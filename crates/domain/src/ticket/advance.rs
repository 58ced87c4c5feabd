use chrono::Duration;

use super::{
    EventKind, Mover, Status, Ticket,
    queue::{OfTeam, Standing},
};
use crate::{
    Ctx, clock::Timestamp, error::Result, id::TeamId, job::JobRequest, mail::MailOrder, store::Tx,
    team::TeamPatience,
};

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

impl Patience {
    /// As a team has it: its own days, and the installation's where it has none.
    fn of(self, team: TeamPatience) -> Self {
        let days = |own: Option<i32>, default| own.map_or(default, |days| Duration::days(days.into()));
        Self {
            before_reminder: days(team.remind, self.before_reminder),
            before_solving: days(team.solve, self.before_solving),
            before_closing: days(team.close, self.before_closing),
        }
    }

    /// The steps that time takes with tickets of a team: in which status, since when, and where to;
    /// without the last, the requester is reminded.
    fn steps(self, now: Timestamp) -> [(Status, Timestamp, Option<Status>); 3] {
        [
            (Status::Solved, now - self.before_closing, Some(Status::Closed)),
            (Status::Pending, now - self.before_solving, Some(Status::Solved)),
            (Status::Pending, now - self.before_reminder, None),
        ]
    }
}

/// Moves up to `limit` tickets whose time has come, for each kind of step; returns how many. Run
/// again until it returns 0.
pub async fn advance(tx: &mut dyn Tx, cx: &Ctx, patience: Patience, limit: u64) -> Result<u64> {
    let own = tx.teams().with_patience().await?;
    let with_own: Vec<_> = own.iter().map(|(team, _)| *team).collect();
    let teams = own.iter().map(|(team, days)| (OfTeam::Only(*team), patience.of(*days)));
    let mut moved = 0;
    for (team, patience) in teams.chain([(OfTeam::Other(&with_own), patience)]) {
        for (status, since, to) in patience.steps(cx.now()) {
            let which = Standing {
                status,
                since,
                unreminded: to.is_none(),
                not_in_repair: to == Some(Status::Closed),
                team,
            };
            let due = tx.queue().standing(&which, limit).await?;
            for ticket in due {
                take(tx, cx, ticket, to).await?;
                moved += 1;
            }
        }
    }
    Ok(moved)
}

/// Gives up to `limit` tickets of a dissolved team to another; returns how many. Run again until it
/// returns 0.
pub async fn move_from_team(tx: &mut dyn Tx, cx: &Ctx, from: TeamId, to: TeamId, limit: u64) -> Result<u64> {
    // Where they were to go may be dissolved by now: then they are nobody's.
    let to = if tx.teams().hold(to).await? { Some(to) } else { None };
    let tickets = tx.queue().of_team(from, limit).await?;
    let mut moved = 0;
    for before in tickets {
        let mut after = before.clone();
        after.team = to;
        let event = EventKind::TeamChanged { from: before.team, to };
        after.count_change(std::slice::from_ref(&event), cx.now());
        tx.tickets().update(&after, &before).await?;
        tx.events().record(vec![event.sign(cx, before.id)]).await?;
        moved += 1;
    }
    Ok(moved)
}

async fn take(tx: &mut dyn Tx, cx: &Ctx, before: Ticket, to: Option<Status>) -> Result<()> {
    let mut after = before.clone();
    let (events, mail) = if let Some(to) = to {
        let mail = (to == Status::Solved).then_some(MailOrder::Solved { ticket: before.id });
        (after.move_to(to, Mover::Time, cx.now())?, mail)
    } else {
        after.reminded_at = Some(cx.now());
        (vec![EventKind::ReminderSent], Some(MailOrder::Reminder { ticket: before.id }))
    };
    after.count_change(&events, cx.now());
    tx.tickets().update(&after, &before).await?;
    tx.events().record(events.into_iter().map(|event| event.sign(cx, before.id)).collect()).await?;
    match mail {
        Some(order) => tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await,
        None => Ok(()),
    }
}
