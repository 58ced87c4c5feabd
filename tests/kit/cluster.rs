//! A temporary PostgreSQL cluster, shared by all test processes of this user.
//!
//! The first process that needs it starts it; each holds a shared lock while it runs; a watchdog
//! stops the cluster and removes its data once nobody holds the lock. A killed test leaves
//! no server behind.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

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
        let directory = std::env::temp_dir().join(format!("benchdesk-test-cluster-{}", owner()));
        let lock = |suffix: &str| {
            let path = directory.with_extension(suffix);
            let options = OpenOptions::new().create(true).truncate(false).write(true).read(true).open(path);
            options.expect("the lock file of the test cluster opens")
        };
        let starting = lock("starting");
        starting.lock().expect("the test cluster can be locked");
        let in_use = lock("in-use");
        in_use.lock_shared().expect("the test cluster can be marked as in use");
        if !is_running(&directory) {
            start(&directory);
        }
        Self { directory, _in_use: in_use }
    }
}

fn owner() -> u32 {
    fs::metadata("/proc/self").expect("a process has an owner").uid()
}

fn is_running(directory: &Path) -> bool {
    let mut ready = as_postgres(&tool("pg_isready"));
    ready.args(["--quiet", "--host"]).arg(directory);
    ready.status().is_ok_and(|status| status.success())
}

fn start(directory: &Path) {
    let _ = fs::remove_dir_all(directory);
    fs::create_dir(directory).expect("the test cluster gets a directory");
    fs::set_permissions(directory, fs::Permissions::from_mode(0o777)).unwrap();
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
    let script = r#"
        while sleep 5; do
            # Nobody can join meanwhile: both locks are held until all is gone.
            flock --nonblock --exclusive "$1.starting" flock --nonblock --exclusive "$1.in-use" \
                sh -c '"$2" --pgdata "$1/data" --mode immediate stop; rm -rf "$1/data" "$1/log"' sh "$1" "$2" &&
                exit
        done"#;
    let mut watchdog = Command::new("setsid");
    watchdog.args(["--fork", "sh", "-c", "exec \"$@\"", "sh"]);
    let program = as_postgres(Path::new("sh"));
    watchdog.arg(program.get_program()).args(program.get_args());
    watchdog.args(["-c", script, "sh"]).arg(directory).arg(tool("pg_ctl"));
    for suffix in ["starting", "in-use"] {
        let _ = fs::set_permissions(directory.with_extension(suffix), fs::Permissions::from_mode(0o666));
    }
    succeed(watchdog.stdin(Stdio::null()));
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

fn succeed(command: &mut Command) {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let status = quiet.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

/// A server program: on the path, or where Debian keeps it.
pub(crate) fn tool(name: &str) -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<_> = debian.map(|version| version.path().join("bin")).collect();
    places.sort();
    places.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    places.extend(std::env::split_paths(&path));
    let found = places.into_iter().map(|place| place.join(name)).find(|program| program.is_file());
    found.unwrap_or_else(|| panic!("{name} of PostgreSQL is not installed: scripts/test installs it"))
}
