//! Looks for bytes in files, whatever the files are.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

const PIECE: usize = 1 << 20;

/// What a search has come to.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// How many files were read.
    pub(super) files: usize,
    /// Those that hold one of the sequences.
    pub(super) with: Vec<PathBuf>,
}

/// The content of every key's file.
pub(super) fn keys_of(folder: &Path) -> io::Result<Vec<Vec<u8>>> {
    let mut keys = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("key-") {
            keys.push(fs::read(entry.path())?);
        }
    }
    Ok(keys)
}

/// Reads every file at and below these places but one folder, if there is one to leave out, and says which hold one of the sequences.
pub(super) fn files_with(sequences: &[Vec<u8>], places: &[&Path], but: Option<&Path>) -> io::Result<Found> {
    let (mut found, mut ahead) = (Found::default(), Vec::new());
    ahead.extend(places.iter().filter_map(|place| place.canonicalize().ok()));
    ahead.sort();
    ahead.dedup();
    let but = but.map(Path::canonicalize).transpose()?;
    while let Some(path) = ahead.pop() {
        // What goes away meanwhile holds nothing.
        let Ok(kind) = fs::symlink_metadata(&path) else { continue };
        if kind.is_dir() && but.as_ref() != Some(&path) {
            for entry in fs::read_dir(&path)? {
                ahead.push(entry?.path());
            }
        } else if kind.is_file()
            && let Ok(file) = File::open(&path)
        {
            found.files += 1;
            if holds_one(file, sequences)? {
                found.with.push(path);
            }
        }
    }
    Ok(found)
}

fn holds_one(mut reader: impl Read, sequences: &[Vec<u8>]) -> io::Result<bool> {
    let overlap = sequences.iter().map(Vec::len).max().unwrap_or_default().saturating_sub(1);
    let mut buffer = Vec::new();
    loop {
        let kept = buffer.len().min(overlap);
        buffer.drain(..buffer.len() - kept);
        let read = reader.by_ref().take(PIECE as u64).read_to_end(&mut buffer)?;
        if sequences.iter().any(|sequence| holds(&buffer, sequence)) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
    }
}

/// Jumps from one first byte to the next: fast enough for gigabytes.
fn holds(mut bytes: &[u8], sequence: &[u8]) -> bool {
    let Some(first) = sequence.first() else { return false };
    while let Some(at) = bytes.iter().position(|byte| byte == first) {
        bytes = &bytes[at..];
        if bytes.starts_with(sequence) {
            return true;
        }
        bytes = &bytes[1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_found_wherever_it_stands() {
        let sequence = vec![b"needle".to_vec()];
        for at in [0, 1, PIECE - 3, PIECE, 3 * PIECE - 6] {
            let mut hay = vec![b'n'; 3 * PIECE];
            hay[at..at + 6].copy_from_slice(b"needle");
            assert!(holds_one(hay.as_slice(), &sequence).unwrap(), "{at}");
            hay[at + 5] = b'E';
            assert!(!holds_one(hay.as_slice(), &sequence).unwrap(), "{at}");
        }
        assert!(!holds_one(&b"hay"[..], &[]).unwrap());
    }
}
