use async_trait::async_trait;

use super::{EventKind, Ticket, Viewer, find, merge::change};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, LinkId, TicketId},
    identity::Permission,
    store::Tx,
};

/// Two tickets that have to do with each other. Staff only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Stable id.
    pub id: LinkId,
    /// The ticket that it is read from.
    pub from: TicketId,
    /// The other one.
    pub to: TicketId,
    /// What `from` is to `to`.
    pub relation: Relation,
    /// Who linked them.
    pub linked_by: Option<AccountId>,
    /// When.
    pub linked_at: Timestamp,
}

/// What one ticket is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// They have to do with each other.
    RelatesTo,
    /// It asks the same again.
    Duplicates,
    /// It is asked again by the other.
    DuplicatedBy,
    /// The other waits for it.
    Blocks,
    /// It waits for the other.
    BlockedBy,
    /// The other is a part of it.
    ParentOf,
    /// It is a part of the other.
    ChildOf,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 7] = [
        Self::RelatesTo,
        Self::Duplicates,
        Self::DuplicatedBy,
        Self::Blocks,
        Self::BlockedBy,
        Self::ParentOf,
        Self::ChildOf,
    ];

    /// The published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RelatesTo => "relates_to",
            Self::Duplicates => "duplicates",
            Self::DuplicatedBy => "duplicated_by",
            Self::Blocks => "blocks",
            Self::BlockedBy => "blocked_by",
            Self::ParentOf => "parent_of",
            Self::ChildOf => "child_of",
        }
    }

    /// The relation by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.name() == name)
    }

    /// The same, read from the other ticket.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::RelatesTo => Self::RelatesTo,
            Self::Duplicates => Self::DuplicatedBy,
            Self::DuplicatedBy => Self::Duplicates,
            Self::Blocks => Self::BlockedBy,
            Self::BlockedBy => Self::Blocks,
            Self::ParentOf => Self::ChildOf,
            Self::ChildOf => Self::ParentOf,
        }
    }

    /// Whether the stored form is read from the other ticket: each pair of names is one fact.
    const fn is_stored_inverse(self) -> bool {
        matches!(self, Self::DuplicatedBy | Self::BlockedBy | Self::ChildOf)
    }

    /// Whether it may not lead back to where it started.
    const fn is_hierarchy(self) -> bool {
        matches!(self, Self::Blocks | Self::ParentOf)
    }
}

impl Link {
    /// The link as it is stored: one row a fact, whichever side it was made from.
    fn stored(self) -> Self {
        let of_equals = self.relation == Relation::RelatesTo && self.to < self.from;
        if self.relation.is_stored_inverse() || of_equals { self.reversed() } else { self }
    }

    const fn reversed(self) -> Self {
        Self { from: self.to, to: self.from, relation: self.relation.inverse(), ..self }
    }

    /// The link as it is read from this ticket.
    #[must_use]
    pub fn seen_from(self, ticket: TicketId) -> Self {
        if self.from == ticket { self } else { self.reversed() }
    }
}

/// The most links a ticket may have.
pub const MAX_LINKS: usize = 100;
/// How far a chain of blocking or parent tickets is followed to find a circle.
const MAX_DEPTH: usize = 100;

/// Links two tickets. Harmless if they are linked so already.
pub async fn link(tx: &mut dyn Tx, cx: &Ctx, new: Link) -> Result<Link> {
    cx.actor().require(Permission::TicketWrite)?;
    let (from, to) = find_both(tx, cx, new.from, new.to).await?;
    if from.id == to.id {
        return Err(Conflict::Link("a ticket cannot be linked with itself").into());
    }
    let stored = new.stored();
    let existing = tx.links().list(from.id).await?;
    let same =
        |link: &&Link| (link.from, link.to, link.relation) == (stored.from, stored.to, stored.relation);
    if let Some(link) = existing.iter().find(same) {
        return Ok(link.seen_from(from.id));
    }
    if existing.len() >= MAX_LINKS || tx.links().list(to.id).await?.len() >= MAX_LINKS {
        return Err(Conflict::Link("a ticket has at most 100 links").into());
    }
    if stored.relation.is_hierarchy() && leads_to(tx, stored.to, stored.from, stored.relation).await? {
        return Err(Conflict::Link("the tickets would wait for each other, or contain each other").into());
    }
    tx.links().add(&stored).await?;
    note_both(tx, cx, new, (&from, &to), |relation, ticket| EventKind::Linked { relation, ticket }).await?;
    Ok(new)
}

/// Takes a link away.
pub async fn unlink(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId, id: LinkId) -> Result<()> {
    cx.actor().require(Permission::TicketWrite)?;
    let Some(link) = find_link(tx, ticket, id).await? else {
        find(tx, cx, ticket).await?;
        return Err(Error::NotFound("link"));
    };
    let (from, to) = find_both(tx, cx, ticket, link.to).await?;
    // Behind the locks: somebody else may have taken it away meanwhile.
    let link = find_link(tx, ticket, id).await?.ok_or(Error::NotFound("link"))?;
    tx.links().remove(id).await?;
    note_both(tx, cx, link, (&from, &to), |relation, ticket| EventKind::Unlinked { relation, ticket }).await
}

/// A ticket's links, as read from it, oldest first.
pub async fn links(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId) -> Result<Vec<Link>> {
    cx.actor().require(Permission::TicketRead)?;
    let ticket = find(tx, cx, ticket).await?;
    let links = tx.links().list(ticket.id).await?;
    let links: Vec<_> = links.into_iter().map(|link| link.seen_from(ticket.id)).collect();
    let others: Vec<_> = links.iter().map(|link| link.to).collect();
    let others = tx.tickets().glimpse(Viewer::of(cx.actor())?, &others).await?;
    Ok(links.into_iter().filter(|link| others.iter().any(|other| other.id == link.to)).collect())
}

async fn find_link(tx: &mut dyn Tx, ticket: TicketId, id: LinkId) -> Result<Option<Link>> {
    let link = tx.links().list(ticket).await?.into_iter().find(|link| link.id == id);
    Ok(link.map(|link| link.seen_from(ticket)))
}

/// A ticket and the other one. Rows are locked in the order of their ids: two at once never wait for each
/// other.
async fn find_both(tx: &mut dyn Tx, cx: &Ctx, from: TicketId, to: TicketId) -> Result<(Ticket, Ticket)> {
    if to < from {
        // An absent ticket is told before an absent other.
        let other = find_other(tx, cx, to).await;
        let from = find(tx, cx, from).await?;
        Ok((from, other?))
    } else {
        let from = find(tx, cx, from).await?;
        Ok((from, find_other(tx, cx, to).await?))
    }
}

async fn find_other(tx: &mut dyn Tx, cx: &Ctx, id: TicketId) -> Result<Ticket> {
    find(tx, cx, id).await.map_err(|error| match error {
        Error::NotFound(_) => {
            Error::invalid(FieldError::at("ticket_id", Rule::new("unknown_reference", "must be a ticket")))
        }
        other => other,
    })
}

/// Whether one comes from `start` to `end` by links of this kind.
async fn leads_to(tx: &mut dyn Tx, start: TicketId, end: TicketId, relation: Relation) -> Result<bool> {
    let (mut seen, mut next) = (vec![start], vec![start]);
    while let Some(ticket) = next.pop() {
        let links = tx.links().list(ticket).await?;
        let onward = links.into_iter().filter(|link| link.from == ticket && link.relation == relation);
        for link in onward {
            if link.to == end || seen.len() > MAX_DEPTH {
                return Ok(true);
            }
            if !seen.contains(&link.to) {
                seen.push(link.to);
                next.push(link.to);
            }
        }
    }
    Ok(false)
}

async fn note_both(
    tx: &mut dyn Tx,
    cx: &Ctx,
    link: Link,
    (from, to): (&Ticket, &Ticket),
    event: impl Fn(Relation, TicketId) -> EventKind,
) -> Result<()> {
    change(tx, cx, from, from.clone(), vec![event(link.relation, to.id)]).await?;
    change(tx, cx, to, to.clone(), vec![event(link.relation.inverse(), from.id)]).await
}

/// Links in the store.
#[async_trait]
pub trait LinkRepo: Send {
    /// Stores a new link.
    async fn add(&mut self, link: &Link) -> Result<()>;
    /// All links of a ticket, from both sides, oldest first.
    async fn list(&mut self, ticket: TicketId) -> Result<Vec<Link>>;
    /// Removes a link.
    async fn remove(&mut self, id: LinkId) -> Result<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_read_twice_from_the_other_side_is_itself() {
        for relation in Relation::ALL {
            assert_eq!(relation.inverse().inverse(), relation);
            assert_eq!(Relation::from_name(relation.name()), Some(relation));
        }
    }

    #[test]
    fn a_fact_is_stored_the_same_way_from_both_sides() {
        let id = |n: u128| TicketId::from_uuid(uuid::Uuid::from_u128(n));
        for relation in Relation::ALL {
            let link = Link {
                id: LinkId::from_uuid(uuid::Uuid::nil()),
                from: id(1),
                to: id(2),
                relation,
                linked_by: None,
                linked_at: Timestamp::default(),
            };
            assert_eq!(link.stored(), link.reversed().stored());
            assert_eq!(link.stored().seen_from(id(1)), link);
        }
    }
}
