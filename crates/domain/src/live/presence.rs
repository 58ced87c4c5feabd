use chrono::Duration;

use crate::{
    Ctx,
    clock::Timestamp,
    error::Result,
    id::{AccountId, TicketId},
    identity::Permission,
    store::Tx,
    ticket::find,
};

/// How long someone is present without saying so again.
pub const PRESENT_FOR: Duration = Duration::seconds(30);
/// How soon saying the same again is worth a write.
const REPEATED_AFTER: Duration = Duration::seconds(10);

/// What someone does with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Activity {
    /// Has it open.
    Viewing,
    /// Writes in it.
    Replying,
}

impl Activity {
    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewing => "viewing",
            Self::Replying => "replying",
        }
    }

    /// The activity by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Viewing, Self::Replying].into_iter().find(|activity| activity.name() == name)
    }
}

/// Someone at a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// Which ticket.
    pub ticket: TicketId,
    /// Who.
    pub account: AccountId,
    /// Doing what.
    pub activity: Activity,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// Who of the staff is at a ticket now.
pub async fn present(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId) -> Result<Vec<Presence>> {
    cx.actor().require(Permission::TicketRead)?;
    find(tx, cx, ticket).await?;
    tx.presence().at(ticket, cx.now()).await
}

/// Whether it is worth a write that the actor does this: mostly it was said just before.
pub fn is_news(known: &[Presence], cx: &Ctx, activity: Activity) -> bool {
    let is_known = |one: &Presence| {
        let is_fresh = cx.now() + PRESENT_FOR < one.expires_at + REPEATED_AFTER;
        Some(one.account) == cx.actor().account() && one.activity == activity && is_fresh
    };
    !known.iter().any(is_known)
}

/// Says that the actor is at a ticket.
pub async fn announce(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId, activity: Activity) -> Result<()> {
    cx.actor().require(Permission::TicketRead)?;
    let account = cx.actor().principal()?.account;
    find(tx, cx, ticket).await?;
    let expires_at = cx.now() + PRESENT_FOR;
    tx.presence().set(&Presence { ticket, account, activity, expires_at }).await
}
