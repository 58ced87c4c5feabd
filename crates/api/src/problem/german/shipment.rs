/// What is said of parcels and papers.
pub(super) const TABLE: &[(&str, &str)] = &[
    ("no font of the desk has these letters: {}", "keine Schriftart des Helpdesks hat diese Zeichen: {}"),
    ("is needed where there is no state", "ist nötig, wo state fehlt"),
    ("no parcel goes this way now", "auf diesem Weg geht jetzt kein Paket"),
    ("another parcel waits to leave", "ein anderes Paket wartet auf den Versand"),
    ("the parcel has left or was called off", "das Paket ist unterwegs oder storniert"),
    (
        "the carrier told something else under this event_id",
        "der Paketdienst hat unter dieser event_id etwas anderes gemeldet",
    ),
    (
        "the parcel has as many tracking events as it can have",
        "zu dem Paket gibt es schon so viele Meldungen wie möglich",
    ),
    ("must not be in the future", "darf nicht in der Zukunft liegen"),
    (
        "must be 1 to 20 letters, digits, _, - or .",
        "muss aus 1 bis 20 Buchstaben, Ziffern, _, - oder . bestehen",
    ),
    ("must be an image", "muss ein Bild sein"),
    ("shipment not found", "Paket nicht gefunden"),
    ("quote not found", "Kostenvoranschlag nicht gefunden"),
];
