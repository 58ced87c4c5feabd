//! Whether a file is what it seems and no more: not an archive that would fill a disk, nor two files in one, which
//! one program takes for a picture and the next for something to run. Nothing is unpacked: an archive says at its end
//! what it holds (PKWARE's APPNOTE 6.3.10, 4.3.12 and 4.3.16).

use super::{OCTET_STREAM, Refused};

/// How much of the end is kept: the longest comment, and a directory of some ten thousand files.
const KEPT: usize = 1 << 20;
/// Up to here an archive may unpack, however small it is.
const HARMLESS: u64 = 1 << 30;
/// Logs shrink to a fiftieth; only what was made for it to a thousandth.
const MOST_PER_BYTE: u64 = 200;
/// What browsers look at for mark-up (WHATWG MIME Sniffing, 7.1), less a little.
const SNIFFED: usize = 1024;

const FILE: &[u8] = b"PK\x03\x04";
const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// The length of an end without its comment, and of an entry without its names.
const END_LENGTH: usize = 22;
const ENTRY_LENGTH: usize = 46;
/// The size is told in an extra field.
const IN_EXTRA: u32 = u32::MAX;

/// Looks at a file while it streams by.
pub(super) struct Nature {
    media_type: &'static str,
    /// What the first file of an archive is said to unpack to.
    claimed_first: u64,
    is_marked_up: bool,
    tail: Vec<u8>,
}

impl Nature {
    /// Of a file with this type and beginning.
    pub(super) fn of(media_type: &'static str, head: &[u8]) -> Self {
        let claimed_first = match number::<4>(head, 22).map(u32::from_le_bytes) {
            Some(size) if head.starts_with(FILE) && size != IN_EXTRA => size.into(),
            _ => 0,
        };
        Self { media_type, claimed_first, is_marked_up: is_marked_up(head), tail: Vec::new() }
    }

    /// Sees the next bytes.
    pub(super) fn see(&mut self, bytes: &[u8]) {
        let last = &bytes[bytes.len().saturating_sub(KEPT)..];
        let excess = (self.tail.len() + last.len()).saturating_sub(2 * KEPT);
        if excess > 0 {
            self.tail.drain(..self.tail.len().saturating_sub(KEPT));
        }
        self.tail.extend_from_slice(last);
    }

    /// Everything has been seen: so many bytes.
    pub(super) fn check(&self, size: u64) -> Result<(), Refused> {
        let directory = directory(&self.tail);
        let is_seen = ["image/", "audio/", "video/", "application/pdf"];
        let is_seen = is_seen.iter().any(|kind| self.media_type.starts_with(kind));
        let is_archive = self.media_type.contains("zip")
            || self.media_type.contains("openxmlformats")
            || self.media_type.contains("opendocument");
        let may_end_so = is_archive || self.media_type == OCTET_STREAM;
        if (is_seen && self.is_marked_up) || (directory.is_some() && !may_end_so) {
            return Err(Refused::TwoInOne);
        }
        let claimed = directory.map_or(0, unpacked).max(self.claimed_first);
        if claimed > HARMLESS && claimed / MOST_PER_BYTE > size {
            return Err(Refused::Bomb);
        }
        Ok(())
    }
}

fn is_marked_up(head: &[u8]) -> bool {
    let head = head[..head.len().min(SNIFFED)].to_ascii_lowercase();
    let tags = ["<script", "<html", "<!doctype html", "<svg", "<iframe", "<?php"];
    tags.iter().any(|tag| head.windows(tag.len()).any(|found| found == tag.as_bytes()))
}

/// The directory of the archive that ends here; what of it has been kept.
fn directory(tail: &[u8]) -> Option<&[u8]> {
    let last = tail.len().checked_sub(END_LENGTH)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let end = (first..=last).rev().find(|&at| {
        let comment = number::<2>(tail, at + 20).map(|bytes| usize::from(u16::from_le_bytes(bytes)));
        tail[at..].starts_with(END) && comment.is_some_and(|comment| at + END_LENGTH + comment == tail.len())
    })?;
    let length = usize::try_from(u32::from_le_bytes(number(tail, end + 12)?)).ok()?;
    Some(&tail[end.saturating_sub(length)..end])
}

/// What the files of a directory are said to unpack to.
fn unpacked(mut directory: &[u8]) -> u64 {
    let mut all = 0_u64;
    while directory.starts_with(ENTRY) && directory.len() >= ENTRY_LENGTH {
        let length = |at| number(directory, at).map_or(0, |bytes| usize::from(u16::from_le_bytes(bytes)));
        let (name, extra, comment) = (length(28), length(30), length(32));
        let size = number(directory, 24).map_or(0, u32::from_le_bytes);
        let extra_at = ENTRY_LENGTH + name;
        let size = match size {
            // Field 1 of the extra ones begins with it (4.5.3).
            IN_EXTRA if directory.get(extra_at..extra_at + 2) == Some(&[1, 0]) => {
                number(directory, extra_at + 4).map_or(IN_EXTRA.into(), u64::from_le_bytes)
            }
            size => size.into(),
        };
        all = all.saturating_add(size);
        directory = directory.get(extra_at + extra + comment..).unwrap_or_default();
    }
    all
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive whose one file is said to unpack to so much.
    fn archive(claimed: u32, comment: &[u8]) -> Vec<u8> {
        let size = claimed.to_le_bytes();
        let file = [FILE, &[0; 18], &size, &[1, 0, 0, 0], b"a", b"content"].concat();
        let entry = [ENTRY, &[0; 20], &size, &[1, 0], &[0; 16], b"a"].concat();
        let length = u32::try_from(entry.len()).unwrap().to_le_bytes();
        let comment_length = u16::try_from(comment.len()).unwrap().to_le_bytes();
        let end = [END, &[0; 8], &length, &[0; 4], &comment_length, comment].concat();
        [file, entry, end].concat()
    }

    fn check(media_type: &'static str, file: &[u8]) -> Result<(), Refused> {
        let mut nature = Nature::of(media_type, &file[..file.len().min(100)]);
        file.chunks(7).for_each(|bytes| nature.see(bytes));
        nature.check(file.len() as u64)
    }

    #[test]
    fn an_archive_that_would_fill_a_disk_is_refused() {
        let long = vec![b'c'; usize::from(u16::MAX)];
        for comment in [&b""[..], &long] {
            assert_eq!(check("application/zip", &archive(5_000, comment)), Ok(()));
            assert_eq!(check("application/zip", &archive(u32::MAX - 1, comment)), Err(Refused::Bomb));
            assert_eq!(check(OCTET_STREAM, &archive(u32::MAX - 1, comment)), Err(Refused::Bomb));
        }
        assert_eq!(
            check("application/zip", &archive(u32::MAX - 1, b"")[..40]),
            Err(Refused::Bomb),
            "its head alone"
        );
    }

    #[test]
    fn sizes_beyond_four_gibibytes_are_read_where_they_are_told() {
        let extra = [&[1, 0, 8, 0][..], &(1_u64 << 40).to_le_bytes()].concat();
        let entry = |extra: &[u8]| {
            let length = u16::try_from(extra.len()).unwrap().to_le_bytes();
            [ENTRY, &[0; 20], &[0xff; 4], &[1, 0], &length, &[0; 14], b"a", extra].concat()
        };
        assert_eq!(unpacked(&[entry(&extra), entry(&extra)].concat()), 1 << 41);
        assert_eq!(unpacked(&entry(b"")), u64::from(IN_EXTRA));
    }

    #[test]
    fn two_files_in_one_are_refused() {
        let zip = archive(7, b"");
        for outside in [&b"%PDF-1.7\n..."[..], b"GIF89a\x01\0"] {
            let kind = if outside.starts_with(b"G") { "image/gif" } else { "application/pdf" };
            assert_eq!(check(kind, &[outside, &zip].concat()), Err(Refused::TwoInOne));
            assert_eq!(check(kind, &[outside, b"<ScRiPt>alert(1)"].concat()), Err(Refused::TwoInOne));
            assert_eq!(check(kind, outside), Ok(()));
        }
        assert_eq!(
            check("application/zip", &[&zip[..], b"<script>"].concat()),
            Ok(()),
            "a page in an archive"
        );
        assert_eq!(
            check(OCTET_STREAM, &[b"MZ", &zip[..]].concat()),
            Ok(()),
            "one that unpacks itself is a program"
        );
    }

    #[test]
    fn only_the_end_of_a_file_is_kept() {
        let mut nature = Nature::of("application/zip", b"PK");
        for _ in 0..5 {
            nature.see(&vec![0; KEPT / 2 + 1]);
            assert!(nature.tail.len() <= 2 * KEPT);
        }
        nature.see(&archive(7, b""));
        assert!(directory(&nature.tail).is_some());
    }
}
