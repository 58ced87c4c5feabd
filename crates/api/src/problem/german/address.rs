/// What is said of postal addresses.
pub(super) const TABLE: &[(&str, &str)] = &[
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
];
