//! Rows that wait for the next statement or the commit: docs/adr/0280.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Error,
    audit::{Act, ActKind, AuditFilter, CredentialKind, Entry},
    id::{AuditId, EventId, MessageId, TicketId},
    job::{JobRequest, Work},
    page::PageRequest,
    store::Tx,
    ticket::{Cause, Event, EventKind},
    vault::Epoch,
};
use kit::Engine;
use uuid::Uuid;

use crate::desk::{Desk, query};

/// Runs a body on both engines.
macro_rules! both {
    ($name:ident, |$desk:ident| $body:block) => {
        mod $name {
            use super::*;

            async fn body($desk: Desk) $body

            #[tokio::test]
            async fn sqlite() {
                body(Desk::open(Engine::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                body(Desk::open(Engine::Postgres).await).await;
            }
        }
    };
}

fn event(desk: &Desk, ticket: TicketId, kind: EventKind) -> Event {
    let cx = desk.cx();
    Event { id: EventId::new(&cx), ticket, kind, actor: None, cause: Cause::Time, at: cx.now() }
}

fn job(desk: &Desk) -> JobRequest {
    JobRequest::now(&desk.cx(), Work::AdvanceTickets)
}

fn entry(desk: &Desk, has_target: bool) -> Entry {
    let cx = desk.cx();
    let act = ActKind::SessionsEnded.on(cx.actor().account().unwrap());
    let act = Act { target: act.target.filter(|_| has_target), ..act };
    let credential = CredentialKind::of(cx.actor());
    Entry { id: AuditId::new(&cx), act, actor: None, credential, at: cx.now() }
}

/// Lets an event wait for a ticket that is not there.
async fn let_what_cannot_be_stored_wait(desk: &Desk, tx: &mut dyn Tx) {
    let of_nothing = event(desk, TicketId::new(&desk.cx()), EventKind::Woke);
    tx.events().record(vec![of_nothing]).await.expect("it waits");
}

both!(what_waits_is_there_for_the_next_statement, |desk| {
    let mut tx = desk.store.begin().await.unwrap();
    tx.jobs().enqueue(job(&desk)).await.unwrap();
    assert_eq!(tx.jobs().count().await.unwrap().pending, 1);
    tx.jobs().enqueue(job(&desk)).await.unwrap();
    assert_eq!(tx.jobs().count().await.unwrap().pending, 2);
});

both!(what_waits_goes_with_the_transaction_that_is_dropped, |desk| {
    let mut tx = desk.store.begin().await.unwrap();
    desk.opens(&mut *tx, "dropped").await.unwrap();
    tx.jobs().enqueue(job(&desk)).await.unwrap();
    drop(tx);
    assert_eq!(desk.store.read().await.unwrap().jobs().count().await.unwrap().pending, 0);
    assert!(desk.subjects().await.is_empty());
});

both!(nothing_waits_where_one_only_looks, |desk| {
    let mut looking = desk.store.glance().await.unwrap();
    assert!(looking.jobs().enqueue(job(&desk)).await.is_err());
    assert!(looking.commit().await.is_err());
});

both!(what_cannot_be_stored_fails_the_commit_and_nobody_else, |desk| {
    let mut tx = desk.store.begin().await.unwrap();
    desk.opens(&mut *tx, "half of it").await.unwrap();
    tx.jobs().enqueue(job(&desk)).await.unwrap();
    let_what_cannot_be_stored_wait(&desk, &mut *tx).await;
    // In SQLite's group it stands right behind the one that fails.
    let (failed, next) = tokio::join!(tx.commit(), desk.clone().stores("next".to_owned()));
    assert!(matches!(failed, Err(Error::Internal(_))), "{failed:?}");
    next.unwrap();
    assert_eq!(desk.subjects().await, ["next"]);
    let jobs = query(&desk.database, "SELECT kind FROM job").await;
    assert_eq!(jobs.len(), 1, "the letter of the one that was stored");
});

both!(what_cannot_be_stored_is_not_taken_for_an_answer_of_what_comes_next, |desk| {
    let mut tx = desk.store.begin().await.unwrap();
    let_what_cannot_be_stored_wait(&desk, &mut *tx).await;
    let removed = tx.epochs().remove(Epoch::FIRST).await;
    let failed = removed.expect_err("it does not say that the epoch is in use");
    let Error::Internal(why) = failed else { panic!("{failed:?}") };
    assert_eq!(why.to_string(), "store: of a row that waited: foreign key");
    assert!(tx.commit().await.is_err());
});

both!(rows_of_several_kinds_are_stored_as_they_are_however_many_wait, |desk| {
    for count in [1_usize, 2, 3, 4, 7, 31, 32, 33, 70] {
        let mut tx = desk.store.begin().await.unwrap();
        let ticket = desk.opens(&mut *tx, "with much to tell").await.unwrap().id;
        tx.commit().await.unwrap();

        let mut tx = desk.store.begin().await.unwrap();
        let (mut events, mut jobs, mut entries) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        for at in 0..count {
            // Every other one has values where the one before has none.
            let message = MessageId::new(&desk.cx());
            let kind = if at % 2 == 0 { EventKind::Woke } else { EventKind::NoteAdded { message } };
            let told = event(&desk, ticket, kind);
            tx.events().record(vec![told.clone()]).await.unwrap();
            events.insert(told.id.as_uuid(), told);
            let ordered = job(&desk);
            jobs.insert(ordered.id.as_uuid());
            tx.jobs().enqueue(ordered).await.unwrap();
            let done = entry(&desk, at % 2 == 0);
            tx.audit().add(&done).await.unwrap();
            entries.insert(done.id.as_uuid(), done);
        }
        tx.commit().await.unwrap();

        let mut reading = desk.store.read().await.unwrap();
        let found = reading.events().list(ticket, true, &PageRequest::first(100)).await.unwrap().items;
        let opened = found.iter().filter(|event| event.kind == EventKind::Opened).count();
        assert_eq!((opened, found.len()), (1, count + 1));
        for event in events.values() {
            assert!(found.contains(event), "{event:?} of {count}");
        }
        let page = PageRequest::first(u16::try_from(count).unwrap());
        let found = reading.audit().list(&AuditFilter::default(), &page).await.unwrap().items;
        let found: BTreeMap<_, _> = found.into_iter().map(|entry| (entry.id.as_uuid(), entry)).collect();
        assert_eq!(found, entries, "of {count}");
        let found = query(&desk.database, "SELECT id FROM job WHERE kind = 'advance_tickets'").await;
        let found: BTreeSet<Uuid> = found.iter().map(|row| row.try_get("", "id").unwrap()).collect();
        assert!(found.is_superset(&jobs), "of {count}");
    }
});
