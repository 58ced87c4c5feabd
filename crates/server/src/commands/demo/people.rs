//! Who is who. All invented: example.org and the telephone numbers belong to nobody.

use domain::identity::{Language, Role};

/// A customer.
pub(super) struct Customer {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) language: Language,
    pub(super) phone: Option<&'static str>,
    pub(super) postcode: Option<&'static str>,
    pub(super) city: Option<&'static str>,
    pub(super) country: Option<&'static str>,
}

/// A member of staff.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) role: Role,
}

/// Answers tickets; index into [`STAFF`].
pub(super) const AGENT: usize = 0;
/// Writes notes; index into [`STAFF`].
pub(super) const TECHNICIAN: usize = 2;

/// Manages products; index into [`STAFF`].
pub(super) const ADMIN: usize = 3;

pub(super) const STAFF: [Member; 4] = [
    Member { name: "Alex Agent", email: "agent@example.org", role: Role::Agent },
    Member { name: "Lena Lead", email: "lead@example.org", role: Role::Lead },
    Member { name: "Theo Technician", email: "technician@example.org", role: Role::Technician },
    Member { name: "Ada Admin", email: "admin@example.org", role: Role::Admin },
];

const fn customer(
    name: &'static str,
    email: &'static str,
    language: Language,
    phone: Option<&'static str>,
    place: [Option<&'static str>; 3],
) -> Customer {
    let [postcode, city, country] = place;
    Customer { name, email, language, phone, postcode, city, country }
}

pub(super) const CUSTOMERS: [Customer; 8] = {
    use Language::{De, En};
    [
        customer(
            "Mira Sommer",
            "mira@example.org",
            De,
            Some("+49 30 23125 014"),
            [Some("10999"), Some("Berlin"), Some("DE")],
        ),
        customer(
            "Jack Turner",
            "jack@example.org",
            En,
            Some("+44 20 7946 0018"),
            [Some("SE1 9SG"), Some("London"), Some("GB")],
        ),
        customer("Jonas Brandl", "jonas@example.org", De, None, [Some("1070"), Some("Wien"), Some("AT")]),
        customer("Aoife Byrne", "aoife@example.org", En, None, [None, Some("Galway"), Some("IE")]),
        customer("Nadia Keller", "nadia@example.org", De, None, [Some("8004"), Some("Zürich"), Some("CH")]),
        customer("Sam Rivera", "sam@example.org", En, Some("+1 202 555 0143"), [None, None, Some("US")]),
        customer("Tomek Nowak", "tomek@example.org", De, None, [None, None, None]),
        customer("Yuki Tanaka", "yuki@example.org", En, None, [None, None, Some("JP")]),
    ]
};
