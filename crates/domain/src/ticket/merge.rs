use async_trait::async_trait;

use super::{Event, EventKind, MAX_PARTICIPANTS, Participant, ParticipantRole, Status, Ticket, Viewer, find};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, MergeId, TicketId},
    identity::Permission,
    store::Tx,
};

/// One ticket's messages in another ticket. The source stands closed and points to the target; undone,
/// both are what they were, and what was written in the target meanwhile stays there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Stable id.
    pub id: MergeId,
    /// The ticket that goes on.
    pub target: TicketId,
    /// The ticket whose messages moved.
    pub source: TicketId,
    /// Where the source stood before.
    pub source_status: Status,
    /// When the source was to wake.
    pub source_wake_at: Option<Timestamp>,
    /// Who merged.
    pub merged_by: Option<AccountId>,
    /// When.
    pub merged_at: Timestamp,
    /// Who undid it.
    pub undone_by: Option<AccountId>,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

/// A merge to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewMerge {
    /// The id it will have.
    pub id: MergeId,
    /// The ticket whose messages move.
    pub source: TicketId,
    /// Whether customers who take part in the source take part in the target from now on. They see
    /// all of it then.
    pub carry_participants: bool,
    /// Whether customers who take part in the target only may read what the source brings along.
    pub admit_new_readers: bool,
}

/// What a merge would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePreview {
    /// The ticket whose messages would move.
    pub source: Ticket,
    /// How many messages would move.
    pub messages: u64,
    /// Customers who take part in the source and not in the target: they would lose sight of its
    /// messages, or be carried over.
    pub participants: Vec<AccountId>,
    /// Customers who take part in the target and not in the source: they would read its messages.
    pub new_readers: Vec<AccountId>,
    /// What keeps the two from being merged.
    pub obstacle: Option<&'static str>,
}

/// How long a chain of merges is followed; longer ones cannot be made.
const MAX_CHAIN: usize = 20;

/// Moves all messages of one ticket into another of the same requester. Of different requesters, one
/// would read what the other wrote: such tickets are linked instead.
pub async fn merge(
    tx: &mut dyn Tx,
    cx: &Ctx,
    target: TicketId,
    expected: Option<i64>,
    new: NewMerge,
) -> Result<Merge> {
    cx.actor().require(Permission::TicketWrite)?;
    let (target, source) = find_both(tx, cx, target, new.source, no_ticket()).await?;
    let target = expect_version(target, expected)?;
    if let Some(obstacle) = obstacle(tx, &source, &target).await? {
        return Err(Conflict::Merge(obstacle).into());
    }
    if !new.admit_new_readers && !cc_missing(tx, target.id, source.id).await?.is_empty() {
        let text =
            "customers who take part in the target only would read the source: admit them, or link the two";
        return Err(Conflict::Merge(text).into());
    }
    let merge = Merge {
        id: new.id,
        target: target.id,
        source: source.id,
        source_status: source.status,
        source_wake_at: source.wake_at,
        merged_by: cx.actor().account(),
        merged_at: cx.now(),
        undone_by: None,
        undone_at: None,
    };
    tx.merges().add(&merge).await?;
    tx.merges().move_messages(&merge).await?;
    let mut events = Vec::new();
    if new.carry_participants {
        events = carry(tx, cx, &merge).await?;
    }
    let closed = Ticket {
        status: Status::Closed,
        status_at: cx.now(),
        merged_into: Some(target.id),
        reminded_at: None,
        wake_at: None,
        woke_at: None,
        ..source.clone()
    };
    let into = EventKind::MergedInto { ticket: target.id };
    change(tx, cx, &source, closed, vec![into]).await?;
    events.insert(0, EventKind::MergedFrom { ticket: source.id });
    change(tx, cx, &target, target.clone(), events).await?;
    Ok(merge)
}

/// Undoes a merge: the source stands where it stood, with the messages that came from it.
pub async fn undo_merge(
    tx: &mut dyn Tx,
    cx: &Ctx,
    target: TicketId,
    expected: Option<i64>,
    id: MergeId,
) -> Result<()> {
    cx.actor().require(Permission::TicketWrite)?;
    let merge = tx.merges().find(id).await?.filter(|merge| merge.target == target);
    let Some(merge) = merge else {
        find(tx, cx, target).await?;
        return Err(Error::NotFound("merge"));
    };
    let deleted = Conflict::Merge("the ticket that was merged is deleted: restore it first");
    let (target, source) = find_both(tx, cx, target, merge.source, deleted.into()).await?;
    // Read again behind the locks: somebody else may have undone it meanwhile.
    let merge = tx.merges().find(id).await?.ok_or(Error::NotFound("merge"))?;
    if merge.undone_at.is_some() {
        return Ok(());
    }
    let target = expect_version(target, expected)?;
    if target.status == Status::Closed {
        let text = if target.merged_into.is_some() {
            "the ticket was merged on: undo that merge first"
        } else {
            "a closed ticket does not change"
        };
        return Err(Conflict::Merge(text).into());
    }
    tx.merges().move_messages_back(&merge).await?;
    let mut events = vec![EventKind::MergeUndone { ticket: source.id }];
    let carried = tx.merges().take_carried(merge.id).await?;
    for account in carried {
        tx.participants().remove(target.id, account).await?;
        events.push(EventKind::ParticipantRemoved { account, role: ParticipantRole::Cc });
    }
    let undone = Merge { undone_by: cx.actor().account(), undone_at: Some(cx.now()), ..merge };
    tx.merges().update(&undone).await?;
    let mut reopened = Ticket {
        status: undone.source_status,
        status_at: cx.now(),
        merged_into: None,
        wake_at: undone.source_wake_at,
        ..source.clone()
    };
    let mut back = vec![EventKind::MergeUndone { ticket: target.id }];
    // Its team may have been dissolved while it was closed.
    if let Some(team) = source.team
        && !tx.teams().hold(team).await?
    {
        reopened.team = None;
        back.push(EventKind::TeamChanged { from: source.team, to: None });
    }
    change(tx, cx, &source, reopened, back).await?;
    change(tx, cx, &target, target.clone(), events).await
}

/// What a merge would do, and what keeps it from being made. Changes nothing.
pub async fn preview_merge(
    tx: &mut dyn Tx,
    cx: &Ctx,
    target: TicketId,
    source: TicketId,
) -> Result<MergePreview> {
    cx.actor().require(Permission::TicketWrite)?;
    let (target, source) = find_both(tx, cx, target, source, no_ticket()).await?;
    let messages = tx.merges().count_messages(source.id).await?;
    let participants = cc_missing(tx, source.id, target.id).await?;
    let new_readers = cc_missing(tx, target.id, source.id).await?;
    let obstacle = obstacle(tx, &source, &target).await?;
    Ok(MergePreview { source, messages, participants, new_readers, obstacle })
}

/// The merges that a ticket took part in, newest last.
pub async fn merges(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId) -> Result<Vec<Merge>> {
    cx.actor().require(Permission::TicketRead)?;
    let ticket = find(tx, cx, ticket).await?;
    let merges = tx.merges().list(ticket.id).await?;
    let both: Vec<_> = merges.iter().flat_map(|merge| [merge.source, merge.target]).collect();
    let there = tx.tickets().glimpse(Viewer::of(cx.actor())?, &both).await?;
    let is_there = |id| there.iter().any(|ticket| ticket.id == id);
    Ok(merges.into_iter().filter(|merge| is_there(merge.source) && is_there(merge.target)).collect())
}

/// The ticket that a reply to this one belongs to: the end of its chain of merges. Only its row is locked:
/// who also locked those on the way would wait for a merge or an undoing that waits for them.
pub(super) async fn find_end_of_merges(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId) -> Result<Ticket> {
    // A merge or an undoing may come in between: then the way is gone anew.
    for _ in 0..MAX_CHAIN {
        let expected = end_of_merges(tx, cx, ticket).await?;
        tx.mark_locks().await?;
        let end = find(tx, cx, expected).await?;
        if end_of_merges(tx, cx, ticket).await? == end.id {
            return Ok(end);
        }
        tx.release_locks().await?;
    }
    Err(Error::internal("merges come and go too fast"))
}

async fn end_of_merges(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId) -> Result<TicketId> {
    let viewer = Viewer::of(cx.actor())?;
    let (mut end, mut next) = (ticket, ticket);
    for _ in 0..MAX_CHAIN {
        let Some(found) = tx.tickets().glimpse(viewer, &[next]).await?.pop() else {
            // Who may not see the target (it is deleted, or they take part in the source alone) writes to the
            // source, which is closed.
            return if next == ticket { Err(Error::NotFound("ticket")) } else { Ok(end) };
        };
        end = found.id;
        match found.merged_into {
            Some(target) => next = target,
            None => return Ok(end),
        }
    }
    Err(Error::internal("a chain of merges does not end"))
}

/// The target and the source, or why there is no source. Rows are locked in the order of their ids, so
/// that two merges at once never wait for each other.
async fn find_both(
    tx: &mut dyn Tx,
    cx: &Ctx,
    target: TicketId,
    source: TicketId,
    no_source: Error,
) -> Result<(Ticket, Ticket)> {
    let (found, target) = if source < target {
        // An absent target is told before an absent source.
        let found = find(tx, cx, source).await;
        (found, find(tx, cx, target).await?)
    } else {
        let target = find(tx, cx, target).await?;
        (find(tx, cx, source).await, target)
    };
    match found {
        Err(Error::NotFound(_)) => Err(no_source),
        found => Ok((target, found?)),
    }
}

fn no_ticket() -> Error {
    Error::invalid(FieldError::at("source_id", Rule::new("unknown_reference", "must be a ticket")))
}

async fn obstacle(tx: &mut dyn Tx, source: &Ticket, target: &Ticket) -> Result<Option<&'static str>> {
    if source.id == target.id {
        return Ok(Some("a ticket cannot be merged into itself"));
    }
    if source.requester != target.requester {
        return Ok(Some("the tickets have different requesters: link them instead"));
    }
    if source.status == Status::Closed || target.status == Status::Closed {
        return Ok(Some("a closed ticket cannot be merged"));
    }
    if !tx.repairs().open_in(&[source.id]).await?.is_empty() {
        return Ok(Some("the ticket has a repair that is open"));
    }
    let chain = tx.merges().longest_chain_into(source.id, MAX_CHAIN).await?;
    Ok((chain + 1 >= MAX_CHAIN).then_some("too many tickets were merged one into the other"))
}

/// The customers who take part in one ticket as cc and not in the other.
async fn cc_missing(tx: &mut dyn Tx, one: TicketId, other: TicketId) -> Result<Vec<AccountId>> {
    let there = tx.participants().list(other).await?;
    let is_missing = |one: &Participant| {
        one.role == ParticipantRole::Cc && there.iter().all(|other| other.account != one.account)
    };
    let here = tx.participants().list(one).await?;
    Ok(here.into_iter().filter(is_missing).map(|one| one.account).collect())
}

/// Lets those who take part in the source take part in the target.
async fn carry(tx: &mut dyn Tx, cx: &Ctx, merge: &Merge) -> Result<Vec<EventKind>> {
    let missing = cc_missing(tx, merge.source, merge.target).await?;
    let there = tx.participants().list(merge.target).await?;
    let there = there.iter().filter(|one| one.role == ParticipantRole::Cc).count();
    if there + missing.len() > MAX_PARTICIPANTS {
        return Err(Conflict::TooManyParticipants.into());
    }
    let mut events = Vec::new();
    for account in missing {
        let participant = Participant {
            ticket: merge.target,
            account,
            role: ParticipantRole::Cc,
            added_by: cx.actor().account(),
            created_at: cx.now(),
        };
        tx.participants().add(&participant).await?;
        tx.merges().add_carried(merge.id, account).await?;
        events.push(EventKind::ParticipantAdded { account, role: ParticipantRole::Cc });
    }
    Ok(events)
}

/// Writes a ticket back, with what happened to it.
pub(super) async fn change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: &Ticket,
    mut after: Ticket,
    events: Vec<EventKind>,
) -> Result<()> {
    after.count_change(&events, cx.now());
    tx.tickets().update(&after, before).await?;
    let events: Vec<Event> = events.into_iter().map(|event| event.sign(cx, before.id)).collect();
    tx.events().record(events).await
}

pub(super) fn expect_version(ticket: Ticket, expected: Option<i64>) -> Result<Ticket> {
    Viewer::Staff.check_version(&ticket, expected)?;
    Ok(ticket)
}

/// Merges in the store.
#[async_trait]
pub trait MergeRepo: Send {
    /// Stores a new merge.
    async fn add(&mut self, merge: &Merge) -> Result<()>;
    /// The merge.
    async fn find(&mut self, id: MergeId) -> Result<Option<Merge>>;
    /// The merges into or out of the ticket, newest last.
    async fn list(&mut self, ticket: TicketId) -> Result<Vec<Merge>>;
    /// Tickets that messages came from or went to: merged into it or it into them, split off it or it off them.
    async fn kin(&mut self, ticket: TicketId) -> Result<Vec<TicketId>>;
    /// Writes back that a merge was undone.
    async fn update(&mut self, merge: &Merge) -> Result<()>;
    /// How many messages the ticket has.
    async fn count_messages(&mut self, ticket: TicketId) -> Result<u64>;
    /// Moves the source's messages into the target, and remembers which.
    async fn move_messages(&mut self, merge: &Merge) -> Result<()>;
    /// Moves them back, as far as they are still in the target.
    async fn move_messages_back(&mut self, merge: &Merge) -> Result<()>;
    /// Remembers who takes part in the target because of the merge.
    async fn add_carried(&mut self, merge: MergeId, account: AccountId) -> Result<()>;
    /// Who takes part in the target because of the merge; forgets them.
    async fn take_carried(&mut self, merge: MergeId) -> Result<Vec<AccountId>>;
    /// How many merges one after the other lead into the ticket; looks at `limit` at most.
    async fn longest_chain_into(&mut self, ticket: TicketId, limit: usize) -> Result<usize>;
}
