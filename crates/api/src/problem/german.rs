//! Details in German, by their English text. `{}` stands for a number, a name or a code.

mod access;
mod address;
mod device;
mod disclosure;
mod repair;
mod search;
mod shipment;
mod ticket;

use std::borrow::Cow;

use domain::identity::Language;

/// What is said of values and requests, whatever they are about.
const TABLE: &[(&str, &str)] = &[
    ("must not be blank", "darf nicht leer sein"),
    ("must have at most {} characters", "darf höchstens {} Zeichen haben"),
    ("must have at least {} characters", "muss mindestens {} Zeichen haben"),
    ("must have exactly {} characters", "muss genau {} Zeichen haben"),
    ("must have at most {} items", "darf höchstens {} Einträge haben"),
    ("must have at least {} items", "muss mindestens {} Einträge haben"),
    ("must have exactly {} items", "muss genau {} Einträge haben"),
    ("must be between {} and {}", "muss zwischen {} und {} liegen"),
    ("must be at least {}", "muss mindestens {} sein"),
    ("must be at most {}", "darf höchstens {} sein"),
    ("must be one line without control characters", "muss eine Zeile ohne Steuerzeichen sein"),
    ("must not contain NUL (U+0000)", "darf kein NUL (U+0000) enthalten"),
    (
        "must be an e-mail address such as name@example.org",
        "muss eine E-Mail-Adresse sein, etwa name@example.org",
    ),
    ("must be an ISO 3166-1 alpha-2 code such as DE", "muss ein Ländercode nach ISO 3166-1 sein, etwa DE"),
    (
        "must be a telephone number in international form such as +49 30 901820",
        "muss eine Telefonnummer in internationaler Form sein, etwa +49 30 901820",
    ),
    (
        "must be an IANA time zone name such as Europe/Berlin",
        "muss der Name einer Zeitzone der IANA sein, etwa Europe/Berlin",
    ),
    ("an address is asked for when it is needed", "nach einer Adresse wird gefragt, wenn sie gebraucht wird"),
    ("must be an ISO 4217 code such as EUR", "muss ein Währungscode nach ISO 4217 sein, etwa EUR"),
    ("must be a day such as 2026-11-22", "muss ein Tag sein, etwa 2026-11-22"),
    ("must be an RMA number such as R26-7QK4M-C", "muss eine RMA-Nummer sein, etwa R26-7QK4M-C"),
    ("was misread: its last character does not fit", "wurde falsch gelesen: Das letzte Zeichen passt nicht"),
    ("must be states, separated by commas", "müssen Zustände sein, durch Kommas getrennt"),
    ("must be me or an id", "muss me oder eine Kennung sein"),
    (
        "must be 1 to 50 letters, digits, '-', '_', '.' or ':', starting with a letter or digit",
        "muss aus 1 bis 50 Buchstaben, Ziffern, '-', '_', '.' oder ':' bestehen und mit Buchstabe oder Ziffer beginnen",
    ),
    ("must not be empty", "darf nicht leer sein"),
    ("must be an integer", "muss eine ganze Zahl sein"),
    ("must be an integer in the allowed range", "muss eine ganze Zahl im erlaubten Bereich sein"),
    ("must be a string", "muss eine Zeichenkette sein"),
    ("must be true or false", "muss true oder false sein"),
    ("must be a list", "muss eine Liste sein"),
    ("must be an object", "muss ein Objekt sein"),
    ("must be one of {}", "muss eines hiervon sein: {}"),
    ("must be a UUID", "muss eine UUID sein"),
    (
        "must be a time in RFC 3339 form such as 2026-11-22T10:00:00Z",
        "muss eine Zeit nach RFC 3339 sein, etwa 2026-11-22T10:00:00Z",
    ),
    ("is required", "wird gebraucht"),
    ("is not known here", "ist hier nicht bekannt"),
    ("is there more than once", "kommt mehrmals vor"),
    ("is not valid", "ist ungültig"),
    ("is for staff only", "ist nur für Mitarbeitende"),
    ("line {}, column {}", "Zeile {}, Spalte {}"),
    ("the body could not be read", "der Inhalt ließ sich nicht lesen"),
    ("must be percent-encoded UTF-8 without NUL", "muss prozentkodiertes UTF-8 ohne NUL sein"),
    ("must be one strong entity tag or *", "muss ein starker Entity-Tag oder * sein"),
    ("must be 1 to 255 visible ASCII characters", "muss aus 1 bis 255 sichtbaren ASCII-Zeichen bestehen"),
    (
        "this Idempotency-Key was used for another request",
        "dieser Idempotency-Key wurde für eine andere Anfrage benutzt",
    ),
    ("must be the name of a kind of job", "muss der Name einer Art von Aufgabe sein"),
    ("the job is running", "die Aufgabe läuft gerade"),
    ("job not found", "Aufgabe nicht gefunden"),
    ("too many requests of this caller in a minute", "zu viele Anfragen dieses Aufrufers in einer Minute"),
    (
        "a request with this Idempotency-Key is still running",
        "eine Anfrage mit diesem Idempotency-Key läuft noch",
    ),
];

/// The text in the given language; in English if there is no translation.
pub(super) fn translate(text: Cow<'static, str>, language: Language) -> Cow<'static, str> {
    match language {
        Language::En => text,
        Language::De => to_german(&text).map_or(text, Cow::Owned),
    }
}

/// A text that was stored in English, in the given language.
pub(crate) fn localised(text: String, language: Language) -> String {
    translate(Cow::Owned(text), language).into_owned()
}

/// What slices say of their own.
const SLICES: [&[(&str, &str)]; 8] = [
    access::TABLE,
    ticket::TABLE,
    search::TABLE,
    device::TABLE,
    address::TABLE,
    repair::TABLE,
    shipment::TABLE,
    disclosure::TABLE,
];

/// Every text; the first that fits counts.
fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    TABLE.iter().chain(SLICES.into_iter().flatten())
}

fn to_german(text: &str) -> Option<String> {
    all().find_map(|(english, german)| {
        let captured = capture(english, text)?;
        Some(captured.into_iter().fold((*german).to_owned(), |line, part| line.replacen("{}", part, 1)))
    })
}

/// What stands at the places of `{}`, if the text follows the pattern.
fn capture<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut literals = pattern.split("{}");
    let mut rest = text.strip_prefix(literals.next()?)?;
    let mut captured = Vec::new();
    for literal in literals {
        let end = if literal.is_empty() { rest.len() } else { rest.find(literal)? };
        captured.push(&rest[..end]);
        rest = &rest[end + literal.len()..];
    }
    rest.is_empty().then_some(captured)
}

#[cfg(test)]
mod tests {
    use domain::{
        Error,
        error::Conflict,
        identity::{Password, TimeZone},
    };

    use super::*;

    #[test]
    fn numbers_and_names_are_carried_over() {
        let german = |text| to_german(text).unwrap();
        assert_eq!(german("must have at least 10 characters"), "muss mindestens 10 Zeichen haben");
        assert_eq!(
            german("a ticket cannot go from closed to open"),
            "ein Ticket kann nicht von closed nach open wechseln"
        );
        assert_eq!(german("must be one of en, de"), "muss eines hiervon sein: en, de");
        assert_eq!(to_german("something else"), None);
    }

    #[test]
    fn patterns_keep_their_number_of_places() {
        for (english, german) in all() {
            assert_eq!(english.matches("{}").count(), german.matches("{}").count(), "{english}");
        }
    }

    #[test]
    fn what_the_domain_says_has_a_translation() {
        for text in [
            Password::parse("short").unwrap_err().detail,
            TimeZone::parse("/").unwrap_err().detail,
            Error::NotFound("ticket").to_string(),
            Error::Gone("set-up link").to_string(),
            Conflict::Transition { from: "a", to: "b", allowed: vec![] }.to_string(),
            Conflict::TicketClosed.to_string(),
            Conflict::NotClosed.to_string(),
            Conflict::CannotTakePart.to_string(),
            Conflict::TooManyParticipants.to_string(),
            Conflict::AlreadySent.to_string(),
            Conflict::EmailTaken.to_string(),
            Conflict::AlreadySetUp.to_string(),
            Conflict::ProductInUse.to_string(),
            Conflict::SkuTaken.to_string(),
            Conflict::SerialRegistered.to_string(),
            Conflict::SerialOwned.to_string(),
            Conflict::PurchaseRegistered.to_string(),
            Conflict::DeviceEnded.to_string(),
            Conflict::DeviceRefused.to_string(),
            Conflict::TooManyProofs.to_string(),
            Conflict::TotpOff.to_string(),
            domain::ticket::Tag::parse("a b").unwrap_err().detail,
            Conflict::IdempotencyInProgress.to_string(),
        ] {
            assert!(to_german(&text).is_some(), "{text}");
        }
    }
}
