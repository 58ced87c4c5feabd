//! The description of a file's items: which of them are pictures, and where their bytes are.

use std::{collections::BTreeSet, ops::Range};

/// Items that are pictures, or say how pictures make up one.
const PICTURES: [&[u8]; 11] =
    [b"hvc1", b"hvc2", b"lhv1", b"hvt1", b"av01", b"avc1", b"vvc1", b"grid", b"iden", b"iovl", b"tmap"];

/// What of the description tells of the items, not of who made them.
const PARTS: [&[u8]; 9] = [b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"grpl", b"dinf"];

/// Properties that decoding and showing need.
const PROPERTIES: [&[u8]; 29] = [
    b"hvcC", b"lhvC", b"av1C", b"avcC", b"vvcC", b"vvnC", b"ispe", b"pasp", b"colr", b"pixi", b"auxC",
    b"clap", b"irot", b"imir", b"rloc", b"lsel", b"tols", b"oinf", b"a1op", b"a1lx", b"clli", b"mdcv",
    b"cclv", b"amve", b"ndwt", b"reve", b"iscl", b"cmin", b"cmex",
];

/// What a box without use is called.
const FREE: &[u8] = b"free";

/// A box's name, and where its content is.
struct Found {
    name: [u8; 4],
    content: Range<usize>,
}

/// A number of up to eight bytes.
pub(super) fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Overwrites what of a description is no picture's; where in the file pictures are, in order and
/// apart. `at` is where the description is. `None` if it cannot be understood.
pub(super) fn clean(meta: &mut [u8], at: u64) -> Option<Vec<Range<u64>>> {
    let parts = boxes(meta, 4..meta.len())?;
    let one = |name: &[u8; 4]| {
        let mut found = parts.iter().filter(|part| part.name == *name);
        found.next().filter(|_| found.next().is_none()).map(|part| part.content.clone())
    };
    let data = one(b"idat");
    if data.is_none() && parts.iter().any(|part| part.name == *b"idat") {
        return None;
    }
    let pictures = clean_items(meta, one(b"iinf")?)?;
    let mut primary = Reader { bytes: meta.get(one(b"pitm")?)? };
    let length = if primary.full(0)? == 0 { 2 } else { 4 };
    if !pictures.contains(&primary.take(length)?) {
        return None;
    }
    let data_at = data.as_ref().map(|data| at + data.start as u64);
    let places = apart(places(meta.get(one(b"iloc")?)?, &pictures, data_at)?);
    for part in &parts {
        match &part.name {
            b"hdlr" => meta.get_mut(part.content.start + 24..part.content.end)?.fill(0),
            b"iprp" => clean_properties(meta, part.content.clone())?,
            b"idat" => {
                let bytes = &mut meta[part.content.clone()];
                super::blank_between(&places, at + part.content.start as u64, bytes);
            }
            name if PARTS.contains(&name.as_slice()) => {}
            _ => blank(meta, part),
        }
    }
    Some(places)
}

/// The boxes that follow one another here. Those that need a longer head are not understood.
fn boxes(bytes: &[u8], range: Range<usize>) -> Option<Vec<Found>> {
    let (mut at, mut found) = (range.start, Vec::new());
    while at < range.end {
        let head = bytes.get(at..at + 8).filter(|_| at + 8 <= range.end)?;
        let length = usize::try_from(number(&head[..4])).ok().filter(|length| *length >= 8)?;
        let end = at.checked_add(length).filter(|end| *end <= range.end)?;
        found.push(Found { name: head[4..].try_into().ok()?, content: at + 8..end });
        at = end;
    }
    Some(found)
}

/// Makes a box one without use.
fn blank(bytes: &mut [u8], found: &Found) {
    let start = found.content.start;
    bytes[start - 4..start].copy_from_slice(FREE);
    bytes[found.content.clone()].fill(0);
}

/// Takes the names of all items, and the kind of those that are no pictures; which are.
fn clean_items(meta: &mut [u8], range: Range<usize>) -> Option<BTreeSet<u64>> {
    let count = if *meta.get(range.start)? == 0 { 2 } else { 4 };
    let mut pictures = BTreeSet::new();
    for entry in boxes(meta, range.start + 4 + count..range.end)? {
        if entry.name != *b"infe" {
            blank(meta, &entry);
            continue;
        }
        let content = meta.get_mut(entry.content)?;
        let id_length = match content.first()? {
            2 => 2,
            3 => 4,
            _ => return None,
        };
        let id = number(content.get(4..4 + id_length)?);
        let (head, name) = content.split_at_mut_checked(4 + id_length + 2 + 4)?;
        name.fill(0);
        let kind = head.last_chunk_mut::<4>()?;
        if PICTURES.contains(&kind.as_slice()) {
            pictures.insert(id);
        } else {
            kind.copy_from_slice(FREE);
        }
    }
    Some(pictures)
}

/// Overwrites the properties that tell of the picture's making.
fn clean_properties(meta: &mut [u8], range: Range<usize>) -> Option<()> {
    for part in boxes(meta, range)? {
        if part.name == *b"ipco" {
            for property in boxes(meta, part.content)? {
                if !PROPERTIES.contains(&property.name.as_slice()) {
                    blank(meta, &property);
                }
            }
        } else if part.name != *b"ipma" {
            blank(meta, &part);
        }
    }
    Some(())
}

/// Where in the file the bytes of these items are.
fn places(iloc: &[u8], items: &BTreeSet<u64>, data_at: Option<u64>) -> Option<Vec<Range<u64>>> {
    let mut reader = Reader { bytes: iloc };
    let version = reader.full(2)?;
    let sizes = reader.take(2)?;
    let size = |shift: u32| usize::try_from(sizes >> shift & 0xf).ok();
    let (offset_size, length_size, base_size) = (size(12)?, size(8)?, size(4)?);
    let index_size = if version == 0 { 0 } else { size(0)? };
    let id_size = if version < 2 { 2 } else { 4 };
    let mut places = Vec::new();
    for _ in 0..reader.take(id_size)? {
        let is_picture = items.contains(&reader.take(id_size)?);
        let method = if version == 0 { 0 } else { reader.take(2)? & 0xf };
        let is_elsewhere = reader.take(2)? != 0;
        let base = reader.take(base_size)?;
        let start = match method {
            0 => Some(base),
            1 => data_at.and_then(|at| at.checked_add(base)),
            _ => None,
        };
        let extents = reader.take(2)?;
        // Without bytes of their own they could be any number.
        if extents > 1 && index_size + offset_size + length_size == 0 {
            return None;
        }
        for _ in 0..extents {
            reader.take(index_size)?;
            let (offset, length) = (reader.take(offset_size)?, reader.take(length_size)?);
            if is_picture {
                if is_elsewhere || length == 0 {
                    return None;
                }
                let start = start?.checked_add(offset)?;
                places.push(start..start.checked_add(length)?);
            }
        }
    }
    Some(places)
}

/// The same places, in order and apart.
fn apart(mut places: Vec<Range<u64>>) -> Vec<Range<u64>> {
    places.sort_by_key(|place| place.start);
    let mut apart: Vec<Range<u64>> = Vec::with_capacity(places.len());
    for place in places {
        match apart.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => apart.push(place),
        }
    }
    apart
}

/// Reads numbers one after the other.
struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    /// The next number, of so many bytes; of none it is 0.
    fn take(&mut self, length: usize) -> Option<u64> {
        let (taken, rest) = self.bytes.split_at_checked(length).filter(|_| length <= 8)?;
        self.bytes = rest;
        Some(number(taken))
    }

    /// A version, not above this one, and the flags behind it, which are not looked at.
    fn full(&mut self, newest: u64) -> Option<u64> {
        let version = self.take(1)?;
        self.take(3).filter(|_| version <= newest).map(|_| version)
    }
}
