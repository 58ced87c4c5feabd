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
mod bucket;
mod client;
mod cluster;
mod database;
mod deployment;
mod dice;
pub mod disk;
pub mod errors;
mod mailbox;
mod needles;
mod round_trips;
mod shared;
mod stream;
mod template;
pub mod vault;

pub use app::{KEY_ROTATION, PASSWORD, SECRET, START, TestApp};
pub use binary::{Launch, Server, binary, free_port};
pub use bucket::{S3Server, TestBucket};
pub use client::{BOUNDARY, Person, Reply, Visitor, form, path_of};
pub use cluster::tool as postgres_tool;
pub use database::{Engine, TestDatabase};
pub use deployment::Deployment;
pub use mailbox::{Mail, Mailbox, Mood};
pub use needles::Needles;
pub use round_trips::RoundTrips;
pub use stream::EventStream;

use std::{future::Future, sync::Arc};

use tokio::runtime::{Builder, Runtime};

/// Runs a test body on one engine, and fails it if jobs were left or an error was logged.
pub async fn run<F: Future<Output = ()>>(engine: Engine, body: impl FnOnce(Arc<TestApp>) -> F) {
    let errors = errors::Log::default().watch();
    run_app(engine, body).await;
    errors.assert_none();
}

/// Runs a test body with files in a bucket.
pub async fn run_with_bucket<F: Future<Output = ()>>(body: impl FnOnce(Arc<TestApp>) -> F) {
    let errors = errors::Log::default().watch();
    let database = TestDatabase::create(Engine::Sqlite).await;
    let bucket = TestBucket::create().await;
    let objects = objects::open(&bucket.url, &bucket.access).expect("a bucket opens");
    let app = Arc::new(TestApp::keeping_files_in(database, objects).await);
    body(Arc::clone(&app)).await;
    app.finish().await;
    errors.assert_none();
}

/// A client to speak to real servers with.
pub fn http() -> reqwest::Client {
    server::install_crypto();
    reqwest::Client::new()
}

/// The same on a runtime of two threads: what is spawned really runs at once.
pub fn run_on_two_threads<F: Future<Output = ()>>(engine: Engine, body: impl FnOnce(Arc<TestApp>) -> F) {
    let log = errors::Log::default();
    let errors = log.watch();
    two_threads(&log).block_on(run_app(engine, body));
    errors.assert_none();
}

fn two_threads(log: &errors::Log) -> Runtime {
    let log = log.clone();
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().on_thread_start(move || log.watch_thread());
    builder.build().expect("a runtime starts")
}

async fn run_app<F: Future<Output = ()>>(engine: Engine, body: impl FnOnce(Arc<TestApp>) -> F) {
    let app = Arc::new(TestApp::start(engine).await);
    body(Arc::clone(&app)).await;
    app.finish().await;
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

/// Makes one test body run on both engines, and with files in a bucket instead of a folder.
#[macro_export]
macro_rules! both_stores {
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

            #[tokio::test]
            async fn bucket() {
                $crate::run_with_bucket(body).await;
            }
        }
    };
}
