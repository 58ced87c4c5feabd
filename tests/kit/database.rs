//! A fresh, migrated database for each test.

use std::{
    fs,
    sync::atomic::{AtomicU32, Ordering},
};

use persistence::{Database, Tuning};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::{cluster::cluster, template};

/// The name of SQLite's file.
const FILE: &str = "benchdesk.db";

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
    /// A fresh one: a copy of one that all tests of this build share, which is faster than migrating for each.
    pub async fn create(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let created = Self::create_empty(engine).await;
                let file = created.directory.path().join(FILE);
                fs::copy(template::file().await, file).expect("the template is copied");
                created
            }
            Engine::Postgres => Self::of_template(template::name().await).await,
        }
    }

    /// One without any table.
    pub async fn create_empty(engine: Engine) -> Self {
        if engine == Engine::Postgres {
            return Self::of_template("template0").await;
        }
        let directory = own_directory();
        let url = format!("sqlite://{}", directory.path().join(FILE).display());
        Self { url, directory, engine }
    }

    async fn of_template(template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("t_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let cluster_itself = open(&cluster().url("postgres"), 1).await;
        for sql in
            [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name} TEMPLATE {template}")]
        {
            cluster_itself.connection().execute_unprepared(&sql).await.expect("the cluster obeys");
        }
        cluster_itself.close().await.expect("the connection closes");
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

pub(crate) async fn open(url: &str, connections: u32) -> Database {
    let tuning = Tuning { connections, ..Tuning::default() };
    persistence::connect(url, tuning).await.expect("the database opens")
}
