//! Money: whole minor units, never fractions.

use crate::error::Rule;

/// A currency by ISO 4217, such as `EUR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Parses three capital letters.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let code = <[u8; 3]>::try_from(raw.as_bytes()).ok().filter(|code| code.iter().all(u8::is_ascii_uppercase));
        code.map(Self).ok_or_else(|| Rule::new("currency", "must be an ISO 4217 code such as EUR"))
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

/// The largest amount, in minor units: far from where sums overflow.
pub const MAX_AMOUNT: i64 = 1_000_000_000_00;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!(Currency::parse("EUR").unwrap().as_str(), "EUR");
        for bad in ["", "eur", "EU", "EURO", "E1R", "ÄÖ"] {
            assert!(Currency::parse(bad).is_err(), "{bad}");
        }
    }
}
