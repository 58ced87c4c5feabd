//! What a restore refuses, and that nothing has changed then.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use kit::{Engine, TestDatabase};

use super::{SECRET, WITHOUT_LEDGER, backup, command, restore, run, said, small_desk};
use crate::desk::query;

/// A copy of a backup that may be spoilt.
fn copy_of(place: &Path, name: &str) -> PathBuf {
    let copy = place.with_file_name(name);
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(place).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
    }
    copy
}

/// Everything that lies in a desk's directory.
fn files(desk: &TestDatabase) -> Vec<PathBuf> {
    let entries = fs::read_dir(desk.directory.path()).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

async fn tables(desk: &TestDatabase) -> usize {
    if desk.engine() == Engine::Sqlite {
        return usize::from(desk.directory.path().join("benchdesk.db").exists());
    }
    let database = desk.connect().await;
    let found = query(&database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").await.len();
    database.close().await.unwrap();
    found
}

async fn assert_refused(place: &Path, engine: Engine, because: &str) {
    let target = TestDatabase::create_empty(engine).await;
    let before = files(&target);
    let refused = restore(&target, place, &[]);
    assert!(!refused.status.success() && said(&refused).contains(because), "{because}: {}", said(&refused));
    assert_eq!(files(&target), before, "nothing is made");
    assert_eq!(tables(&target).await, 0);
}

fn change(file: &Path, spoil: impl Fn(&mut Vec<u8>)) {
    let mut content = fs::read(file).unwrap();
    spoil(&mut content);
    fs::write(file, content).unwrap();
}

async fn a_spoilt_backup_is_refused(engine: Engine) {
    let (desk, place, _) = small_desk(engine).await;
    let database = if engine == Engine::Sqlite { "database.sqlite" } else { "database.pgdump" };

    let flipped = copy_of(&place, "flipped");
    change(&flipped.join(database), |content| {
        let middle = content.len() / 2;
        content[middle] ^= 1;
    });
    assert_refused(&flipped, engine, "is damaged").await;

    let cut = copy_of(&place, "cut");
    change(&cut.join(database), |content| content.truncate(content.len() - 1));
    assert_refused(&cut, engine, "is damaged").await;

    let missing = copy_of(&place, "missing");
    fs::remove_file(missing.join(database)).unwrap();
    assert_refused(&missing, engine, "is damaged").await;

    let unsealed = copy_of(&place, "unsealed");
    fs::remove_file(unsealed.join("SHA256SUMS")).unwrap();
    assert_refused(&unsealed, engine, "SHA256SUMS").await;

    let edited = copy_of(&place, "edited");
    change(&edited.join("manifest.json"), |content| content.push(b' '));
    assert_refused(&edited, engine, "manifest.json is not what was written").await;

    // A line less, and the file with it: the checksums that are left are right.
    let fewer = copy_of(&place, "fewer");
    fs::remove_file(fewer.join(SECRET)).unwrap();
    change(&fewer.join("SHA256SUMS"), |content| {
        let text = String::from_utf8(std::mem::take(content)).unwrap();
        let kept = text.lines().filter(|line| !line.ends_with(SECRET)).map(|line| format!("{line}\n"));
        *content = kept.collect::<Vec<_>>().concat().into_bytes();
    });
    assert_refused(&fewer, engine, "is incomplete").await;

    // A desk that is there is never written over.
    let again = restore(&desk, &place, &[]);
    assert!(!again.status.success(), "{}", said(&again));
    let other = if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite };
    assert_refused(&place, other, "does not change the engine").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spoilt_backup_of_sqlite_is_refused() {
    a_spoilt_backup_is_refused(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spoilt_backup_of_postgres_is_refused() {
    a_spoilt_backup_is_refused(Engine::Postgres).await;
}

/// Rewrites the manifest as another version would have written it, with its checksum.
fn forge(place: &Path, from: &str, to: &str) {
    let manifest = place.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains(from), "{text}");
    let old = sum(&manifest);
    fs::write(&manifest, text.replace(from, to)).unwrap();
    let new = sum(&manifest);
    change(&place.join("SHA256SUMS"), |content| {
        *content = String::from_utf8(std::mem::take(content)).unwrap().replace(&old, &new).into_bytes();
    });
}

fn sum(file: &Path) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, &fs::read(file).unwrap());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_backup_and_a_foreign_secret_are_refused() {
    let (_desk, place, _) = small_desk(Engine::Sqlite).await;
    let newer = copy_of(&place, "newer");
    forge(&newer, "m20261122_000001_identity", "m20991231_000001_future");
    assert_refused(&newer, Engine::Sqlite, "newer version of benchdesk").await;
    let later = copy_of(&place, "later");
    forge(&later, "\"format\": 1", "\"format\": 2");
    assert_refused(&later, Engine::Sqlite, "newer version of benchdesk").await;

    let other = TestDatabase::create_empty(Engine::Sqlite).await;
    let (stranger, _, _) = small_desk(Engine::Sqlite).await;
    fs::copy(stranger.directory.path().join(SECRET), other.directory.path().join(SECRET)).unwrap();
    let refused = restore(&other, &place, &[]);
    assert!(said(&refused).contains("another secret"), "{}", said(&refused));

    // Without the secret in it, the right one must be there.
    let (desk, _, _) = small_desk(Engine::Sqlite).await;
    let bare = desk.directory.path().join("bare");
    let told = run(&desk, &["backup", bare.to_str().unwrap()]);
    assert!(told.status.success() && said(&told).contains("the secret file is not in it"));
    assert_refused(&bare, Engine::Sqlite, "holds no secret file").await;
    let foreign = restore(&other, &bare, &[]);
    assert!(said(&foreign).contains("does not belong to the backup"), "{}", said(&foreign));
    let right = TestDatabase::create_empty(Engine::Sqlite).await;
    fs::copy(desk.directory.path().join(SECRET), right.directory.path().join(SECRET)).unwrap();
    assert!(restore(&right, &bare, &[WITHOUT_LEDGER]).status.success());
}

/// However early or late the program is killed, there is a whole backup or none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_is_killed_is_none() {
    let (desk, _, _) = small_desk(Engine::Sqlite).await;
    let mut whole = 0;
    for round in 0..12 {
        let place = desk.directory.path().join(format!("killed-{round}"));
        let mut process = command(&desk, &["backup", place.to_str().unwrap(), "--with-secret"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(round * 12)).await;
        let _ = process.kill();
        process.wait().unwrap();
        if place.exists() {
            whole += 1;
            let target = TestDatabase::create_empty(Engine::Sqlite).await;
            let done = restore(&target, &place, &[WITHOUT_LEDGER]);
            assert!(done.status.success(), "round {round}: {}", said(&done));
        }
    }
    assert!(whole < 12, "none was killed early enough");
    backup(&desk, "after");
}
