use axum::http::Method;
use kit::{BOUNDARY, Reply, Visitor, form};

use super::{content_path, objects};
use crate::support::{rows, text_of};

/// An archive of nothing: its end alone.
const EMPTY_ARCHIVE: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const UPLOADS: &str = "/api/v1/attachments";

async fn send(client: &Visitor, body: impl Into<Vec<u8>>) -> Reply {
    let client = client.with("content-type", &format!("multipart/form-data; boundary={BOUNDARY}"));
    client.send(Method::POST, UPLOADS, body.into()).await
}

fn part(head: &str, content: &str) -> String {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

kit::both_stores!(what_is_no_file_is_refused_and_leaves_nothing, |app| {
    let ann = app.customer("ann").await;
    let end = format!("--{BOUNDARY}--\r\n");
    let file = part("name=\"file\"; filename=\"a.txt\"", "It jams.");
    for (body, pointer) in [
        (end.clone(), "#/file"),
        (format!("{}{end}", part("name=\"file\"", "It jams.")), "#/file"),
        (format!("{}{end}", part("name=\"file\"; filename=\"a\"", "")), "#/file"),
        (format!("{file}{file}{end}"), "#/file"),
        (format!("{}{file}{end}", part("name=\"secret\"", "x")), "#"),
        (format!("{file}{}{end}", part("name=\"secret\"", "x")), "#"),
    ] {
        let reply = send(ann.client(), body).await.expect_problem(422, "validation_failed").at(pointer);
        assert!(!text_of(&reply).contains("secret"), "{}", reply.json);
    }
    for body in ["", "nonsense", &file, &file[..40], "--between-the-parts\r\n\r\n\r\n"] {
        send(ann.client(), body).await.expect_problem(400, "malformed_form");
    }
    let types = ["multipart/form-data", "multipart/mixed; boundary=x", "application/json", "text/plain"];
    for media_type in types {
        let client = ann.with("content-type", media_type);
        client.send(Method::POST, UPLOADS, "{}").await.expect_problem(415, "unsupported_media_type");
    }
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (0, 0));
});

kit::both_stores!(what_is_declared_too_large_is_refused_before_it_is_read, |app| {
    let ann = app.customer("ann").await;
    let client = ann.with("content-length", "2147483648");
    let reply = send(&client, Vec::new()).await.expect_problem(413, "payload_too_large");
    assert_eq!(reply.header("connection").as_deref(), Some("close"));
    assert!(objects(&app).await.is_empty());
});

kit::both_stores!(a_damaged_picture_is_refused, |app| {
    let ann = app.customer("ann").await;
    let damaged = [&b"\xff\xd8\xff\xe0\0\x04ab"[..], &vec![b'x'; 20_000]].concat();
    ann.client().upload("a.jpg", &damaged).await.expect_problem(422, "validation_failed").at("#/file");
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (0, 0));
});

kit::both_stores!(a_picture_that_keeps_its_place_is_refused, |app| {
    let ann = app.customer("ann").await;
    let german = ann.with("accept-language", "de");
    let file = [&b"II*\0\x08\0\0\0\x01\0"[..], b"GPS 52.5163 N 13.3777 E"].concat();
    for (client, word) in [(ann.client(), "must be a JPEG, PNG"), (&german, "muss ein Bild als JPEG, PNG")] {
        let reply = client.upload("a.tif", &file).await.expect_problem(422, "validation_failed").at("#/file");
        let error = &reply.json["errors"][0];
        assert_eq!(error["code"], "uncleaned");
        assert!(error["detail"].as_str().unwrap().starts_with(word), "{error}");
    }
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (0, 0));
});

kit::both_stores!(a_name_goes_nowhere, |app| {
    let ann = app.customer("ann").await;
    for (sent, kept) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\Windows\\\\a.exe", "a.exe"),
        ("a%22; filename=b.exe", "a_; filename=b.exe"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("a\u{0}\u{7}b.txt", "ab.txt"),
        ("..", "file"),
        ("\u{fc}\u{308}.txt", "\u{fc}\u{308}.txt"),
    ] {
        let file = ann.uploads(sent, b"It jams.").await;
        assert_eq!(file["file_name"], kept);
        let reply = ann.get(&content_path(&file)).await.expect(200);
        assert!(reply.header("content-disposition").unwrap().is_ascii());
    }
    let long = ann.uploads(&format!("{}.txt", "a".repeat(5000)), b"It jams.").await;
    assert_eq!(long["file_name"].as_str().unwrap().len(), 150);
    let split = form("a.txt\"\r\nX-Evil: yes\r\nContent-Disposition: form-data; name=\"b", b"x");
    send(ann.client(), split).await.expect_problem(400, "malformed_form");
});

kit::both_stores!(bombs_and_files_of_two_kinds_are_refused, |app| {
    let ann = app.customer("ann").await;
    // The head of an archive that claims to hold 4 GiB.
    let sizes = b"\0\x10\0\0\0\xff\xff\xff";
    let bomb = &[&b"PK\x03\x04\x14\0\0\0\x08\0"[..], &[0; 8], sizes, b"\x01\0\0\0a"].concat();
    let page = [&b"%PDF-1.7\n<script>alert(1)</script>"[..], bomb].concat();
    let picture = [&b"BM\x1a\0\0\0\0\0\0\0"[..], EMPTY_ARCHIVE].concat();
    for (name, file, code) in [
        ("bomb.zip", bomb, "archive_bomb"),
        ("both.html", &page, "two_in_one"),
        ("both.bmp", &picture, "two_in_one"),
    ] {
        let problem = ann.client().upload(name, file).await.expect_problem(422, "validation_failed");
        assert_eq!(problem.json["errors"][0]["code"], code, "{name}");
    }
    assert_eq!((rows(&app, "attachment").await, objects(&app).await.len()), (0, 0));
    assert_eq!(ann.uploads("empty.zip", EMPTY_ARCHIVE).await["media_type"], "application/zip");
});
