use domain::{
    id::AccountId,
    search::{plain_text, words},
    ticket::BodyFormat,
};

/// How many documents a ticket has room for, as a power of two.
const PLACES: u32 = 20;
/// Begins the word that stands for an account: no text has it, for it is no letter.
const READER: char = '\u{F8FF}';
/// Stands between texts, so that no phrase reaches from one into the next.
const GAP: &str = "\u{F8FE}";

/// The words of a document, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document(pub(super) Vec<String>);

/// What a ticket contributes to the documents of its messages.
pub(super) struct TicketHead {
    pub(super) number: i64,
    pub(super) subject: String,
    /// Who may find its replies, beside staff.
    pub(super) readers: Vec<AccountId>,
}

impl Document {
    /// A message of a ticket.
    pub(super) fn of_message(ticket: &TicketHead, body: &str, format: BodyFormat) -> Self {
        let mut all: Vec<_> = ticket.readers.iter().map(|reader| reader_word(*reader)).collect();
        all.push(GAP.to_owned());
        all.push(ticket.number.to_string());
        all.push(GAP.to_owned());
        all.extend(words(&ticket.subject));
        all.push(GAP.to_owned());
        all.extend(words(&plain_text(body, format)));
        Self(all)
    }

    /// An account.
    pub(super) fn of_account(name: &str, email: &str) -> Self {
        let mut all = words(name);
        all.push(GAP.to_owned());
        all.extend(words(email));
        Self(all)
    }
}

/// The word that stands for an account.
pub(super) fn reader_word(account: AccountId) -> String {
    format!("{READER}{}", account.as_uuid().simple())
}

/// The ids of a ticket's documents: from the first, until before the second.
pub(super) const fn places(number: i64) -> (i64, i64) {
    (first_place(number), first_place(number.saturating_add(1)))
}

/// The first id of a ticket's documents.
pub(super) const fn first_place(number: i64) -> i64 {
    number.saturating_mul(1 << PLACES)
}

/// The ticket that a document belongs to.
pub(super) const fn ticket_of(id: i64) -> i64 {
    id >> PLACES
}
