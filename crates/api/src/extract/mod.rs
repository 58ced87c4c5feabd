//! What handlers take from a request. Each extractor answers a [`Problem`] that says what is wrong
//! and where, and never repeats what was sent.
//!
//! [`Problem`]: crate::problem::Problem

mod accept_language;
mod address_link_token;
mod client_network;
mod documented;
mod entity_tag;
mod fault;
mod idempotency_key;
mod if_match;
mod if_none_match;
mod json;
mod last_event_id;
mod media_type;
mod members;
mod path;
mod query;
mod rules;
mod upload;

pub use accept_language::AcceptLanguage;
pub(crate) use address_link_token::AddressLinkToken;
pub(crate) use client_network::ClientNetwork;
pub use idempotency_key::IdempotencyKey;
pub use if_match::IfMatch;
pub use if_none_match::IfNoneMatch;
pub use json::Json;
pub(crate) use last_event_id::LastEventId;
pub use path::Path;
pub use query::{Query, refuse_parameters};
pub use upload::{Upload, refused};
