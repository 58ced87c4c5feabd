//! How postal addresses are written in each country: one set of data for the forms that clients show,
//! for what is taken, and for how an address is printed, so that these cannot disagree.
//!
//! An address never leaves through `Serialize` or `Debug`; it is sealed by the vault and dies with its case.

mod address;
mod canonical;
mod check;
mod field;
mod finding;
mod fold;
mod label;
mod normalise;
mod post_box;
mod postcode;
mod print;
mod propose;
mod region;
mod smell;
mod sweep;
mod template;
mod territory;

pub use address::{AddressInput, PostalAddress};
pub use check::{Quality, Refusal};
pub use field::Field;
pub use label::hint;
pub use postcode::PostcodeRule;
pub use propose::{move_to_own_fields, propose};
pub use region::Region;
pub use sweep::{MARK, Sweep};
pub use territory::{Territory, territories, territory};
#[cfg(test)]
mod tests;
