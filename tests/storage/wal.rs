//! Reads SQLite's write-ahead log (<https://www.sqlite.org/fileformat2.html#walformat>).

use std::{fs, path::Path};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// How many commits the log holds. The last frame of a commit says how big the database is after it.
pub fn commits(log: &Path) -> usize {
    let bytes = fs::read(log).unwrap_or_default();
    let Some(header) = bytes.get(..HEADER) else { return 0 };
    let (page_size, salt) = (number(&header[8..12]) as usize, &header[16..24]);
    let frames = bytes[HEADER..].chunks_exact(FRAME_HEADER + page_size);
    // Frames of an older round, not yet overwritten, carry another salt.
    let current = frames.take_while(|frame| frame[8..16] == *salt);
    current.filter(|frame| number(&frame[4..8]) != 0).count()
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes.try_into().expect("four bytes"))
}
