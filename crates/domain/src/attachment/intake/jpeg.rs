//! JPEG (ITU-T T.81) without what cameras and programs write beside the picture: Exif, XMP, IPTC,
//! comments, previews, and whatever follows the end. The colour profile stays, and so does the
//! orientation, alone in an Exif segment of our own.

use super::{Filter, Refused};

/// Where the reader is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before a marker: its first byte.
    #[default]
    Marker,
    /// After the 0xFF of a marker.
    Code,
    /// In the two bytes of a segment's length.
    Length,
    /// In a segment that is held until it is whole.
    Segment,
    /// In the compressed picture.
    Scan,
    /// In the compressed picture, after a 0xFF.
    ScanEscape,
    /// After the end of the picture.
    End,
}

/// Strips a JPEG file.
#[derive(Debug, Default)]
pub(super) struct Jpeg {
    at: At,
    code: u8,
    /// The segment at hand, from its length on: at most 64 KiB.
    segment: Vec<u8>,
    begun: bool,
}

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;

impl Filter for Jpeg {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            match self.at {
                At::Marker if byte == 0xff => self.at = At::Code,
                At::Marker => return Err(Refused::Damaged),
                At::Code => self.marker(byte, out)?,
                At::Length | At::Segment => self.collect(byte, out)?,
                At::Scan => {
                    let Some(run) = rest.iter().position(|b| *b == 0xff) else {
                        out.extend_from_slice(rest);
                        return Ok(());
                    };
                    out.extend_from_slice(&rest[..run]);
                    rest = &rest[run + 1..];
                    self.at = At::ScanEscape;
                    continue;
                }
                At::ScanEscape => self.escape(byte, out)?,
                At::End => return Ok(()),
            }
            rest = after;
        }
        Ok(())
    }
}

impl Jpeg {
    fn marker(&mut self, code: u8, out: &mut Vec<u8>) -> Result<(), Refused> {
        self.at = At::Marker;
        match code {
            SOI if !self.begun => {
                self.begun = true;
                out.extend([0xff, SOI]);
            }
            _ if !self.begun => return Err(Refused::Damaged),
            // Fill bytes before a marker.
            0xff => self.at = At::Code,
            EOI => {
                out.extend([0xff, EOI]);
                self.at = At::End;
            }
            0x01 | 0xd0..=0xd7 => out.extend([0xff, code]),
            0x00 | SOI => return Err(Refused::Damaged),
            code => {
                (self.code, self.at) = (code, At::Length);
                self.segment.clear();
            }
        }
        Ok(())
    }

    fn collect(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), Refused> {
        self.segment.push(byte);
        if self.segment.len() < 2 {
            return Ok(());
        }
        let length = usize::from(u16::from_be_bytes([self.segment[0], self.segment[1]]));
        if length < 2 {
            return Err(Refused::Damaged);
        }
        self.at = At::Segment;
        if self.segment.len() == length {
            self.end_segment(out);
        }
        Ok(())
    }

    fn end_segment(&mut self, out: &mut Vec<u8>) {
        let content = &self.segment[2..];
        if let Some(orientation) = orientation_in(self.code, content) {
            out.extend(exif_with(orientation));
        } else if is_kept(self.code, content) {
            out.extend([0xff, self.code]);
            out.extend_from_slice(&self.segment);
        }
        self.at = if self.code == SOS { At::Scan } else { At::Marker };
    }

    /// A 0xFF in the picture: a stuffed byte, a restart, or the next segment.
    fn escape(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), Refused> {
        match byte {
            0x00 | 0xd0..=0xd7 => {
                out.extend([0xff, byte]);
                self.at = At::Scan;
                Ok(())
            }
            0xff => Ok(()),
            code => self.marker(code, out),
        }
    }
}

/// What a decoder needs: the picture's tables and frames, and of application data the form of the
/// file, the colour profile and the colour transformation.
fn is_kept(code: u8, content: &[u8]) -> bool {
    match code {
        0xe0 => content.starts_with(b"JFIF\0"),
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        _ => matches!(code, 0xc0..=0xcf | 0xda..=0xdf),
    }
}

/// The orientation that an Exif segment tells, unless it is the usual one.
fn orientation_in(code: u8, content: &[u8]) -> Option<u8> {
    let tiff = content.strip_prefix(b"Exif\0\0").filter(|_| code == 0xe1)?;
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let four = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(four(4)?).ok()?;
    let entries = usize::from(two(directory)?);
    let places = (0..entries).map(|entry| directory + 2 + entry * 12);
    let mut found = places.filter(|at| two(*at) == Some(0x0112)).filter_map(|at| two(at + 8));
    let orientation = u8::try_from(found.next()?).ok()?;
    (2..=8).contains(&orientation).then_some(orientation)
}

/// An Exif segment that tells the orientation and nothing else.
fn exif_with(orientation: u8) -> [u8; 36] {
    let mut segment =
        *b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    segment[29] = orientation;
    segment
}
