//! Money: whole minor units, never fractions.

use crate::error::Rule;

/// A currency by ISO 4217, such as `EUR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Parses three capital letters.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let code =
            <[u8; 3]>::try_from(raw.as_bytes()).ok().filter(|code| code.iter().all(u8::is_ascii_uppercase));
        code.map(Self).ok_or_else(|| Rule::new("currency", "must be an ISO 4217 code such as EUR"))
    }

    /// How many of an amount's digits stand behind the point.
    pub fn decimals(self) -> usize {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// In the currency's smallest unit.
    pub amount_minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// The amount as people read it, with this point between whole and minor units.
    pub fn readable(&self, point: char) -> String {
        let decimals = self.currency.decimals();
        let digits = format!("{:0>width$}", self.amount_minor.unsigned_abs(), width = decimals + 1);
        let (whole, minor) = digits.split_at(digits.len() - decimals);
        let sign = if self.amount_minor < 0 { "-" } else { "" };
        let point = if decimals == 0 { String::new() } else { point.to_string() };
        format!("{sign}{whole}{point}{minor} {}", self.currency.as_str())
    }
}

/// The largest amount, in minor units: far from where sums overflow.
pub const MAX_AMOUNT: i64 = 100_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_by_its_currency() {
        let read = |amount_minor, code| {
            Money { amount_minor, currency: Currency::parse(code).unwrap() }.readable(',')
        };
        assert_eq!(read(12_005, "EUR"), "120,05 EUR");
        assert_eq!(read(-5, "EUR"), "-0,05 EUR");
        assert_eq!(read(1200, "JPY"), "1200 JPY");
        assert_eq!(read(1, "KWD"), "0,001 KWD");
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!(Currency::parse("EUR").unwrap().as_str(), "EUR");
        for bad in ["", "eur", "EU", "EURO", "E1R", "ÄÖ"] {
            assert!(Currency::parse(bad).is_err(), "{bad}");
        }
    }
}
