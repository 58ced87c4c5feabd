//! What happens to a file's bytes on their way in: they are recognised by their first ones, pictures
//! lose what they tell of place and person, what is made to harm is refused, and all are counted and
//! hashed as they are stored. Never holds more than a piece of a file and its end; nothing is unpacked.

mod gif;
mod heif;
mod jpeg;
mod nature;
mod png;
mod recognise;
mod webp;

use std::fmt;

use bytes::Bytes;
use ring::digest::{Context, SHA256};

use self::{gif::Gif, heif::Heif, jpeg::Jpeg, nature::Nature, png::Png, webp::Webp};
pub use recognise::OCTET_STREAM;

/// The first bytes that recognition looks at.
const HEAD: usize = 8 * 1024;

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A picture that is not in the form it claims: what cannot be read cannot be cleaned.
    Damaged,
    /// A picture of a kind that is not cleaned: what it tells of place and person would stay in it.
    Uncleaned,
    /// An archive that says it unpacks to more than 1 GiB and 200 times its size.
    Bomb,
    /// A picture, recording or document that is an archive or a page, too.
    TwoInOne,
}

/// Takes bytes as sent, gives bytes as they are to be stored.
trait Filter: Send {
    /// Takes more and appends what is to be stored.
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refused>;

    /// Everything has come; whether it was what it began as.
    fn finish(&self) -> Result<(), Refused> {
        Ok(())
    }
}

/// One file on its way in.
pub struct Intake {
    head: Vec<u8>,
    recognised: Option<Recognised>,
    size: u64,
    hash: Context,
}

struct Recognised {
    media_type: &'static str,
    nature: Nature,
    filter: Option<Box<dyn Filter>>,
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it is.
    pub media_type: &'static str,
    /// How many bytes are stored.
    pub size: u64,
    /// Their hash.
    pub sha256: [u8; 32],
}

impl Intake {
    /// A file of which nothing has come yet.
    pub fn new() -> Self {
        Self { head: Vec::new(), recognised: None, size: 0, hash: Context::new(&SHA256) }
    }

    /// Takes the next bytes as sent; returns those to be stored.
    pub fn push(&mut self, bytes: &Bytes) -> Result<Bytes, Refused> {
        if self.recognised.is_some() {
            return self.pass(bytes.clone());
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() < HEAD { Ok(Bytes::new()) } else { self.begin() }
    }

    /// Everything has come; returns the last bytes to be stored, and what the file is.
    pub fn finish(mut self) -> Result<(Bytes, Taken), Refused> {
        let rest = if self.recognised.is_none() { self.begin()? } else { Bytes::new() };
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(self.hash.finish().as_ref());
        if let Some(recognised) = &self.recognised {
            if let Some(filter) = &recognised.filter {
                filter.finish()?;
                if self.size == 0 {
                    return Err(Refused::Damaged);
                }
            }
            recognised.nature.check(self.size)?;
        }
        let media_type = self.recognised.map_or(OCTET_STREAM, |recognised| recognised.media_type);
        Ok((rest, Taken { media_type, size: self.size, sha256 }))
    }

    fn begin(&mut self) -> Result<Bytes, Refused> {
        let head = std::mem::take(&mut self.head);
        let media_type = recognise::media_type(&head);
        let filter: Option<Box<dyn Filter>> = match media_type {
            "image/jpeg" => Some(Box::new(Jpeg::default())),
            "image/png" => Some(Box::new(Png::default())),
            "image/webp" => Some(Box::new(Webp::default())),
            "image/gif" => Some(Box::new(Gif::default())),
            "image/heif" | "image/avif" => Some(Box::new(Heif::default())),
            // It holds colours and nothing else.
            "image/bmp" => None,
            other if other.starts_with("image/") => return Err(Refused::Uncleaned),
            _ => None,
        };
        // What is cleaned has no place left for a second file.
        let nature = Nature::of(media_type, if filter.is_some() { &[] } else { &head });
        self.recognised = Some(Recognised { media_type, nature, filter });
        self.pass(head.into())
    }

    fn pass(&mut self, bytes: Bytes) -> Result<Bytes, Refused> {
        let stored = match self.recognised.as_mut().and_then(|recognised| recognised.filter.as_mut()) {
            None => bytes,
            Some(filter) => {
                let mut out = Vec::with_capacity(bytes.len());
                filter.push(&bytes, &mut out)?;
                out.into()
            }
        };
        if let Some(recognised) = &mut self.recognised {
            recognised.nature.see(&stored);
        }
        self.size += stored.len() as u64;
        self.hash.update(&stored);
        Ok(stored)
    }
}

impl Default for Intake {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake").field("size", &self.size).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
