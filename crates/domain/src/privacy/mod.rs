//! Which personal data is stored, why, and until when.

mod data_map;
mod page;

pub use data_map::{Category, LegalBasis, OnErasure, PersonalColumn, non_personal_columns, personal_columns};
pub use page::data_retention_markdown;
