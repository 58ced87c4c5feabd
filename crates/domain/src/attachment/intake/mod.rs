//! What happens to a file's bytes on their way in: they are recognised by their first ones, pictures
//! lose what they tell of place and person, and all are counted and hashed as they are stored. Never
//! holds more than one piece of a file; nothing is unpacked.

mod jpeg;
mod png;
mod recognise;
mod webp;

use std::fmt;

use bytes::Bytes;
use ring::digest::{Context, SHA256};

use self::{jpeg::Jpeg, png::Png, webp::Webp};
pub use recognise::OCTET_STREAM;

/// The first bytes that recognition looks at.
const HEAD: usize = 8 * 1024;

/// A picture that is not in the form it claims: what cannot be read cannot be cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

/// Takes bytes as sent, gives bytes as they are to be stored.
trait Filter: Send {
    /// Takes more and appends what is to be stored.
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged>;
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
    pub fn push(&mut self, bytes: &Bytes) -> Result<Bytes, Damaged> {
        if self.recognised.is_some() {
            return self.pass(bytes.clone());
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() < HEAD { Ok(Bytes::new()) } else { self.begin() }
    }

    /// Everything has come; returns the last bytes to be stored, and what the file is.
    pub fn finish(mut self) -> Result<(Bytes, Taken), Damaged> {
        let rest = if self.recognised.is_none() { self.begin()? } else { Bytes::new() };
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(self.hash.finish().as_ref());
        let media_type = self.recognised.map_or(OCTET_STREAM, |recognised| recognised.media_type);
        Ok((rest, Taken { media_type, size: self.size, sha256 }))
    }

    fn begin(&mut self) -> Result<Bytes, Damaged> {
        let head = std::mem::take(&mut self.head);
        let media_type = recognise::media_type(&head);
        let filter: Option<Box<dyn Filter>> = match media_type {
            "image/jpeg" => Some(Box::new(Jpeg::default())),
            "image/png" => Some(Box::new(Png::default())),
            "image/webp" => Some(Box::new(Webp::default())),
            _ => None,
        };
        self.recognised = Some(Recognised { media_type, filter });
        self.pass(head.into())
    }

    fn pass(&mut self, bytes: Bytes) -> Result<Bytes, Damaged> {
        let stored = match self.recognised.as_mut().and_then(|recognised| recognised.filter.as_mut()) {
            None => bytes,
            Some(filter) => {
                let mut out = Vec::with_capacity(bytes.len());
                filter.push(&bytes, &mut out)?;
                out.into()
            }
        };
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
