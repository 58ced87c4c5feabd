//! Outgoing mail: letters in the recipient's language, and the ways out of the house.
//!
//! ```text
//! Letter ─► render ─────────────► compose ───────► transport
//!           subject, text, HTML    headers, MIME    SMTP, folder, terminal
//! ```

mod body;
mod compose;
mod links;
mod one_line;
mod postmaster;
mod render;
#[cfg(test)]
mod samples;
mod scribe;
mod settings;
mod transport;

pub use postmaster::Postmaster;
pub use settings::{MailSettings, SettingsError};
