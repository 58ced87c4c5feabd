//! Which personal data is stored, why, and until when; what people ask for of their rights; and how an account
//! is erased.

mod data_map;
mod erasure;
mod page;
mod preview;
mod repo;
mod request;

pub use data_map::{Category, LegalBasis, OnErasure, PersonalColumn, non_personal_columns, personal_columns};
pub use erasure::{
    Cut, Cutting, End, Farewell, Next, cut_references, end_of, erase_again, finish, note_farewell, plan,
    step, take_farewell, wants_repairs_stopped,
};
pub use page::data_retention_markdown;
pub use preview::{Kept, KeptKind, Preview, Scope, preview, statute_ends};
pub use repo::{ErasureRepo, ForgetRepo, OpenCase, PrivacyRequestRepo};
pub use request::{
    Figures, KEPT_FOR, NewErasure, OpenRepairs, PrivacyRequest, RequestFilter, RequestKind, RequestState,
    ask, find, find_own, list, list_own, withdraw,
};
pub(crate) use request::{follow_end, must_not_have_stopped, open_of_customer};
