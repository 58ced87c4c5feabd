//! Everything that lies on the disk because of a desk: its folder, and what its database's server has written.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, Statement};

use crate::database::{Engine, TestDatabase};

/// Files by their paths, with what is in them.
pub type Files = Vec<(String, Vec<u8>)>;

/// A moment in the logs of the cluster, which the tests beside this one fill, too.
pub struct Moment {
    /// The file of the write-ahead log.
    segment: String,
    /// How long the server's own log is.
    said: usize,
}

/// Adds every file below the folder.
pub fn read_folder(folder: &Path, into: &mut Files) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_folder(&path, into);
        } else if let Ok(bytes) = read(&path) {
            into.push((path.display().to_string(), bytes));
        }
    }
}

/// Whoever closes a file of SQLite gives up all locks that this process has on it: another process reads it.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path.to_string_lossy().contains(".db") {
        return Command::new("cat").arg(path).output().map(|read| read.stdout);
    }
    fs::read(path)
}

/// What `docs/operations.md` says to do about what was stored before.
pub async fn tidy_up(database: &TestDatabase) {
    let statements: &[&str] = match database.engine() {
        Engine::Sqlite => &["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"],
        Engine::Postgres => &["VACUUM FULL", "CHECKPOINT"],
    };
    if database.engine() == Engine::Postgres {
        waits_for_readers(database).await;
    }
    for statement in statements {
        execute(database, statement).await;
    }
}

/// What PostgreSQL does now and then to plan by, and SQLite never.
pub async fn takes_samples(database: &TestDatabase) {
    if database.engine() == Engine::Postgres {
        execute(database, "ANALYZE").await;
    }
}

/// What somebody still sees stays: PostgreSQL itself also looks at tables now and then.
async fn waits_for_readers(database: &TestDatabase) {
    let readers = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() \
                   AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL";
    let deadline = Instant::now() + Duration::from_mins(1);
    while value(database, readers).await != "0" {
        assert!(Instant::now() < deadline, "somebody reads an old state all the time");
    }
}

/// The files of the desk and those of its database, without the logs of a cluster, which are used up by themselves.
pub async fn of_desk(database: &TestDatabase) -> Files {
    let mut all = Files::new();
    read_folder(database.directory.path(), &mut all);
    if database.engine() == Engine::Postgres {
        execute(database, "CHECKPOINT").await;
        let own = place(database).await.join("base").join(own_number(database).await);
        read_folder(&own, &mut all);
    }
    all
}

/// Now, in the logs of the cluster; `None` without one.
pub async fn now(database: &TestDatabase) -> Option<Moment> {
    match database.engine() {
        Engine::Sqlite => None,
        Engine::Postgres => {
            let segment = value(database, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())").await;
            let said = fs::read(log_of(&place(database).await)).expect("the cluster's log can be read").len();
            Some(Moment { segment, said })
        }
    }
}

/// The whole folder of the cluster's data without the databases of others, and both logs since then.
pub async fn of_cluster(database: &TestDatabase, since: &Moment) -> Files {
    execute(database, "CHECKPOINT").await;
    let data = place(database).await;
    let mut all = Files::new();
    for entry in fs::read_dir(&data).expect("a cluster has data").flatten() {
        match entry.file_name().to_str() {
            Some("base") => {
                read_folder(&entry.path().join(own_number(database).await), &mut all);
                read_folder(&entry.path().join("pgsql_tmp"), &mut all);
            }
            Some("pg_wal") => all.extend(segments(&entry.path(), &since.segment)),
            _ if entry.path().is_dir() => read_folder(&entry.path(), &mut all),
            _ => all.extend(fs::read(entry.path()).map(|bytes| (entry.path().display().to_string(), bytes))),
        }
    }
    let said = fs::read(log_of(&data)).expect("the cluster's log can be read").split_off(since.said);
    all.push(("the cluster's log".to_owned(), said));
    all
}

fn segments(folder: &Path, since: &str) -> Files {
    let mut all = Files::new();
    read_folder(folder, &mut all);
    all.retain(|(name, _)| name.rsplit('/').next().is_some_and(|file| file >= since));
    assert!(!all.is_empty(), "the cluster's log cannot be read");
    all
}

/// Where the server says what it has to say.
fn log_of(data: &Path) -> PathBuf {
    data.with_file_name("log")
}

/// Where a cluster has its data.
pub async fn place(database: &TestDatabase) -> PathBuf {
    value(database, "SHOW data_directory").await.into()
}

async fn own_number(database: &TestDatabase) -> String {
    value(database, "SELECT oid::text FROM pg_database WHERE datname = current_database()").await
}

async fn value(database: &TestDatabase, sql: &str) -> String {
    let open = database.connect().await;
    let statement = Statement::from_string(open.connection().get_database_backend(), sql);
    let row = open.connection().query_one_raw(statement).await.expect("a statement runs");
    open.close().await.expect("the database closes");
    row.expect("there is a row").try_get_by_index(0).expect("it holds a text")
}

async fn execute(database: &TestDatabase, sql: &str) {
    let open = database.connect().await;
    open.connection().execute_unprepared(sql).await.expect("a statement runs");
    open.close().await.expect("the database closes");
}
