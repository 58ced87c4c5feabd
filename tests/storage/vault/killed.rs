use domain::job::{JobRequest, Work};

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
        works(&desk, Some(&format!("abort-after-{}", step.name()))).await;
        assert_eq!(desk.reads(open).await.as_deref(), Some("Open Street 1"), "killed behind {step:?}");
        works(&desk, None).await;
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

/// Orders a rotation, and has a worker do it; one that is to die does.
async fn works(desk: &VaultDesk, failpoint: Option<&str>) {
    let order = JobRequest::now(&desk.cx(), Work::RotateKeys);
    desk.execute("DELETE FROM job WHERE kind = 'rotate_keys'", Vec::new()).await;
    let mut tx = desk.store.begin().await.unwrap();
    tx.jobs().enqueue(order).await.unwrap();
    tx.commit().await.unwrap();
    let mut worker = command(&desk.files, &["worker"]);
    worker.env("BENCHDESK_FAILPOINT", failpoint.unwrap_or_default()).stdout(std::process::Stdio::null());
    let mut worker = worker.spawn().unwrap();
    if failpoint.is_some() {
        assert!(!tokio::task::block_in_place(|| worker.wait()).unwrap().success(), "it dies");
        return;
    }
    let is_done = "SELECT 1 FROM job WHERE kind = 'rotate_keys'";
    while !crate::desk::query(&desk.database, is_done).await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_on_sqlite_goes_on_wherever_it_was_killed() {
    goes_on(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_on_postgres_goes_on_wherever_it_was_killed() {
    goes_on(Engine::Postgres).await;
}
