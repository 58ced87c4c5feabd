use super::*;
use crate::backup::{backup, restore};

/// Copies folders of one desk to another, or aside.
fn bring(from: &Path, to: &Path, names: &[&str]) {
    std::fs::create_dir_all(to).unwrap();
    for name in names {
        let copied = std::process::Command::new("cp").arg("-a").arg(from.join(name)).arg(to).status();
        assert!(copied.unwrap().success());
    }
}

/// A backup from before the end, restored beside a ledger that does not know of the end: with the keys of that
/// time it can be read, and so it is their destruction that makes it unreadable.
async fn needs_the_keys_of_its_time(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let case = desk.case("Ended Street 1").await;
    desk.execute("UPDATE repair_case SET state = 'ready_to_ship'", Vec::new()).await;
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    let then = desk.path().join("then");
    bring(desk.path(), &then, &["keys", "ledger"]);
    desk.ends(case).await;
    desk.rotates().await;
    desk.rotates().await;

    let control = TestDatabase::create_empty(engine).await;
    bring(&then, control.directory.path(), &["keys", "ledger"]);
    assert_well(&restore(&control, &copy, &[]));
    let control = VaultDesk::open(control).await;
    assert_eq!(control.reads(case).await.as_deref(), Some("Ended Street 1"));

    let late = TestDatabase::create_empty(engine).await;
    bring(&then, late.directory.path(), &["ledger"]);
    bring(desk.path(), late.directory.path(), &["keys"]);
    let done = restore(&late, &copy, &["--keys-are-lost"]);
    assert_well(&done);
    assert!(said(&done).contains("1 are lost with their keys"), "{}", said(&done));
    let late = VaultDesk::open(late).await;
    assert_eq!(late.reads(case).await, None);
    let asked = "SELECT 1 FROM repair_case WHERE awaiting_address_since IS NOT NULL";
    assert_eq!(crate::desk::query(&late.database, asked).await.len(), 1, "it is asked for anew");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_sqlite_needs_the_keys_of_its_time() {
    needs_the_keys_of_its_time(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_postgres_needs_the_keys_of_its_time() {
    needs_the_keys_of_its_time(Engine::Postgres).await;
}
