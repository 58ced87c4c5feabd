//! What whoever runs the desk sees and does.

mod demo;
mod doctor;
mod jobs;
pub(crate) mod program;
mod system;
mod tls;
