//! Files: in, out, with messages, and away again.

mod bad_input;
mod bucket;
mod content;
mod life;
mod messages;
mod visibility;

use kit::TestApp;
use serde_json::Value;

/// The smallest photo with a place in it.
pub(crate) fn photo() -> Vec<u8> {
    let segment = |code: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, code], &length[..], content].concat()
    };
    [
        vec![0xff, 0xd8],
        segment(0xe1, b"Exif\0\0GPS 52.5163 N 13.3777 E"),
        segment(0xda, b"\x01\x01\0\0\x3f\0"),
        b"picture\xff\xd9GPS".to_vec(),
    ]
    .concat()
}

/// The smallest photo of a telephone with a place in it: a picture, and behind it its Exif data.
pub(crate) fn heic_photo() -> Vec<u8> {
    let boxed = |name: &[u8; 4], content: &[&[u8]]| {
        let content = content.concat();
        [&u32::try_from(content.len() + 8).unwrap().to_be_bytes()[..], name, &content].concat()
    };
    let item = |id: u8, kind: &[u8; 4]| boxed(b"infe", &[b"\x02\0\0\0\0", &[id], b"\0\0", kind, b"\0"]);
    let description = |at: u8| {
        let places =
            [0, 1, 0, 0, 0, 1, 0, 0, 0, at, 0, 0, 0, 7, 0, 2, 0, 0, 0, 1, 0, 0, 0, at + 7, 0, 0, 0, 23];
        boxed(
            b"meta",
            &[
                &[0; 4],
                &boxed(b"pitm", &[b"\0\0\0\0\0\x01"]),
                &boxed(b"iinf", &[b"\0\0\0\0\0\x02", &item(1, b"hvc1"), &item(2, b"Exif")]),
                &boxed(b"iloc", &[b"\0\0\0\0\x44\0\0\x02", &places]),
            ],
        )
    };
    let kind = boxed(b"ftyp", &[b"heic\0\0\0\0mif1heic"]);
    let at = u8::try_from(kind.len() + description(0).len() + 8).unwrap();
    [kind, description(at), boxed(b"mdat", &[b"picture", b"GPS 52.5163 N 13.3777 E"])].concat()
}

/// Where a file's bytes are.
pub(crate) fn content_path(attachment: &Value) -> String {
    format!("/api/v1/attachments/{}/content", attachment["id"].as_str().unwrap())
}

/// Where a file is described.
pub(crate) fn path(attachment: &Value) -> String {
    format!("/api/v1/attachments/{}", attachment["id"].as_str().unwrap())
}

/// The names of the objects that there are.
pub(crate) async fn objects(app: &TestApp) -> Vec<String> {
    let found = app.objects.list(None, 1000, chrono::DateTime::UNIX_EPOCH).await.unwrap();
    found.into_iter().map(|object| object.name.as_str().to_owned()).collect()
}
