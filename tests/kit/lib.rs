//! The test kit: real databases, a real mail server, and an app that tests speak to in verbs.
//!
//! A test is written once and runs on both engines:
//!
//! ```text
//! kit::both_engines!(a_ticket_is_answered, |app| {
//!     let ann = app.customer("ann").await;
//!     let ticket = ann.opens_ticket("Fader 3 is stuck").await;
//!     …
//! });
//! ```

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]
#![expect(clippy::return_self_not_must_use, reason = "an expectation is worth stating for itself")]
#![expect(clippy::missing_panics_doc, reason = "everything here panics when a test fails")]

mod app;
mod binary;
mod client;
mod cluster;
mod database;
pub mod errors;
mod mailbox;

pub use app::{PASSWORD, START, TestApp};
pub use binary::{Launch, Server, binary};
pub use client::{Person, Reply, Visitor, path_of};
pub use database::{Engine, TestDatabase};
pub use mailbox::{Mail, Mailbox, Mood};

use std::future::Future;

/// Runs a test body on one engine, and fails it if jobs were left or an error was logged.
pub async fn run<F: Future<Output = ()>>(engine: Engine, body: impl FnOnce(std::sync::Arc<TestApp>) -> F) {
    let errors = errors::watch();
    let app = std::sync::Arc::new(TestApp::start(engine).await);
    body(std::sync::Arc::clone(&app)).await;
    app.finish().await;
    errors.assert_none();
}

/// Makes one test body run on a SQLite file and on a PostgreSQL database.
#[macro_export]
macro_rules! both_engines {
    ($(#[$meta:meta])* $name:ident, |$app:ident| $body:block) => {
        $(#[$meta])*
        mod $name {
            #[expect(unused_imports, reason = "not every body needs what its file imports")]
            use super::*;

            async fn body($app: std::sync::Arc<$crate::TestApp>) $body

            #[tokio::test]
            async fn sqlite() {
                $crate::run($crate::Engine::Sqlite, body).await;
            }

            #[tokio::test]
            async fn postgres() {
                $crate::run($crate::Engine::Postgres, body).await;
            }
        }
    };
}
