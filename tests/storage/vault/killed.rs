use domain::job::Work;

use super::*;

/// The worker dies behind each step, and another goes on: what had ended is gone, what is needed is there.
async fn goes_on(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let open = desk.case("Open Street 1").await;
    for (epoch, step) in (2..).zip(Step::ALL) {
        let ended = desk.case("Ended Street 1").await;
        let copy = desk.store.read().await.unwrap().addresses().sealed(ended).await.unwrap().unwrap();
        desk.ends(ended).await;
        assert!(desk.vault.keys.unwrap(copy.place(), &copy.wrapped).await.is_ok(), "until the rotation");
        // It is time.
        desk.execute(
            "UPDATE key_epoch SET created_at = $1",
            vec![(desk.cx().now() - Duration::hours(25)).into()],
        )
        .await;
        works(&desk, Work::RotateKeys, Some(&format!("abort-after-{}", step.name()))).await;
        assert_eq!(desk.reads(open).await.as_deref(), Some("Open Street 1"), "killed behind {step:?}");
        works(&desk, Work::RotateKeys, None).await;
        assert_eq!(desk.held().await, [epoch], "killed behind {step:?}");
        assert!(desk.vault.keys.unwrap(copy.place(), &copy.wrapped).await.is_err());
        assert_eq!(desk.reads(open).await.as_deref(), Some("Open Street 1"));
        let mut tx = desk.store.read().await.unwrap();
        let receipts = vault::receipts(tx.as_mut(), ended).await.unwrap();
        assert!(receipts[0].ledger_seq.is_some() && receipts[0].destroyed_at.is_some(), "{receipts:?}");
        drop(tx);
    }
    assert_well(&desk.verify());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_on_sqlite_goes_on_wherever_it_was_killed() {
    goes_on(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_on_postgres_goes_on_wherever_it_was_killed() {
    goes_on(Engine::Postgres).await;
}
