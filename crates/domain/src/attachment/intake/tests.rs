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
        chunk(b"caBX", SECRET),
        chunk(b"prVt", SECRET),
        chunk(b"PRvT", SECRET),
        chunk(b"pHYs", b"density!!"),
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
        riff(b"ANMF", &[&[0; 16][..], &riff(b"VP8 ", b"a frame"), &riff(b"note", SECRET)].concat()),
        riff(b"EXIF", SECRET),
        riff(b"XMP ", SECRET),
        riff(b"C2PA", SECRET),
    ]
    .concat();
    let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
    [b"RIFF", &length[..], b"WEBP", &chunks, SECRET].concat()
}

fn gif() -> Vec<u8> {
    let blocks = |parts: &[&[u8]]| {
        let parts = parts.iter().map(|part| [&[u8::try_from(part.len()).unwrap()], *part].concat());
        [parts.collect::<Vec<_>>().concat(), vec![0]].concat()
    };
    [
        b"GIF89a\x01\0\x01\0\x80\0\0colour".to_vec(),
        b"!\xff".to_vec(),
        blocks(&[b"NETSCAPE2.0", b"\x01\x07\0", SECRET]),
        b"!\xff".to_vec(),
        blocks(&[b"XMP DataXMP", SECRET, SECRET]),
        b"!\xff\0".to_vec(),
        b"!\xfe".to_vec(),
        blocks(&[b"Comment", SECRET]),
        b"!\x01".to_vec(),
        blocks(&[b"twelve bytes", SECRET]),
        b"!\x77".to_vec(),
        blocks(&[SECRET]),
        b"!\xf9".to_vec(),
        blocks(&[b"\0\x09\0\0", SECRET]),
        b",\0\0\0\0\x01\0\x01\0\x80colour\x02".to_vec(),
        blocks(&[b"picture", b";!\xfe"]),
        vec![0],
        b";".to_vec(),
        SECRET.to_vec(),
    ]
    .concat()
}

fn boxed(name: &[u8], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    [&u32::try_from(content.len() + 8).unwrap().to_be_bytes()[..], name, &content].concat()
}

/// A file of this brand, with a tile in the file, a grid beside its description, and secrets all over.
fn heif(brand: &[u8], coded: &[u8]) -> Vec<u8> {
    let item =
        |id: u8, kind: &[u8], more: &[u8]| boxed(b"infe", &[b"\x02\0\0\0\0", &[id], b"\0\0", kind, more]);
    let items = [
        item(1, b"grid", &[SECRET, b"\0"].concat()),
        item(2, coded, &[SECRET, b"\0"].concat()),
        item(3, b"Exif", b"\0"),
        item(4, b"mime", &[&b"\0application/rdf+xml\0"[..], SECRET].concat()),
    ]
    .concat();
    let place = |id: u8, method: u8, at: u32, length: usize| {
        let length = u32::try_from(length).unwrap().to_be_bytes();
        [&[0, id, 0, method, 0, 0, 0, 1][..], &at.to_be_bytes(), &length].concat()
    };
    let length = u32::try_from(SECRET.len()).unwrap();
    let meta = |data: u32| {
        let places = [
            place(1, 1, length, 4),
            place(2, 0, data + length, 7),
            place(3, 0, data, SECRET.len()),
            place(4, 1, 0, SECRET.len()),
        ]
        .concat();
        let properties = [boxed(b"ispe", &[&[1; 12]]), boxed(b"udes", &[SECRET]), boxed(b"uuid", &[SECRET])];
        boxed(
            b"meta",
            &[
                &[0; 4],
                &boxed(b"hdlr", &[&[0; 8], b"pict", &[0; 12], SECRET]),
                &boxed(b"pitm", &[&[0; 4], b"\0\x01"]),
                &boxed(b"iinf", &[&[0; 4], b"\0\x04", &items]),
                &boxed(b"iloc", &[b"\x01\0\0\0\x44\0\0\x04", &places]),
                &boxed(b"iprp", &[&boxed(b"ipco", &[&properties.concat()]), &boxed(b"ipma", &[&[0; 8]])]),
                &boxed(b"idat", &[SECRET, b"tile", SECRET]),
                &boxed(b"xml ", &[SECRET]),
            ],
        )
    };
    let before = [boxed(b"ftyp", &[brand, &[0; 4], b"mif1"]), boxed(b"free", &[SECRET])].concat();
    let data = u32::try_from(before.len() + meta(0).len() + 8).unwrap();
    [
        before,
        meta(data),
        boxed(b"mdat", &[SECRET, b"picture", SECRET]),
        boxed(b"uuid", &[&[7; 16], SECRET]),
        [b"\0\0\0\x01mpvd", &39_u64.to_be_bytes()[..], SECRET].concat(),
        [b"\0\0\0\0mdat", SECRET].concat(),
    ]
    .concat()
}

#[test]
fn pictures_keep_what_is_seen_and_lose_what_is_told() {
    for (file, media_type) in [
        (jpeg(6), "image/jpeg"),
        (png(), "image/png"),
        (webp(), "image/webp"),
        (gif(), "image/gif"),
        (heif(b"heic", b"hvc1"), "image/heif"),
        (heif(b"avif", b"av01"), "image/avif"),
    ] {
        assert!(holds(&file, SECRET));
        for piece in (1..file.len()).chain([100_000]) {
            let (stored, taken) = take(&file, piece).unwrap();
            assert_eq!(taken.media_type, media_type);
            assert!(!holds(&stored, SECRET), "{media_type} by {piece}");
            assert!(holds(&stored, b"picture"), "{media_type} by {piece}");
            assert_eq!(take(&stored, 100).unwrap().0, stored, "{media_type}: a clean file stays as it is");
        }
    }
}

/// Feeds a filter in two pieces, as no file is cut that is shorter than what recognition looks at.
fn cut(mut filter: impl Filter, file: &[u8], at: usize) -> Vec<u8> {
    let mut out = Vec::new();
    filter.push(&file[..at], &mut out).unwrap();
    filter.push(&file[at..], &mut out).unwrap();
    filter.finish().unwrap();
    out
}

#[test]
fn wherever_a_picture_is_cut_the_same_is_stored() {
    let (heic, avif) = (heif(b"heic", b"hvc1"), heif(b"avif", b"av01"));
    let stored = |file: &[u8]| take(file, usize::MAX).unwrap().0;
    for at in 0..=heic.len() {
        assert_eq!(cut(Heif::default(), &heic, at), stored(&heic));
        assert_eq!(cut(Heif::default(), &avif, at), stored(&avif));
    }
    for at in 0..=gif().len() {
        assert_eq!(cut(Gif::default(), &gif(), at), stored(&gif()));
    }
    for at in 0..=png().len() {
        assert_eq!(cut(Png::default(), &png(), at), stored(&png()));
    }
    for at in 0..=webp().len() {
        assert_eq!(cut(Webp::default(), &webp(), at), stored(&webp()));
    }
    for at in 0..=jpeg(6).len() {
        assert_eq!(cut(Jpeg::default(), &jpeg(6), at), stored(&jpeg(6)));
    }
}

#[test]
fn a_png_file_keeps_its_density_and_no_chunk_of_a_programs_own() {
    let (stored, _) = take(&png(), 50).unwrap();
    assert!(holds(&stored, b"pHYs") && holds(&stored, b"IEND"));
    for dropped in [b"caBX", b"prVt", b"PRvT", b"tEXt"] {
        assert!(!holds(&stored, dropped));
    }
}

#[test]
fn a_gif_file_keeps_its_rounds_and_its_pace() {
    let (stored, _) = take(&gif(), 50).unwrap();
    assert!(holds(&stored, b"!\xff\x0bNETSCAPE2.0\x03\x01\x07\0\0!\xf9\x04\0\x09\0\0\0,"), "{stored:x?}");
    assert!(stored.ends_with(b"\x07picture\x03;!\xfe\0;"), "{stored:x?}");
    assert!(!holds(&stored, b"XMP") && !holds(&stored, b"Comment"));
}

#[test]
fn a_heic_file_keeps_its_length_and_its_tiles() {
    let file = heif(b"heic", b"hvc1");
    let (stored, _) = take(&file, 50).unwrap();
    assert_eq!(stored.len(), file.len());
    assert!(holds(&stored, b"tile") && holds(&stored, b"ispe") && holds(&stored, b"ipma"));
    for dropped in [&b"Exif"[..], b"mime", b"rdf", b"udes", b"uuid", b"mpvd", b"xml "] {
        assert!(!holds(&stored, dropped));
    }
}

#[test]
fn a_heic_file_that_is_not_understood_is_refused() {
    let file = heif(b"heic", b"hvc1");
    let with = |from: &[u8], to: &[u8]| {
        let at = file.windows(from.len()).position(|window| window == from).unwrap();
        [&file[..at], to, &file[at + from.len()..]].concat()
    };
    let alone = boxed(b"ftyp", &[b"heic", &[0; 4]]);
    for (why, damaged) in [
        ("no description", alone.clone()),
        ("bytes before their description", [&alone[..], &boxed(b"mdat", &[b"x"])].concat()),
        ("a description that ends early", file[..120].to_vec()),
        ("a description beyond all measure", [&alone[..], b"\0\x20\0\0meta"].concat()),
        ("a box shorter than its head", [&alone[..], b"\0\0\0\x07meta"].concat()),
        ("items of an unknown form", with(b"infe\x02", b"infe\x01")),
        ("no places", with(b"iloc", b"ilok")),
        ("places of an unknown form", with(b"iloc\x01", b"iloc\x03")),
        ("more places than bytes", with(b"iloc\x01\0\0\0\x44\0", b"iloc\x01\0\0\0\0\0")),
        ("a place within another item", with(b"\0\x02\0\0\0\0\0\x01", b"\0\x02\0\x02\0\0\0\x01")),
        ("a place in another file", with(b"\0\x02\0\0\0\0\0\x01", b"\0\x02\0\0\0\x01\0\x01")),
        ("a picture that is none", with(b"grid", b"Exif")),
        ("two bodies of data", with(b"xml ", b"idat")),
        ("a box that overruns", with(b"\0\0\0\x14ispe", b"\0\x01\0\x14ispe")),
        ("a picture in a box of no pictures", with(b"mdat", b"junk")),
    ] {
        assert_eq!(take(&damaged, 100).unwrap_err(), Refused::Damaged, "{why}");
    }
    assert_eq!(take(&with(b"mpvd", b"moov"), 100).unwrap_err(), Refused::Uncleaned, "pictures that move");
}

#[test]
fn a_picture_that_is_not_cleaned_is_refused() {
    for beginning in [
        &b"II*\0\x08\0\0\0\x01\0"[..],
        b"II*\0\x08\0\0\0CX",
        b"II*\0\x10\0\0\0CR\x02\0",
        b"MM\0*\0\0\0\x08\0\x01",
        b"MM\0+\0\x08\0\0",
        b"IIRO\x08\0\0\0",
        b"FUJIFILMCCD-RAW 0201\0\0\x01",
        b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom",
        b"\0\0\x01\0\x01\0\x10\x10",
        b"8BPS\0\x01",
        b"\xff\x0a\x01",
        b"\0\0\0\x0cJXL \x0d\x0a\x87\x0a\0",
        b"\0\0\0\x0cjP  \x0d\x0a\x87\x0a\0",
    ] {
        let file = [beginning, SECRET].concat();
        assert_eq!(take(&file, 3).unwrap_err(), Refused::Uncleaned, "{beginning:x?}");
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
    assert!(holds(&stored, b"ANMF") && holds(&stored, b"a frame"));
    for dropped in [b"EXIF", b"XMP ", b"C2PA", b"note"] {
        assert!(!holds(&stored, dropped));
    }
}

#[test]
fn what_is_no_picture_stays_as_it_is() {
    for file in [&b"Lautst\xc3\xa4rke"[..], b"%PDF-1.7", &vec![7; 30_000], b"BM\x01\0", b"GIFT", b""] {
        assert_eq!(take(file, 100).unwrap().0, file);
    }
}

#[test]
fn a_picture_that_cannot_be_read_is_refused() {
    for file in [
        &b"\xff\xd8\xff\xe1\0\0"[..],
        b"\xff\xd8\xff\xe0\0\x02nonsense",
        b"\x89PNG\r\n\x1a\n\0\0\0\x01\0\0\0\0",
        b"\x89PNG",
        b"GIF89a\x01\0\x01\0",
        b"GIF90a\x01\0\x01\0\0\0\0;",
        b"GIF89a\x01\0\x01\0\0\0\0PK",
    ] {
        assert_eq!(take(file, 100).unwrap_err(), Refused::Damaged, "{file:x?}");
    }
}

const HEIC: &[u8] = b"\0\0\0\x10ftypheic\0\0\0\0";

proptest! {
    #[test]
    fn however_a_file_is_cut_the_same_is_stored(
        tail in proptest::collection::vec(any::<u8>(), 0..300),
        which in 0..6_usize,
        piece in 1..400_usize,
    ) {
        let heads = [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\xff\0\0\0WEBP", b"", b"GIF89a\0\0", HEIC];
        let file = [heads[which], &tail].concat();
        prop_assert_eq!(take(&file, piece), take(&file, usize::MAX));
    }
}
