use std::collections::HashSet;

use super::{Body, DraftBody, EventKind, Message, MessageKind, Subject, Ticket, Viewer, merge::change};
use crate::{
    Ctx,
    attachment::{Attachment, FileName},
    error::Result,
    id::{MessageId, TicketId},
    page::PageRequest,
    postal::{MARK, Sweep},
    store::Tx,
};

/// A ticket that was searched for copies of an address.
#[derive(Debug)]
pub struct SweptTicket {
    ticket: TicketId,
    sweep: Sweep,
    /// Messages that hold one, or whose files' names do.
    hits: Vec<MessageId>,
    /// Messages that were looked at. One with an older id may come later: ids are given before a commit.
    seen: HashSet<MessageId>,
}

/// How many messages are looked at in one read.
const PAGE: u16 = 100;

/// Searches a ticket for copies of an address. Reads only, so that nobody waits for it.
pub async fn look_for(tx: &mut dyn Tx, ticket: TicketId, sweep: Sweep) -> Result<SweptTicket> {
    let mut swept = SweptTicket::unseen(ticket, sweep);
    let mut after = None;
    loop {
        let request = PageRequest { limit: PAGE, after };
        let page = tx.messages().list(ticket, Viewer::Staff, &request).await?;
        swept.look_at(tx, page.items).await?;
        after = page.next;
        if after.is_none() {
            return Ok(swept);
        }
    }
}

/// Takes the copies out, with those in what came in since it was searched, in the subject and in drafts.
pub async fn sweep(tx: &mut dyn Tx, cx: &Ctx, mut swept: SweptTicket) -> Result<()> {
    // Whoever writes a message holds the ticket: from here on none comes. Held in the order of their ids, as who
    // merges holds them.
    let mut ids = swept.merged_with_copy(tx).await?;
    ids.push(swept.ticket);
    ids.sort_unstable();
    let mut held = Vec::with_capacity(ids.len());
    for id in ids {
        held.extend(tx.tickets().find(id).await?);
    }
    let Some(at) = held.iter().position(|ticket| ticket.id == swept.ticket) else { return Ok(()) };
    let before = held.swap_remove(at);
    for merged in held {
        let mut after = merged.clone();
        if let Some(event) = swept.subject(&mut after) {
            change(tx, cx, &merged, after, vec![event]).await?;
        }
    }
    let all = tx.messages().ids_of(swept.ticket).await?;
    let mut unseen = Vec::new();
    for id in all.into_iter().filter(|id| !swept.seen.contains(id)) {
        unseen.extend(tx.messages().find(id).await?);
    }
    swept.look_at(tx, unseen).await?;
    let mut events = Vec::new();
    for id in swept.hits.clone() {
        let message = tx.messages().find(id).await?;
        if let Some(message) = message {
            events.extend(swept.message(tx, cx, message).await?);
        }
    }
    swept.drafts(tx).await?;
    let mut after = before.clone();
    events.extend(swept.subject(&mut after));
    if events.is_empty() {
        return Ok(());
    }
    after.count_change(&events, cx.now());
    tx.tickets().update(&after, &before).await?;
    tx.events().record(events.into_iter().map(|event| event.sign(cx, swept.ticket)).collect()).await
}

impl SweptTicket {
    /// A ticket that nobody has looked at yet.
    pub(crate) fn unseen(ticket: TicketId, sweep: Sweep) -> Self {
        Self { ticket, sweep, hits: Vec::new(), seen: HashSet::new() }
    }

    /// Which ticket it is.
    pub(crate) const fn ticket(&self) -> TicketId {
        self.ticket
    }

    /// Tickets that were merged into this one, in however many steps, and whose subject holds a copy.
    async fn merged_with_copy(&self, tx: &mut dyn Tx) -> Result<Vec<TicketId>> {
        let (mut next, mut all) = (vec![self.ticket], Vec::new());
        while let Some(target) = next.pop() {
            let found = tx.merges().list(target).await?;
            let of_target = found.iter().filter(|one| one.target == target && one.undone_at.is_none());
            let sources: Vec<_> = of_target.map(|one| one.source).collect();
            next.extend(&sources);
            all.extend(sources);
        }
        let merged = tx.tickets().glimpse(Viewer::Staff, &all).await?;
        let with_copy = merged.iter().filter(|one| self.sweep.clean(one.subject.as_str()).is_some());
        Ok(with_copy.map(|one| one.id).collect())
    }

    async fn look_at(&mut self, tx: &mut dyn Tx, messages: Vec<Message>) -> Result<()> {
        let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let files = tx.attachments().of_messages(&ids).await?;
        for message in messages {
            let mut names = files.iter().filter(|file| file.message() == Some(message.id));
            let in_name = names.any(|file| self.clean_name(file).is_some());
            if in_name || !self.sweep.find(message.body.as_str()).is_empty() {
                self.hits.push(message.id);
            }
            self.seen.insert(message.id);
        }
        Ok(())
    }

    fn clean_name(&self, file: &Attachment) -> Option<String> {
        let content = file.content.as_ref()?;
        self.sweep.clean(content.file_name.as_str())
    }

    async fn message(&self, tx: &mut dyn Tx, cx: &Ctx, mut message: Message) -> Result<Option<EventKind>> {
        let mut changed = false;
        let files = tx.attachments().of_messages(&[message.id]).await?;
        for file in files {
            changed |= self.rename(tx, file).await?;
        }
        if let Some(body) = self.sweep.clean(message.body.as_str()) {
            message.body = Body::from_stored(body);
            changed = true;
        }
        if !changed {
            return Ok(None);
        }
        message.redacted_at = Some(cx.now());
        tx.messages().rewrite(&message).await?;
        // Of a note, and of a reply that is not out yet, the requester learns nothing.
        let is_public = message.kind == MessageKind::Reply && message.held.is_none();
        let message = message.id;
        Ok(Some(if is_public {
            EventKind::MessageRedacted { message }
        } else {
            EventKind::NoteRedacted { message }
        }))
    }

    async fn rename(&self, tx: &mut dyn Tx, mut file: Attachment) -> Result<bool> {
        let Some(name) = self.clean_name(&file) else { return Ok(false) };
        if let Some(content) = &mut file.content {
            content.file_name = FileName::clean(&name);
        }
        tx.attachments().update(&file).await?;
        Ok(true)
    }

    /// What people have begun to write: nobody sees it but its author.
    async fn drafts(&self, tx: &mut dyn Tx) -> Result<()> {
        let drafts = tx.drafts().of_ticket(self.ticket).await?;
        for mut draft in drafts {
            for file in draft.content.attachments.clone() {
                let file = tx.attachments().find(file).await?;
                if let Some(file) = file.filter(|file| file.message().is_none()) {
                    self.rename(tx, file).await?;
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
