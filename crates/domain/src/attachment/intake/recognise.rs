//! What a file is, by its first bytes alone: names and declared types are the sender's word.

/// What is known of bytes that nothing is known of; also what anything is called that a browser could
/// run: HTML, SVG, XML, scripts, programs.
pub const OCTET_STREAM: &str = "application/octet-stream";

/// Documents and archives that are downloaded under their own type.
const DOCUMENTS: [&str; 18] = [
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/x-7z-compressed",
    "application/x-tar",
    "application/x-xz",
    "application/x-bzip2",
    "application/zstd",
    "application/vnd.rar",
    "application/rtf",
    "application/epub+zip",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
];

/// How TIFF begins, and what cameras write that is much like it: raw pictures with all that they know.
const LIKE_TIFF: [&[u8]; 10] = [
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
    b"IIRO",
    b"IIRS",
    b"MMOR",
    b"IIU\0",
    b"FUJIFILMCCD-RAW",
    b"\0MRM",
];

/// Brands of HEIC and HEIF, of AVIF, and of a camera's raw pictures.
const HEIF: [&[u8]; 13] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1",
    b"avci", b"avcs",
];
const AVIF: [&[u8]; 2] = [b"avif", b"avis"];
const RAW: &[u8] = b"crx ";

/// The media type of a file with this beginning.
pub(super) fn media_type(head: &[u8]) -> &'static str {
    match picture(head).or_else(|| infer::get(head).map(|kind| kind.mime_type())) {
        // Some pictures begin like a word: GIF, BM.
        Some(found) if found.starts_with("image/") && is_plain_text(head) => "text/plain",
        Some(found) if is_passive(found) => found,
        None if is_plain_text(head) => "text/plain",
        _ => OCTET_STREAM,
    }
}

/// The pictures that are better known here than by their first bytes alone.
fn picture(head: &[u8]) -> Option<&'static str> {
    if LIKE_TIFF.iter().any(|beginning| head.starts_with(beginning)) {
        return Some("image/tiff");
    }
    let length = u32::from_be_bytes(*head.first_chunk()?);
    let length = usize::try_from(length).ok()?.min(head.len());
    let brands = head.get(..length)?.get(4..)?.strip_prefix(b"ftyp")?;
    let has = |known: &[&[u8]]| brands.chunks_exact(4).any(|brand| known.contains(&brand));
    if has(&AVIF) {
        Some("image/avif")
    } else if has(&HEIF) {
        Some("image/heif")
    } else if has(&[RAW]) {
        Some("image/tiff")
    } else {
        None
    }
}

fn is_passive(media_type: &str) -> bool {
    let is_media = ["image/", "audio/", "video/"].iter().any(|kind| media_type.starts_with(kind));
    (is_media && !media_type.contains("xml")) || DOCUMENTS.contains(&media_type)
}

/// Text without anything that looks like a mark-up: the end may be cut within a character.
fn is_plain_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let is_printable = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    !text.is_empty() && text.chars().all(is_printable) && !is_marked_up(text)
}

fn is_marked_up(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let tags = ["<html", "<script", "<svg", "<body", "<iframe", "<!doctype", "<?xml", "<?php", "javascript:"];
    text.starts_with('<') || text.starts_with("#!") || tags.iter().any(|tag| text.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_never_gets_something_to_run() {
        for active in [
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            b"  <html><body>",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            b"<?xml version=\"1.0\"?><svg/>",
            b"hello <script>alert(1)</script>",
            b"#!/bin/sh\nrm -rf /",
            b"MZ\x90\x00\x03\x00",
            b"\x7fELF\x02\x01\x01\x00",
            b"\x00\x01\x02",
            b"",
        ] {
            assert_eq!(media_type(active), OCTET_STREAM, "{active:?}");
        }
    }

    #[test]
    fn what_is_passive_is_called_by_its_name() {
        assert_eq!(media_type(b"%PDF-1.7\n<script>"), "application/pdf");
        assert_eq!(media_type(b"PK\x03\x04\x14\0\0\0\0\0"), "application/zip");
        assert_eq!(media_type(b"GIF89a\x01\x00\x01\x00"), "image/gif");
        assert_eq!(media_type(b"GIF cards are no pictures"), "text/plain");
        assert_eq!(media_type(b"\0\0\0\x14ftypmif2\0\0\0\0heix"), "image/heif");
        assert_eq!(media_type(b"\0\0\0\x14ftypmif1\0\0\0\0avif"), "image/avif");
        assert_eq!(media_type(b"\0\0\0\x14ftypisom\0\0\0\0iso2"), "video/mp4");
        assert_eq!(media_type(b"\xff\xd8\xff\xe0\x00\x10JFIF"), "image/jpeg");
        assert_eq!(media_type("Lautstärke auf 11.\n".as_bytes()), "text/plain");
        assert_eq!(media_type(&"ü".as_bytes()[..1]), OCTET_STREAM);
        assert_eq!(media_type(&"aü".as_bytes()[..2]), "text/plain");
    }
}
