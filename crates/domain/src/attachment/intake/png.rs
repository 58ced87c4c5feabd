//! PNG (ISO/IEC 15948): what a decoder needs, without texts, times, Exif, what programs write of their
//! own, and whatever follows the end.

use super::{Filter, Refused};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that are the picture, its colours, its size, or its frames.
const KEPT: [&[u8]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs",
    b"bKGD", b"sPLT", b"hIST", b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI",
];

/// Where the reader is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum At {
    /// In the signature.
    #[default]
    Signature,
    /// In a chunk, or before one.
    Chunk,
    /// In the last chunk.
    LastChunk,
    /// After the last chunk.
    End,
}

/// Strips a PNG file.
#[derive(Debug, Default)]
pub(super) struct Png {
    /// The signature or the chunk's head, until it is whole.
    head: Vec<u8>,
    at: At,
    /// Bytes of the chunk at hand that are still to come, its checksum included.
    left: u64,
    drops: bool,
}

impl Filter for Png {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        let mut rest = bytes;
        while !rest.is_empty() && self.at != At::End {
            if self.left > 0 {
                let here = rest.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
                if !self.drops {
                    out.extend_from_slice(&rest[..here]);
                }
                rest = &rest[here..];
                self.left -= here as u64;
                if self.left == 0 && self.at == At::LastChunk {
                    self.at = At::End;
                }
                continue;
            }
            let here = rest.len().min(8 - self.head.len());
            self.head.extend_from_slice(&rest[..here]);
            rest = &rest[here..];
            if self.head.len() == 8 {
                self.begin(out)?;
            }
        }
        Ok(())
    }
}

impl Png {
    fn begin(&mut self, out: &mut Vec<u8>) -> Result<(), Refused> {
        let head = std::mem::take(&mut self.head);
        if self.at == At::Signature {
            self.at = At::Chunk;
            out.extend_from_slice(&head);
            return if head == SIGNATURE { Ok(()) } else { Err(Refused::Damaged) };
        }
        let (length, name) = head.split_at(4);
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]);
        if length > i32::MAX.unsigned_abs() || !name.iter().all(u8::is_ascii_alphabetic) {
            return Err(Refused::Damaged);
        }
        self.left = u64::from(length) + 4;
        self.drops = !KEPT.contains(&name);
        if name == b"IEND" {
            self.at = At::LastChunk;
        }
        if !self.drops {
            out.extend_from_slice(&head);
        }
        Ok(())
    }
}
