use std::process::{Child, Stdio};

use domain::{
    job::{JobRequest, Work},
    vault::SealedAddress,
};

use super::*;

const CASES: usize = 40;

/// A process that works until it is killed.
struct Worker(Child);

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One that has to close what has been delivered for a week.
async fn starts_closing(desk: &VaultDesk) -> Worker {
    let mut tx = desk.store.begin().await.unwrap();
    tx.jobs().enqueue(JobRequest::now(&desk.cx(), Work::AdvanceRepairs)).await.unwrap();
    tx.commit().await.unwrap();
    Worker(command(&desk.files, &["worker"]).stdout(Stdio::null()).spawn().unwrap())
}

async fn closed(desk: &VaultDesk) -> usize {
    crate::desk::query(&desk.database, "SELECT 1 FROM repair_case WHERE state = 'closed'").await.len()
}

async fn waits_until_closed(desk: &VaultDesk, cases: usize) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while closed(desk).await < cases {
        assert!(std::time::Instant::now() < deadline, "{} are closed", closed(desk).await);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

/// Each case is closed without an address, and with a receipt; or open with one that can be read.
async fn is_whole(desk: &VaultDesk, copies: &[SealedAddress]) {
    for copy in copies {
        let mut tx = desk.store.read().await.unwrap();
        let case = tx.repairs().find_visible(domain::repair::Viewer::Staff, copy.repair).await.unwrap();
        let receipts = vault::receipts(tx.as_mut(), copy.repair).await.unwrap().len();
        drop(tx);
        let is_closed = case.unwrap().state == domain::repair::State::Closed;
        assert_eq!((desk.reads(copy.repair).await.is_some(), receipts == 1), (!is_closed, is_closed));
    }
}

/// The process is killed while it closes cases: no address that should be gone is there, none that is needed
/// is lost, and another goes on.
async fn survives(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let (mut copies, at) = (Vec::new(), desk.cx().now() - Duration::days(8));
    for number in 0..CASES {
        let case = desk.case(&format!("Street {number}")).await;
        let sql = "UPDATE repair_case SET state = 'delivered', state_at = $2, due_at = $2, outcome = 'repaired' WHERE id = $1";
        desk.execute(sql, vec![case.as_uuid().into(), at.into()]).await;
        copies.push(desk.store.read().await.unwrap().addresses().sealed(case).await.unwrap().unwrap());
    }
    for killed_behind in [1, CASES / 2] {
        let worker = starts_closing(&desk).await;
        waits_until_closed(&desk, killed_behind).await;
        drop(worker);
        is_whole(&desk, &copies).await;
        // What it had taken is free again.
        desk.execute("DELETE FROM job WHERE kind = 'advance_repairs'", Vec::new()).await;
    }
    let worker = starts_closing(&desk).await;
    waits_until_closed(&desk, CASES).await;
    drop(worker);
    is_whole(&desk, &copies).await;
    for copy in &copies {
        assert!(desk.vault.keys.unwrap(copy.place(), &copy.wrapped).await.is_ok(), "until the rotation");
    }
    desk.writes_ledger().await;
    desk.rotates().await;
    for copy in &copies {
        assert!(desk.vault.keys.unwrap(copy.place(), &copy.wrapped).await.is_err());
    }
    assert_well(&desk.verify());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_close_on_sqlite_is_whole_or_has_not_happened() {
    survives(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_close_on_postgres_is_whole_or_has_not_happened() {
    survives(Engine::Postgres).await;
}
