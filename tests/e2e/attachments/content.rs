use axum::http::Method;
use kit::Reply;

use super::{content_path, heic_photo, objects, path, photo};

const TEXT: &[u8] = b"Fader 3 jams halfway.";

#[track_caller]
fn assert_harmless(reply: &Reply) {
    let header = |name: &str| reply.header(name).unwrap_or_default();
    assert!(header("content-disposition").starts_with("attachment; filename="), "{:?}", reply.headers);
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"), "{:?}", reply.headers);
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("accept-ranges"), "bytes");
}

kit::both_stores!(what_goes_in_comes_out, |app| {
    let ann = app.customer("ann").await;
    let file = ann.uploads("../notes.txt", TEXT).await;
    assert_eq!((&file["file_name"], &file["media_type"]), (&"notes.txt".into(), &"text/plain".into()));
    assert_eq!((&file["size"], &file["message_id"]), (&TEXT.len().into(), &serde_json::Value::Null));
    assert_eq!(ann.get(&path(&file)).await.expect(200).json, file);

    let reply = ann.with("accept-encoding", "gzip").get(&content_path(&file)).await.expect(200);
    assert_eq!(reply.body, TEXT);
    assert_harmless(&reply);
    assert_eq!(reply.header("content-type").as_deref(), Some("application/octet-stream"));
    assert_eq!(reply.header("content-length"), Some(TEXT.len().to_string()));
    assert_eq!(reply.header("content-encoding"), None);
    assert_eq!(reply.header("etag"), Some(format!("\"{}\"", file["sha256"].as_str().unwrap())));

    let head = ann.client().send(Method::HEAD, &content_path(&file), "").await.expect(200);
    assert!(head.body.is_empty());
    assert_eq!(head.header("content-length"), Some(TEXT.len().to_string()));
});

kit::both_stores!(a_part_is_read_alone, |app| {
    let ann = app.customer("ann").await;
    let file = ann.uploads("notes.txt", TEXT).await;
    let (path, etag) = (content_path(&file), format!("\"{}\"", file["sha256"].as_str().unwrap()));
    let range = ann.with("range", "bytes=6-6");
    let part = range.get(&path).await.expect(206);
    assert_eq!(
        (part.body.as_slice(), part.header("content-range")),
        (&b"3"[..], Some("bytes 6-6/21".to_owned()))
    );
    assert_eq!(part.header("content-length").as_deref(), Some("1"));
    assert_harmless(&part);
    range.with("if-range", &etag).get(&path).await.expect(206);
    assert_eq!(range.with("if-range", "\"other\"").get(&path).await.expect(200).body, TEXT);
    for several in ["bytes=0-0,2-3", "lines=0-1", "bytes=z"] {
        assert_eq!(ann.with("range", several).get(&path).await.expect(200).body, TEXT);
    }
    let nowhere =
        ann.with("range", "bytes=21-").get(&path).await.expect_problem(416, "range_not_satisfiable");
    assert_eq!(nowhere.header("content-range").as_deref(), Some("bytes */21"));
    for known in [etag.clone(), format!("\"x\", W/{etag}"), "*".to_owned()] {
        let same = ann.with("if-none-match", &known).get(&path).await.expect(304);
        assert!(same.body.is_empty() && same.header("etag") == Some(etag.clone()));
    }
    ann.with("if-none-match", "\"other\"").get(&path).await.expect(200);
});

kit::both_stores!(a_photo_loses_its_place, |app| {
    let ann = app.customer("ann").await;
    let file = ann.uploads("Fader 3 – kaputt.jpg", &photo()).await;
    assert_eq!(file["media_type"], "image/jpeg");
    let reply = ann.get(&content_path(&file)).await.expect(200);
    assert!(!reply.body.windows(3).any(|window| window == b"GPS"));
    assert_eq!(reply.body.len().to_string(), file["size"].to_string());
    assert_eq!(
        reply.header("content-disposition").as_deref(),
        Some(
            "attachment; filename=\"Fader 3 _ kaputt.jpg\"; filename*=UTF-8''Fader%203%20%E2%80%93%20kaputt.jpg"
        )
    );
});

kit::both_stores!(a_photo_of_a_telephone_loses_its_place, |app| {
    let ann = app.customer("ann").await;
    let file = ann.uploads("IMG_0311.HEIC", &heic_photo()).await;
    assert_eq!((&file["media_type"], &file["size"]), (&"image/heif".into(), &heic_photo().len().into()));
    let reply = ann.get(&content_path(&file)).await.expect(200);
    assert!(!reply.body.windows(3).any(|window| window == b"GPS"));
    assert!(reply.body.windows(7).any(|window| window == b"picture"));
});

kit::both_stores!(what_a_browser_could_run_is_called_nothing, |app| {
    let ann = app.customer("ann").await;
    for active in
        ["<html><script>alert(1)</script>", "<svg onload='alert(1)'/>", "<?xml version=\"1.0\"?><a/>"]
    {
        let file = ann.uploads("harmless.jpg", active.as_bytes()).await;
        assert_eq!(file["media_type"], "application/octet-stream");
        let reply = ann.get(&content_path(&file)).await.expect(200);
        assert_eq!(reply.header("content-type").as_deref(), Some("application/octet-stream"));
        assert_harmless(&reply);
    }
});

kit::both_stores!(the_largest_file_passes_through, |app| {
    let ann = app.customer("ann").await;
    let largest = vec![b'x'; 25 * 1024 * 1024];
    let file = ann.uploads("large.txt", &largest).await;
    assert!(ann.get(&content_path(&file)).await.expect(200).body == largest);
    ann.client()
        .upload("large.txt", &[&largest[..], b"x"].concat())
        .await
        .expect_problem(413, "payload_too_large");
    assert_eq!(objects(&app).await.len(), 1);
});
