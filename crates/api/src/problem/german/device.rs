/// What is said of products and devices.
pub(super) const TABLE: &[(&str, &str)] = &[
    (
        "needs device_id, or product_id and no_serial_reason",
        "braucht device_id, oder product_id und no_serial_reason",
    ),
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
    (
        "the attachment is part of a message, a device or a parcel",
        "die Datei gehört zu einer Nachricht, einem Gerät oder einem Paket",
    ),
    (
        "the device has as many proofs of purchase as it can have",
        "das Gerät hat schon so viele Kaufbelege, wie es haben kann",
    ),
    ("product not found", "Produkt nicht gefunden"),
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
    ("the purchase is registered already", "der Kauf ist schon registriert"),
    ("the device was handed over or given up", "das Gerät wurde übergeben oder abgemeldet"),
    ("the registration was refused", "die Registrierung wurde abgelehnt"),
];
