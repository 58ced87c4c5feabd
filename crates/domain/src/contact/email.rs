use crate::{error::Rule, text::redacted_text};

redacted_text! {
    /// An e-mail address as typed, checked by the grammar of HTML's `<input type=email>` (a wilful
    /// subset of RFC 5322 without quotes, comments and folding) with at least two domain labels.
    EmailAddress
}

impl EmailAddress {
    /// The longest address that fits into an SMTP path (RFC 5321, 4.5.3.1.3).
    pub const MAX: usize = 254;

    /// Parses an address as typed. White space around it is dropped.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let address = raw.trim();
        let refused = || Rule::new("email", "must be an e-mail address such as name@example.org");
        if address.chars().count() > Self::MAX {
            return Err(Rule::new("too_long", format!("must have at most {} characters", Self::MAX)));
        }
        let (local, domain) = address.rsplit_once('@').ok_or_else(refused)?;
        if is_local_part(local) && is_domain(domain) { Ok(Self(address.to_owned())) } else { Err(refused()) }
    }

    /// What addresses are compared by: the address in lower case. No mail system in use tells
    /// `Ann@` from `ann@`, and one person must not get two accounts by typing differently.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn is_local_part(local: &str) -> bool {
    let ordinary = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&b);
    (1..=64).contains(&local.len())
        && local.bytes().all(ordinary)
        && local.split('.').all(|atom| !atom.is_empty())
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_ordinary_addresses() {
        for good in
            ["a@b.co", "ann.o'neil+tag@mail.example.org", " Ann@Example.ORG ", "x@xn--bcher-kva.example"]
        {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        assert_eq!(EmailAddress::parse("Ann@Example.ORG").unwrap().key(), "ann@example.org");
    }

    #[test]
    fn refuses_what_is_none_or_could_forge_a_header() {
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "@",
            "ann",
            "ann@",
            "@example.org",
            "ann@localhost",
            "a b@example.org",
            "ann@exa mple.org",
            "ann@example.org\r\nBcc: eve@example.org",
            "<ann@example.org>",
            "\"a\"@example.org",
            "a..b@example.org",
            ".a@example.org",
            "ann@-example.org",
            "ann@example..org",
            "änn@example.org",
            &long,
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let address = EmailAddress::parse("ann@example.org").unwrap();
        assert!(!format!("{address:?}").contains("ann"));
    }
}
