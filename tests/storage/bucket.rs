//! The real program with files in a bucket.

use std::{convert::Infallible, process::Output};

use bytes::Bytes;
use domain::clock::Timestamp;
use futures_util::stream;
use kit::{BOUNDARY, Engine, Launch, Server, TestBucket, TestDatabase, form};

use crate::{
    backup::{command, restore, said},
    desk::query,
    people::{add_customers, sign_in},
};

const LARGE: usize = 6 * 1024 * 1024;

async fn serve(desk: &TestDatabase, bucket: &TestBucket) -> Server {
    let environment = bucket.settings();
    let launch = Launch { arguments: &["serve", "--no-worker"], environment: &environment, under: &[] };
    Server::launch(&desk.url, &desk.directory, launch).await
}

async fn upload(server: &Server, token: &str, body: reqwest::Body) -> reqwest::Result<reqwest::Response> {
    let request = kit::http().post(format!("{}/api/v1/attachments", server.url)).bearer_auth(token);
    request
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body)
        .send()
        .await
}

/// A large file of which the end never comes.
fn endless() -> reqwest::Body {
    let whole = form("large.txt", &vec![b'x'; LARGE]);
    let begin = Bytes::from(whole[..LARGE - 100].to_vec());
    let pieces = stream::once(async { Ok::<_, Infallible>(begin) });
    reqwest::Body::wrap_stream(futures_util::StreamExt::chain(pieces, stream::pending()))
}

#[tokio::test]
async fn a_server_killed_while_it_takes_a_file_leaves_nothing_to_read() {
    let desk = TestDatabase::create(Engine::Sqlite).await;
    add_customers(&desk, 1).await;
    let bucket = TestBucket::create().await;
    let server = serve(&desk, &bucket).await;
    let token = sign_in(&kit::http(), &server.url, 0).await;
    let begun = async {
        while bucket.unfinished().await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = upload(&server, &token, endless()) => panic!("the file has no end"),
        () = begun => {}
    }
    server.kill();
    assert_eq!((bucket.objects().await, bucket.unfinished().await), (0, 1));
    let database = desk.connect().await;
    assert!(query(&database, "SELECT id FROM attachment").await.is_empty());
    let store = objects::open(&bucket.url, &bucket.access).unwrap();
    let now: Timestamp = kit::START.parse().unwrap();
    assert!(store.list(None, 10, now).await.unwrap().is_empty());
    assert_eq!(bucket.unfinished().await, 0, "the sweep has taken the parts away");

    let server = serve(&desk, &bucket).await;
    let token = sign_in(&kit::http(), &server.url, 0).await;
    let whole = upload(&server, &token, form("large.txt", &vec![b'x'; LARGE]).into()).await.unwrap();
    assert_eq!((whole.status().as_u16(), bucket.objects().await), (201, 1));
}

fn run(desk: &TestDatabase, words: &[&str], bucket: &TestBucket) -> Output {
    command(desk, words).envs(bucket.settings()).output().unwrap()
}

#[tokio::test]
async fn the_doctor_tries_the_bucket_and_tells_no_key() {
    let desk = TestDatabase::create(Engine::Sqlite).await;
    let (mut bucket, server) = TestBucket::on_own().await;
    bucket.access.secret_key = "do-not-tell".to_owned();
    let found = said(&run(&desk, &["doctor"], &bucket));
    assert!(found.contains(&format!("object store: {} takes, gives and deletes", bucket.url)), "{found}");
    assert_eq!(bucket.objects().await, 0, "nothing is left of the trial");
    server.stop();
    let output = run(&desk, &["doctor"], &bucket);
    let found = said(&output);
    assert!(!output.status.success() && found.contains("BENCHDESK_S3_ENDPOINT"), "{found}");
    assert!(!found.contains("do-not-tell"), "{found}");
}

/// What a desk has in a folder, a restored desk has in its bucket.
#[tokio::test]
async fn a_backup_with_files_is_restored_into_a_bucket() {
    let desk = TestDatabase::create(Engine::Sqlite).await;
    let name = "0123456789abcdef".repeat(2);
    let folder = desk.directory.path().join("data/attachments/01");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(&name), b"a picture of fader 3").unwrap();
    let place = desk.directory.path().join("copy");
    let backed_up = command(&desk, &["backup", place.to_str().unwrap()]).output().unwrap();
    assert!(backed_up.status.success(), "{}", said(&backed_up));
    let target = TestDatabase::create_empty(Engine::Sqlite).await;
    let bucket = TestBucket::create().await;
    let restored = run(&target, &["restore", place.to_str().unwrap()], &bucket);
    assert!(restored.status.success(), "{}", said(&restored));
    let store = objects::open(&bucket.url, &bucket.access).unwrap();
    let mut reader = store.read(&name.parse().unwrap(), 0..20).await.unwrap();
    assert_eq!(&reader.next().await.unwrap().unwrap()[..], b"a picture of fader 3");

    // Its own backup leaves them where they are, and says so.
    let place = target.directory.path().join("copy");
    let backed_up = run(&target, &["backup", place.to_str().unwrap()], &bucket);
    assert!(said(&backed_up).contains("the attachments are not in it"), "{}", said(&backed_up));
    assert!(!place.join("attachments").exists());
    let elsewhere = TestDatabase::create_empty(Engine::Sqlite).await;
    let restored = restore(&elsewhere, &place, &[]);
    assert!(
        restored.status.success() && said(&restored).contains("holds no attachments"),
        "{}",
        said(&restored)
    );
    let other = TestDatabase::create_empty(Engine::Sqlite).await;
    let full = run(&other, &["restore", desk.directory.path().join("copy").to_str().unwrap()], &bucket);
    assert!(!full.status.success() && said(&full).contains("is not empty"), "{}", said(&full));
}
