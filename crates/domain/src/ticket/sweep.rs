use std::collections::HashSet;

use super::{Body, DraftBody, EventKind, Message, MessageKind, Subject, Ticket, Viewer};
use crate::{
    Ctx, attachment,
    error::Result,
    id::{MessageId, TicketId},
    page::PageRequest,
    postal::{MARK, Sweep},
    store::Tx,
};

/// A ticket that was searched for copies of an address, with all that messages were moved from or to.
#[derive(Debug)]
pub struct SweptTicket {
    ticket: TicketId,
    sweep: Sweep,
    /// The tickets whose messages were looked at.
    family: Vec<TicketId>,
    /// Their versions then, in the order of their ids; `None` if nobody has looked. Whatever comes into a ticket or
    /// goes to another one makes it another version.
    versions: Option<Vec<(TicketId, i64)>>,
    /// Messages that hold one, or whose files' names do.
    hits: Vec<MessageId>,
    /// Those of them whose files' names do. A message gets no more files, and no file another name with one in it.
    in_names: HashSet<MessageId>,
    /// Messages that were looked at. One with an older id may come later: ids are given before a commit.
    seen: HashSet<MessageId>,
}

/// How many messages are looked at in one read.
const PAGE: u16 = 100;

/// Searches a ticket for copies of an address. Reads only, so that nobody waits for it.
pub async fn look_for(tx: &mut dyn Tx, ticket: TicketId, sweep: Sweep) -> Result<SweptTicket> {
    let mut swept = SweptTicket::unseen(ticket, sweep);
    swept.family = family(tx, ticket).await?;
    swept.versions = Some(versions(&hold(tx, swept.family.clone()).await?));
    for ticket in swept.family.clone() {
        let mut after = None;
        loop {
            let request = PageRequest { limit: PAGE, after };
            let page = tx.messages().list(ticket, Viewer::Staff, &request).await?;
            swept.look_at(tx, page.items).await?;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(swept)
}

/// The ticket and all that share messages with it: merged into it or it into them, split off it or it off them, in
/// however many steps.
pub(super) async fn family(tx: &mut dyn Tx, ticket: TicketId) -> Result<Vec<TicketId>> {
    let (mut all, mut next) = (vec![ticket], 0);
    while let Some(ticket) = all.get(next).copied() {
        next += 1;
        let kin = tx.merges().kin(ticket).await?;
        for other in kin {
            if !all.contains(&other) {
                all.push(other);
            }
        }
    }
    Ok(all)
}

/// Holds these tickets, in the order of their ids, as who merges holds them: whoever writes a message holds its
/// ticket, so from here on none comes. Returns those that are not deleted.
async fn hold(tx: &mut dyn Tx, mut ids: Vec<TicketId>) -> Result<Vec<Ticket>> {
    ids.sort_unstable();
    let mut held = Vec::with_capacity(ids.len());
    for id in ids {
        held.extend(hold_one(tx, id).await?);
    }
    Ok(held)
}

/// Holds a ticket. One that is deleted is held as well, for its messages are rewritten, too; it is not returned.
pub(super) async fn hold_one(tx: &mut dyn Tx, id: TicketId) -> Result<Option<Ticket>> {
    let found = tx.tickets().find(id).await?;
    if found.is_none() {
        tx.deletions().find(id).await?;
    }
    Ok(found)
}

fn versions(held: &[Ticket]) -> Vec<(TicketId, i64)> {
    held.iter().map(|ticket| (ticket.id, ticket.version)).collect()
}

/// Takes the copies out, with those in what came in since it was searched, in subjects and in drafts. The ticket is
/// told this with it, if it is there.
pub async fn sweep(
    tx: &mut dyn Tx,
    cx: &Ctx,
    mut swept: SweptTicket,
    news: &mut Option<EventKind>,
) -> Result<()> {
    let mut held = hold(tx, swept.family.clone()).await?;
    if swept.versions.as_ref() != Some(&versions(&held)) {
        held.extend(swept.catch_up(tx, &held).await?);
    }
    for ticket in &held {
        swept.drafts(tx, ticket.id).await?;
    }
    let (mut cleaned, mut told) = (Vec::new(), Vec::new());
    for ids in swept.hits.chunks(PAGE.into()) {
        tx.messages().rewrite(&cleaned).await?;
        cleaned = swept.messages(tx, cx, ids).await?;
        told.extend(cleaned.iter().map(|message| (message.ticket, told_of(message))));
    }
    let mut signed = Vec::new();
    for before in held {
        let mut after = before.clone();
        let of_messages = told.iter().filter(|(ticket, _)| *ticket == before.id);
        let mut events: Vec<_> = of_messages.map(|(_, event)| event.clone()).collect();
        events.extend(swept.subject(&mut after));
        if before.id == swept.ticket {
            events.extend(news.take());
        }
        if !events.is_empty() {
            after.count_change(&events, cx.now());
            tx.tickets().update(&after, &before).await?;
            signed.extend(events.into_iter().map(|event| event.sign(cx, before.id)));
        }
    }
    // Behind the tickets, so that what makes them found goes to the database with what is stored next.
    tx.messages().rewrite(&cleaned).await?;
    tx.events().record(signed).await
}

fn told_of(message: &Message) -> EventKind {
    // Of a note, and of a reply that is not out yet, the requester learns nothing.
    let is_public = message.kind == MessageKind::Reply && message.held.is_none();
    let message = message.id;
    if is_public { EventKind::MessageRedacted { message } } else { EventKind::NoteRedacted { message } }
}

impl SweptTicket {
    /// A ticket that nobody has looked at yet.
    pub(crate) fn unseen(ticket: TicketId, sweep: Sweep) -> Self {
        Self {
            ticket,
            sweep,
            family: vec![ticket],
            versions: None,
            hits: Vec::new(),
            in_names: HashSet::new(),
            seen: HashSet::new(),
        }
    }

    /// Which ticket it is.
    pub(crate) const fn ticket(&self) -> TicketId {
        self.ticket
    }

    /// Looks at what came since, into the tickets that are held and into others that share messages with them by
    /// now; returns those, held as well.
    async fn catch_up(&mut self, tx: &mut dyn Tx, held: &[Ticket]) -> Result<Vec<Ticket>> {
        let all = family(tx, self.ticket).await?;
        let late = hold(tx, all.into_iter().filter(|id| !self.family.contains(id)).collect()).await?;
        let mut unseen = Vec::new();
        for ticket in held.iter().chain(&late) {
            let all = tx.messages().ids_of(ticket.id).await?;
            unseen.extend(all.into_iter().filter(|id| !self.seen.contains(id)));
        }
        for ids in unseen.chunks(PAGE.into()) {
            let messages = tx.messages().find_all(ids).await?;
            self.look_at(tx, messages).await?;
        }
        Ok(late)
    }

    async fn look_at(&mut self, tx: &mut dyn Tx, messages: Vec<Message>) -> Result<()> {
        let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let files = tx.attachments().of_messages(&ids).await?;
        for message in messages {
            let mut names = files.iter().filter(|file| file.message() == Some(message.id));
            let in_name = names.any(|file| attachment::clean_name(file, &self.sweep).is_some());
            if in_name {
                self.in_names.insert(message.id);
            }
            if in_name || !self.sweep.find(message.body.as_str()).is_empty() {
                self.hits.push(message.id);
            }
            self.seen.insert(message.id);
        }
        Ok(())
    }

    /// Takes them out of these messages and their files' names; those that have changed are yet to be written back.
    async fn messages(&self, tx: &mut dyn Tx, cx: &Ctx, ids: &[MessageId]) -> Result<Vec<Message>> {
        let mut renamed = HashSet::new();
        let with_names: Vec<_> = ids.iter().copied().filter(|id| self.in_names.contains(id)).collect();
        let files = tx.attachments().of_messages(&with_names).await?;
        for file in files {
            let message = file.message();
            if attachment::sweep_name(tx, file, &self.sweep).await? {
                renamed.extend(message);
            }
        }
        let mut messages = tx.messages().find_all(ids).await?;
        messages.retain_mut(|message| {
            let cleaned = self.sweep.clean(message.body.as_str());
            let has_changed = cleaned.is_some() || renamed.contains(&message.id);
            if let Some(body) = cleaned {
                message.body = Body::from_stored(body);
            }
            message.redacted_at = Some(cx.now());
            has_changed
        });
        Ok(messages)
    }

    /// What people have begun to write: nobody sees it but its author.
    async fn drafts(&self, tx: &mut dyn Tx, ticket: TicketId) -> Result<()> {
        let drafts = tx.drafts().of_ticket(ticket).await?;
        for mut draft in drafts {
            for file in draft.content.attachments.clone() {
                let file = tx.attachments().find(file).await?;
                if let Some(file) = file.filter(|file| file.message().is_none()) {
                    attachment::sweep_name(tx, file, &self.sweep).await?;
                }
            }
            if let Some(body) = self.sweep.clean(draft.content.body.as_str()) {
                draft.content.body = DraftBody::from_stored(body);
                draft.version += 1;
                tx.drafts().put(&draft, false).await?;
            }
        }
        Ok(())
    }

    fn subject(&self, ticket: &mut Ticket) -> Option<EventKind> {
        let subject = self.sweep.clean(ticket.subject.as_str())?;
        let fits = subject.chars().count() <= Subject::MAX;
        ticket.subject = Subject::from_stored(if fits { subject } else { MARK.to_owned() });
        Some(EventKind::SubjectChanged)
    }
}
