use crate::error::{FieldError, Rule};

/// What is wrong with an address, after libaddressinput's names where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finding {
    /// The country's addresses have no such part.
    UnexpectedField,
    /// The country's addresses need it.
    MissingRequiredField,
    /// Nothing that stands in the list.
    UnknownValue,
    /// Not the form that it has there.
    InvalidFormat,
    /// Does not fit another part.
    MismatchingValue,
    /// A box that a parcel does not fit into.
    UsesPoBox,
    /// A street line without a number, where nearly all have one.
    MissingNumber,
    /// Longer than a carrier's label is wide.
    LongLine,
    /// The postcode stands in another part.
    HoldsPostalCode,
    /// Fits another country.
    MismatchingCountry,
    /// A whole address on one line.
    WholeAddress,
    /// An e-mail address or a telephone number.
    ContactDetail,
    /// A parcel locker without the number of its customer.
    MissingCustomerNumber,
}

impl Finding {
    /// The published code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::UnexpectedField => "unexpected_field",
            Self::MissingRequiredField => "missing_required_field",
            Self::UnknownValue => "unknown_value",
            Self::InvalidFormat => "invalid_format",
            Self::MismatchingValue => "mismatching_value",
            Self::UsesPoBox => "uses_po_box",
            Self::MissingNumber => "missing_number",
            Self::LongLine => "long_line",
            Self::HoldsPostalCode => "holds_postal_code",
            Self::MismatchingCountry => "mismatching_country",
            Self::WholeAddress => "whole_address_in_line",
            Self::ContactDetail => "contact_detail",
            Self::MissingCustomerNumber => "missing_customer_number",
        }
    }

    /// Whether no one can live there as it is written; what is only unusual can be confirmed.
    pub(super) const fn blocks(self) -> bool {
        matches!(self, Self::UnexpectedField | Self::MissingRequiredField | Self::ContactDetail)
    }

    /// The rule, with what is expected.
    pub(super) fn rule(self, detail: impl Into<String>) -> Rule {
        Rule::new(self.code(), detail)
    }
}

/// What was found: what cannot be taken, and what is only unusual.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) refused: Vec<FieldError>,
    pub(super) unusual: Vec<FieldError>,
}

impl Findings {
    /// Notes something at a field, where its kind decides whether it can be confirmed.
    pub(super) fn note(&mut self, field: &str, finding: Finding, detail: impl Into<String>) {
        let error = FieldError::at(field, finding.rule(detail));
        if finding.blocks() { self.refused.push(error) } else { self.unusual.push(error) }
    }

    /// Notes what can never be confirmed.
    pub(super) fn refuse(&mut self, field: &str, rule: Rule) {
        self.refused.push(FieldError::at(field, rule));
    }

    /// Whether the field has been noted already.
    pub(super) fn has(&self, field: &str) -> bool {
        let pointer = format!("#/{field}");
        self.refused.iter().chain(&self.unusual).any(|error| error.pointer == pointer)
    }
}
