//! A fresh, migrated database for each test.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::atomic::{AtomicU32, Ordering},
};

use persistence::{Database, Tuning};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::cluster::cluster;

/// The engines that everything runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A database of the temporary cluster.
    Postgres,
}

/// A migrated database of one test. Dropped with the test.
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    /// A directory of the test's own; SQLite's file is in it.
    pub directory: TempDir,
    engine: Engine,
}

impl TestDatabase {
    /// A fresh one.
    pub async fn create(engine: Engine) -> Self {
        let directory = TempDir::with_prefix("benchdesk-test-").expect("a test gets a directory");
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", directory.path().join("benchdesk.db").display()),
            Engine::Postgres => clone_template().await,
        };
        let created = Self { url, directory, engine };
        if engine == Engine::Sqlite {
            let database = created.connect().await;
            migrations::apply(database.connection()).await.expect("migrations apply");
            database.close().await.expect("the database closes");
        }
        created
    }

    /// Opens it.
    pub async fn connect(&self) -> Database {
        persistence::connect(&self.url, Tuning { connections: 8 }).await.expect("the database opens")
    }

    /// Which engine it is on.
    pub const fn engine(&self) -> Engine {
        self.engine
    }
}

/// Copies the migrated template: faster than migrating for each test.
async fn clone_template() -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let template = TEMPLATE.get_or_init(make_template).await;
    let name = format!("t_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    execute("postgres", &format!("DROP DATABASE IF EXISTS {name}")).await;
    execute("postgres", &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    cluster().url(&name)
}

/// One template for each build of a test program, so that none meets another's schema.
async fn make_template() -> String {
    let program = std::env::current_exe().expect("a test program has a path");
    let mut hasher = DefaultHasher::new();
    program.hash(&mut hasher);
    program.metadata().and_then(|m| m.modified()).expect("a test program has an age").hash(&mut hasher);
    let name = format!("template_{:x}_{}", hasher.finish(), std::process::id());
    execute("postgres", &format!("CREATE DATABASE {name}")).await;
    let database = persistence::connect(&cluster().url(&name), Tuning { connections: 1 }).await;
    let database = database.expect("the template opens");
    migrations::apply(database.connection()).await.expect("migrations apply");
    database.close().await.expect("the template closes");
    name
}

async fn execute(database: &str, sql: &str) {
    let database = persistence::connect(&cluster().url(database), Tuning { connections: 1 }).await;
    let database = database.expect("the cluster answers");
    database.connection().execute_unprepared(sql).await.expect("the cluster obeys");
    database.close().await.expect("the connection closes");
}
