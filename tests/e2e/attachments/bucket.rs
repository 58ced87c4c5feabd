use std::sync::Arc;

use kit::{Engine, S3Server, TestApp, TestBucket, TestDatabase};

use super::content_path;
use crate::support::rows;

/// A desk with files in a bucket of a store of its own.
async fn desk() -> (TestApp, TestBucket, S3Server) {
    let (bucket, server) = TestBucket::on_own().await;
    let objects = objects::open(&bucket.url, &bucket.access).unwrap();
    let database = TestDatabase::create(Engine::Sqlite).await;
    (TestApp::keeping_files_in(database, objects).await, bucket, server)
}

#[tokio::test]
async fn a_large_file_that_is_refused_leaves_no_part() {
    let (app, bucket, _server) = desk().await;
    let ann = app.customer("ann").await;
    let too_large = vec![b'x'; 25 * 1024 * 1024 + 1];
    ann.client().upload("large.txt", &too_large).await.expect_problem(413, "payload_too_large");
    assert_eq!((bucket.objects().await, bucket.unfinished().await), (0, 0));
    assert_eq!(rows(&Arc::new(app), "attachment").await, 0);
}

#[tokio::test]
async fn what_a_writer_has_left_unfinished_goes_and_others_things_stay() {
    let (app, bucket, _server) = desk().await;
    let foreign = format!("{}/desk/readme.txt", bucket.address);
    for begin in [format!("{}/desk/large.bin?uploads", bucket.address), format!("{foreign}?uploads")] {
        assert!(kit::http().post(begin).send().await.unwrap().status().is_success());
    }
    assert!(kit::http().put(&foreign).body("hello").send().await.unwrap().status().is_success());
    let ours = format!("{}/desk/01/{}?uploads", bucket.address, "0123456789abcdef".repeat(2));
    assert!(kit::http().post(ours).send().await.unwrap().status().is_success());
    let list = async |before| app.objects.list(None, 10, before).await.unwrap();
    assert!(list(chrono::DateTime::UNIX_EPOCH).await.is_empty());
    assert_eq!(bucket.unfinished().await, 3, "none is so old");
    assert!(list(app.now()).await.is_empty());
    assert_eq!((bucket.unfinished().await, bucket.objects().await), (2, 1));
}

#[tokio::test]
async fn a_list_has_pages() {
    let (app, _bucket, _server) = desk().await;
    let ann = app.customer("ann").await;
    for _ in 0..5 {
        ann.uploads("1.txt", b"1").await;
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = app.objects.list(after.as_ref(), 2, chrono::DateTime::UNIX_EPOCH).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.name.clone());
        found.extend(page.into_iter().map(|object| object.name));
    }
    assert!(found.len() == 5 && found.is_sorted(), "{found:?}");
}

#[tokio::test]
async fn a_store_that_is_away_is_503_and_leaves_no_row() {
    let (app, _bucket, server) = desk().await;
    let ann = app.customer("ann").await;
    let file = ann.uploads("1.txt", b"1").await;
    server.stop();
    for size in [1, 6 * 1024 * 1024] {
        let reply = ann.client().upload("2.txt", &vec![b'x'; size]).await.expect_problem(503, "unavailable");
        assert!(reply.header("retry-after").is_some());
    }
    ann.get(&content_path(&file)).await.expect_problem(503, "unavailable");
    ann.get("/api/v1/tickets").await.expect(200);
    assert_eq!(rows(&Arc::new(app), "attachment").await, 1);
}
