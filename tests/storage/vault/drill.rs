use super::*;

async fn count(desk: &VaultDesk, table: &str) -> usize {
    crate::desk::query(&desk.database, &format!("SELECT 1 FROM {table}")).await.len()
}

/// What a drill makes, and has to leave as it was.
async fn rows(desk: &VaultDesk) -> [usize; 5] {
    [
        count(desk, "product").await,
        count(desk, "repair_case").await,
        count(desk, "repair_address").await,
        count(desk, "purge_record").await,
        count(desk, "address_access").await,
    ]
}

/// The drill proves that an address ends here, while the addresses of open cases stay, and leaves nothing.
async fn rehearses(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let open = desk.case("Open Street 1").await;
    let (before, epoch) = (rows(&desk).await, desk.held().await);
    let server = serve(&desk.files, &[]).await;
    let drilled = run(&desk.files, &["privacy", "drill"]);
    assert_well(&drilled);
    let report = said(&drilled);
    assert_eq!(report.lines().filter(|line| line.starts_with("ok ")).count(), 7, "{report}");
    assert_ne!(desk.held().await, epoch, "the key was renewed");
    assert_eq!(rows(&desk).await, before);
    assert!(!desk.path().join("data/privacy-drill").exists());
    assert_eq!(desk.reads(open).await.as_deref(), Some("Open Street 1"));
    let json = run(&desk.files, &["privacy", "drill", "--json", "--also", "mail"]);
    assert_well(&json);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(json["checks"].as_array().unwrap().iter().all(|check| check["wrong"] == serde_json::json!([])));
    server.stop();
    assert_well(&desk.verify());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_is_rehearsed_on_sqlite() {
    rehearses(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_is_rehearsed_on_postgres() {
    rehearses(Engine::Postgres).await;
}

/// A desk that forgets to say that a key is destroyed is found out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drill_fails_where_something_is_wrong() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let forgets = "CREATE TRIGGER forgets AFTER UPDATE OF destroyed_at ON purge_record \
                   BEGIN UPDATE purge_record SET destroyed_at = NULL; END";
    desk.execute(forgets, Vec::new()).await;
    let before = rows(&desk).await;
    let drilled = run(&desk.files, &["privacy", "drill"]);
    assert_refused(&drilled, "does not say that the key is destroyed");
    assert_eq!(rows(&desk).await, before);

    // One that was cut off is cleared up by the next.
    desk.execute("DROP TRIGGER forgets", Vec::new()).await;
    let (cx, archive) = (desk.cx(), desk.vault.archive.as_ref());
    let drill = vault::Drill { store: desk.store.as_ref(), keys: desk.vault.keys.as_ref(), archive, cx: &cx };
    drill.begin("Cut Off Street 1").await.unwrap();
    assert_ne!(rows(&desk).await, before);
    let filter = domain::repair::RepairFilter::default();
    let first = domain::page::PageRequest::first(10);
    let mut tx = desk.store.read().await.unwrap();
    let listed = tx.repairs().list(domain::repair::Viewer::Staff, &filter, &first).await.unwrap();
    assert!(listed.items.is_empty(), "it is nobody's work");
    drop(tx);
    assert_well(&run(&desk.files, &["privacy", "drill"]));
    assert_eq!(rows(&desk).await, before);
    assert_well(&desk.verify());
}

/// Of two that write the ledger at once, and of a drill, each end is counted once by a server.
async fn counts_each_end(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    for address in ["Ended Street 1", "Ended Street 2"] {
        desk.purges(desk.case(address).await).await;
    }
    let (one, other) = tokio::join!(desk.counts_ends(), desk.counts_ends());
    assert_eq!(one + other, 2);
    desk.purges(desk.case("Ended Street 3").await).await;
    assert_well(&run(&desk.files, &["privacy", "drill"]));
    assert_eq!(desk.counts_ends().await, 1, "the drill leaves it to a server");
    assert_eq!(desk.counts_ends().await, 0);
    assert_well(&desk.verify());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_end_is_counted_once_on_sqlite() {
    counts_each_end(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_end_is_counted_once_on_postgres() {
    counts_each_end(Engine::Postgres).await;
}
