//! One ticket, or one queue of tickets, and many who write.

use std::collections::HashSet;

use kit::{Person, path_of};
use serde_json::{Value, json};

use super::{at_once, many_writers};

/// How often each writer writes.
const TIMES: usize = 2;

many_writers!(no_update_is_lost, |app, writers| {
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;
    let ticket = ann.opens_ticket("0").await;
    let before = bo.reads(&ticket).await["version"].as_i64().unwrap();
    let versions = at_once(writers, |_| counts_up(bo.clone(), ticket.clone())).await;

    let changes = i64::try_from(writers * TIMES).unwrap();
    let mut versions = versions.concat();
    versions.sort_unstable();
    let expected: Vec<_> = (before + 1..=before + changes).collect();
    assert_eq!(versions, expected, "each version was given once");
    let after = bo.reads(&ticket).await;
    assert_eq!(
        (&after["subject"], &after["version"]),
        (&json!(changes.to_string()), &json!(before + changes))
    );
    assert_eq!(events(&bo, &ticket, "subject_changed").await.len(), writers * TIMES);
    app.run_jobs().await;
});

/// Adds one to the number in the subject, as often as it takes; returns the versions it made.
async fn counts_up(person: Person, ticket: Value) -> Vec<i64> {
    let mut made = Vec::new();
    while made.len() < TIMES {
        let seen = person.reads(&ticket).await;
        let count: usize = seen["subject"].as_str().unwrap().parse().unwrap();
        let patch = json!({ "subject": (count + 1).to_string() });
        let reply = person.patch(&path_of(&ticket), &seen["version"], &patch).await;
        match reply.status.as_u16() {
            200 => made.push(reply.json["version"].as_i64().unwrap()),
            412 => assert_eq!(reply.json["code"], "precondition_failed"),
            other => panic!("{other}: {}", reply.json),
        }
    }
    made
}

many_writers!(replies_without_a_version_are_all_stored, |app, writers| {
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    let before = bo.reads(&ticket).await["version"].as_i64().unwrap();
    let written = at_once(writers, |writer| {
        let (ann, ticket) = (ann.clone(), ticket.clone());
        async move {
            let mut ids = Vec::new();
            for time in 0..TIMES {
                let reply = ann.replies(&ticket, &format!("writer {writer}, time {time}")).await;
                ids.push(reply["id"].as_str().unwrap().to_owned());
            }
            ids
        }
    });
    let written: HashSet<_> = written.await.concat().into_iter().collect();
    assert_eq!(written.len(), writers * TIMES);

    let stored = ann.reads_all(&format!("{}/messages", path_of(&ticket)), 100).await;
    let stored: HashSet<_> =
        stored.iter().map(|message| message["id"].as_str().unwrap().to_owned()).collect();
    assert!(written.is_subset(&stored));
    assert_eq!(stored.len(), written.len() + 1, "the others, and what the ticket began with");
    let recorded = events(&bo, &ticket, "reply_added").await;
    assert_eq!(recorded.len(), written.len());
    assert_eq!(recorded.into_iter().collect::<HashSet<_>>(), written, "each has its event");
    let after = bo.reads(&ticket).await["version"].as_i64().unwrap();
    assert_eq!(after - before, i64::try_from(writers * TIMES).unwrap());
    app.run_jobs().await;
});

many_writers!(every_ticket_has_its_own_number, |app, writers| {
    let ann = app.customer("ann").await;
    let numbers = at_once(writers, |writer| {
        let ann = ann.clone();
        async move { ann.opens_ticket(&format!("by writer {writer}")).await["number"].as_i64().unwrap() }
    });
    let numbers: HashSet<_> = numbers.await.into_iter().collect();
    assert_eq!(numbers.len(), writers);
    assert_eq!(ann.reads_all("/api/v1/tickets", 10).await.len(), writers);
    assert_eq!(app.run_jobs().await, writers, "one mail for each");
});

many_writers!(the_same_request_is_carried_out_once, |app, writers| {
    let ann = app.customer("ann").await;
    let replies = at_once(writers, |_| {
        let client = ann.with("idempotency-key", "one-and-the-same");
        let ticket = json!({ "subject": "Fader 3 is stuck", "body": "It jams halfway." });
        async move { client.post("/api/v1/tickets", &ticket).await.expect(201) }
    });
    let replies = replies.await;
    let ids: HashSet<_> = replies.iter().map(|reply| reply.json["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1, "all are told of the same ticket");
    let first = replies.iter().filter(|reply| reply.header("idempotency-replayed").is_none());
    assert_eq!(first.count(), 1, "one of them has opened it");
    assert_eq!(ann.reads_all("/api/v1/tickets", 100).await.len(), 1);
    assert_eq!(app.run_jobs().await, 1);
});

/// What the events of a kind are about.
async fn events(person: &Person, ticket: &Value, kind: &str) -> Vec<String> {
    let events = person.reads_all(&format!("{}/events", path_of(ticket)), 100).await;
    let of_kind = events.iter().filter(|event| event["kind"] == kind);
    of_kind.map(|event| event["to"].as_str().unwrap_or_default().to_owned()).collect()
}

/// What a merge took along is not waited for: who locks a second ticket in any order waits in a circle.
#[test]
fn a_redaction_locks_its_own_ticket_only() {
    kit::run_on_two_threads(kit::Engine::Postgres, |app| async move {
        let ann = app.customer("ann").await;
        let lead = app.staff("lena", domain::identity::Role::Lead).await;
        let (source, target) = (ann.opens_ticket("One").await, ann.opens_ticket("Two").await);
        let message = ann.replies(&source, "secret words").await;
        let merge = json!({ "source_id": source["id"] });
        lead.with("if-match", "*").post(&format!("{}/merges", path_of(&target)), &merge).await.expect(201);

        let target: uuid::Uuid = target["id"].as_str().unwrap().parse().unwrap();
        let mut busy = app.store.begin().await.unwrap();
        busy.tickets().find(domain::id::TicketId::from_uuid(target)).await.unwrap().unwrap();
        let path = format!("{}/messages/{}/redactions", path_of(&source), message["id"].as_str().unwrap());
        let phrases = json!({ "phrases": ["secret"] });
        lead.with("if-match", "*").post(&path, &phrases).await.expect(404);
        drop(busy);
        app.run_jobs().await;
    });
}
