//! The machine that the process runs on.

use std::path::{Path, PathBuf};

use domain::instance::Host;

use crate::{config::Settings, wiring::sqlite_file};

/// Disk and mail, as configured.
pub struct Machine {
    files: PathBuf,
    mail: &'static str,
}

impl Machine {
    /// The machine, seen from where these settings keep files.
    pub fn of(settings: &Settings) -> Self {
        let database = sqlite_file(&settings.database_url).and_then(Path::parent);
        Self {
            files: database.unwrap_or(&settings.data_dir).to_owned(),
            mail: mail_transport(&settings.mail_url),
        }
    }
}

impl Host for Machine {
    fn free_bytes(&self) -> Option<u64> {
        free_bytes(&self.files)
    }

    fn mail_transport(&self) -> &'static str {
        self.mail
    }
}

/// How many bytes whoever runs the desk can still write there.
pub fn free_bytes(directory: &Path) -> Option<u64> {
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let disk = rustix::fs::statvfs(directory).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// What `mail_url` begins with, in words.
pub fn mail_transport(mail_url: &str) -> &'static str {
    match mail_url.split(':').next() {
        Some("log") => "terminal",
        Some("file") => "folder",
        _ => "smtp",
    }
}
