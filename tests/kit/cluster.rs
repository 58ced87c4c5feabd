//! A temporary PostgreSQL cluster, shared by all test processes of this user.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use crate::shared::{self, owner, succeed};

/// A running cluster.
pub struct Cluster {
    directory: PathBuf,
    _in_use: File,
}

/// The cluster, started if need be.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::join)
}

impl Cluster {
    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.directory.display())
    }

    fn join() -> Self {
        let (directory, in_use) = shared::join("cluster", is_running, start);
        Self { directory, _in_use: in_use }
    }
}

fn is_running(directory: &Path) -> bool {
    let mut ready = as_postgres(&tool("pg_isready"));
    ready.args(["--quiet", "--host"]).arg(directory);
    ready.status().is_ok_and(|status| status.success())
}

fn start(directory: &Path) {
    let data = directory.join("data");
    let mut initdb = as_postgres(&tool("initdb"));
    initdb.args([
        "--no-sync",
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C",
        "--pgdata",
    ]);
    succeed(initdb.arg(&data));
    let options = format!(
        "-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c max_connections=500 -c shared_buffers=64MB",
        directory.display()
    );
    let mut server = as_postgres(&tool("pg_ctl"));
    server.arg("--pgdata").arg(&data).args(["--wait", "--options", &options, "--log"]);
    succeed(server.arg(directory.join("log")).arg("start"));
    watch(directory);
}

/// Stops the cluster when nobody has used it for a few seconds.
fn watch(directory: &Path) {
    let shell = as_postgres(Path::new("sh"));
    let words = std::iter::once(shell.get_program()).chain(shell.get_args());
    let words = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let end = format!(
        "{} --pgdata \"$1/data\" --mode immediate stop; rm -rf \"$1/data\" \"$1/log\"",
        tool("pg_ctl").display()
    );
    shared::watch(directory, words, &end);
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    if owner() != 0 {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// A server program: on the path, or where Debian keeps it.
pub fn tool(name: &str) -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<_> = debian.map(|version| version.path().join("bin")).collect();
    places.sort();
    places.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    places.extend(std::env::split_paths(&path));
    let found = places.into_iter().map(|place| place.join(name)).find(|program| program.is_file());
    found.unwrap_or_else(|| panic!("{name} of PostgreSQL is not installed: scripts/test installs it"))
}
