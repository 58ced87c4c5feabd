use proptest::prelude::*;

use super::*;

const SECRET: &[u8] = b"GPS 52.5163 N 13.3777 E";

/// Takes a file in pieces of this size.
fn take(file: &[u8], piece: usize) -> Result<(Vec<u8>, Taken), Refused> {
    let (mut intake, mut stored) = (Intake::new(), Vec::new());
    for bytes in file.chunks(piece.max(1)) {
        stored.extend(intake.push(&Bytes::copy_from_slice(bytes))?);
    }
    let (rest, taken) = intake.finish()?;
    stored.extend(rest);
    assert_eq!(taken.size, stored.len() as u64);
    assert_eq!(taken.sha256, ring::digest::digest(&SHA256, &stored).as_ref());
    Ok((stored, taken))
}

fn holds(file: &[u8], needle: &[u8]) -> bool {
    file.windows(needle.len()).any(|window| window == needle)
}

fn segment(code: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, code], &length[..], content].concat()
}

/// Exif data with an orientation and a secret behind it.
fn exif(orientation: u8) -> Vec<u8> {
    let directory =
        [&b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"[..], &[orientation, 0, 0, 0, 0, 0, 0, 0]];
    [&directory.concat(), SECRET].concat()
}

fn jpeg(orientation: u8) -> Vec<u8> {
    [
        vec![0xff, 0xd8],
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xe1, &exif(orientation)),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()),
        segment(0xe2, &[b"ICC_PROFILE\0", &b"\x01\x01profile"[..]].concat()),
        segment(0xe2, &[b"MPF\0", SECRET].concat()),
        segment(0xed, &[b"Photoshop 3.0\0", SECRET].concat()),
        segment(0xfe, SECRET),
        segment(0xdb, &[1; 65]),
        segment(0xda, b"\x01\x01\0\0\x3f\0"),
        b"picture\xff\0more\xff\xd0of\xff\xff\xff\xda\0\x04ab it".to_vec(),
        vec![0xff, 0xd9],
        SECRET.to_vec(),
    ]
    .concat()
}

fn chunk(name: &[u8], content: &[u8]) -> Vec<u8> {
    [&u32::try_from(content.len()).unwrap().to_be_bytes()[..], name, content, b"crc!"].concat()
}

fn png() -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[1; 13]),
        chunk(b"tEXt", SECRET),
        chunk(b"iTXt", SECRET),
        chunk(b"zTXt", SECRET),
        chunk(b"eXIf", SECRET),
        chunk(b"IDAT", b"picture"),
        chunk(b"IEND", b""),
        SECRET.to_vec(),
    ]
    .concat()
}

fn webp() -> Vec<u8> {
    let riff = |name: &[u8], content: &[u8]| {
        let mut chunk = [name, &u32::try_from(content.len()).unwrap().to_le_bytes()[..], content].concat();
        chunk.resize(chunk.len().next_multiple_of(2), 0);
        chunk
    };
    let chunks = [
        riff(b"VP8X", &[0x2c, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
        riff(b"ICCP", b"profile"),
        riff(b"VP8 ", b"picture"),
        riff(b"EXIF", SECRET),
        riff(b"XMP ", SECRET),
    ]
    .concat();
    let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
    [b"RIFF", &length[..], b"WEBP", &chunks, SECRET].concat()
}

#[test]
fn pictures_keep_what_is_seen_and_lose_what_is_told() {
    for (file, media_type) in [(jpeg(6), "image/jpeg"), (png(), "image/png"), (webp(), "image/webp")] {
        assert!(holds(&file, SECRET));
        for piece in [1, 2, 3, 7, 64, 100_000] {
            let (stored, taken) = take(&file, piece).unwrap();
            assert_eq!(taken.media_type, media_type);
            assert!(!holds(&stored, SECRET), "{media_type} by {piece}");
            assert!(holds(&stored, b"picture"), "{media_type} by {piece}");
            assert_eq!(take(&stored, 100).unwrap().0, stored, "{media_type}: a clean file stays as it is");
        }
    }
}

#[test]
fn a_photo_stays_the_right_way_up() {
    let (stored, _) = take(&jpeg(6), 50).unwrap();
    assert!(holds(&stored, b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"), "{stored:x?}");
    assert!(holds(&stored, b"ICC_PROFILE") && !holds(&stored, b"MPF"));
    let (upright, _) = take(&jpeg(1), 50).unwrap();
    assert!(!holds(&upright, b"Exif"));
    let (nonsense, _) = take(&jpeg(200), 50).unwrap();
    assert!(!holds(&nonsense, b"Exif"));
}

#[test]
fn a_webp_file_keeps_its_length_and_announces_nothing() {
    let (stored, _) = take(&webp(), 5).unwrap();
    assert_eq!(stored.len() + SECRET.len(), webp().len());
    assert_eq!(stored[20], 0x20);
    assert!(!holds(&stored, b"EXIF") && !holds(&stored, b"XMP "));
}

#[test]
fn what_is_no_picture_stays_as_it_is() {
    for file in [&b"Lautst\xc3\xa4rke"[..], b"%PDF-1.7", &vec![7; 30_000], b""] {
        assert_eq!(take(file, 100).unwrap().0, file);
    }
}

#[test]
fn a_picture_that_cannot_be_read_is_refused() {
    for file in [
        &b"\xff\xd8\xff\xe1\0\0"[..],
        b"\xff\xd8\xff\xe0\0\x02nonsense",
        b"\x89PNG\r\n\x1a\n\0\0\0\x01\0\0\0\0",
    ] {
        assert_eq!(take(file, 100).unwrap_err(), Refused::Damaged, "{file:x?}");
    }
}

proptest! {
    #[test]
    fn however_a_file_is_cut_the_same_is_stored(
        tail in proptest::collection::vec(any::<u8>(), 0..300),
        which in 0..4_usize,
        piece in 1..400_usize,
    ) {
        let heads = [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\xff\0\0\0WEBP", b""];
        let file = [heads[which], &tail].concat();
        prop_assert_eq!(take(&file, piece), take(&file, usize::MAX));
    }
}
