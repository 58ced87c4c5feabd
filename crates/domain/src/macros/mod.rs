//! Macros: what is done to many tickets alike, under a name. A text with placeholders, changes, or both.

mod actions;
mod apply;
mod manage;
mod model;
mod repo;
mod stored;
mod template;

pub use actions::{Actions, MacroMessage, Texts};
pub use apply::{Applied, Applying, apply};
pub use manage::{MacroChange, NewMacro, change, check_actions, create, find, list, remove};
pub use model::{Macro, MacroName};
pub use repo::MacroRepo;
pub use template::{PLACEHOLDERS, Template};
