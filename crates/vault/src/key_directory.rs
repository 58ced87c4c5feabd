//! Keys in a folder, one file for each epoch.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use domain::{
    Error, Result,
    random::Random,
    vault::{
        CheckValue, DataKey, Epoch, HeldKey, KeyProvider, WrapPlace,
        cipher::{KEY_LENGTH, NONCE_LENGTH},
    },
};
use zeroize::Zeroizing;

use crate::{
    OpenError,
    files::{blocking, if_there, make_folder, sync_folder, unavailable, write_new},
};

/// How the file of a key is called, before the epoch's number.
const KEY: &str = "key-";
/// How a key's file is called while it is being written.
const DRAFT: &str = ".part";
/// The file that says whose keys these are.
const DESK: &str = "desk";

/// A folder with keys. It belongs in no backup and no snapshot: whoever has an old copy of it can read what
/// has ended since.
#[derive(Clone)]
pub struct KeyDirectory {
    folder: Arc<PathBuf>,
    random: Arc<dyn Random>,
}

impl KeyDirectory {
    /// Opens the folder, and makes it if it is not there. `desk` tells one desk from another: a folder is one
    /// desk's only. What is saved with the data and the ledger (`saved`) must not save the keys, too.
    pub fn open(
        folder: &Path,
        saved: &[&Path],
        desk: &str,
        random: Arc<dyn Random>,
    ) -> Result<Self, OpenError> {
        let refuse = |what: &str| OpenError(format!("the key directory {} {what}", folder.display()));
        let cannot = |error: io::Error| refuse(&format!("cannot be used: {}", error.kind()));
        if make_folder(folder).map_err(cannot)? {
            return Err(refuse("can be entered by others on this machine; take that right away (chmod 700)"));
        }
        let folder = folder.canonicalize().map_err(cannot)?;
        for place in saved {
            if place.canonicalize().is_ok_and(|place| folder.starts_with(place)) {
                return Err(refuse(&format!(
                    "is in {}: whoever saves that would save the keys, too. Put it elsewhere",
                    place.display()
                )));
            }
        }
        match claim(&folder, desk, random.as_ref()) {
            Ok(true) => Ok(Self { folder: Arc::new(folder), random }),
            Ok(false) => Err(refuse("belongs to another desk; each has its own")),
            Err(error) => Err(cannot(error)),
        }
    }

    fn path(&self, epoch: Epoch) -> PathBuf {
        path(&self.folder, epoch)
    }

    fn read(&self, epoch: Epoch) -> Result<Option<Zeroizing<[u8; KEY_LENGTH]>>> {
        read(&self.folder, epoch)
    }

    fn key(&self, epoch: Epoch) -> Result<Zeroizing<[u8; KEY_LENGTH]>> {
        self.read(epoch)?.ok_or(Error::Gone("key"))
    }

    /// It gets its name when it is on disk; of two that are made at once, the first counts.
    fn make(&self, epoch: Epoch) -> io::Result<()> {
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        self.random.fill(key.as_mut());
        let draft = draft(&self.path(epoch), self.random.as_ref());
        let made = write_new(&draft, key.as_ref()).and_then(|()| fs::hard_link(&draft, self.path(epoch)));
        let _ = fs::remove_file(&draft);
        match made {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => sync_folder(&self.folder),
        }
    }

    /// The bytes are overwritten where they are before their name goes. A draft that a crash has left is the
    /// same file under another name.
    fn remove(&self, epoch: Epoch) -> io::Result<()> {
        let path = self.path(epoch);
        if let Some(mut file) = if_there(OpenOptions::new().write(true).open(&path))? {
            let mut noise = [0; KEY_LENGTH];
            self.random.fill(&mut noise);
            file.write_all(&noise)?;
            file.sync_all()?;
            if_there(fs::remove_file(&path))?;
        }
        let of_epoch = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for entry in fs::read_dir(&*self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&of_epoch) && name.ends_with(DRAFT) {
                if_there(fs::remove_file(entry.path()))?;
            }
        }
        sync_folder(&self.folder)
    }

    fn nonce(&self) -> [u8; NONCE_LENGTH] {
        let mut nonce = [0; NONCE_LENGTH];
        self.random.fill(&mut nonce);
        nonce
    }

    async fn do_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let this = self.clone();
        blocking(move || work(&this)).await
    }
}

#[async_trait]
impl KeyProvider for KeyDirectory {
    async fn create(&self, epoch: Epoch) -> Result<CheckValue> {
        let create = move |this: &Self| {
            if this.read(epoch)?.is_none() {
                this.make(epoch).map_err(unavailable)?;
            }
            let made = this.read(epoch)?.ok_or_else(|| Error::internal("a key's file is damaged"))?;
            Ok(CheckValue::of(&made))
        };
        self.do_blocking(create).await
    }

    async fn keys(&self) -> Result<Vec<HeldKey>> {
        self.do_blocking(|this: &Self| read_keys(&this.folder)).await
    }

    /// 32 bytes out of the page cache: not worth a thread.
    async fn wrap(&self, place: WrapPlace, key: &DataKey) -> Result<Vec<u8>> {
        place.wrap(&*self.key(place.epoch)?, self.nonce(), key)
    }

    async fn unwrap(&self, place: WrapPlace, wrapped: &[u8]) -> Result<DataKey> {
        let unwrapped = place.unwrap(&*self.key(place.epoch)?, wrapped);
        // Changed, or wrapped for another place: nobody opens it.
        unwrapped.ok_or(Error::Gone("wrapped key"))
    }

    async fn destroy(&self, epoch: Epoch) -> Result<()> {
        self.do_blocking(move |this: &Self| this.remove(epoch).map_err(unavailable)).await
    }
}

/// The keys in a folder, without making one where there is none.
pub fn read_keys(folder: &Path) -> Result<Vec<HeldKey>> {
    let mut held = Vec::new();
    for epoch in if_there(list(folder)).map_err(unavailable)?.unwrap_or_default() {
        // One that has just been destroyed is not held.
        held.extend(read(folder, epoch)?.map(|key| HeldKey { epoch, check: CheckValue::of(&key) }));
    }
    Ok(held)
}

fn path(folder: &Path, epoch: Epoch) -> PathBuf {
    folder.join(format!("{KEY}{:08}", epoch.number()))
}

/// What a damaged file was the key of is not held.
fn read(folder: &Path, epoch: Epoch) -> Result<Option<Zeroizing<[u8; KEY_LENGTH]>>> {
    let bytes = if_there(fs::read(path(folder, epoch)).map(Zeroizing::new)).map_err(unavailable)?;
    Ok(bytes.and_then(|bytes| bytes.as_slice().try_into().ok()).map(Zeroizing::new))
}

fn list(folder: &Path) -> io::Result<Vec<Epoch>> {
    let mut epochs = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(KEY));
        epochs.extend(number.and_then(|number| number.parse().ok()).and_then(Epoch::from_number));
    }
    epochs.sort();
    Ok(epochs)
}

/// Whether the folder is this desk's; one that is nobody's becomes it.
fn claim(folder: &Path, desk: &str, random: &dyn Random) -> io::Result<bool> {
    let path = folder.join(DESK);
    if let Some(owner) = if_there(fs::read_to_string(&path))? {
        return Ok(owner.trim_end() == desk);
    }
    let draft = draft(&path, random);
    let made = write_new(&draft, format!("{desk}\n").as_bytes()).and_then(|()| fs::hard_link(&draft, &path));
    let _ = fs::remove_file(&draft);
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => {
            sync_folder(folder)?;
            Ok(fs::read_to_string(&path)?.trim_end() == desk)
        }
    }
}

fn draft(path: &Path, random: &dyn Random) -> PathBuf {
    let mut suffix = [0; 4];
    random.fill(&mut suffix);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:08x}{DRAFT}", u32::from_be_bytes(suffix)));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests;
