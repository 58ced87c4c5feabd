//! Ledger and shelf as files.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    vault::{Archive, Fact, LedgerEntry, LedgerHead, Shelf, continue_chain},
};

use crate::{
    OpenError,
    files::{blocking, if_there, make_folder, sync_folder, unavailable, write_new},
};

/// The ledger's file: an entry in each line, added at the end.
pub const LEDGER: &str = "ledger.jsonl";
/// The shelf's file.
pub const SHELF: &str = "shelf.json";

/// How much later than the new one a shelf may have been made that stays: of two that are put at once, none is
/// that much older. One that says more was made by a clock that was wrong.
const AT_ONCE: Duration = Duration::from_mins(10);

/// A folder with ledger and shelf. Its newest copy is needed to restore a backup; it holds nothing that could
/// be read without the keys.
#[derive(Clone)]
pub struct LedgerDirectory {
    folder: Arc<PathBuf>,
}

impl LedgerDirectory {
    /// Opens the folder, and begins the ledger if there is none. `desk` tells one desk from another.
    pub fn open(folder: &Path, desk: &str, at: Timestamp) -> Result<Self, OpenError> {
        let refuse = |what: &str| OpenError(format!("the ledger directory {} {what}", folder.display()));
        let cannot = |error: &dyn std::fmt::Display| refuse(&format!("cannot be used: {error}"));
        make_folder(folder).map_err(|error| cannot(&error.kind()))?;
        let this = Self { folder: Arc::new(folder.to_owned()) };
        let begun = Fact::Begun { desk: desk.to_owned() };
        let first = this.begin(at, &begun).map_err(|error| cannot(&innermost(&error)))?;
        if first.fact == begun { Ok(this) } else { Err(refuse("belongs to another desk; each has its own")) }
    }

    /// The first entry.
    fn begin(&self, at: Timestamp, begun: &Fact) -> Result<LedgerEntry> {
        let mut ledger = Locked::open(&self.folder)?;
        if let Some(first) = ledger.entries.first() {
            return Ok(first.clone());
        }
        let first = LedgerEntry::after(None, at, begun.clone())?;
        ledger.write(std::slice::from_ref(&first)).map_err(unavailable)?;
        Ok(first)
    }
}

#[async_trait]
impl Archive for LedgerDirectory {
    async fn entries(&self, behind: i64) -> Result<Vec<LedgerEntry>> {
        let path = self.folder.join(LEDGER);
        blocking(move || {
            let text = if_there(fs::read(&path)).map_err(unavailable)?.unwrap_or_default();
            let (entries, _) = parse(&text)?;
            Ok(behind_seq(entries, behind))
        })
        .await
    }

    async fn append(
        &self,
        known: Option<&LedgerHead>,
        at: Timestamp,
        facts: &[Fact],
    ) -> Result<(Vec<i64>, LedgerHead)> {
        let (folder, known, facts) = (Arc::clone(&self.folder), known.cloned(), facts.to_vec());
        blocking(move || {
            let mut ledger = Locked::open(&folder)?;
            let known_seq = known.as_ref().map_or(0, |known| known.seq);
            let has_known =
                known.is_none_or(|known| ledger.entries.iter().any(|entry| entry.head() == known));
            let (true, Some(last)) = (has_known, ledger.entries.last()) else {
                return Err(Error::internal("the ledger ends before what the database knows"));
            };
            let head = last.head();
            let since = behind_seq(std::mem::take(&mut ledger.entries), known_seq);
            let (added, places) = continue_chain(&since, Some(head.clone()), at, &facts)?;
            ledger.write(&added).map_err(unavailable)?;
            Ok((places, added.last().map_or(head, LedgerEntry::head)))
        })
        .await
    }

    async fn put_shelf(&self, new: &Shelf) -> Result<bool> {
        let (folder, text) = (Arc::clone(&self.folder), serde_json::to_vec(new).map_err(Error::internal)?);
        let made_at = new.made_at.parse::<Timestamp>().map_err(Error::internal)?;
        blocking(move || {
            // Of two that put theirs at once, the newer stays, whichever comes last.
            let _alone = Locked::open(&folder)?;
            let there = if_there(fs::read(folder.join(SHELF))).map_err(unavailable)?;
            let there = there.and_then(|text| serde_json::from_slice::<Shelf>(&text).ok());
            let there = there.and_then(|shelf| shelf.made_at.parse::<Timestamp>().ok());
            let later = there.and_then(|there| (there - made_at).to_std().ok());
            if later.is_some_and(|later| !later.is_zero() && later <= AT_ONCE) {
                return Ok(false);
            }
            replace(&folder, &text).map_err(unavailable)?;
            Ok(true)
        })
        .await
    }

    async fn shelf(&self) -> Result<Option<Shelf>> {
        let folder = Arc::clone(&self.folder);
        blocking(move || read_shelf(&folder)).await
    }
}

/// What the ledger in a folder says, without making one where there is none.
pub fn read_ledger(folder: &Path) -> Result<Vec<LedgerEntry>> {
    let text = if_there(fs::read(folder.join(LEDGER))).map_err(unavailable)?.unwrap_or_default();
    Ok(parse(&text)?.0)
}

/// The shelf in a folder, if there is one.
pub fn read_shelf(folder: &Path) -> Result<Option<Shelf>> {
    let text = if_there(fs::read(folder.join(SHELF))).map_err(unavailable)?;
    let read = text.map(|text| serde_json::from_slice(&text)).transpose();
    read.map_err(|_| Error::internal("the shelf is damaged"))
}

/// The ledger, while nobody else can write it.
struct Locked {
    file: File,
    entries: Vec<LedgerEntry>,
}

impl Locked {
    fn open(folder: &Path) -> Result<Self> {
        let open = || {
            let path = folder.join(LEDGER);
            let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
            file.lock()?;
            let mut text = Vec::new();
            file.read_to_end(&mut text)?;
            if text.is_empty() {
                sync_folder(folder)?;
            }
            io::Result::Ok((file, text))
        };
        let (mut file, text) = open().map_err(unavailable)?;
        let (entries, whole) = parse(&text)?;
        if whole < text.len() {
            // Nobody was told of a line that a crash has cut off.
            let cut = u64::try_from(whole).unwrap_or_default();
            file.set_len(cut).and_then(|()| file.seek(SeekFrom::Start(cut))).map_err(unavailable)?;
        }
        Ok(Self { file, entries })
    }

    fn write(&mut self, entries: &[LedgerEntry]) -> io::Result<()> {
        self.file.write_all(&lines(entries)?)?;
        self.file.sync_all()
    }
}

/// Reads the entries and checks their chain; says where the last whole line ends.
fn parse(text: &[u8]) -> Result<(Vec<LedgerEntry>, usize)> {
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut entries: Vec<LedgerEntry> = Vec::new();
    for line in text[..whole].split_inclusive(|byte| *byte == b'\n') {
        let entry: LedgerEntry = serde_json::from_slice(line).map_err(|_| broken(entries.len() + 1))?;
        if !entry.follows(entries.last().map(LedgerEntry::head).as_ref()) {
            return Err(broken(entries.len() + 1));
        }
        entries.push(entry);
    }
    Ok((entries, whole))
}

fn broken(line: usize) -> Error {
    Error::internal(format!("the ledger was changed: line {line} is not what was written"))
}

fn behind_seq(mut entries: Vec<LedgerEntry>, seq: i64) -> Vec<LedgerEntry> {
    entries.retain(|entry| entry.seq > seq);
    entries
}

/// Writes what another has, as new files of a folder; returns their names.
pub fn write_copy(
    folder: &Path,
    entries: &[LedgerEntry],
    newest: Option<&Shelf>,
) -> io::Result<Vec<&'static str>> {
    write_new(&folder.join(LEDGER), &lines(entries)?)?;
    let mut written = vec![LEDGER];
    if let Some(newest) = newest {
        write_new(&folder.join(SHELF), &serde_json::to_vec(newest)?)?;
        written.push(SHELF);
    }
    Ok(written)
}

fn lines(entries: &[LedgerEntry]) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut lines, entry)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The old shelf is there until the new one is on disk.
fn replace(folder: &Path, text: &[u8]) -> io::Result<()> {
    let draft = folder.join(format!("{SHELF}.part"));
    if_there(fs::remove_file(&draft))?;
    write_new(&draft, text)?;
    fs::rename(&draft, folder.join(SHELF))?;
    sync_folder(folder)
}

/// What lies behind an error that tells clients less than an operator needs.
fn innermost(error: &Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn destroyed(through: i64) -> Fact {
        Fact::Destroyed { through }
    }

    #[tokio::test]
    async fn what_is_written_can_be_read_and_is_written_once() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = LedgerDirectory::open(dir.path(), "a", at()).unwrap();
        let (places, head) = ledger.append(None, at(), &[destroyed(1), destroyed(2)]).await.unwrap();
        assert_eq!((places, head.seq), (vec![2, 3], 3));
        let (places, again) = ledger.append(None, at(), &[destroyed(2), destroyed(3)]).await.unwrap();
        assert_eq!((places, again.seq), (vec![3, 4], 4));
        let behind = ledger.entries(head.seq).await.unwrap();
        assert_eq!(behind.iter().map(|entry| entry.fact.clone()).collect::<Vec<_>>(), [destroyed(3)]);
        assert!(LedgerDirectory::open(dir.path(), "b", at()).is_err());
        LedgerDirectory::open(dir.path(), "a", at()).unwrap();
    }

    #[tokio::test]
    async fn of_two_shelves_the_newer_stays() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = LedgerDirectory::open(dir.path(), "a", at()).unwrap();
        let of = |made_at: &str| Shelf { made_at: made_at.to_owned(), wraps: Vec::new() };
        for (made_at, is_written) in
            [("2026-11-22T10:00:00Z", true), ("2026-11-22T10:02:00Z", true), ("2026-11-22T10:01:00Z", false)]
        {
            assert_eq!(ledger.put_shelf(&of(made_at)).await.unwrap(), is_written, "{made_at}");
        }
        assert_eq!(ledger.shelf().await.unwrap(), Some(of("2026-11-22T10:02:00Z")));
        // A clock that was wrong once keeps no shelf from being written.
        for made_at in ["2031-01-01T00:00:00Z", "2026-11-22T11:00:00Z"] {
            assert!(ledger.put_shelf(&of(made_at)).await.unwrap(), "{made_at}");
        }
    }

    #[tokio::test]
    async fn a_line_that_was_cut_off_by_a_crash_is_no_entry() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = LedgerDirectory::open(dir.path(), "a", at()).unwrap();
        ledger.append(None, at(), &[destroyed(1)]).await.unwrap();
        let file = dir.path().join(LEDGER);
        let whole = fs::read(&file).unwrap();
        fs::write(&file, [whole.as_slice(), &whole[..20]].concat()).unwrap();
        assert_eq!(ledger.entries(0).await.unwrap().len(), 2);
        ledger.append(None, at(), &[destroyed(2)]).await.unwrap();
        assert_eq!(ledger.entries(0).await.unwrap().len(), 3);
    }

    #[tokio::test]
    async fn what_was_tampered_with_or_is_older_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = LedgerDirectory::open(dir.path(), "a", at()).unwrap();
        let (_, head) = ledger.append(None, at(), &[destroyed(1), destroyed(2)]).await.unwrap();
        let file = dir.path().join(LEDGER);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace("\"through\":1", "\"through\":9")).unwrap();
        assert!(ledger.entries(0).await.is_err());
        assert!(ledger.append(None, at(), &[destroyed(3)]).await.is_err());
        let older: String = text.split_inclusive('\n').take(2).collect();
        fs::write(&file, older).unwrap();
        assert!(ledger.append(Some(&head), at(), &[destroyed(3)]).await.is_err());
    }
}
