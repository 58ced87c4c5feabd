use chrono::{Datelike, NaiveDate};

use super::OpenCase;
use crate::{
    Ctx,
    clock::Timestamp,
    error::Result,
    identity::{Language, Permission},
    store::Tx,
    ticket::named_enum,
};

/// How much is stored of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// Tickets, of those that the person can see.
    pub tickets: u64,
    /// Messages in them, whoever wrote them, without what staff keep to themselves.
    pub messages: u64,
    /// Messages of the person in tickets of others.
    pub messages_elsewhere: u64,
    /// Files in the tickets, and those that the person sent elsewhere.
    pub files: u64,
    /// Devices that are registered.
    pub devices: u64,
    /// Repairs.
    pub repairs: u64,
    /// Of those, the ones whose quotes were accepted or that were paid for.
    pub trade_letters: u64,
    /// Sign-ins that last, and programs' keys.
    pub sessions: u64,
}

named_enum! {
    /// What stays when an account is erased.
    KeptKind {
        /// Accepted quotes, and those of repairs that were paid for.
        TradeLetters => "trade_letters",
        /// States, times and product of repairs.
        RepairFacts => "repair_facts",
        /// Number, states and times of tickets.
        TicketFacts => "ticket_facts",
        /// Serial numbers of units that tickets refer to, or that have had what is given once.
        SerialNumbers => "serial_numbers",
        /// That the request was carried out.
        Proof => "proof",
        /// Backups that were made before.
        Backups => "backups",
    }
}

/// How many years after the end of the year a trade letter is kept (section 257 HGB, section 147 AO).
const TRADE_LETTER_YEARS: i32 = 6;

impl KeptKind {
    /// The article, or the law, by which it may stay.
    pub const fn basis(self) -> &'static str {
        match self {
            Self::TradeLetters => "GDPR, Article 17(3)(b); HGB, section 257; AO, section 147",
            Self::RepairFacts | Self::TicketFacts => "GDPR, recital 26",
            Self::SerialNumbers => "GDPR, Article 17(3)(e)",
            Self::Proof => "GDPR, Article 5(2)",
            Self::Backups => "GDPR, Article 17(3)(b) with Article 32(1)(c)",
        }
    }

    /// What stays, why and until when, for people.
    pub const fn explain(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::TradeLetters, Language::En) => {
                "Quotes that you accepted, and those of repairs that you paid for, must be kept for six years from \
                 the end of the year. They stay without your name and address, and only who answers for privacy \
                 can read them."
            }
            (Self::TradeLetters, Language::De) => {
                "Angenommene Kostenvoranschläge und die bezahlter Reparaturen müssen sechs Jahre ab Ende des Jahres \
                 aufbewahrt werden. Sie bleiben ohne Ihren Namen und Ihre Adresse, und nur wer für den Datenschutz \
                 zuständig ist, kann sie lesen."
            }
            (Self::RepairFacts, Language::En) => {
                "Of your repairs stay product, states, times and country. Nothing in them leads to you."
            }
            (Self::RepairFacts, Language::De) => {
                "Von Ihren Reparaturen bleiben Produkt, Zustände, Zeiten und Land. Nichts darin führt zu Ihnen."
            }
            (Self::TicketFacts, Language::En) => {
                "Of your tickets stay number, labels, states and times, without subject, messages and files: also what \
                 others wrote in them goes. Nothing in them leads to you."
            }
            (Self::TicketFacts, Language::De) => {
                "Von Ihren Tickets bleiben Nummer, Schlagwörter, Zustände und Zeiten, ohne Betreff, Nachrichten und \
                 Dateien: auch was andere darin geschrieben haben, geht. Nichts darin führt zu Ihnen."
            }
            (Self::SerialNumbers, Language::En) => {
                "The serial number of a unit stays, without its owner, for 24 months where a ticket refers to it, and \
                 for ten years where the unit has had what is given once."
            }
            (Self::SerialNumbers, Language::De) => {
                "Die Seriennummer eines Geräts bleibt ohne seinen Besitzer: 24 Monate, wo sich ein Ticket auf sie \
                 bezieht, und zehn Jahre, wenn das Gerät hatte, was es nur einmal gibt."
            }
            (Self::Proof, Language::En) => {
                "That a request was carried out, and when, is on record for 36 months. It does not say whose."
            }
            (Self::Proof, Language::De) => {
                "Dass und wann ein Antrag ausgeführt wurde, bleibt 36 Monate vermerkt. Wessen Antrag es war, steht \
                 nicht dabei."
            }
            (Self::Backups, Language::En) => {
                "Backups that were made before hold your data until they are overwritten. Should one be restored, \
                 your account is erased again before the desk answers."
            }
            (Self::Backups, Language::De) => {
                "Vorher angelegte Sicherungen enthalten Ihre Daten, bis sie überschrieben werden. Wird eine davon \
                 zurückgespielt, so wird Ihr Konto wieder gelöscht, bevor der Desk antwortet."
            }
        }
    }
}

/// Something that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// What.
    pub kind: KeptKind,
    /// Of how many things; `None` where that is not counted.
    pub count: Option<u64>,
}

/// What an erasure would do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What goes.
    pub goes: Scope,
    /// What stays.
    pub stays: Vec<Kept>,
    /// What is to end before.
    pub waits_for: Vec<OpenCase>,
}

/// What an erasure of the actor's own account would do now. Changes nothing.
pub async fn preview(tx: &mut dyn Tx, cx: &Ctx) -> Result<Preview> {
    cx.actor().require(Permission::TicketRequest)?;
    let account = cx.actor().principal()?.account;
    let goes = tx.erasures().scope(account).await?;
    let waits_for = tx.erasures().open_cases(&[account]).await?;
    Ok(Preview { stays: stays(&goes), goes, waits_for })
}

fn stays(scope: &Scope) -> Vec<Kept> {
    let counted = [
        (KeptKind::TradeLetters, scope.trade_letters),
        (KeptKind::RepairFacts, scope.repairs),
        (KeptKind::TicketFacts, scope.tickets),
        (KeptKind::SerialNumbers, scope.devices),
    ];
    let some = counted.into_iter().filter(|(_, count)| *count > 0);
    let some = some.map(|(kind, count)| Kept { kind, count: Some(count) });
    let always = [KeptKind::Proof, KeptKind::Backups].map(|kind| Kept { kind, count: None });
    some.chain(always).collect()
}

/// When the law wants the quotes of a repair no longer that ended then.
pub fn statute_ends(ended_at: Timestamp) -> Timestamp {
    let first = NaiveDate::from_ymd_opt(ended_at.year() + TRADE_LETTER_YEARS + 1, 1, 1);
    let midnight = first.and_then(|day| day.and_hms_opt(0, 0, 0));
    midnight.map_or(ended_at, |at| at.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trade_letter_is_kept_for_six_years_from_the_end_of_the_year() {
        let ends = |at: &str| statute_ends(at.parse().unwrap()).to_rfc3339();
        assert_eq!(ends("2026-01-01T00:00:00Z"), "2033-01-01T00:00:00+00:00");
        assert_eq!(ends("2026-12-31T23:59:59Z"), "2033-01-01T00:00:00+00:00");
    }

    #[test]
    fn what_is_not_there_does_not_stay() {
        let kinds = |scope: Scope| stays(&scope).iter().map(|kept| kept.kind.name()).collect::<Vec<_>>();
        assert_eq!(kinds(Scope::default()), ["proof", "backups"]);
        let of_tickets = Scope { tickets: 2, ..Scope::default() };
        assert_eq!(kinds(of_tickets), ["ticket_facts", "proof", "backups"]);
    }
}
