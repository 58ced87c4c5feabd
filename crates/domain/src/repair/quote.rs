use chrono::Duration;
use ring::digest::{SHA256, digest};

use super::Decision;
use crate::{
    clock::Timestamp,
    error::Rule,
    id::AccountId,
    money::{Currency, MAX_AMOUNT},
    text::{redacted_text, single_line},
    ticket::named_enum,
};

named_enum! {
    /// What a line of a quote is for.
    LineKind {
        /// A part.
        Part => "part",
        /// Work.
        Labour => "labour",
        /// The way to the customer.
        Shipping => "shipping",
        /// What is paid in any case.
        Fee => "fee",
        /// What is taken off.
        Discount => "discount",
    }
}

named_enum! {
    /// What has become of a quote.
    QuoteStatus {
        /// The customer may decide on it.
        Issued => "issued",
        /// Approved.
        Approved => "approved",
        /// Declined.
        Declined => "declined",
        /// Nobody decided in time.
        Expired => "expired",
        /// A newer version took its place.
        Superseded => "superseded",
    }
}

redacted_text! {
    /// What a line is for: 1 to 200 characters on one line.
    LineText
}

impl LineText {
    /// The most characters a text may have.
    pub const MAX: usize = 200;

    /// Parses a text as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

/// One line of a quote. The price stays what it is; what the guarantee pays stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What kind of thing.
    pub kind: LineKind,
    /// What it is.
    pub text: LineText,
    /// How much of it, in thousandths.
    pub quantity_milli: i64,
    /// The price of one, without tax; a discount's is taken off.
    pub unit_minor: i64,
    /// The tax, in hundredths of a percent.
    pub tax_rate: i32,
    /// How much of the line, with its tax, the customer does not pay.
    pub covered_minor: i64,
}

impl Line {
    /// Without tax; negative for a discount.
    pub fn net(&self) -> i64 {
        let amount = rounded(self.quantity_milli, self.unit_minor, 1000);
        if self.kind == LineKind::Discount { -amount } else { amount }
    }

    /// The tax on it.
    pub fn tax(&self) -> i64 {
        rounded(self.net(), self.tax_rate.into(), 10_000)
    }
}

/// What lines come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// Without tax.
    pub net: i64,
    /// All tax.
    pub tax: i64,
    /// What the customer does not pay.
    pub covered: i64,
}

impl Sums {
    /// What these lines come to.
    pub fn of(lines: &[Line]) -> Self {
        Self {
            net: lines.iter().map(Line::net).sum(),
            tax: lines.iter().map(Line::tax).sum(),
            covered: lines.iter().map(|line| line.covered_minor).sum(),
        }
    }

    /// What the customer pays.
    pub const fn to_pay(self) -> i64 {
        self.net + self.tax - self.covered
    }
}

/// The product over the divisor, rounded half away from zero.
fn rounded(a: i64, b: i64, over: i128) -> i64 {
    let product = i128::from(a) * i128::from(b);
    let half = if product < 0 { -over / 2 } else { over / 2 };
    i64::try_from((product + half) / over).unwrap_or(i64::MAX)
}

/// The most lines of a quote.
pub const MAX_LINES: usize = 100;
/// The largest price or quantity of a line: sums stay far from where they overflow.
pub const MAX_UNIT: i64 = MAX_AMOUNT / 100_000;
/// How long a quote can be open at most.
pub const LONGEST_VALIDITY: Duration = Duration::days(365);

/// What is given to quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuote {
    /// The currency of all amounts.
    pub currency: Currency,
    /// What is paid for.
    pub lines: Vec<Line>,
    /// Whether the sum is the most it can become, rather than what it is.
    pub is_maximum: bool,
    /// How many days the repair takes.
    pub days_needed: i32,
    /// What the customer pays who declines.
    pub decline_fee_minor: i64,
    /// Until when it can be approved.
    pub valid_until: Timestamp,
}

/// What the repair costs: immutable once it is issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Counts the case's quotes, from 1.
    pub version: i32,
    /// What it says.
    pub content: NewQuote,
    /// What has become of it.
    pub status: QuoteStatus,
    /// What the customer decides on: names exactly this content.
    pub content_hash: String,
    /// Who issued it. Staff only.
    pub issued_by: Option<AccountId>,
    /// When.
    pub issued_at: Timestamp,
    /// Who decided, and when.
    pub decision: Option<Decision>,
    /// What it came to after the work, if the sum was a maximum.
    pub final_price: Option<FinalPrice>,
}

/// What a repair came to, after the work: never more than the maximum that the customer approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalPrice {
    /// What is paid for; nothing, if there are none.
    pub lines: Vec<Line>,
    /// Who wrote it down. Staff only.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// Which quote is decided on: the version, and what it said when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteChoice {
    /// The version.
    pub version: i32,
    /// Its content's hash.
    pub content_hash: String,
}

impl Quote {
    /// Whether an address was taken out of a line since: the hash stays that of what was read and decided on.
    pub fn is_redacted(&self) -> bool {
        self.content.hash(self.version) != self.content_hash
    }

    /// Whether what it comes to is written down after the work: the customer has approved a maximum.
    pub fn awaits_price(&self) -> bool {
        self.content.is_maximum && self.status == QuoteStatus::Approved
    }

    /// What the customer owes by it. Of a maximum that was approved, what the repair has come to, once that is known.
    pub fn owed(&self) -> Option<i64> {
        match &self.final_price {
            Some(price) => Some(Sums::of(&price.lines).to_pay()),
            None if self.awaits_price() => None,
            None => self.content.owed(self.status),
        }
    }
}

impl NewQuote {
    /// What all lines come to.
    pub fn sums(&self) -> Sums {
        Sums::of(&self.lines)
    }

    /// What the customer owes once it has become this.
    fn owed(&self, status: QuoteStatus) -> Option<i64> {
        match status {
            QuoteStatus::Approved => Some(self.sums().to_pay()),
            QuoteStatus::Declined | QuoteStatus::Expired => Some(self.decline_fee_minor),
            QuoteStatus::Issued | QuoteStatus::Superseded => None,
        }
    }

    /// SHA-256 over everything that it says, each part with its length.
    pub fn hash(&self, version: i32) -> String {
        let Self { currency, lines, is_maximum, days_needed, decline_fee_minor, valid_until } = self;
        let mut parts = vec![
            version.to_string(),
            currency.as_str().to_owned(),
            is_maximum.to_string(),
            days_needed.to_string(),
            decline_fee_minor.to_string(),
            valid_until.timestamp_millis().to_string(),
        ];
        for Line { kind, text, quantity_milli, unit_minor, tax_rate, covered_minor } in lines {
            parts.extend([kind.name().to_owned(), text.as_str().to_owned()]);
            parts.extend(
                [*quantity_milli, *unit_minor, (*tax_rate).into(), *covered_minor].map(|n| n.to_string()),
            );
        }
        let told: Vec<_> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
        let hash = digest(&SHA256, told.concat().as_bytes());
        hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: LineKind, quantity_milli: i64, unit_minor: i64) -> Line {
        let text = LineText::parse("Potentiometer").unwrap();
        Line { kind, text, quantity_milli, unit_minor, tax_rate: 1900, covered_minor: 0 }
    }

    fn quote(lines: Vec<Line>) -> NewQuote {
        let currency = Currency::parse("EUR").unwrap();
        let valid_until = "2026-12-22T12:00:00Z".parse().unwrap();
        NewQuote { currency, lines, is_maximum: false, days_needed: 5, decline_fee_minor: 0, valid_until }
    }

    #[test]
    fn sums_are_rounded_by_line_and_a_discount_is_taken_off() {
        let quote = quote(vec![line(LineKind::Labour, 1500, 333), line(LineKind::Discount, 1000, 100)]);
        let sums = quote.sums();
        assert_eq!((sums.net, sums.tax, sums.to_pay()), (500 - 100, 95 - 19, 476));
    }

    #[test]
    fn a_line_that_was_swept_is_known_by_the_hash_of_what_was_read() {
        let content = quote(vec![line(LineKind::Part, 1000, 100)]);
        let issued = Quote {
            version: 1,
            content_hash: content.hash(1),
            content,
            status: QuoteStatus::Approved,
            issued_by: None,
            issued_at: "2026-11-22T12:00:00Z".parse().unwrap(),
            decision: None,
            final_price: None,
        };
        assert!(!issued.is_redacted());
        let mut swept = issued;
        swept.content.lines[0].text = LineText::from_stored("[address removed]".to_owned());
        assert!(swept.is_redacted());
    }

    #[test]
    fn who_declines_or_does_not_answer_owes_what_that_costs() {
        let quote = NewQuote { decline_fee_minor: 2500, ..quote(vec![line(LineKind::Part, 1000, 10_000)]) };
        assert_eq!(quote.owed(QuoteStatus::Approved), Some(11_900));
        for without in [QuoteStatus::Declined, QuoteStatus::Expired] {
            assert_eq!(quote.owed(without), Some(2500));
        }
        assert_eq!(quote.owed(QuoteStatus::Issued), None);
    }

    #[test]
    fn a_maximum_is_owed_once_it_is_known_what_it_came_to() {
        let content = NewQuote { is_maximum: true, ..quote(vec![line(LineKind::Part, 1000, 10_000)]) };
        let mut approved = Quote {
            version: 1,
            content_hash: content.hash(1),
            content,
            status: QuoteStatus::Approved,
            issued_by: None,
            issued_at: "2026-11-22T12:00:00Z".parse().unwrap(),
            decision: None,
            final_price: None,
        };
        assert!(approved.awaits_price());
        assert_eq!(approved.owed(), None);
        let lines = vec![line(LineKind::Part, 1000, 5_000)];
        approved.final_price = Some(FinalPrice { lines, by: None, at: approved.issued_at });
        assert_eq!(approved.owed(), Some(5_950));
    }

    #[test]
    fn any_other_content_has_another_hash() {
        let one = quote(vec![line(LineKind::Part, 1000, 100)]);
        let hashes = [
            one.hash(1),
            one.hash(2),
            NewQuote { is_maximum: true, ..one.clone() }.hash(1),
            NewQuote { days_needed: 6, ..one.clone() }.hash(1),
            NewQuote { decline_fee_minor: 1, ..one.clone() }.hash(1),
            quote(vec![line(LineKind::Part, 1000, 101)]).hash(1),
            quote(vec![line(LineKind::Fee, 1000, 100)]).hash(1),
        ];
        let different: std::collections::HashSet<_> = hashes.iter().collect();
        assert_eq!(different.len(), hashes.len());
    }
}
