//! Migrated databases that tests copy, made once for each build of a test program, so that none meets
//! another's schema. Whichever process needs one first makes it; the others wait.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    time::Duration,
};

use sea_orm::{ConnectionTrait, Statement};
use tokio::sync::OnceCell;

use crate::{cluster::cluster, database::open, shared::owner};

/// Files that no test has asked for since are those of former builds.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// The path of SQLite's file.
pub(crate) async fn file() -> PathBuf {
    let directory = std::env::temp_dir().join(format!("benchdesk-test-templates-{}", owner()));
    fs::create_dir_all(&directory).expect("templates get a directory");
    let path = directory.join(format!("{:x}.db", build()));
    let making = File::create(path.with_extension("making")).expect("the lock file of a template opens");
    making.lock().expect("a template can be locked");
    if !path.exists() {
        remove_former(&directory);
        let unfinished = path.with_extension("unfinished");
        let _ = fs::remove_file(&unfinished);
        migrate(&format!("sqlite://{}", unfinished.display())).await;
        fs::rename(unfinished, &path).expect("a template gets its name");
    }
    path
}

/// The name of the database in the cluster.
pub(crate) async fn name() -> &'static str {
    static NAME: OnceCell<String> = OnceCell::const_new();
    NAME.get_or_init(make_in_cluster).await
}

async fn make_in_cluster() -> String {
    let name = format!("template_{:x}", build());
    let maintenance = open(&cluster().url("postgres"), 1).await;
    let cluster_obeys = async |sql: String| {
        maintenance.connection().execute_unprepared(&sql).await.expect("the cluster obeys");
    };
    // Until this connection closes.
    cluster_obeys(format!("SELECT pg_advisory_lock({})", build().cast_signed())).await;
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate");
    let connection = maintenance.connection();
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    if connection.query_one_raw(statement).await.expect("the cluster answers").is_none() {
        cluster_obeys(format!("DROP DATABASE IF EXISTS {name}")).await;
        cluster_obeys(format!("CREATE DATABASE {name}")).await;
        migrate(&cluster().url(&name)).await;
        cluster_obeys(format!("ALTER DATABASE {name} IS_TEMPLATE true")).await;
    }
    maintenance.close().await.expect("the connection closes");
    name
}

async fn migrate(url: &str) {
    let database = open(url, 1).await;
    migrations::apply(database.connection()).await.expect("migrations apply");
    database.close().await.expect("the template closes");
}

/// What tells this build of this test program from all others.
fn build() -> u64 {
    let program = std::env::current_exe().expect("a test program has a path");
    let mut hasher = DefaultHasher::new();
    program.hash(&mut hasher);
    program.metadata().and_then(|m| m.modified()).expect("a test program has an age").hash(&mut hasher);
    hasher.finish()
}

fn remove_former(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let made = entry.metadata().and_then(|metadata| metadata.modified());
        if made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age > KEPT_FOR)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
