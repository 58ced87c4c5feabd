use std::process::{Child, Stdio};

use domain::{
    id::{AccountId, SessionId, TicketId},
    identity::{Principal, Role},
    job::{JobRequest, Work},
    ticket::{self, Body, BodyFormat, NewTicket, Subject, TicketType},
    vault::SealedAddress,
};
use kit::{
    Needles,
    disk::{self, Moment},
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

/// Words that stand nowhere else: who lives there is said to nobody, the street also in the tickets.
struct Words {
    recipient: String,
    street: String,
    since: Option<Moment>,
}

impl Words {
    async fn new(desk: &VaultDesk) -> Self {
        let letter = |byte: &u8| [char::from(b'a' + byte / 16), char::from(b'a' + byte % 16)];
        let tail = || desk.cx().uuid().as_bytes()[8..].iter().flat_map(letter).collect::<String>();
        Self {
            recipient: format!("Herta Kupfer{}kessel", tail()),
            street: format!("Zwölfapfel{}weg 17", tail()),
            since: disk::now(&desk.files).await,
        }
    }

    /// What lies anywhere on the disk and must not.
    async fn said(&self, desk: &VaultDesk) -> Vec<String> {
        let mut files = disk::of_desk(&desk.files).await;
        if let Some(since) = &self.since {
            files.extend(disk::of_cluster(&desk.files, since).await);
        }
        Needles::of(std::slice::from_ref(&self.recipient)).found_in_files(&files)
    }

    /// Each ticket of a case that is closed has lost its copy, and no other has.
    async fn are_pasted_while_open(&self, desk: &VaultDesk) {
        let sql = "SELECT m.body, c.state FROM message m JOIN repair_case c ON c.ticket_id = m.ticket_id";
        let rows = crate::desk::query(&desk.database, sql).await;
        assert_eq!(rows.len(), CASES);
        for row in rows {
            let (body, state): (String, String) =
                (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
            assert_eq!(body.contains(&self.street), state != "closed", "{state}");
        }
    }
}

/// A customer, who opens tickets.
pub(super) async fn customer(desk: &VaultDesk) -> Actor {
    let account = crate::desk::account(&desk.cx(), "ann@example.org", Role::Customer, "none");
    let id: AccountId = account.id;
    let mut tx = desk.store.begin().await.unwrap();
    tx.accounts().add(&account).await.unwrap();
    tx.commit().await.unwrap();
    Actor::Person(Principal::signed_in(id, SessionId::new(&desk.cx()), Role::Customer))
}

/// A case that has been delivered for a week; its address is also in its ticket.
async fn delivered(desk: &VaultDesk, customer: Actor, words: &Words) -> RepairId {
    let case = desk.bare_case().await;
    let capture =
        Capture { quality: Quality::Valid, via: CapturedVia::Customer, ceiling: Duration::days(180) };
    let (store, keys) = (desk.store.as_ref(), desk.vault.keys.as_ref());
    let address = kit::vault::canonical_address_of(&words.recipient, &words.street);
    kit::vault::give(store, keys, &desk.cx(), case, &address, capture).await.unwrap();
    let body = format!("Send it to {}.", words.street);
    has_been_delivered(desk, customer, case, &body).await;
    case
}

/// The case has had a ticket, and was delivered a week ago: time closes it now.
pub(super) async fn has_been_delivered(
    desk: &VaultDesk,
    customer: Actor,
    case: RepairId,
    body: &str,
) -> TicketId {
    let cx = Ctx::new(&SystemClock, Arc::clone(&desk.random), customer);
    let new = NewTicket {
        attachments: Vec::new(),
        requester: None,
        id: TicketId::new(&cx),
        message: domain::id::MessageId::new(&cx),
        subject: Subject::parse("My keyboard").unwrap(),
        body: Body::parse(body).unwrap(),
        format: BodyFormat::Text,
        kind: TicketType::Question,
        follow_up_of: None,
        device: None,
    };
    let mut tx = desk.store.begin().await.unwrap();
    let ticket = ticket::open(&mut *tx, &cx, new).await.unwrap().ticket.id;
    tx.commit().await.unwrap();
    let sql = "UPDATE repair_case SET ticket_id = $3, state = 'delivered', state_at = $2, due_at = $2, \
               outcome = 'repaired' WHERE id = $1";
    let at = desk.cx().now() - Duration::days(8);
    desk.execute(sql, vec![case.as_uuid().into(), at.into(), ticket.as_uuid().into()]).await;
    ticket
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
    let (mut copies, customer, words) = (Vec::new(), customer(&desk).await, Words::new(&desk).await);
    for _ in 0..CASES {
        let case = delivered(&desk, customer, &words).await;
        copies.push(desk.store.read().await.unwrap().addresses().sealed(case).await.unwrap().unwrap());
    }
    let pasted = Needles::of(std::slice::from_ref(&words.street));
    assert!(!pasted.found_in_files(&disk::of_desk(&desk.files).await).is_empty(), "nothing is found");
    // Nobody is told of the tickets.
    desk.execute("DELETE FROM job", Vec::new()).await;
    for killed_behind in [1, CASES / 2] {
        let worker = starts_closing(&desk).await;
        waits_until_closed(&desk, killed_behind).await;
        drop(worker);
        is_whole(&desk, &copies).await;
        words.are_pasted_while_open(&desk).await;
        assert_eq!(words.said(&desk).await, Vec::<String>::new());
        // What it had taken is free again.
        desk.execute("DELETE FROM job WHERE kind = 'advance_repairs'", Vec::new()).await;
    }
    let worker = starts_closing(&desk).await;
    waits_until_closed(&desk, CASES).await;
    drop(worker);
    is_whole(&desk, &copies).await;
    words.are_pasted_while_open(&desk).await;
    assert_eq!(words.said(&desk).await, Vec::<String>::new());
    disk::tidy_up(&desk.files).await;
    assert_eq!(pasted.found_in_files(&disk::of_desk(&desk.files).await), Vec::<String>::new());
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
