use chrono::Duration;

use crate::{
    Ctx,
    clock::Timestamp,
    error::Result,
    id::{AccountId, TicketId},
    identity::Permission,
    store::Store,
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
    Typing,
}

impl Activity {
    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewing => "viewing",
            Self::Typing => "typing",
        }
    }

    /// The activity by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Viewing, Self::Typing].into_iter().find(|activity| activity.name() == name)
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
    /// Since when this was last said.
    pub seen_at: Timestamp,
    /// Until when it holds.
    pub expires_at: Timestamp,
}

/// Says that the actor is at a ticket. Begins and ends its own transactions: mostly there is nothing to
/// write, and then no writer is asked for a turn.
pub async fn announce(store: &dyn Store, cx: &Ctx, ticket: TicketId, activity: Activity) -> Result<()> {
    cx.actor().require(Permission::TicketRead)?;
    let account = cx.actor().principal()?.account;
    let mut tx = store.read().await?;
    find(&mut *tx, cx, ticket).await?;
    let known = tx.live().present_at(ticket, cx.now()).await?;
    drop(tx);
    let says_the_same = |one: &Presence| {
        one.account == account && one.activity == activity && cx.now() < one.seen_at + REPEATED_AFTER
    };
    if known.iter().any(says_the_same) {
        return Ok(());
    }
    let expires_at = cx.now() + PRESENT_FOR;
    let mut tx = store.begin().await?;
    tx.live().set(&Presence { ticket, account, activity, seen_at: cx.now(), expires_at }).await?;
    tx.commit().await
}

/// Who is at a ticket now.
pub async fn present(store: &dyn Store, cx: &Ctx, ticket: TicketId) -> Result<Vec<Presence>> {
    cx.actor().require(Permission::TicketRead)?;
    let mut tx = store.read().await?;
    find(&mut *tx, cx, ticket).await?;
    tx.live().present_at(ticket, cx.now()).await
}
