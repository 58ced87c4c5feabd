//! Details in German, by their English text. `{}` stands for a number, a name or a code.

mod repair;
mod shipment;

use std::borrow::Cow;

use domain::identity::Language;

const TABLE: &[(&str, &str)] = &[
    // values
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
    ("a ticket has at most {} tags", "ein Ticket hat höchstens {} Schlagwörter"),
    (
        "must be an active member of staff who may answer tickets",
        "muss zu jemandem gehören, der Tickets beantworten darf",
    ),
    ("must be a closed ticket of one's own", "muss ein eigenes, geschlossenes Ticket sein"),
    ("an address is asked for when it is needed", "nach einer Adresse wird gefragt, wenn sie gebraucht wird"),
    (
        "needs device_id, or product_id and no_serial_reason",
        "braucht device_id, oder product_id und no_serial_reason",
    ),
    ("must be an ISO 4217 code such as EUR", "muss ein Währungscode nach ISO 4217 sein, etwa EUR"),
    ("must be a day such as 2026-11-22", "muss ein Tag sein, etwa 2026-11-22"),
    ("must be an RMA number such as R26-7QK4M-C", "muss eine RMA-Nummer sein, etwa R26-7QK4M-C"),
    ("was misread: its last character does not fit", "wurde falsch gelesen: Das letzte Zeichen passt nicht"),
    ("must be states, separated by commas", "müssen Zustände sein, durch Kommas getrennt"),
    ("must be me or an id", "muss me oder eine Kennung sein"),
    ("must be a permission of one's own", "muss eine eigene Berechtigung sein"),
    ("is not the account's password", "ist nicht das Passwort des Kontos"),
    ("must be a role of the staff", "muss eine Rolle von Mitarbeitenden sein"),
    ("is not the code that the app shows now", "ist nicht der Code, den die App jetzt anzeigt"),
    ("must be the name of an act", "muss der Name einer Handlung sein"),
    ("must be a member of staff", "muss zum Personal gehören"),
    ("must be a team", "muss ein Team sein"),
    ("must be a view", "muss eine Ansicht sein"),
    ("must be a macro", "muss ein Makro sein"),
    (
        "one of ticket_ids, view_id and query must be given",
        "eines von ticket_ids, view_id und query muss angegeben sein",
    ),
    ("either actions or macro_id must be given", "entweder actions oder macro_id muss angegeben sein"),
    ("must show at most {} tickets", "darf höchstens {} Tickets zeigen"),
    ("must find at most {} tickets", "darf höchstens {} Tickets finden"),
    (
        "must be 1 to 50 letters, digits, '-', '_', '.' or ':', starting with a letter or digit",
        "muss aus 1 bis 50 Buchstaben, Ziffern, '-', '_', '.' oder ':' bestehen und mit Buchstabe oder Ziffer beginnen",
    ),
    ("the rights for it are missing", "die Rechte dafür fehlen"),
    ("must be an id, me or none", "muss eine Id, me oder none sein"),
    ("must be an id or none", "muss eine Id oder none sein"),
    ("must ask for something", "muss etwas verlangen"),
    ("must be open, pending, on_hold or solved", "muss open, pending, on_hold oder solved sein"),
    ("must hold a text in one language at least", "muss einen Text in mindestens einer Sprache enthalten"),
    (
        "must have no other placeholders than the known ones",
        "darf keine anderen Platzhalter als die bekannten haben",
    ),
    ("a person has at most {} macros", "jede Person hat höchstens {} Makros"),
    ("the text is too long with the ticket's values", "der Text wird mit den Werten des Tickets zu lang"),
    (
        "it names an assignee who may not answer tickets",
        "es nennt jemanden, der keine Tickets beantworten darf",
    ),
    ("it names a team that is no more", "es nennt ein Team, das es nicht mehr gibt"),
    ("the ticket would have too many tags", "das Ticket hätte zu viele Schlagwörter"),
    ("it does not fit the ticket", "es passt nicht zu diesem Ticket"),
    ("must not be given together with view_id", "darf nicht zusammen mit view_id stehen"),
    ("must be an id, {} or none", "muss eine Id, {} oder none sein"),
    ("a person has at most {} views", "jede Person hat höchstens {} Ansichten"),
    (
        "must be given for a team, and for a team only",
        "muss für ein Team angegeben sein, und nur für ein Team",
    ),
    ("must be another team", "muss ein anderes Team sein"),
    ("must be less than solve_after_days", "muss kleiner als solve_after_days sein"),
    ("is the name of another team", "ist der Name eines anderen Teams"),
    ("must be pending or on_hold", "muss pending oder on_hold sein"),
    ("must be in the future, at most a year ahead", "muss in der Zukunft liegen, höchstens ein Jahr voraus"),
    (
        "must be an upload of one's own that no message has taken",
        "muss eine eigene Datei sein, die noch zu keiner Nachricht gehört",
    ),
    ("must be a file with a name", "muss eine Datei mit einem Namen sein"),
    ("must be a piece of the message's text", "muss ein Stück des Nachrichtentextes sein"),
    ("must be a file of the message", "muss eine Datei der Nachricht sein"),
    ("must name something to take out", "muss nennen, was entfernt werden soll"),
    ("must not be empty", "darf nicht leer sein"),
    ("must hold one part with the name file", "muss genau einen Teil mit dem Namen file enthalten"),
    (
        "must be a picture that can be read, or be packed into an archive",
        "muss ein lesbares Bild sein oder in ein Archiv gepackt werden",
    ),
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
    ("is not the password of the account", "ist nicht das Passwort des Kontos"),
    (
        "must not be one of the passwords that are guessed first",
        "darf keines der Passwörter sein, die als erste geraten werden",
    ),
    ("must be another address than the present one", "muss eine andere Adresse als die bisherige sein"),
    ("is required", "wird gebraucht"),
    ("is not known here", "ist hier nicht bekannt"),
    ("is there more than once", "kommt mehrmals vor"),
    ("is not valid", "ist ungültig"),
    (
        "must be a serial number: letters and digits, as on the label",
        "muss eine Seriennummer sein: Buchstaben und Ziffern wie auf dem Typenschild",
    ),
    (
        "does not look like a serial number of this product",
        "sieht nicht wie eine Seriennummer dieses Produkts aus",
    ),
    (
        "must be a regular expression of moderate size, without look-around and back-references",
        "muss ein regulärer Ausdruck mäßiger Größe sein, ohne Vor- und Rückschau und ohne Rückverweise",
    ),
    ("must be a product that is offered", "muss ein angebotenes Produkt sein"),
    ("must be an active customer", "muss ein aktiver Kunde sein"),
    ("must be a device of one's own", "muss ein eigenes Gerät sein"),
    ("must be a device that is registered", "muss ein registriertes Gerät sein"),
    (
        "must be a day such as 2026-11-22, not before 1950 and not to come",
        "muss ein Tag sein, etwa 2026-11-22, nicht vor 1950 und nicht in der Zukunft",
    ),
    (
        "is not the code of a hand-over that is offered for this serial number",
        "ist nicht der Code einer angebotenen Übergabe dieser Seriennummer",
    ),
    ("is for staff only", "ist nur für Mitarbeitende"),
    // requests
    ("line {}, column {}", "Zeile {}, Spalte {}"),
    ("the body could not be read", "der Inhalt ließ sich nicht lesen"),
    ("must be percent-encoded UTF-8 without NUL", "muss prozentkodiertes UTF-8 ohne NUL sein"),
    ("must be one strong entity tag or *", "muss ein starker Entity-Tag oder * sein"),
    ("must be 1 to 255 visible ASCII characters", "muss aus 1 bis 255 sichtbaren ASCII-Zeichen bestehen"),
    (
        "this Idempotency-Key was used for another request",
        "dieser Idempotency-Key wurde für eine andere Anfrage benutzt",
    ),
    // searching
    ("at character {}: there must be something to look for", "bei Zeichen {}: es muss etwas zu suchen geben"),
    (
        "at character {}: no more than 20 parts can be looked for",
        "bei Zeichen {}: nach mehr als 20 Teilen lässt sich nicht suchen",
    ),
    (
        "at character {}: the quotation mark is never closed",
        "bei Zeichen {}: das Anführungszeichen wird nicht geschlossen",
    ),
    (
        "at character {}: is no key to search by; in quotation marks it is text",
        "bei Zeichen {}: danach lässt sich nicht suchen; in Anführungszeichen ist es Text",
    ),
    (
        "at character {}: there must be at least 3 letters or digits before *",
        "bei Zeichen {}: vor * müssen mindestens 3 Buchstaben oder Ziffern stehen",
    ),
    (
        "at character {}: must be an account's id, me or none",
        "bei Zeichen {}: muss die ID eines Kontos, me oder none sein",
    ),
    (
        "at character {}: must be an account's id, me, or part of a customer's name or e-mail address",
        "bei Zeichen {}: muss die ID eines Kontos, me oder Teil des Namens oder der E-Mail-Adresse eines Kunden sein",
    ),
    (
        "at character {}: must be an account's id or me",
        "bei Zeichen {}: muss die ID eines Kontos oder me sein",
    ),
    ("at character {}: must be a ticket's number", "bei Zeichen {}: muss die Nummer eines Tickets sein"),
    (
        "at character {}: must be a date such as 2026-11-22, or a time in RFC 3339 form",
        "bei Zeichen {}: muss ein Datum sein, etwa 2026-11-22, oder eine Zeit nach RFC 3339",
    ),
    ("at character {}: must be a tag", "bei Zeichen {}: muss ein Schlagwort sein"),
    ("at character {}: must be of {}", "bei Zeichen {}: muss hiervon sein: {}"),
    (
        "at character {}: has no order: use : after it",
        "bei Zeichen {}: hat keine Reihenfolge: danach muss : stehen",
    ),
    (
        "must be -created_at where words are looked for",
        "muss -created_at sein, wenn nach Wörtern gesucht wird",
    ),
    // states
    ("only someone who has signed in may do this", "das darf nur, wer sich angemeldet hat"),
    ("the session has ended", "die Sitzung ist beendet"),
    ("ticket not found", "Ticket nicht gefunden"),
    ("the account is to be erased", "das Konto soll gelöscht werden"),
    ("the request is carried out or over", "der Antrag wird ausgeführt oder ist erledigt"),
    ("privacy request not found", "Antrag nicht gefunden"),
    ("message not found", "Nachricht nicht gefunden"),
    ("participant not found", "Beteiligte Person nicht gefunden"),
    ("these are more rights than one's own", "das sind mehr Rechte als die eigenen"),
    ("role not found", "Rolle nicht gefunden"),
    ("invitation is no longer valid", "die Einladung ist nicht mehr gültig"),
    ("two-step sign-in is on already", "die zweistufige Anmeldung ist schon eingeschaltet"),
    ("two-step sign-in is off", "die zweistufige Anmeldung ist ausgeschaltet"),
    ("two-step sign-in has not been begun", "die zweistufige Anmeldung ist nicht begonnen"),
    ("the role requires two-step sign-in", "die Rolle verlangt die zweistufige Anmeldung"),
    ("customers have no notice to accept", "für Kunden gibt es keinen Hinweis anzunehmen"),
    ("another version of the notice is in force", "es gilt eine andere Fassung des Hinweises"),
    ("the last active administrator stays", "der letzte aktive Administrator bleibt"),
    ("the invitation has not been accepted yet", "die Einladung ist noch nicht angenommen"),
    ("the invitation has been accepted", "die Einladung ist angenommen"),
    ("API token not found", "API-Token nicht gefunden"),
    ("there are as many API tokens as there can be", "es gibt schon so viele API-Token, wie es geben kann"),
    ("account not found", "Konto nicht gefunden"),
    ("session not found", "Sitzung nicht gefunden"),
    ("view not found", "Ansicht nicht gefunden"),
    ("team not found", "Team nicht gefunden"),
    ("customer not found", "Kunde nicht gefunden"),
    ("member of staff not found", "Mitarbeiter nicht gefunden"),
    ("confirmation link is no longer valid", "der Bestätigungslink ist nicht mehr gültig"),
    ("password link is no longer valid", "der Link für das Passwort ist nicht mehr gültig"),
    ("set-up link is no longer valid", "der Einrichtungslink ist nicht mehr gültig"),
    ("a ticket cannot go from {} to {}", "ein Ticket kann nicht von {} nach {} wechseln"),
    ("too many streams of this caller are open", "zu viele Datenströme dieses Aufrufers sind offen"),
    ("the draft is another by now", "der Entwurf ist inzwischen ein anderer"),
    ("too many uploads wait for a message", "zu viele Dateien warten auf eine Nachricht"),
    (
        "the attachment is part of a message, a device or a parcel",
        "die Datei gehört zu einer Nachricht, einem Gerät oder einem Paket",
    ),
    (
        "the device has as many proofs of purchase as it can have",
        "das Gerät hat schon so viele Kaufbelege, wie es haben kann",
    ),
    ("the ticket is closed", "das Ticket ist geschlossen"),
    ("the order was taken back", "der Auftrag wurde zurückgenommen"),
    ("the ticket to follow up is not closed", "das fortzusetzende Ticket ist nicht geschlossen"),
    ("this person cannot take part in the ticket", "diese Person kann sich am Ticket nicht beteiligen"),
    (
        "no more people can take part in the ticket",
        "am Ticket können sich nicht noch mehr Personen beteiligen",
    ),
    ("someone else has the ticket", "das Ticket hat schon jemand"),
    ("the ticket is solved", "das Ticket ist gelöst"),
    ("the team has tickets that are not closed", "das Team hat Tickets, die nicht geschlossen sind"),
    ("the message has been sent", "die Nachricht ist schon verschickt"),
    ("can only be in a note", "kann nur in einer Notiz stehen"),
    (
        "must be an active member of staff who may read tickets",
        "muss zu jemandem gehören, der Tickets lesen darf",
    ),
    ("the e-mail address is in use", "die E-Mail-Adresse ist vergeben"),
    ("must be the name of a kind of job", "muss der Name einer Art von Aufgabe sein"),
    ("the job is running", "die Aufgabe läuft gerade"),
    ("job not found", "Aufgabe nicht gefunden"),
    ("product not found", "Produkt nicht gefunden"),
    ("label not found", "Schlagwort nicht gefunden"),
    ("order not found", "Auftrag nicht gefunden"),
    ("must be another label", "muss ein anderes Schlagwort sein"),
    ("device not found", "Gerät nicht gefunden"),
    ("offer is no longer valid", "das Angebot ist nicht mehr gültig"),
    ("devices of this product are registered", "von diesem Produkt sind Geräte registriert"),
    ("another product has this article number", "ein anderes Produkt hat diese Artikelnummer"),
    (
        "the owner has registered this serial number already",
        "diese Seriennummer ist von ihrem Besitzer schon registriert",
    ),
    (
        "another registration of this serial number is the owner's: refuse that one first",
        "eine andere Registrierung dieser Seriennummer gilt: Lehnen Sie zuerst jene ab",
    ),
    ("too many requests of this caller in a minute", "zu viele Anfragen dieses Aufrufers in einer Minute"),
    ("is not possible where words are looked for", "geht nicht, wo nach Wörtern gesucht wird"),
    ("the purchase is registered already", "der Kauf ist schon registriert"),
    ("the device was handed over or given up", "das Gerät wurde übergeben oder abgemeldet"),
    ("the registration was refused", "die Registrierung wurde abgelehnt"),
    ("country not found", "Land nicht gefunden"),
    ("address not found", "Adresse nicht gefunden"),
    ("is for the end of a repair only", "gibt es nur beim Ende einer Reparatur"),
    ("address link is no longer valid", "der Link für die Adresse ist nicht mehr gültig"),
    ("the repair has no place for an address now", "die Reparatur hat jetzt keinen Platz für eine Adresse"),
    (
        "must be phone: staff write only what they were told",
        "muss phone sein: Mitarbeitende schreiben nur, was ihnen gesagt wurde",
    ),
    (
        "must say why the customer does not give it",
        "muss sagen, warum die Kundin oder der Kunde sie nicht selbst angibt",
    ),
    ("the keys of addresses are not available", "die Schlüssel der Adressen sind nicht verfügbar"),
    ("is for staff only", "ist nur für Mitarbeitende"),
    ("must say why", "muss sagen, warum"),
    (
        "must be the code of a country that mail goes to, such as DE",
        "muss der Code eines Landes sein, in das Post geht, etwa DE",
    ),
    ("is no part of addresses of this country", "gehört nicht zu Adressen dieses Landes"),
    ("is needed in addresses of this country", "wird in Adressen dieses Landes gebraucht"),
    ("stands in no list of the country's regions", "steht in keiner Liste der Regionen des Landes"),
    (
        "does not look like a postcode of this country, such as {}",
        "sieht nicht wie eine Postleitzahl dieses Landes aus, etwa {}",
    ),
    (
        "is no postcode of this country; did you mean {}?",
        "ist keine Postleitzahl dieses Landes; meinten Sie {}?",
    ),
    ("looks like a number that stands for none", "sieht aus wie eine Zahl, die für keine steht"),
    ("lies in another region", "liegt in einer anderen Region"),
    (
        "seems to begin with the postcode, which has a field of its own",
        "scheint mit der Postleitzahl zu beginnen, die ein eigenes Feld hat",
    ),
    (
        "seems to hold the postcode, which has a field of its own",
        "scheint die Postleitzahl zu enthalten, die ein eigenes Feld hat",
    ),
    (
        "must hold no e-mail address and no telephone number",
        "darf keine E-Mail-Adresse und keine Telefonnummer enthalten",
    ),
    ("must hold more than digits", "muss mehr als Ziffern enthalten"),
    ("has no number; is there really none?", "hat keine Hausnummer; gibt es wirklich keine?"),
    (
        "looks like a whole address: give each part its own field",
        "sieht wie eine ganze Adresse aus: Geben Sie jedem Teil sein eigenes Feld",
    ),
    (
        "is broken on the label, which has room for {} characters",
        "wird auf dem Etikett umbrochen, das Platz für {} Zeichen hat",
    ),
    ("is a post box, where no parcel can be left", "ist ein Postfach, in das kein Paket passt"),
    (
        "a parcel locker needs the number of its customer in the second line",
        "eine Packstation braucht die Postnummer in der zweiten Zeile",
    ),
    ("must say street and city, apart from each other", "muss Straße und Ort nennen, voneinander getrennt"),
    ("the first administrator exists already", "der erste Administrator ist schon angelegt"),
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

/// Every text, those of slices with many in files of their own.
fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    TABLE.iter().chain(repair::TABLE).chain(shipment::TABLE)
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
