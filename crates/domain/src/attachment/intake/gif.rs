//! GIF (89a) without comments, texts laid over the picture, and what programs write beside it: of
//! application extensions only the number of rounds stays. What follows the end goes.

use super::{Filter, Refused};

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// The signature and the screen's description.
    Head,
    /// The colours of the file.
    Colours,
    /// What kind of block follows.
    Block,
    /// The rest of an image's description.
    Image,
    /// The colours of an image.
    ImageColours,
    /// How an image's codes begin.
    Codes,
    /// What kind of extension it is.
    Label,
    /// How long the next part of a block is.
    Length(Kind),
    /// A part of a block.
    Part(Kind),
    /// After the end of the picture.
    End,
}

/// What a block in parts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The codes of an image.
    Codes,
    /// How an image is shown: how long, and over what.
    Control,
    /// An application's, of which the first part tells the name.
    Named,
    /// How often the pictures go round.
    Rounds,
    /// One that is left out.
    Dropped,
}

/// Strips a GIF file.
#[derive(Debug)]
pub(super) struct Gif {
    at: At,
    /// What is being read, until it is whole: at most 768 bytes of colours.
    part: Vec<u8>,
    whole: usize,
}

const HEAD: usize = 13;
const TRAILER: u8 = 0x3b;
const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;

impl Default for Gif {
    fn default() -> Self {
        Self { at: At::Head, part: Vec::new(), whole: HEAD }
    }
}

impl Filter for Gif {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        let mut rest = bytes;
        while !rest.is_empty() && self.at != At::End {
            let here = rest.len().min(self.whole - self.part.len());
            self.part.extend_from_slice(&rest[..here]);
            rest = &rest[here..];
            if self.part.len() == self.whole {
                let part = std::mem::take(&mut self.part);
                (self.at, self.whole) = after(self.at, &part, out)?;
            }
        }
        Ok(())
    }
}

/// Appends what stays of a part; what comes next, and how long that is.
fn after(at: At, part: &[u8], out: &mut Vec<u8>) -> Result<(At, usize), Refused> {
    let first = part[0];
    Ok(match at {
        At::Head if !part.starts_with(b"GIF87a") && !part.starts_with(b"GIF89a") => {
            return Err(Refused::Damaged);
        }
        At::Head => {
            out.extend_from_slice(part);
            colours(part[10]).map_or((At::Block, 1), |length| (At::Colours, length))
        }
        At::Colours => {
            out.extend_from_slice(part);
            (At::Block, 1)
        }
        At::Block => match first {
            IMAGE => (At::Image, 9),
            EXTENSION => (At::Label, 1),
            TRAILER => {
                out.push(TRAILER);
                (At::End, 1)
            }
            // Some programs end a block twice.
            0 => (At::Block, 1),
            _ => return Err(Refused::Damaged),
        },
        At::Image => {
            out.push(IMAGE);
            out.extend_from_slice(part);
            colours(part[8]).map_or((At::Codes, 1), |length| (At::ImageColours, length))
        }
        At::ImageColours => {
            out.extend_from_slice(part);
            (At::Codes, 1)
        }
        At::Codes => {
            out.push(first);
            (At::Length(Kind::Codes), 1)
        }
        At::Label => match first {
            CONTROL => {
                out.extend([EXTENSION, CONTROL]);
                (At::Length(Kind::Control), 1)
            }
            APPLICATION => (At::Length(Kind::Named), 1),
            _ => (At::Length(Kind::Dropped), 1),
        },
        At::Length(kind) if first == 0 => {
            if !matches!(kind, Kind::Named | Kind::Dropped) {
                out.push(0);
            }
            (At::Block, 1)
        }
        At::Length(kind) => (At::Part(kind), usize::from(first)),
        At::Part(kind) => (At::Length(after_part(kind, part, out)), 1),
        At::End => (At::End, 1),
    })
}

/// Appends a part of a block if it stays; what the block's next parts are.
fn after_part(kind: Kind, part: &[u8], out: &mut Vec<u8>) -> Kind {
    let is_kept = match kind {
        Kind::Codes => true,
        Kind::Control => part.len() == 4,
        Kind::Rounds => part.len() == 3 && part[0] == 1,
        Kind::Named if part == b"NETSCAPE2.0" || part == b"ANIMEXTS1.0" => {
            out.extend([EXTENSION, APPLICATION]);
            true
        }
        Kind::Named | Kind::Dropped => false,
    };
    if is_kept {
        out.extend(u8::try_from(part.len()));
        out.extend_from_slice(part);
    }
    match (kind, is_kept) {
        (Kind::Named, true) => Kind::Rounds,
        (Kind::Named, false) => Kind::Dropped,
        _ => kind,
    }
}

/// How many bytes of colours these flags announce.
fn colours(flags: u8) -> Option<usize> {
    (flags & 0x80 != 0).then_some(3 << (1 + (flags & 0x07)))
}
