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
        let created = match engine {
            Engine::Sqlite => Self::create_empty(engine).await,
            Engine::Postgres => return Self::of_template(template().await).await,
        };
        let database = created.connect().await;
        migrations::apply(database.connection()).await.expect("migrations apply");
        database.close().await.expect("the database closes");
        created
    }

    /// One without any table.
    pub async fn create_empty(engine: Engine) -> Self {
        if engine == Engine::Postgres {
            return Self::of_template("template0").await;
        }
        let directory = own_directory();
        let url = format!("sqlite://{}", directory.path().join("benchdesk.db").display());
        Self { url, directory, engine }
    }

    /// A copy: faster than migrating for each test.
    async fn of_template(template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("t_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        execute("postgres", &format!("DROP DATABASE IF EXISTS {name}")).await;
        execute("postgres", &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { url: cluster().url(&name), directory: own_directory(), engine: Engine::Postgres }
    }

    /// Opens it.
    pub async fn connect(&self) -> Database {
        open(&self.url, 8).await
    }

    /// Which engine it is on.
    pub const fn engine(&self) -> Engine {
        self.engine
    }
}

fn own_directory() -> TempDir {
    TempDir::with_prefix("benchdesk-test-").expect("a test gets a directory")
}

async fn open(url: &str, connections: u32) -> Database {
    let tuning = Tuning { connections, ..Tuning::default() };
    persistence::connect(url, tuning).await.expect("the database opens")
}

/// The name of the migrated template.
async fn template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE.get_or_init(make_template).await
}

/// One template for each build of a test program, so that none meets another's schema.
async fn make_template() -> String {
    let program = std::env::current_exe().expect("a test program has a path");
    let mut hasher = DefaultHasher::new();
    program.hash(&mut hasher);
    program.metadata().and_then(|m| m.modified()).expect("a test program has an age").hash(&mut hasher);
    let name = format!("template_{:x}_{}", hasher.finish(), std::process::id());
    execute("postgres", &format!("CREATE DATABASE {name}")).await;
    let database = open(&cluster().url(&name), 1).await;
    migrations::apply(database.connection()).await.expect("migrations apply");
    database.close().await.expect("the template closes");
    name
}

async fn execute(database: &str, sql: &str) {
    let database = open(&cluster().url(database), 1).await;
    database.connection().execute_unprepared(sql).await.expect("the cluster obeys");
    database.close().await.expect("the connection closes");
}
