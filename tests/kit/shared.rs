//! Servers that all test processes of this user share. The first process that needs one starts it; each
//! holds a shared lock while it runs; a watchdog stops the server once nobody holds the lock. A killed
//! test leaves none behind.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Joins the server of this name; whoever comes first starts it in the directory that is the result.
pub(crate) fn join(
    name: &str,
    is_running: impl FnOnce(&Path) -> bool,
    start: impl FnOnce(&Path),
) -> (PathBuf, File) {
    let directory = std::env::temp_dir().join(format!("benchdesk-test-{name}-{}", owner()));
    let lock = |suffix: &str| {
        let path = directory.with_extension(suffix);
        let options = OpenOptions::new().create(true).truncate(false).write(true).read(true).open(path);
        options.expect("the lock file of a shared server opens")
    };
    let starting = lock("starting");
    starting.lock().expect("a shared server can be locked");
    let in_use = lock("in-use");
    in_use.lock_shared().expect("a shared server can be marked as in use");
    if !is_running(&directory) {
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir(&directory).expect("a shared server gets a directory");
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o777)).unwrap();
        start(&directory);
        for suffix in ["starting", "in-use"] {
            let _ = fs::set_permissions(directory.with_extension(suffix), fs::Permissions::from_mode(0o666));
        }
    }
    (directory, in_use)
}

/// Runs `end`, a line for the shell with `$1` for the directory, when nobody has used the server for a
/// few seconds. `shell` is the shell to run it in, as whom it may.
pub(crate) fn watch(directory: &Path, mut shell: Vec<String>, end: &str) {
    // Nobody can join meanwhile: both locks are held until all is gone.
    let script = format!(
        "while sleep 5; do flock --nonblock --exclusive \"$1.starting\" \
         flock --nonblock --exclusive \"$1.in-use\" sh -c '{end}' sh \"$1\" && exit; done"
    );
    shell.extend(["-c".to_owned(), script, "sh".to_owned(), directory.display().to_string()]);
    let mut watchdog = Command::new("setsid");
    watchdog.args(["--fork", "sh", "-c", "exec \"$@\"", "sh"]).args(shell);
    succeed(watchdog.stdin(Stdio::null()));
}

pub(crate) fn owner() -> u32 {
    fs::metadata("/proc/self").expect("a process has an owner").uid()
}

pub(crate) fn succeed(command: &mut Command) {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let status = quiet.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}
