//! The secret file: 32 random bytes in base64, made at first start. All keys come from it.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::random::Random;

use crate::failure::Failure;

/// The application key.
pub type Secret = [u8; 32];

/// Reads the secret file, or makes it if there is none.
pub fn read_or_create(path: &Path, random: &dyn Random) -> Result<Secret, Failure> {
    match read(path)? {
        Some(secret) => Ok(secret),
        None => create(path, random),
    }
}

/// Reads the secret file; `None` if there is none. A file that others may read is refused.
pub fn read(path: &Path) -> Result<Option<Secret>, Failure> {
    let cannot = |error: &std::io::Error| complaint(path, &format!("cannot be read: {}", error.kind()));
    let mode = match fs::metadata(path) {
        Ok(metadata) => metadata.permissions().mode(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(&error)),
    };
    if mode & 0o007 != 0 {
        return Err(complaint(
            path,
            "can be used by everyone on this machine; take that right away (chmod 600)",
        ));
    }
    let text = fs::read_to_string(path).map_err(|error| cannot(&error))?;
    let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| Secret::try_from(bytes).ok());
    bytes.map(Some).ok_or_else(|| complaint(path, "does not hold 32 bytes in base64"))
}

/// Makes the file so that it is there whole or not at all, also after a crash. Of two processes
/// that try at once, one wins, and both go on with the winner's secret.
fn create(path: &Path, random: &dyn Random) -> Result<Secret, Failure> {
    let mut secret = Secret::default();
    random.fill(&mut secret);
    let draft = draft_path(path, random);
    let made = write_draft(&draft, &secret).and_then(|()| fs::hard_link(&draft, path));
    let _ = fs::remove_file(&draft);
    match made.and_then(|()| sync_directory(path)) {
        Ok(()) => Ok(secret),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| complaint(path, "has just been removed"))
        }
        Err(error) => Err(complaint(path, &format!("cannot be made: {}", error.kind()))),
    }
}

fn draft_path(path: &Path, random: &dyn Random) -> PathBuf {
    let mut suffix = [0; 4];
    random.fill(&mut suffix);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:08x}", u32::from_be_bytes(suffix)));
    path.with_file_name(name)
}

fn write_draft(draft: &Path, secret: &Secret) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
    // The mask may have taken rights away; it must not be what decides.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(STANDARD.encode(secret).as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

fn sync_directory(path: &Path) -> std::io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

fn complaint(path: &Path, what: &str) -> Failure {
    Failure::new(format!("the secret file {} {what}", path.display()))
}

#[cfg(test)]
mod tests {
    use domain::random::SystemSource;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_first_start_makes_it_and_later_ones_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("benchdesk.secret");
        assert_eq!(read(&path).unwrap(), None);
        let made = read_or_create(&path, &SystemSource::new()).unwrap();
        assert_ne!(made, Secret::default());
        assert_eq!(read_or_create(&path, &SystemSource::new()).unwrap(), made);
        assert_eq!(mode(&path), 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn of_many_first_starts_one_wins() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("benchdesk.secret");
        let secrets: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..16)
                .map(|_| scope.spawn(|| read_or_create(&path, &SystemSource::new()).unwrap()))
                .collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(secrets.iter().all(|secret| *secret == secrets[0]));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_for_everyone_to_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("benchdesk.secret");
        read_or_create(&path, &SystemSource::new()).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        assert!(read(&path).unwrap_err().lines()[0].contains("chmod 600"));
    }

    #[test]
    fn a_file_of_the_wrong_size_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("benchdesk.secret");
        for wrong in ["", "AAAA", "not base64!", &STANDARD.encode([1; 33])] {
            fs::write(&path, wrong).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            assert!(read(&path).unwrap_err().lines()[0].ends_with("does not hold 32 bytes in base64"));
        }
    }

    #[test]
    fn a_directory_that_is_not_there_is_one_line() {
        let failure =
            read_or_create(Path::new("/nowhere/benchdesk.secret"), &SystemSource::new()).unwrap_err();
        assert_eq!(
            failure.lines(),
            ["the secret file /nowhere/benchdesk.secret cannot be made: entity not found"]
        );
    }
}
