use crate::{
    error::Rule,
    text::{redacted_text, single_line},
};

redacted_text! {
    /// A serial number as typed: 1 to 40 characters, letters and digits of ASCII with spaces, dashes,
    /// and `.`, `/`, `_`, `:`, `#` or `+` between them.
    Serial
}

redacted_text! {
    /// What serial numbers are compared by.
    SerialKey
}

impl Serial {
    /// The most characters a serial number may have.
    pub const MAX: usize = 40;

    /// Parses a serial number as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let line = single_line(raw, Self::MAX)?;
        let ordinary = |c: char| c.is_ascii_alphanumeric() || is_gap(c) || "./_:#+".contains(c);
        if line.chars().all(ordinary) && line.chars().any(|c| c.is_ascii_alphanumeric()) {
            Ok(Self(line))
        } else {
            Err(Rule::new("serial", "must be a serial number: letters and digits, as on the label"))
        }
    }

    /// In capitals, without spaces and dashes.
    pub fn plain_key(&self) -> SerialKey {
        SerialKey(self.0.chars().filter(|c| !is_gap(*c)).map(|c| c.to_ascii_uppercase()).collect())
    }

    /// The same with letters that look like digits made digits: O is 0, I is 1.
    pub fn folded_key(&self) -> SerialKey {
        let fold = |c| match c {
            'O' => '0',
            'I' => '1',
            other => other,
        };
        SerialKey(self.plain_key().0.chars().map(fold).collect())
    }
}

/// Spaces and the dashes that word processors make of a hyphen.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        let key = |raw| Serial::parse(raw).unwrap().plain_key();
        for same in ["k61-004711", " K61 004711 ", "K61\u{2011}004711", "K 6 1 - 0 0 4 7 1 1"] {
            assert_eq!(key(same), key("K61004711"), "{same}");
        }
        assert_ne!(key("K61O04711"), key("K61004711"));
        assert_eq!(Serial::parse("K6IOO4711").unwrap().folded_key(), key("K61004711"));
        assert_eq!(Serial::parse("k61-004711").unwrap().as_str(), "k61-004711", "kept as typed");
    }

    #[test]
    fn what_no_label_shows_is_refused() {
        for bad in ["", " ", "-", "K61\0", "K61\r\n4711", "Größe", "K61'; --", "%", &"1".repeat(41)] {
            assert!(Serial::parse(bad).is_err(), "{bad}");
        }
    }
}
