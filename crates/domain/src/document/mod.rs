//! Papers of a repair: what stands on them, and who may have which. How they are printed is the port
//! [`Printer`]. They are made when they are asked for, and kept nowhere.

mod gather;

pub use gather::{LabelOrder, hand_over, label, paper};

use crate::{
    clock::Timestamp,
    identity::Language,
    money::Currency,
    repair::{Accessory, Coverage, Line, NewQuote, Outcome, Unpacked},
};

/// What every paper names: the repair and the device, never a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What stands on the parcel; what the QR code says.
    pub rma_number: String,
    /// The model.
    pub product: String,
    /// Its serial number.
    pub serial: Option<String>,
}

/// Papers about a repair that name nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// Goes into the parcel.
    PackingSlip,
    /// Sticks on the device while it is here.
    BenchLabel,
    /// What the repair costs.
    Quote,
    /// What was found when the parcel was opened.
    IntakeReport,
}

/// A paper, ready to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    /// Goes into the parcel.
    PackingSlip {
        /// Of what.
        subject: Subject,
        /// What goes back with the device.
        accessories: Vec<Accessory>,
        /// How the repair ended, if it is known.
        outcome: Option<Outcome>,
    },
    /// Sticks on the device while it is here.
    BenchLabel {
        /// Of what.
        subject: Subject,
        /// Since when it is here.
        received_at: Option<Timestamp>,
    },
    /// What the repair costs.
    Quote {
        /// Of what.
        subject: Subject,
        /// Which version.
        version: i32,
        /// What it says.
        content: NewQuote,
        /// Names exactly this content.
        content_hash: String,
        /// What pays for the repair.
        coverage: Option<Coverage>,
        /// When it was issued.
        issued_at: Timestamp,
        /// What the repair came to, if that was left open and is known.
        final_lines: Option<Vec<Line>>,
    },
    /// What was found when the parcel was opened.
    IntakeReport {
        /// Of what.
        subject: Subject,
        /// What was found.
        found: Unpacked,
        /// Whether the serial number is the device's.
        serial_matches: Option<bool>,
        /// How many photos were taken.
        photos: usize,
        /// When.
        at: Timestamp,
    },
    /// Sticks on the parcel.
    AddressLabel(AddressLabel),
}

/// Where a parcel goes. The only paper with a person on it.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressLabel {
    /// What the QR code says.
    pub rma_number: String,
    /// The address as its country writes it.
    pub lines: Vec<String>,
    /// Who carries the parcel, and how.
    pub carrier: Option<String>,
}

impl std::fmt::Debug for AddressLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressLabel(redacted)")
    }
}

/// Why a paper cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unprintable {
    /// No font that the desk has knows this script.
    Script(&'static str),
    /// Something went wrong with the printing itself.
    Failed(&'static str),
}

/// Makes PDF files of papers. It takes a while, and waits for nothing.
pub trait Printer: Send + Sync {
    /// The file.
    fn print(&self, paper: &Paper, language: Language) -> Result<Vec<u8>, Unprintable>;
}

/// An amount of a quote, as people of this language read it.
pub fn amount(minor: i64, currency: Currency, language: Language) -> String {
    let point = match language {
        Language::En => '.',
        Language::De => ',',
    };
    crate::money::Money { amount_minor: minor, currency }.readable(point)
}
