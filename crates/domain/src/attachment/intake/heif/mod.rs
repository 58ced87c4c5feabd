//! HEIC, HEIF and AVIF (ISO/IEC 23008-12) without Exif, XMP and whatever else is no picture. Places in
//! the file are told by their offsets, so nothing is left out but overwritten: of the boxes that hold
//! bytes, all that no picture's place names is zeros.

mod meta;

use std::ops::Range;

use super::{Filter, Refused};

/// The longest description of a file's items that is held: thousands of tiles.
const DESCRIPTION: u64 = 1 << 20;

/// What becomes of the box at hand.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is zeros but for the pictures in it.
    #[default]
    Pictures,
    /// It stays as it is.
    Kept,
    /// It is held until it is whole: the description of the items.
    Held,
}

/// Strips a HEIC, HEIF or AVIF file.
#[derive(Debug, Default)]
pub(super) struct Heif {
    /// The box's head, until it is whole.
    head: Vec<u8>,
    /// Where in the file the next byte is.
    at: u64,
    /// Bytes of the box at hand that are still to come.
    left: u64,
    fate: Fate,
    /// The items' description.
    description: Vec<u8>,
    /// Where pictures are, in order and apart; `None` until it is known.
    pictures: Option<Vec<Range<u64>>>,
}

impl Filter for Heif {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.left > 0 {
                let here = rest.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
                self.pass(&rest[..here], out)?;
                rest = &rest[here..];
                continue;
            }
            let here = rest.len().min(self.head_length() - self.head.len());
            self.head.extend_from_slice(&rest[..here]);
            rest = &rest[here..];
            if self.head.len() == self.head_length() {
                self.begin(out)?;
            }
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), Refused> {
        if self.pictures.is_some() { Ok(()) } else { Err(Refused::Damaged) }
    }
}

impl Heif {
    /// A length of 1 says that the real one follows.
    fn head_length(&self) -> usize {
        if self.head.starts_with(&[0, 0, 0, 1]) && self.head.len() >= 8 { 16 } else { 8 }
    }

    fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), Refused> {
        let mut head = std::mem::take(&mut self.head);
        let length = match meta::number(&head[..4]) {
            // To the end of the file.
            0 => u64::MAX - self.at,
            1 => meta::number(&head[8..]),
            length => length,
        };
        self.left = length.checked_sub(head.len() as u64).ok_or(Refused::Damaged)?;
        let content = self.at + head.len() as u64;
        let end = content.checked_add(self.left).ok_or(Refused::Damaged)?;
        self.fate = match (&head[4..8], &self.pictures) {
            (b"ftyp", _) if self.at == 0 => Fate::Kept,
            (b"moov", _) => return Err(Refused::Uncleaned),
            (b"meta", None) if self.left <= DESCRIPTION => Fate::Held,
            (b"mdat", Some(_)) => Fate::Pictures,
            (b"meta" | b"mdat", None) => return Err(Refused::Damaged),
            (_, pictures) => {
                let pictures = pictures.as_deref().unwrap_or_default();
                let next = pictures.partition_point(|place| place.end <= content);
                if pictures.get(next).is_some_and(|place| place.start < end) {
                    return Err(Refused::Damaged);
                }
                head[4..8].copy_from_slice(b"free");
                Fate::Pictures
            }
        };
        self.at = content;
        out.extend_from_slice(&head);
        if self.left == 0 { self.end(out) } else { Ok(()) }
    }

    fn pass(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        match self.fate {
            Fate::Kept => out.extend_from_slice(bytes),
            Fate::Held => self.description.extend_from_slice(bytes),
            Fate::Pictures => {
                let from = out.len();
                out.extend_from_slice(bytes);
                blank_between(self.pictures.as_deref().unwrap_or_default(), self.at, &mut out[from..]);
            }
        }
        self.at += bytes.len() as u64;
        self.left -= bytes.len() as u64;
        if self.left == 0 { self.end(out) } else { Ok(()) }
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<(), Refused> {
        if self.fate == Fate::Held {
            let mut description = std::mem::take(&mut self.description);
            let at = self.at - description.len() as u64;
            self.pictures = Some(meta::clean(&mut description, at).ok_or(Refused::Damaged)?);
            out.extend(description);
            self.fate = Fate::Pictures;
        }
        Ok(())
    }
}

/// Overwrites what is in none of these places, which are in order and apart.
fn blank_between(places: &[Range<u64>], at: u64, bytes: &mut [u8]) {
    let length = bytes.len();
    let here =
        |place: u64| usize::try_from(place.saturating_sub(at)).map_or(length, |place| place.min(length));
    let mut from = 0;
    let next = places.partition_point(|place| place.end <= at);
    for place in places[next..].iter().take_while(|place| here(place.start) < length) {
        bytes[from..here(place.start)].fill(0);
        from = here(place.end);
    }
    bytes[from..].fill(0);
}
