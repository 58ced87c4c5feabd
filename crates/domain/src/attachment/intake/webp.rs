//! WebP (RFC 9649) without Exif, XMP, unknown chunks, and whatever follows the end. The file's length
//! stands at its beginning, so such a chunk is not left out but made an empty one of an unknown kind,
//! which readers skip.

use super::{Filter, Refused};

/// The flags of the extended header that announce Exif and XMP.
const ANNOUNCED: u8 = 0x08 | 0x04;

/// Chunks that are the picture, its colours, or its frames.
const KEPT: [&[u8]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// What a frame says of itself, before its own chunks.
const FRAME: u64 = 16;

/// Strips a WebP file.
#[derive(Debug, Default)]
pub(super) struct Webp {
    /// The file's or the chunk's head, until it is whole.
    head: Vec<u8>,
    begun: bool,
    /// Bytes of the file that are still to come.
    file_left: u64,
    /// Bytes of the chunk at hand that are still to come, its padding included.
    left: u64,
    blanks: bool,
    /// The next byte is the extended header's flags.
    flags_next: bool,
}

impl Filter for Webp {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        let mut rest = bytes;
        while !rest.is_empty() && !self.is_over() {
            if self.left > 0 {
                let here = rest.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
                self.pass(&rest[..here], out);
                rest = &rest[here..];
                continue;
            }
            let whole = if self.begun { 8 } else { 12 };
            let here = rest.len().min(whole - self.head.len());
            self.head.extend_from_slice(&rest[..here]);
            rest = &rest[here..];
            if self.head.len() == whole {
                self.begin(out)?;
            }
        }
        Ok(())
    }
}

impl Webp {
    const fn is_over(&self) -> bool {
        self.begun && self.file_left == 0
    }

    fn pass(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let from = out.len();
        if self.blanks {
            out.resize(from + bytes.len(), 0);
        } else {
            out.extend_from_slice(bytes);
        }
        if std::mem::take(&mut self.flags_next) {
            out[from] &= !ANNOUNCED;
        }
        self.left -= bytes.len() as u64;
        self.file_left -= bytes.len() as u64;
    }

    fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), Refused> {
        let mut head = std::mem::take(&mut self.head);
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        if !self.begun {
            if !head.starts_with(b"RIFF") || !head.ends_with(b"WEBP") || length < 4 {
                return Err(Refused::Damaged);
            }
            self.begun = true;
            self.file_left = u64::from(length) - 4;
            out.extend_from_slice(&head);
            return Ok(());
        }
        self.left = u64::from(length) + u64::from(length % 2);
        self.file_left = self.file_left.checked_sub(8).ok_or(Refused::Damaged)?;
        if self.left > self.file_left {
            return Err(Refused::Damaged);
        }
        self.blanks = !KEPT.contains(&&head[..4]);
        if &head[..4] == b"ANMF" {
            self.left = self.left.checked_sub(FRAME).map(|_| FRAME).ok_or(Refused::Damaged)?;
        }
        self.flags_next = &head[..4] == b"VP8X" && length > 0;
        if self.blanks {
            head[..4].copy_from_slice(b"JUNK");
        }
        out.extend_from_slice(&head);
        Ok(())
    }
}
