use std::fs;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_that_was_changed_or_cut_is_refused_and_reported() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let case = desk.case("Ended Street 1").await;
    desk.ends(case).await;
    desk.rotates().await;
    assert_well(&desk.verify());
    let ledger = desk.path().join("ledger/ledger.jsonl");
    let text = fs::read_to_string(&ledger).unwrap();
    let forged = text.replace("\"rule\":\"closed\"", "\"rule\":\"expired\"");
    assert_ne!(forged, text);
    let cut: String = text.split_inclusive('\n').take(1).collect();
    for (bad, because) in
        [(forged, "line 2 is not what was written"), (cut, "ends before what the database knows")]
    {
        fs::write(&ledger, bad).unwrap();
        assert_refused(&run(&desk.files, &["serve"]), because);
        assert_refused(&desk.verify(), because);
        assert_refused(&run(&desk.files, &["restore", "reconcile"]), because);
    }
    fs::write(&ledger, text).unwrap();
    assert_well(&desk.verify());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_lie_where_they_must_not_are_refused_and_reported() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let inside = desk.path().join("data/keys");
    let refused = command(&desk.files, &["serve"]).env("BENCHDESK_KEY_DIR", &inside).output().unwrap();
    assert_refused(&refused, "would save the keys, too");
    let inside = desk.path().join("ledger/keys");
    let refused = command(&desk.files, &["serve"]).env("BENCHDESK_KEY_DIR", &inside).output().unwrap();
    assert_refused(&refused, "would save the keys, too");
    let key = fs::read(desk.path().join("keys/key-00000001")).unwrap();
    fs::write(desk.path().join("data/leak"), [b"before".as_slice(), &key, b"after"].concat()).unwrap();
    assert_refused(&desk.verify(), "data/leak holds a key");
    fs::remove_file(desk.path().join("data/leak")).unwrap();
    assert_well(&desk.verify());

    let other = VaultDesk::create(Engine::Sqlite).await;
    let theirs = other.path().join("keys");
    let refused = command(&desk.files, &["serve"]).env("BENCHDESK_KEY_DIR", &theirs).output().unwrap();
    assert_refused(&refused, "belongs to another desk");
    let beside = desk.path().join("keys/copy");
    assert_refused(&run(&desk.files, &["backup", beside.to_str().unwrap()]), "keys are in no backup");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_behind_is_reported() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let case = desk.case("Ended Street 1").await;
    desk.ends(case).await;
    let late = "UPDATE purge_record SET purged_at = $1";
    desk.execute(late, vec![(desk.cx().now() - Duration::days(3)).into()]).await;
    assert_refused(&desk.verify(), "waits for the end of epoch 1 for too long");
    desk.rotates().await;
    assert_well(&desk.verify());
    desk.execute("UPDATE purge_record SET ledger_seq = 1", Vec::new()).await;
    assert_refused(&desk.verify(), "the ledger has lost");
}
