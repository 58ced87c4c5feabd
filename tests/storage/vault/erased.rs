use domain::{
    id::{AccountId, MessageId, PrivacyRequestId, SessionId, TicketId},
    identity::{Principal, Role},
    privacy::{self, Figures, Next, OpenRepairs, PrivacyRequest, RequestKind, RequestState},
    ticket::{self, Body, BodyFormat, NewTicket, Subject, TicketType},
};

use super::{restored::bring, *};
use crate::{
    backup::{backup, restore},
    desk::{account, query},
};

impl VaultDesk {
    /// A customer with a ticket.
    async fn customer(&self, email: &str, subject: &str) -> (AccountId, TicketId) {
        let customer = account(&self.cx(), email, Role::Customer, "none");
        let mut tx = self.store.begin().await.unwrap();
        tx.accounts().add(&customer).await.unwrap();
        let session = SessionId::new(&self.cx());
        let cx =
            self.cx().acting_as(Actor::Person(Principal::signed_in(customer.id, session, customer.role)));
        let new = NewTicket {
            attachments: Vec::new(),
            requester: None,
            id: TicketId::new(&cx),
            message: MessageId::new(&cx),
            subject: Subject::parse(subject).unwrap(),
            body: Body::parse(subject).unwrap(),
            format: BodyFormat::Text,
            kind: TicketType::Question,
            follow_up_of: None,
            device: None,
        };
        let ticket = ticket::open(tx.as_mut(), &cx, new).await.unwrap().ticket.id;
        tx.commit().await.unwrap();
        (customer.id, ticket)
    }

    /// Erases an account as the job does; the ledger learns it.
    async fn erases(&self, account: AccountId) {
        let (store, cx) = (self.store.as_ref(), self.cx());
        let id = PrivacyRequestId::new(&cx);
        let request = PrivacyRequest {
            id,
            kind: RequestKind::Erasure,
            account: Some(account),
            repairs: OpenRepairs::Finish,
            state: RequestState::Waiting,
            requested_at: cx.now(),
            due_at: cx.now(),
            ended_at: None,
            erased: Figures::default(),
            told_at: None,
            telling_until: None,
            version: 1,
        };
        let mut tx = store.begin().await.unwrap();
        tx.privacy_requests().add(&request).await.unwrap();
        tx.commit().await.unwrap();
        loop {
            let mut tx = store.begin().await.unwrap();
            let next = privacy::step(tx.as_mut(), &cx, id).await.unwrap();
            tx.commit().await.unwrap();
            if next == Next::Farewell(account) {
                break;
            }
        }
        privacy::cut_references(store, account).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        privacy::finish(tx.as_mut(), &cx, id).await.unwrap();
        tx.commit().await.unwrap();
        self.writes_ledger().await;
    }

    async fn knows(&self, account: AccountId) -> bool {
        self.store.glance().await.unwrap().accounts().find(account).await.unwrap().is_some()
    }

    async fn subject(&self, ticket: TicketId) -> String {
        let found = self.store.glance().await.unwrap().tickets().find(ticket).await.unwrap();
        found.unwrap().subject.into_string()
    }
}

/// An old backup is restored with the newest ledger: who was erased since is erased again before anything answers.
async fn is_erased_again(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let (ann, of_ann) = desk.customer("ann@example.org", "Of Ann").await;
    let (theo, of_theo) = desk.customer("theo@example.org", "Of Theo").await;
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    desk.erases(ann).await;
    assert!(!desk.knows(ann).await && desk.knows(theo).await);
    assert_well(&desk.verify());
    let old = desk.path().to_owned();

    let restored = TestDatabase::create_empty(engine).await;
    // There was no address in it: people come back with it all the same.
    assert_refused(&restore(&restored, &copy, &[]), "addresses and accounts that have ended");
    bring(&old, &restored, &["ledger", "keys"]);
    let done = restore(&restored, &copy, &[]);
    assert_well(&done);
    assert!(said(&done).contains("1 had been erased since"), "{}", said(&done));
    let restored = VaultDesk::open(restored).await;
    assert!(!restored.knows(ann).await && restored.knows(theo).await);
    assert_eq!(restored.subject(of_ann).await, "[erased]");
    assert_eq!(restored.subject(of_theo).await, "Of Theo");
    assert_well(&restored.verify());
    serve(&restored.files, &[]).await.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_erased_since_a_backup_of_sqlite_is_erased_again() {
    is_erased_again(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_erased_since_a_backup_of_postgres_is_erased_again() {
    is_erased_again(Engine::Postgres).await;
}

/// In the backup a repair of the person's is open: it had ended before the account did, and it ends again.
async fn a_repair_ends_again(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let (ann, _) = desk.customer("ann@example.org", "Of Ann").await;
    let case = desk.case("Ended Street 1").await;
    let of_ann = "UPDATE repair_case SET requester_id = $2, hold_reason = 'Of Ann' WHERE id = $1";
    desk.execute(of_ann, vec![case.as_uuid().into(), ann.as_uuid().into()]).await;
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    desk.ends(case).await;
    desk.erases(ann).await;
    let old = desk.path().to_owned();

    let restored = TestDatabase::create_empty(engine).await;
    bring(&old, &restored, &["ledger", "keys"]);
    assert_well(&restore(&restored, &copy, &[]));
    let restored = VaultDesk::open(restored).await;
    assert!(!restored.knows(ann).await);
    let over = "SELECT 1 FROM repair_case WHERE state = 'cancelled' AND ended_at IS NOT NULL AND requester_id IS NULL \
                AND hold_reason IS NULL";
    let traced = "SELECT 1 FROM audit_entry WHERE act = 'account_erased'";
    for (sql, count) in [(over, 1), ("SELECT 1 FROM repair_address", 0), (traced, 1)] {
        assert_eq!(query(&restored.database, sql).await.len(), count, "{sql}");
    }
    assert_well(&restored.verify());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repair_of_who_was_erased_ends_again_on_sqlite() {
    a_repair_ends_again(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repair_of_who_was_erased_ends_again_on_postgres() {
    a_repair_ends_again(Engine::Postgres).await;
}

/// A database that was brought back behind the program's back has the account again: it is not served.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_has_an_erased_account_is_not_served() {
    let desk = VaultDesk::create(Engine::Sqlite).await;
    let (ann, _) = desk.customer("ann@example.org", "Of Ann").await;
    let copy = tokio::task::block_in_place(|| backup(&desk.files, "copy"));
    desk.erases(ann).await;
    let files = desk.close().await;
    let database = files.directory.path().join("benchdesk.db");
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", database.display()));
    }
    std::fs::copy(copy.join("database.sqlite"), &database).unwrap();
    assert_refused(&run(&files, &["worker"]), "restore reconcile");
    let done = run(&files, &["restore", "reconcile"]);
    assert_well(&done);
    assert!(said(&done).contains("1 had been erased since"), "{}", said(&done));
    let desk = VaultDesk::open(files).await;
    assert!(!desk.knows(ann).await);
    serve(&desk.files, &[]).await.stop();
}
