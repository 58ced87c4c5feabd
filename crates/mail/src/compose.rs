use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use domain::{
    clock::Clock,
    mail::{Letter, LetterContent, TicketLetterEvent},
};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MessageBuilder, MultiPart, MultiPartKind, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};

use crate::{SettingsError, one_line::one_line, render::Page};

/// Why a letter cannot be composed; lettre's own texts could name the recipient.
#[derive(Debug)]
pub(crate) struct Unaddressable;

/// Puts headers and MIME structure around rendered pages.
pub(crate) struct Composer {
    from: Mailbox,
    host: String,
    clock: Arc<dyn Clock>,
}

impl Composer {
    pub(crate) fn new(from: &str, host: &str, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let from: Mailbox = from.trim().parse().map_err(|_| SettingsError::From)?;
        if !from.email.to_string().is_ascii() {
            return Err(SettingsError::From);
        }
        let name = from.name.as_deref().map(one_line).filter(|name| !name.is_empty());
        Ok(Self { from: Mailbox::new(name, from.email), host: host.to_owned(), clock })
    }

    /// The same letter gets the same Message-ID each time, so that a mail server can tell that a
    /// repeated one is no other.
    pub(crate) fn compose(&self, letter: &Letter, page: &Page) -> Result<Message, Unaddressable> {
        let to: Address = letter.address.as_str().parse().map_err(|_| Unaddressable)?;
        // Left to itself, lettre reads the envelope back out of the To header.
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.clone()]);
        let name = Some(one_line(letter.name.as_str())).filter(|name| !name.is_empty());
        let message = Message::builder()
            .envelope(envelope.map_err(|_| Unaddressable)?)
            .from(self.from.clone())
            .to(Mailbox::new(name, to))
            .subject(literally(&one_line(&page.subject)))
            .date(self.now())
            .message_id(Some(format!("<{}@{}>", letter.id, self.host)));
        let message = header(message, "Content-Language", letter.language.tag());
        let message = marked_automatic(self.threaded(message, &letter.content), &letter.content);
        message.multipart(alternative(letter, page)).map_err(|_| Unaddressable)
    }

    fn now(&self) -> SystemTime {
        let millis = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
    }

    /// All letters about a ticket answer one message that was never sent: mail programs show them
    /// as one thread, whichever of them arrives first.
    fn threaded(&self, message: MessageBuilder, content: &LetterContent) -> MessageBuilder {
        let LetterContent::Ticket { ticket, .. } = content else { return message };
        let thread = format!("<ticket.{}@{}>", ticket.id, self.host);
        message.in_reply_to(thread.clone()).references(thread)
    }
}

/// Keeps holiday notices and the like from answering what no person wrote (RFC 3834).
fn marked_automatic(message: MessageBuilder, content: &LetterContent) -> MessageBuilder {
    if let LetterContent::Ticket { event: TicketLetterEvent::StaffReplied { .. }, .. } = content {
        return message;
    }
    let message = header(message, "Auto-Submitted", "auto-generated");
    header(message, "X-Auto-Response-Suppress", "All")
}

fn header(message: MessageBuilder, name: &'static str, value: &str) -> MessageBuilder {
    message.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()))
}

/// Text that looks like an encoded word (RFC 2047) would be shown decoded. The invisible U+2060
/// makes lettre encode it, so that what was typed is what is shown.
fn literally(subject: &str) -> String {
    subject.replace("=?", "=\u{2060}?")
}

/// The boundary holds `=_`, which neither quoted-printable nor base64 can produce (RFC 2045, 6.7).
fn alternative(letter: &Letter, page: &Page) -> MultiPart {
    MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(format!("=_{}", letter.id.as_uuid().simple()))
        .singlepart(SinglePart::plain(page.text.clone()))
        .singlepart(SinglePart::html(page.html.clone()))
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
