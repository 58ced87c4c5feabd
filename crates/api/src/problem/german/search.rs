/// What is said of searches.
pub(super) const TABLE: &[(&str, &str)] = &[
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
    (
        "a name that more than 100 customers have cannot be excluded: say an e-mail address or an id",
        "ein Name, den über 100 Kunden haben, lässt sich nicht ausschließen: eine E-Mail-Adresse oder ID angeben",
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
    ("is not possible where words are looked for", "geht nicht, wo nach Wörtern gesucht wird"),
];
