//! What was said in a ticket, as the two parts of a mail carry it.

mod html;
mod layouter;
mod plain_text;

use domain::{
    mail::{LetterContent, TicketLetterEvent},
    ticket::{BodyFormat, Message},
};

pub(crate) use html::escape;

/// A message's body in both forms.
pub(crate) struct Quote {
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Quote {
    /// The message that a letter carries, if it carries one.
    pub(crate) fn of(content: &LetterContent) -> Option<Self> {
        match content {
            LetterContent::Ticket {
                event:
                    TicketLetterEvent::StaffReplied { message, .. }
                    | TicketLetterEvent::RequesterReplied { message, .. }
                    | TicketLetterEvent::Copied { message, .. },
                ..
            } => Some(Self::from_message(message)),
            LetterContent::Ticket { event: TicketLetterEvent::Repair { repair, .. }, .. } => {
                repair.reason.as_ref().map(|reason| Self::from_text(reason.as_str()))
            }
            _ => None,
        }
    }

    fn from_text(body: &str) -> Self {
        let text = unix_lines(body).trim_end().to_owned();
        Self { html: html::from_text(&text), text }
    }

    fn from_message(message: &Message) -> Self {
        let body = message.body.as_str();
        match message.format {
            BodyFormat::Text => Self::from_text(body),
            BodyFormat::Html => {
                let html = html::sanitise(body);
                Self { text: plain_text::from_html(&html), html }
            }
        }
    }
}

/// Ends every line with a single line feed. A lone carriage return is a line end too: mail servers
/// disagree about it, and what they disagree about can be smuggled past them.
pub(crate) fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
