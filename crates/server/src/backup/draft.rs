use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::random::Random;
use ring::digest;

use super::{MANIFEST, Manifest, SUMS};
use crate::failure::Failure;

/// How an unfinished object of the attachments' store ends.
const UNFINISHED: &str = ".part";
const PIECE: usize = 1 << 16;

/// A backup that is being made, in a folder with a hidden name beside its place. Dropped before it is
/// finished, it is removed; a process that is killed leaves the hidden folder, which is no backup.
pub struct Draft {
    place: PathBuf,
    folder: PathBuf,
    sums: Vec<(String, String)>,
}

impl Draft {
    /// Begins one. What is there already is not touched.
    pub fn begin(place: &Path, random: &dyn Random) -> Result<Self, Failure> {
        let shown = place.display();
        let refuse = |what: &str| Failure::new(format!("the backup {shown} {what}"));
        let name = place.file_name().ok_or_else(|| refuse("needs a name"))?;
        if place.symlink_metadata().is_ok() {
            return Err(refuse("is there already: every backup gets a folder of its own"));
        }
        let mut suffix = [0; 6];
        random.fill(&mut suffix);
        let hidden = format!(".{}.{}.part", name.to_string_lossy(), URL_SAFE_NO_PAD.encode(suffix));
        let folder = place.with_file_name(hidden);
        make_folder(&folder).map_err(|error| refuse(&format!("cannot be begun: {}", error.kind())))?;
        Ok(Self { place: place.to_owned(), folder, sums: Vec::new() })
    }

    /// Where a file of the backup is written.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Takes a file in that stands in the folder.
    pub fn take_in(&mut self, name: &str) -> io::Result<()> {
        let path = self.path(name);
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        let mut file = File::open(&path)?;
        let sum = sum(&mut file)?;
        file.sync_all()?;
        self.sums.push((name.to_owned(), sum));
        Ok(())
    }

    /// Copies a file into the backup.
    pub fn copy(&mut self, from: &Path, name: &str) -> io::Result<()> {
        copy_file(from, &self.path(name))?;
        self.take_in(name)
    }

    /// Copies a folder's files. What goes away meanwhile was removed from the desk, too.
    pub fn copy_folder(&mut self, from: &Path, name: &str) -> io::Result<()> {
        let to = self.path(name);
        for relative in copy_tree(from, &to)? {
            self.take_in(&format!("{name}/{relative}"))?;
        }
        Ok(())
    }

    /// Copies these files of a folder, as far as they are there.
    pub fn copy_some(&mut self, from: &Path, names: &[&str]) -> io::Result<()> {
        for name in names {
            match self.copy(&from.join(name), name) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// How many files were taken in.
    pub fn files(&self) -> usize {
        self.sums.len()
    }

    /// Seals the backup: everything is on disk before it gets its name.
    pub fn finish(mut self, manifest: &Manifest) -> io::Result<()> {
        let text = serde_json::to_string_pretty(manifest).map_err(io::Error::other)?;
        write_file(&self.path(MANIFEST), text.as_bytes())?;
        self.take_in(MANIFEST)?;
        let lines: Vec<_> = self.sums.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect();
        write_file(&self.path(SUMS), lines.concat().as_bytes())?;
        sync_folders(&self.folder)?;
        fs::rename(&self.folder, &self.place)?;
        sync_folder(parent(&self.place))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Once it has its name, there is nothing under this one.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Copies every finished file below a folder; returns their paths, relative, in order.
pub fn copy_tree(from: &Path, to: &Path) -> io::Result<Vec<String>> {
    let mut copied = Vec::new();
    copy_below(from, to, "", &mut copied)?;
    copied.sort();
    Ok(copied)
}

fn copy_below(from: &Path, to: &Path, prefix: &str, copied: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(from) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    make_folder(to)?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|_| ErrorKind::InvalidFilename)?;
        let target = to.join(&name);
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => {
                copy_below(&entry.path(), &target, &format!("{prefix}{name}/"), copied)?;
            }
            Ok(kind) if kind.is_file() && !name.ends_with(UNFINISHED) => {
                match copy_file(&entry.path(), &target) {
                    Ok(()) => copied.push(format!("{prefix}{name}")),
                    Err(error) if error.kind() == ErrorKind::NotFound && !entry.path().exists() => {}
                    Err(error) => return Err(error),
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Copies a file into a new one that only its owner can read, and puts it on disk.
pub fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let mut target = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    io::copy(&mut source, &mut target)?;
    target.sync_all()
}

fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

/// The checksum of everything that a reader gives.
pub(super) fn sum(reader: &mut impl Read) -> io::Result<String> {
    let mut context = digest::Context::new(&digest::SHA256);
    let mut piece = vec![0; PIECE];
    loop {
        match reader.read(&mut piece)? {
            0 => break,
            read => context.update(&piece[..read]),
        }
    }
    let digits: Vec<_> = context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(digits.concat())
}

/// The folder that something lies in.
pub fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts on disk what lies in a folder, by name.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// A file is in its folder for good when the folder is on disk.
fn sync_folders(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync_folder(path)
}
