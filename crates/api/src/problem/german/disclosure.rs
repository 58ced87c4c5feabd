/// What is said of the register of disclosures.
pub(super) const TABLE: &[(&str, &str)] = &[
    ("the entry was corrected already", "der Eintrag wurde schon berichtigt"),
    ("must be within the last 36 months", "muss in den letzten 36 Monaten liegen"),
    ("must be a repair that has a customer", "muss eine Reparatur mit einem Kunden sein"),
    ("must be a ticket", "muss ein Ticket sein"),
    ("must be of the same person as the repair", "muss von derselben Person sein wie die Reparatur"),
    (
        "a repair or a ticket must say whose data it was",
        "eine Reparatur oder ein Ticket muss sagen, wessen Daten es waren",
    ),
    ("must be an entry about the same person", "muss ein Eintrag über dieselbe Person sein"),
    ("disclosure not found", "Weitergabe nicht gefunden"),
];
