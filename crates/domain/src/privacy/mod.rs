//! Which personal data is stored, why, and until when.

mod data_map;
mod page;

pub use data_map::{Category, DATA_MAP, LegalBasis, NON_PERSONAL, OnErasure, PersonalColumn};
pub use page::data_retention_markdown;
