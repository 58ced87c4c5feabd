use std::ops::Range;

use super::{
    Body, DraftBody, EventKind, Message, MessageKind, Subject, Ticket, Viewer, find, sweep,
    take_out::{self, MARK},
};
use crate::{
    Ctx,
    attachment::{Attachment, FileName, remove_later},
    error::{Error, FieldError, Result, Rule},
    id::{AttachmentId, MessageId, TicketId},
    identity::Permission,
    page::PageRequest,
    store::Tx,
    text::check_length,
};

/// What to take out of a message for good.
#[derive(Debug, Clone, Default)]
pub struct Redaction {
    /// Its whole text and all its files.
    pub whole: bool,
    /// These pieces of its text, in characters.
    pub ranges: Vec<Range<usize>>,
    /// These words, wherever they stand in its text and in its files' names.
    pub phrases: Vec<String>,
    /// These of its files.
    pub attachments: Vec<AttachmentId>,
    /// The same words also in the ticket's other messages, their files' names, and its subject.
    pub everywhere: bool,
}

/// How many messages of a ticket are looked at in one read.
const PAGE: u16 = 100;

/// Takes text and files out of a message for good; nothing is kept of them. Also a closed ticket's
/// message: privacy does not end with a ticket. What is out already changes nothing.
pub async fn redact(
    tx: &mut dyn Tx,
    cx: &Ctx,
    ticket: TicketId,
    message: MessageId,
    expected: Option<i64>,
    redaction: Redaction,
) -> Result<Message> {
    let before = find(tx, cx, ticket).await?;
    // Not by way of its own ticket: a message that a merge took along would lock a second one, in any order.
    let found = tx.messages().find_visible(Viewer::of(cx.actor())?, message).await?;
    let found = found.filter(|found| found.ticket == ticket).ok_or(Error::NotFound("message"))?;
    cx.actor().require(Permission::MessageRedact)?;
    Viewer::of(cx.actor())?.check_version(&before, expected)?;
    let phrases = redaction.words_of(&found)?;
    let mut work = Work { tx, cx, events: Vec::new() };
    let lines = redaction.long_lines(&found);
    let redacted = work.message(found, &redaction, &phrases).await?;
    // Whoever saw the message before a merge or a split may quote it where it was.
    let quoted = [phrases.as_slice(), lines.as_slice()].concat();
    for relative in sweep::family(work.tx, ticket).await? {
        work.drafts(relative, &quoted).await?;
    }
    let mut after = before.clone();
    if redaction.everywhere {
        work.others(&redacted, &phrases).await?;
        work.subject(&mut after, &phrases);
    }
    let events = work.events;
    if !events.is_empty() {
        after.count_change(&events, cx.now());
        tx.tickets().update(&after, &before).await?;
        tx.events().record(events.into_iter().map(|event| event.sign(cx, ticket)).collect()).await?;
    }
    Ok(redacted)
}

impl Redaction {
    /// A phrase: long enough not to tear every text apart.
    pub fn phrase(raw: &str) -> Result<String, Rule> {
        check_length(raw, 3..=1000)?;
        if raw.trim().is_empty() { Err(Rule::new("blank", "must not be blank")) } else { Ok(raw.to_owned()) }
    }

    /// Fails if there is nothing to take out.
    pub fn checked(self) -> Result<Self> {
        let is_empty = self.ranges.is_empty() && self.phrases.is_empty() && self.attachments.is_empty();
        if is_empty && !self.whole {
            let detail = "must name something to take out".to_owned();
            return Err(Error::invalid(FieldError {
                pointer: "#".to_owned(),
                code: "missing_field",
                detail,
            }));
        }
        Ok(self)
    }

    /// The words to look for elsewhere: the phrases, and what stands in the ranges.
    fn words_of(&self, message: &Message) -> Result<Vec<String>> {
        let text = message.body.as_str();
        let mut words = self.phrases.clone();
        for (at, range) in self.ranges.iter().enumerate() {
            let bytes = take_out::to_bytes(text, range).ok_or_else(|| outside(at))?;
            words.push(text[bytes].to_owned());
        }
        if self.whole {
            words.push(text.to_owned());
        }
        words.retain(|word| !word.trim().is_empty() && word != MARK);
        Ok(words)
    }

    /// What drafts may quote of a message that goes as a whole: line by line, as quotes are written.
    fn long_lines(&self, message: &Message) -> Vec<String> {
        let lines = message.body.as_str().lines().map(str::trim);
        let lines = lines.filter(|line| self.whole && line.chars().count() >= LONG_LINE);
        lines.map(str::to_owned).collect()
    }
}

/// A line of fewer characters may well stand elsewhere by chance.
const LONG_LINE: usize = 12;

fn outside(at: usize) -> FieldError {
    let rule = Rule::new("invalid_range", "must be a piece of the message's text");
    FieldError::at(&format!("ranges/{at}"), rule)
}

impl From<FieldError> for Error {
    fn from(field: FieldError) -> Self {
        Self::invalid(field)
    }
}

struct Work<'t> {
    tx: &'t mut dyn Tx,
    cx: &'t Ctx,
    events: Vec<EventKind>,
}

impl Work<'_> {
    /// The message that is meant.
    async fn message(
        &mut self,
        message: Message,
        redaction: &Redaction,
        phrases: &[String],
    ) -> Result<Message> {
        let files = self.tx.attachments().of_messages(&[message.id]).await?;
        let unknown = |id: &AttachmentId| files.iter().all(|file| file.id != *id);
        if let Some(at) = redaction.attachments.iter().position(unknown) {
            let rule = Rule::new("unknown_reference", "must be a file of the message");
            return Err(FieldError::at(&format!("attachment_ids/{at}"), rule).into());
        }
        let text = message.body.as_str();
        let body = if redaction.whole {
            (text != MARK).then(|| MARK.to_owned())
        } else {
            take_out::take_out(text, &redaction.ranges, &redaction.phrases)
        };
        let mut changed = body.is_some();
        for file in files {
            let goes = redaction.whole || redaction.attachments.contains(&file.id);
            changed |= if goes { self.file(file).await? } else { self.file_name(file, phrases).await? };
        }
        self.keep(message, body, changed).await
    }

    /// The same words in the ticket's other messages.
    async fn others(&mut self, message: &Message, phrases: &[String]) -> Result<()> {
        let mut after = None;
        loop {
            let request = PageRequest { limit: PAGE, after };
            let page = self.tx.messages().list(message.ticket, Viewer::Staff, &request).await?;
            let others: Vec<_> = page.items.into_iter().filter(|other| other.id != message.id).collect();
            let ids: Vec<_> = others.iter().map(|other| other.id).collect();
            let files = self.tx.attachments().of_messages(&ids).await?;
            for other in others {
                let body = take_out::take_out(other.body.as_str(), &[], phrases);
                let mut changed = body.is_some();
                for file in files.iter().filter(|file| file.message() == Some(other.id)) {
                    changed |= self.file_name(file.clone(), phrases).await?;
                }
                self.keep(other, body, changed).await?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// The same words in what people have begun to write: nobody sees it but its author, who may quote.
    async fn drafts(&mut self, ticket: TicketId, phrases: &[String]) -> Result<()> {
        let drafts = self.tx.drafts().of_ticket(ticket).await?;
        for mut draft in drafts {
            for file in draft.content.attachments.clone() {
                let file = self.tx.attachments().find(file).await?;
                if let Some(file) = file.filter(|file| file.part_of.is_none()) {
                    self.file_name(file, phrases).await?;
                }
            }
            if let Some(body) = take_out::take_out(draft.content.body.as_str(), &[], phrases) {
                draft.content.body = DraftBody::from_stored(body);
                draft.version += 1;
                self.tx.drafts().put(&draft, false).await?;
            }
        }
        Ok(())
    }

    fn subject(&mut self, ticket: &mut Ticket, phrases: &[String]) {
        if let Some(subject) = take_out::take_out(ticket.subject.as_str(), &[], phrases) {
            let fits = subject.chars().count() <= Subject::MAX;
            ticket.subject = Subject::from_stored(if fits { subject } else { MARK.to_owned() });
            self.events.push(EventKind::SubjectChanged);
        }
    }

    async fn keep(&mut self, mut message: Message, body: Option<String>, changed: bool) -> Result<Message> {
        if !changed {
            return Ok(message);
        }
        if let Some(body) = body {
            message.body = Body::from_stored(body);
        }
        message.redacted_at = Some(self.cx.now());
        self.tx.messages().rewrite(std::slice::from_ref(&message)).await?;
        // Of a note, and of a reply that is not out yet, the requester learns nothing.
        let is_public = message.kind == MessageKind::Reply && message.held.is_none();
        self.events.push(if is_public {
            EventKind::MessageRedacted { message: message.id }
        } else {
            EventKind::NoteRedacted { message: message.id }
        });
        Ok(message)
    }

    /// A file goes: nothing is left but that there was one.
    async fn file(&mut self, mut file: Attachment) -> Result<bool> {
        let Some(content) = file.content.take() else { return Ok(false) };
        file.redacted_at = Some(self.cx.now());
        self.tx.attachments().update(&file).await?;
        remove_later(self.tx, self.cx, content.object).await?;
        Ok(true)
    }

    async fn file_name(&mut self, mut file: Attachment, phrases: &[String]) -> Result<bool> {
        let Some(content) = &mut file.content else { return Ok(false) };
        let Some(name) = take_out::take_out(content.file_name.as_str(), &[], phrases) else {
            return Ok(false);
        };
        content.file_name = FileName::clean(&name);
        self.tx.attachments().update(&file).await?;
        Ok(true)
    }
}
