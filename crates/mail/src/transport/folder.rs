use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::mail::DeliveryError;
use tempfile::{Builder, PersistError};

use super::Dispatch;
use crate::SettingsError;

/// A folder with one `<id>.eml` per letter.
pub(crate) struct Folder(Arc<Path>);

impl Folder {
    /// The folder after `file:`, made if it is missing.
    pub(super) fn open(directory: &str) -> Result<Self, SettingsError> {
        let directory = directory.strip_prefix("//").unwrap_or(directory);
        if directory.is_empty() {
            return Err(SettingsError::NoDirectory);
        }
        fs::create_dir_all(directory).map_err(|_| SettingsError::Directory)?;
        Ok(Self(PathBuf::from(directory).into()))
    }

    /// Whether files can be made in it.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        Builder::new().prefix(".draft-").tempfile_in(&self.0).map(drop).map_err(|_| "folder_not_writable")
    }

    /// Puts a letter into the folder, unless it is there already.
    pub(super) async fn put(&self, dispatch: Dispatch) -> Result<(), DeliveryError> {
        let folder = Arc::clone(&self.0);
        let name = format!("{}.eml", dispatch.id);
        let content = dispatch.message.formatted();
        let written = tokio::task::spawn_blocking(move || write_once(&folder, &name, &content)).await;
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::warn!(job = %dispatch.id, kind = ?error.kind(), "letter cannot be written");
                Err(DeliveryError::Temporary)
            }
            Err(_) => Err(DeliveryError::Temporary),
        }
    }
}

/// The file appears under its name when it is whole and on disk, or not at all.
fn write_once(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let target = folder.join(name);
    if target.try_exists()? {
        return Ok(());
    }
    let mut draft = Builder::new().prefix(".draft-").tempfile_in(folder)?;
    draft.write_all(content)?;
    draft.as_file().sync_all()?;
    match draft.persist_noclobber(&target) {
        Ok(_) => File::open(folder)?.sync_all(),
        Err(PersistError { error, .. }) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(PersistError { error, .. }) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_first_writing_stays_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        write_once(folder.path(), "1.eml", b"first").unwrap();
        write_once(folder.path(), "1.eml", b"second").unwrap();
        assert_eq!(names(folder.path()), ["1.eml"]);
        assert_eq!(fs::read(folder.path().join("1.eml")).unwrap(), b"first");
    }

    #[test]
    fn of_many_writers_one_wins_and_readers_see_whole_letters() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("1.eml");
        std::thread::scope(|scope| {
            for writer in 0..8_u8 {
                let folder = folder.path();
                scope.spawn(move || write_once(folder, "1.eml", &vec![writer; 300_000]).unwrap());
            }
            for _ in 0..2_000 {
                if let Ok(letter) = fs::read(&target) {
                    assert_eq!(letter.len(), 300_000);
                }
            }
        });
        let letter = fs::read(&target).unwrap();
        assert!(letter.iter().all(|byte| *byte == letter[0]));
        assert_eq!(names(folder.path()), ["1.eml"]);
    }

    #[test]
    fn the_folder_is_made_or_the_setting_refused() {
        let parent = tempfile::tempdir().unwrap();
        let nested = parent.path().join("a/b");
        for prefix in ["", "//"] {
            assert!(Folder::open(&format!("{prefix}{}", nested.display())).is_ok());
        }
        assert!(nested.is_dir());
        fs::write(parent.path().join("file"), "").unwrap();
        let below_a_file = parent.path().join("file/folder").display().to_string();
        assert_eq!(Folder::open(&below_a_file).err(), Some(SettingsError::Directory));
        assert_eq!(Folder::open("").err(), Some(SettingsError::NoDirectory));
        assert_eq!(Folder::open("//").err(), Some(SettingsError::NoDirectory));
    }
}
