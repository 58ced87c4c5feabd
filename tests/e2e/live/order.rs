//! Changes are told in the order in which they become visible: one that is committed late is not lost.

use domain::{
    id::{AccountId, MessageId, SessionId, TicketId},
    identity::{Actor, Principal, Role},
    live::{Change, Place},
    store::{Store, Tx},
    ticket::{self, Body, BodyFormat, MessageKind, NewMessage, Viewer},
};
use kit::{Engine, Person, TestApp};
use serde_json::Value;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{number, settle};

fn uuid(thing: &Value) -> Uuid {
    thing["id"].as_str().unwrap().parse().unwrap()
}

/// Writes a note without ending its transaction.
async fn note(app: &TestApp, who: &Person, to: &Value) -> Box<dyn Tx> {
    let account = AccountId::from_uuid(who.id.parse().unwrap());
    let principal = Principal::signed_in(account, SessionId::from_uuid(Uuid::nil()), Role::Agent);
    let cx = app.ctx(Actor::Person(principal));
    let note = NewMessage {
        draft: None,
        id: MessageId::new(&cx),
        kind: MessageKind::Note,
        format: BodyFormat::Text,
        body: Body::parse("Slow.").unwrap(),
        attachments: Vec::new(),
        set_status: None,
        mentions: Vec::new(),
        undo: chrono::Duration::zero(),
    };
    let mut tx = app.store.begin().await.unwrap();
    ticket::post(&mut *tx, &cx, TicketId::from_uuid(uuid(to)), note).await.unwrap();
    tx
}

/// What the feed holds behind a place, and where it goes on.
async fn read_on(store: &dyn Store, after: Place) -> (Vec<Change>, Place) {
    let mut tx = store.glance().await.unwrap();
    let until = tx.feed().settled().await.unwrap();
    let changes = tx.feed().changes(Viewer::Staff, after, until, 1000).await.unwrap();
    (changes, Place::behind(until).max(after))
}

async fn a_late_commit(app: std::sync::Arc<TestApp>) {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (first, second) = (ann.opens_ticket("Fader 3").await, ann.opens_ticket("Knob 1").await);
    settle(&app).await;
    let mut stream = bo.listens().await;
    let (_, place) = read_on(&*app.store, Place::behind(0)).await;
    let slow = note(&app, &bo, &first).await;
    bo.notes(&second, "Quick.").await;
    let (changes, place) = read_on(&*app.store, place).await;
    assert_eq!(changes, [], "what is committed waits for what began before and is not");
    slow.commit().await.unwrap();
    let told = stream.next_changes(2).await;
    assert_eq!([told[0].0, told[1].0], [number(&first), number(&second)]);
    settle(&app).await;
    let (changes, place) = read_on(&*app.store, place).await;
    assert_eq!(changes.len(), 2);
    assert_eq!(read_on(&*app.store, place).await.0, [], "nothing is told twice");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_change_that_is_committed_late_is_told_before_what_came_meanwhile() {
    kit::run(Engine::Postgres, a_late_commit).await;
}

/// Many write at once at two servers while one reads all the time.
async fn a_storm(app: std::sync::Arc<TestApp>) {
    const WRITERS: usize = 6;
    const NOTES: usize = 8;
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;
    let mut tickets = Vec::new();
    for writer in 0..WRITERS {
        tickets.push(ann.opens_ticket(&format!("Fader {writer}")).await);
    }
    settle(&app).await;
    let (_, start) = read_on(&*app.store, Place::behind(0)).await;
    let other = app.another_server().await;
    let mut writers = JoinSet::new();
    for (at, ticket) in tickets.iter().cloned().enumerate() {
        let bo = if at % 2 == 0 { bo.clone() } else { bo.through(&other) };
        writers.spawn(async move {
            for _ in 0..NOTES {
                bo.notes(&ticket, "Noted.").await;
            }
        });
    }
    let (mut seen, mut place) = (Vec::new(), start);
    while seen.len() < WRITERS * NOTES {
        let (changes, next) = read_on(&*app.store, place).await;
        seen.extend(changes);
        place = next;
        tokio::task::yield_now().await;
    }
    writers.join_all().await;
    assert!(seen.is_sorted_by(|a, b| a.place < b.place), "in order, and none twice");
    assert_eq!(seen.len(), WRITERS * NOTES);
    for ticket in &tickets {
        let of_ticket = seen.iter().filter(|change| change.ticket.as_uuid() == uuid(ticket));
        assert_eq!(of_ticket.count(), NOTES);
    }
    settle(&app).await;
    let again = read_on(&*app.store, start).await.0;
    let places = |changes: &[Change]| changes.iter().map(|change| change.place).collect::<Vec<_>>();
    assert_eq!(places(&again), places(&seen), "who reads later reads the same");
    app.run_jobs().await;
}

#[test]
fn nothing_is_lost_while_many_write_sqlite() {
    kit::run_on_two_threads(Engine::Sqlite, a_storm);
}

#[test]
fn nothing_is_lost_while_many_write_postgres() {
    kit::run_on_two_threads(Engine::Postgres, a_storm);
}
