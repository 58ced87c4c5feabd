use std::fs;

use kit::http;

use super::*;
use crate::backup::{backup, restore};

/// What can be refused is refused before anything is changed: no keys, and a ledger older than the backup.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_asks_before_it_gives_addresses_up() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let case = desk.case("Open Street 1").await;
    let ledger = fs::read(desk.path().join("ledger/ledger.jsonl")).unwrap();
    desk.ends(desk.case("Ended Street 1").await).await;
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    let old = desk.path().to_owned();

    let restored = TestDatabase::create_empty(Engine::Sqlite).await;
    bring(&old, &restored, &["ledger", "keys"]);
    let newest = fs::read(old.join("ledger/ledger.jsonl")).unwrap();
    fs::write(restored.directory.path().join("ledger/ledger.jsonl"), &ledger).unwrap();
    assert_refused(&restore(&restored, &copy, &[]), "older than the backup");
    fs::write(restored.directory.path().join("ledger/ledger.jsonl"), &newest).unwrap();
    fs::remove_dir_all(restored.directory.path().join("keys")).unwrap();
    assert_refused(&restore(&restored, &copy, &[]), "--keys-are-lost");
    assert!(!restored.directory.path().join("benchdesk.db").exists());
    let done = restore(&restored, &copy, &["--keys-are-lost"]);
    assert_well(&done);
    assert!(said(&done).contains("1 are lost with their keys"), "{}", said(&done));
    let restored = VaultDesk::open(restored).await;
    assert_eq!(restored.reads(case).await, None);
    serve(&restored.files, &[]).await.stop();
}

/// Gives a new desk what survives a disaster of the old one.
pub(super) fn bring(from: &Path, to: &TestDatabase, names: &[&str]) {
    for name in names {
        let place = to.directory.path().join(name);
        let copied = std::process::Command::new("cp").args(["-a"]).arg(from.join(name)).arg(&place).status();
        assert!(copied.unwrap().success());
    }
}

/// An old backup is restored with the newest ledger: what has ended since is gone, the rest can be read.
async fn ends_again(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let (open, ended) = (desk.case("Open Street 1").await, desk.case("Ended Street 1").await);
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    desk.ends(ended).await;
    // Two rotations: the backup's wraps are of a key that is gone.
    desk.rotates().await;
    desk.rotates().await;
    let old = desk.path().to_owned();

    let restored = TestDatabase::create_empty(engine).await;
    assert_refused(&restore(&restored, &copy, &[]), "the newest copy of the ledger");
    bring(&old, &restored, &["ledger", "keys"]);
    let done = restore(&restored, &copy, &[]);
    assert_well(&done);
    assert!(said(&done).contains("1 can be read, 1 had ended"), "{}", said(&done));
    let restored = VaultDesk::open(restored).await;
    assert_eq!(restored.reads(open).await.as_deref(), Some("Open Street 1"));
    assert_eq!(restored.reads(ended).await, None);
    assert_well(&restored.verify());
    serve(&restored.files, &[]).await.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_ended_since_a_backup_of_sqlite_ends_again() {
    ends_again(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_ended_since_a_backup_of_postgres_ends_again() {
    ends_again(Engine::Postgres).await;
}

/// Keys of which some are there: that an address would be lost is told before anything is changed, so that the right
/// shelf can still be brought.
async fn is_asked_before_anything_changes(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let open = desk.case("Open Street 1").await;
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    desk.rotates().await;
    desk.rotates().await;
    let old = desk.path().to_owned();

    let restored = TestDatabase::create_empty(engine).await;
    bring(&old, &restored, &["ledger", "keys"]);
    let shelf = restored.directory.path().join("ledger/shelf.json");
    let newest = fs::read(&shelf).unwrap();
    fs::remove_file(&shelf).unwrap();
    assert_refused(&restore(&restored, &copy, &[]), "1 address(es)");
    match engine {
        Engine::Sqlite => assert!(!restored.directory.path().join("benchdesk.db").exists()),
        Engine::Postgres => assert!(restored.connect().await.is_empty().await.unwrap(), "nothing was filled"),
    }
    fs::write(&shelf, newest).unwrap();
    assert_well(&restore(&restored, &copy, &[]));
    assert_eq!(VaultDesk::open(restored).await.reads(open).await.as_deref(), Some("Open Street 1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_of_sqlite_asks_before_it_gives_some_addresses_up() {
    is_asked_before_anything_changes(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_of_postgres_asks_before_it_gives_some_addresses_up() {
    is_asked_before_anything_changes(Engine::Postgres).await;
}

/// The control: with the keys of that time a backup can be read, so what makes it unreadable is their end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_can_be_read_with_the_keys_of_its_time_only() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let case = desk.case("Ended Street 1").await;
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    let held = fs::read_dir(&copy).unwrap().flatten().map(|entry| entry.file_name()).collect::<Vec<_>>();
    assert!(!held.iter().any(|name| name.to_string_lossy().contains("key")), "{held:?}");
    desk.ends(case).await;
    let file = format!("sqlite://{}", copy.join("database.sqlite").display());
    let of_copy = persistence::connect(&file, persistence::Tuning::default()).await.unwrap();
    let store = of_copy.store();
    let read = vault::open(&store, desk.vault.keys.as_ref(), case).await.unwrap();
    assert_eq!(read.unwrap().1.reveal(), b"Ended Street 1");
    desk.rotates().await;
    assert!(vault::open(&store, desk.vault.keys.as_ref(), case).await.is_err());
    drop(store);
    of_copy.close().await.unwrap();
}

/// Without keys the cases that go on ask for their addresses anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_keys_lose_addresses_and_nothing_else() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let case = desk.case("Open Street 1").await;
    desk.execute("UPDATE repair_case SET state = 'ready_to_ship'", Vec::new()).await;
    fs::remove_dir_all(desk.path().join("keys")).unwrap();
    assert_refused(&run(&desk.files, &["serve"]), "there are no address keys");
    assert_refused(&run(&desk.files, &["restore", "reconcile"]), "--keys-are-lost");
    assert_well(&run(&desk.files, &["restore", "reconcile", "--keys-are-lost"]));
    assert_eq!(desk.reads(case).await, None);
    assert_eq!(desk.held().await, [2], "a number is used once");
    let asked = "SELECT awaiting_address_since FROM repair_case WHERE awaiting_address_since IS NOT NULL";
    assert_eq!(crate::desk::query(&desk.database, asked).await.len(), 1);
    serve(&desk.files, &[]).await.stop();
}

/// A database that was brought back behind the program's back is not served before it is reconciled.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_older_than_the_ledger_is_not_served() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let ended = desk.case("Ended Street 1").await;
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    desk.ends(ended).await;
    let files = desk.close().await;
    let database = files.directory.path().join("benchdesk.db");
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", database.display()));
    }
    fs::copy(copy.join("database.sqlite"), &database).unwrap();

    assert_refused(&run(&files, &["worker"]), "restore reconcile");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = command(&files, &["serve"]);
    let mut server = server.env("BENCHDESK_LISTEN", format!("127.0.0.1:{port}")).spawn().unwrap();
    let (http, url) = (http(), format!("http://127.0.0.1:{port}"));
    while !http.get(format!("{url}/healthz")).send().await.is_ok_and(|answer| answer.status() == 200) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    for path in ["/readyz", "/api/v1/me", "/metrics", "/"] {
        assert_eq!(http.get(format!("{url}{path}")).send().await.unwrap().status(), 503, "{path}");
    }
    server.kill().unwrap();
    server.wait().unwrap();

    let done = run(&files, &["restore", "reconcile"]);
    assert_well(&done);
    assert!(said(&done).contains("1 had ended and have ended again"), "{}", said(&done));
    serve(&files, &[]).await.stop();
    assert_eq!(VaultDesk::open(files).await.reads(ended).await, None);
}
