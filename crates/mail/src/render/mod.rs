//! What a letter says: subject, plain text and HTML, from one template per letter and language.

mod renderer;
mod template;

pub(crate) use renderer::{Page, Renderer};
pub(crate) use template::Template;
