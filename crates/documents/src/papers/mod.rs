//! What stands where on each paper.

mod address;
mod bench;
mod flow;
mod intake;
mod quote;
mod slip;

use domain::{
    document::{Paper, Unprintable},
    identity::Language,
};

use crate::{fonts::Fonts, sheet::Sheet, words::of};

/// The sheets of a paper.
pub(crate) fn lay_out(fonts: &Fonts, paper: &Paper, language: Language) -> Result<Vec<Sheet>, Unprintable> {
    match paper {
        Paper::PackingSlip { subject, accessories, outcome } => {
            slip::lay_out(fonts, subject, accessories, *outcome, language)
        }
        Paper::BenchLabel { subject, received_at } => bench::lay_out(fonts, subject, *received_at, language),
        Paper::Quote { .. } => quote::lay_out(fonts, paper, language),
        Paper::IntakeReport { .. } => intake::lay_out(fonts, paper, language),
        Paper::AddressLabel(label) => address::lay_out(fonts, label),
    }
}

/// What kind of paper it is.
pub(crate) const fn title(paper: &Paper, language: Language) -> &'static str {
    match paper {
        Paper::PackingSlip { .. } => of(language, "Packing slip", "Begleitschein"),
        Paper::BenchLabel { .. } => of(language, "Bench label", "Werkstattetikett"),
        Paper::Quote { .. } => of(language, "Quote", "Kostenvoranschlag"),
        Paper::IntakeReport { .. } => of(language, "Intake report", "Eingangsbericht"),
        Paper::AddressLabel(_) => of(language, "Address label", "Adressetikett"),
    }
}
