//! What the end of an address costs: how often it asks the database; what it computes is printed, not judged.

use std::{fs, time::Duration as Time};

use domain::{
    address::{Look, look_for_copies},
    id::{MessageId, RepairId, TicketId},
    repair,
    ticket::{self, Body, BodyFormat, MessageKind, NewMessage},
};
use kit::RoundTrips;
use metrics::set_default_local_recorder;

use super::{
    closing::{customer, has_been_delivered},
    *,
};

const MESSAGES: usize = 50;

const COPY: &str = "Please send it to Zwölfapfelstr. 17, my neighbour takes it in.";

/// How long what works for a desk has computed: this process, and the database's server for its connections.
async fn computed(desk: &VaultDesk) -> Time {
    let mut threads: Vec<_> = fs::read_dir("/proc/self/task")
        .unwrap()
        .flatten()
        .map(|task| task.path().join("schedstat"))
        .collect();
    if !desk.database.is_sqlite() {
        let sql = "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()";
        for row in crate::desk::query(&desk.database, sql).await {
            let pid: String = row.try_get_by_index(0).unwrap();
            threads.push(format!("/proc/{pid}/schedstat").into());
        }
    }
    let spent = threads.iter().filter_map(|path| fs::read_to_string(path).ok());
    let spent = spent.filter_map(|text| text.split(' ').next().and_then(|nanos| nanos.parse().ok()));
    spent.map(Time::from_nanos).sum()
}

async fn says(desk: &VaultDesk, customer: Actor, ticket: TicketId, text: &str) {
    let cx = Ctx::new(&SystemClock, Arc::clone(&desk.random), customer);
    let new = NewMessage {
        id: MessageId::new(&cx),
        kind: MessageKind::Reply,
        format: BodyFormat::Text,
        body: Body::parse(text).unwrap(),
        attachments: Vec::new(),
        set_status: None,
        mentions: Vec::new(),
        draft: None,
        undo: Duration::zero(),
    };
    let mut tx = desk.store.begin().await.unwrap();
    ticket::post(tx.as_mut(), &cx, ticket, new).await.unwrap();
    tx.commit().await.unwrap();
}

/// A case that time closes now, of a ticket with many long messages. Two of them hold a copy of the address, if there
/// is one.
struct Closing {
    case: RepairId,
    ticket: TicketId,
    has_address: bool,
    look: Look,
}

async fn begins_closing(desk: &VaultDesk, customer: Actor, has_address: bool) -> Closing {
    let case = desk.bare_case().await;
    let (store, keys) = (desk.store.as_ref(), desk.vault.keys.as_ref());
    if has_address {
        let capture =
            Capture { quality: Quality::Valid, via: CapturedVia::Customer, ceiling: Duration::days(180) };
        let address = kit::vault::canonical_address();
        kit::vault::give(store, keys, &desk.cx(), case, &address, capture).await.unwrap();
    }
    let ticket = has_been_delivered(desk, customer, case, COPY).await;
    let long = "Fader 3 is stuck, and the firmware says 1.2. ".repeat(20);
    for message in 2..MESSAGES {
        says(desk, customer, ticket, &format!("{message}: {long}")).await;
    }
    says(desk, customer, ticket, &format!("{long} {COPY}")).await;
    let look = if has_address {
        look_for_copies(store, keys, &desk.cx(), case).await.unwrap()
    } else {
        Look::for_nothing()
    };
    Closing { case, ticket, has_address, look }
}

/// The transition.
async fn closes(desk: &VaultDesk, case: RepairId, look: Look) {
    let mut tx = desk.store.begin().await.unwrap();
    repair::pass_time(tx.as_mut(), &desk.cx(), case, look).await.unwrap();
    tx.commit().await.unwrap();
}

/// What the transition computes.
async fn computes(desk: &VaultDesk, closing: Closing) -> Time {
    let Closing { case, ticket, has_address, look } = closing;
    let before = computed(desk).await;
    closes(desk, case, look).await;
    let spent = computed(desk).await.saturating_sub(before);
    let of_case = format!(
        "SELECT m.body FROM message m JOIN repair_case c ON c.ticket_id = m.ticket_id \
         WHERE c.state = 'closed' AND c.ticket_id = {}",
        if desk.database.is_sqlite() {
            format!("x'{}'", ticket.as_uuid().simple())
        } else {
            format!("'{}'", ticket.as_uuid())
        }
    );
    let bodies = crate::desk::query(&desk.database, &of_case).await;
    let bodies: Vec<String> = bodies.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let with_copy = bodies.iter().filter(|body| body.contains("Zwölfapfelstr")).count();
    assert_eq!((bodies.len(), with_copy), (MESSAGES, if has_address { 0 } else { 2 }));
    spent
}

async fn is_printed(engine: Engine) {
    const ROUNDS: u32 = 12;
    let desk = VaultDesk::create(engine).await;
    let customer = customer(&desk).await;
    let (mut with, mut without) = (Time::ZERO, Time::ZERO);
    for _ in 0..ROUNDS {
        without += computes(&desk, begins_closing(&desk, customer, false).await).await;
        with += computes(&desk, begins_closing(&desk, customer, true).await).await;
    }
    let per = |all: Time| (all / ROUNDS).as_micros();
    eprintln!("{engine:?}: a close computes {} µs, with an address {} µs", per(without), per(with));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_purge_costs_on_sqlite_is_printed() {
    is_printed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_purge_costs_on_postgres_is_printed() {
    is_printed(Engine::Postgres).await;
}

async fn asks_seldom(engine: Engine) {
    let desk = VaultDesk::create(engine).await;
    let customer = customer(&desk).await;
    let trips = RoundTrips::default();
    let mut asked = Vec::new();
    for has_address in [false, true] {
        let Closing { case, look, .. } = begins_closing(&desk, customer, has_address).await;
        let _counted = set_default_local_recorder(&trips);
        trips.take();
        closes(&desk, case, look).await;
        asked.push(trips.take());
    }
    assert_eq!(
        asked[1] - asked[0],
        5,
        "texts beside the case, drafts, messages with a copy, them anew, what ends and what is told"
    );
}

#[tokio::test]
async fn the_end_of_an_address_asks_seldom_on_sqlite() {
    asks_seldom(Engine::Sqlite).await;
}

#[tokio::test]
async fn the_end_of_an_address_asks_seldom_on_postgres() {
    asks_seldom(Engine::Postgres).await;
}
