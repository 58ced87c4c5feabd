//! The vault of the real program: killed between any two steps, restored from old copies, tampered with.

mod closing;
mod cost;
mod cut_off;
mod drill;
mod erased;
mod killed;
mod of_its_time;
mod proof;
mod races;
mod restored;
mod shared;
mod tampered;

use std::{
    path::Path,
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use chrono::Duration;
use domain::{
    Ctx,
    clock::SystemClock,
    id::RepairId,
    identity::Actor,
    job::{JobRequest, Work},
    keys::Keys,
    random::{Random, SystemSource},
    store::Store,
    vault::{self, Capture, CapturedVia, PurgeRule, Quality, Rotation, Step, Vault},
};
use kit::{Engine, Launch, Server, TestDatabase};
use persistence::Database;
use sea_orm::{ConnectionTrait, Statement};

use crate::backup::{command, run, said};

/// A desk that the program has opened once, with the vault that it has made.
struct VaultDesk {
    files: TestDatabase,
    database: Database,
    store: Arc<dyn Store>,
    vault: Vault,
    random: Arc<dyn Random>,
}

impl VaultDesk {
    async fn create(engine: Engine) -> Self {
        let files = TestDatabase::create(engine).await;
        serve(&files, &[]).await.stop();
        Self::open(files).await
    }

    /// Opens what is there.
    async fn open(files: TestDatabase) -> Self {
        let database = files.connect().await;
        let random: Arc<dyn Random> = Arc::new(SystemSource::new());
        let vault = vault_of(files.directory.path(), &random);
        Self { store: Arc::new(database.store()), database, files, vault, random }
    }

    /// Closes the database; the files stay.
    async fn close(self) -> TestDatabase {
        drop(self.store);
        self.database.close().await.unwrap();
        self.files
    }

    fn path(&self) -> &Path {
        self.files.directory.path()
    }

    fn cx(&self) -> Ctx {
        Ctx::new(&SystemClock, Arc::clone(&self.random), Actor::Time)
    }

    async fn execute(&self, sql: &str, values: Vec<sea_orm::Value>) {
        let engine = self.database.connection().get_database_backend();
        let statement = Statement::from_sql_and_values(engine, sql, values);
        self.database.connection().execute_raw(statement).await.unwrap();
    }

    /// A case whose device is here, with an address.
    async fn case(&self, address: &str) -> RepairId {
        let repair = self.bare_case().await;
        self.gives(repair, address).await;
        repair
    }

    /// The same without one.
    async fn bare_case(&self) -> RepairId {
        let (cx, id) = (self.cx(), self.cx().uuid());
        let product = "INSERT INTO product (id, sku, sku_key, name, folds_lookalikes, is_offered, version, \
                       created_at, updated_at) VALUES ($1, $2, $2, 'Keys', false, true, 1, $3, $3)";
        self.execute(product, vec![id.into(), id.to_string().into(), cx.now().into()]).await;
        let case = "INSERT INTO repair_case (id, rma_number, product_id, state, state_at, battery, \
            return_method, is_prepaid, reminders, version, requester_version, created_at, \
            updated_at, requester_updated_at) VALUES ($1, $2, $1, 'received', $3, 'none', 'parcel', false, \
            0, 1, 1, $3, $3, $3)";
        self.execute(case, vec![id.into(), id.to_string().into(), cx.now().into()]).await;
        RepairId::from_uuid(id)
    }

    async fn gives(&self, repair: RepairId, address: &str) {
        self.tries(repair, address).await.unwrap();
    }

    async fn tries(&self, repair: RepairId, address: &str) -> domain::Result<()> {
        let capture =
            Capture { quality: Quality::Valid, via: CapturedVia::Customer, ceiling: Duration::days(180) };
        let (store, keys, cx) = (self.store.as_ref(), self.vault.keys.as_ref(), self.cx());
        kit::vault::give(store, keys, &cx, repair, address.as_bytes(), capture).await.map(drop)
    }

    /// Ends the case as a transition does; the ledger learns it.
    async fn ends(&self, repair: RepairId) {
        self.purges(repair).await;
        let close =
            "UPDATE repair_case SET state = 'closed', outcome = 'repaired', ended_at = $2 WHERE id = $1";
        self.execute(close, vec![repair.as_uuid().into(), self.cx().now().into()]).await;
        self.writes_ledger().await;
    }

    async fn purges(&self, repair: RepairId) {
        let (store, keys) = (self.store.as_ref(), self.vault.keys.as_ref());
        kit::vault::end(store, keys, &self.cx(), repair, PurgeRule::Closed).await.unwrap();
    }

    async fn writes_ledger(&self) {
        let archive = self.vault.archive.as_ref();
        vault::write_ledger(self.store.as_ref(), archive, &self.cx(), &drop).await.unwrap();
    }

    /// The same; returns how many ends are counted.
    async fn counts_ends(&self) -> usize {
        let (archive, ends) = (self.vault.archive.as_ref(), AtomicUsize::new(0));
        let count = |_| {
            ends.fetch_add(1, Ordering::Relaxed);
        };
        vault::write_ledger(self.store.as_ref(), archive, &self.cx(), &count).await.unwrap();
        ends.load(Ordering::Relaxed)
    }

    /// Renews the key although it is not time.
    async fn rotates(&self) {
        self.rotates_if_it_can().await.unwrap();
    }

    /// The same; another that does it at the same moment may be in the way.
    async fn rotates_if_it_can(&self) -> domain::Result<()> {
        for step in Step::ALL {
            let rotation = Rotation {
                store: self.store.as_ref(),
                keys: self.vault.keys.as_ref(),
                archive: self.vault.archive.as_ref(),
                cx: &self.cx(),
                period: Duration::zero(),
            };
            rotation.run(step).await?;
        }
        Ok(())
    }

    async fn reads(&self, repair: RepairId) -> Option<String> {
        let opened = vault::open(self.store.as_ref(), self.vault.keys.as_ref(), repair).await.unwrap();
        opened.map(|(_, plain)| String::from_utf8(plain.reveal().to_vec()).unwrap())
    }

    async fn held(&self) -> Vec<i64> {
        self.vault.keys.keys().await.unwrap().into_iter().map(|key| key.epoch.number()).collect()
    }

    fn verify(&self) -> Output {
        run(&self.files, &["privacy", "verify"])
    }
}

/// What the program keeps in this directory, opened beside it.
fn vault_of(directory: &Path, random: &Arc<dyn Random>) -> Vault {
    let secret = server::secret::read(&directory.join("benchdesk.secret")).unwrap().unwrap();
    kit::vault::open(directory, &Keys::derive(&secret), random)
}

/// The program, without a worker.
async fn serve(files: &TestDatabase, environment: &[(&str, &str)]) -> Server {
    let launch = Launch { arguments: &["serve", "--no-worker"], environment, ..Launch::default() };
    Server::launch(&files.url, &files.directory, launch).await
}

/// Orders this, and has a worker do it; one that is to die does.
async fn works(desk: &VaultDesk, work: Work, failpoint: Option<&str>) {
    let kind = work.kind();
    desk.execute("DELETE FROM job WHERE kind = $1", vec![kind.into()]).await;
    let mut tx = desk.store.begin().await.unwrap();
    tx.jobs().enqueue(JobRequest::now(&desk.cx(), work)).await.unwrap();
    tx.commit().await.unwrap();
    let mut worker = command(&desk.files, &["worker"]);
    worker.env("BENCHDESK_FAILPOINT", failpoint.unwrap_or_default()).stdout(std::process::Stdio::null());
    let mut worker = worker.spawn().unwrap();
    if failpoint.is_some() {
        assert!(!tokio::task::block_in_place(|| worker.wait()).unwrap().success(), "it dies");
        return;
    }
    let is_done = format!("SELECT 1 FROM job WHERE kind = '{kind}'");
    while !crate::desk::query(&desk.database, &is_done).await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
}

#[track_caller]
fn assert_well(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

#[track_caller]
fn assert_refused(output: &Output, because: &str) {
    assert!(!output.status.success() && said(output).contains(because), "{}", said(output));
}
