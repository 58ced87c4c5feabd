//! A customer never learns of a note, nor of anything else that is the desk's business alone: not by
//! text, count, order, time, version, cursor, problem or mail.

use std::collections::BTreeMap;

use axum::http::Method;
use chrono::Duration;
use domain::identity::Role;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use crate::support::{Comparable, comparable, waiting_jobs};

/// All that a customer can read, by what was asked.
type Snapshot = BTreeMap<String, Comparable>;

/// An answer whose cursors are told by their length alone: each is sealed anew.
fn told(reply: &Reply) -> Comparable {
    let (status, mut headers, mut body) = comparable(reply);
    if let Some(cursor) = reply.json["next_cursor"].as_str() {
        let length = format!("a cursor of {}", cursor.len());
        body = body.replace(cursor, &length);
        for (_, value) in &mut headers {
            *value = value.replace(cursor, &length);
        }
    }
    (status, headers, body)
}

/// Reads a list page by page.
async fn walk(snapshot: &mut Snapshot, person: &Person, path: &str, limit: usize) {
    let join = if path.contains('?') { '&' } else { '?' };
    let mut cursor = String::new();
    for page in 1.. {
        let reply = person.get(&format!("{path}{join}limit={limit}{cursor}")).await.expect(200);
        snapshot.insert(format!("{path} by {limit}, page {page}"), told(&reply));
        match reply.json["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return,
        }
    }
}

/// Everything that this customer can find out by reading, of these tickets and of all.
async fn everything(person: &Person, tickets: &[Value], middle: &str) -> Snapshot {
    let mut snapshot = Snapshot::new();
    let filters = [
        "",
        "status=open",
        "status=new",
        "status=on_hold",
        "status=open,pending,solved",
        "status=closed",
        "type=question",
        "type=repair",
        "sort=updated_at",
        "sort=-updated_at",
        "sort=created_at",
        "sort=-created_at",
        "priority=normal",
        "priority=urgent",
        "tag=fader",
        "assignee=none",
        "sort=priority",
        "requester_id=x",
        &format!("updated_after={middle}"),
        &format!("updated_before={middle}"),
        &format!("created_after={middle}"),
        &format!("status=open&sort=-updated_at&updated_before={middle}"),
    ]
    .map(str::to_owned);
    for filter in filters {
        let path = format!("/api/v1/tickets?{filter}");
        snapshot.insert(path.clone(), told(&person.get(&path).await));
        if snapshot[&path].0 == 200 {
            walk(&mut snapshot, person, &path, 1).await;
            walk(&mut snapshot, person, &path, 2).await;
        }
    }
    for ticket in tickets {
        let path = path_of(ticket);
        for list in ["messages", "events"] {
            for limit in [1, 2, 100] {
                walk(&mut snapshot, person, &format!("{path}/{list}"), limit).await;
            }
        }
        let stale = person.patch(&path, &json!(0), &json!({ "status": "open" })).await;
        snapshot.insert(format!("PATCH {path} based on version 0"), told(&stale));
        let refused = person.patch(&path, &ticket["version"], &json!({ "status": "pending" })).await;
        snapshot.insert(format!("PATCH {path} to pending"), told(&refused));
        snapshot.insert(path.clone(), told(&person.get(&path).await));
        snapshot.insert(format!("HEAD {path}"), told(&person.client().send(Method::HEAD, &path, "").await));
    }
    snapshot.insert("me".to_owned(), told(&person.get("/api/v1/me").await));
    snapshot
}

/// What the desk does behind the customer's back; returns the notes.
async fn works_inside(app: &TestApp, ticket: &Value, bo: &Person) -> Vec<Value> {
    let (cy, tom) = (app.agent("cy").await, app.staff("tom", Role::Technician).await);
    let mut notes = vec![bo.notes(ticket, "SECRET: the third one this week.").await];
    app.pass(Duration::seconds(1));
    bo.changes(ticket, json!({ "priority": "urgent", "add_tags": ["fader", "secret"] })).await;
    app.pass(Duration::seconds(1));
    bo.changes(ticket, json!({ "assignee_id": bo.id })).await;
    app.pass(Duration::seconds(1));
    notes.push(tom.notes(ticket, "SECRET: the rail is bent.").await);
    bo.changes(ticket, json!({ "assignee_id": cy.id, "remove_tags": ["secret"] })).await;
    app.pass(Duration::seconds(1));
    bo.changes(ticket, json!({ "status": "on_hold" })).await;
    let note = json!({ "kind": "note", "body": "SECRET: waiting for parts.", "set_status": "open" });
    notes.push(bo.writes(ticket, note).await.expect(201).json);
    bo.changes(ticket, json!({ "status": "on_hold", "assignee_id": null })).await;
    notes
}

/// Two tickets: one that was answered, and one that is newer.
async fn tickets(app: &TestApp, ann: &Person, bo: &Person) -> [Value; 2] {
    let older = ann.opens_ticket("Fader 3 is stuck").await;
    app.pass(Duration::seconds(1));
    bo.replies(&older, "Please clean the rail.").await;
    app.pass(Duration::seconds(1));
    let newer = ann.opens_ticket("Which cable?").await;
    app.run_jobs().await;
    app.mailbox.take();
    [ann.reads(&older).await, newer]
}

kit::both_engines!(nothing_that_a_customer_can_read_differs_after_a_note, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let tickets = tickets(&app, &ann, &bo).await;
    app.pass(Duration::seconds(1));
    let middle = app.now().format("%FT%TZ").to_string();
    let before = everything(&ann, &tickets, &middle).await;
    assert!(before.len() > 60, "{}", before.len());
    assert_eq!(before[&path_of(&tickets[0])].0, 200);

    app.pass(Duration::seconds(1));
    for ticket in &tickets {
        works_inside_once(&app, ticket, &bo).await;
    }
    assert_eq!(everything(&ann, &tickets, &middle).await, before);

    // The same look tells a reply at once.
    bo.replies(&tickets[0], "The parts are here.").await;
    let after = everything(&ann, &tickets, &middle).await;
    let path = path_of(&tickets[0]);
    for place in [
        "/api/v1/tickets?".to_owned(),
        format!("/api/v1/tickets?updated_after={middle}"),
        format!("{path}/messages by 100, page 1"),
        format!("{path}/events by 100, page 1"),
        path.clone(),
        format!("PATCH {path} based on version 0"),
    ] {
        assert_ne!(after[&place], before[&place], "{place}");
    }
    app.run_jobs().await;
});

/// Works inside one ticket; the people who do are made but once.
async fn works_inside_once(app: &TestApp, ticket: &Value, bo: &Person) {
    if bo.get("/api/v1/staff").await.json["items"].as_array().unwrap().len() == 1 {
        works_inside(app, ticket, bo).await;
    } else {
        bo.notes(ticket, "SECRET: as with the other.").await;
        bo.changes(ticket, json!({ "assignee_id": bo.id, "priority": "low" })).await;
    }
}

kit::both_engines!(a_note_goes_into_no_mail_to_the_customer, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let [ticket, _] = tickets(&app, &ann, &bo).await;
    let waiting = waiting_jobs(&app).await;
    bo.notes(&ticket, "SECRET: the third one this week.").await;
    assert_eq!(waiting_jobs(&app).await, waiting, "a note makes no work");
    works_inside(&app, &ticket, &bo).await;
    app.run_jobs().await;
    let letters = app.mailbox.take();
    let mut told: Vec<_> = letters.iter().map(|letter| letter.to.as_str()).collect();
    told.sort_unstable();
    let expected = ["bo@desk.example.org", "cy@desk.example.org", "cy@desk.example.org"];
    assert_eq!(told, expected, "who was given the ticket gets it, and the notes of others in it");

    bo.replies(&ticket, "The parts are here.").await;
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to("ann@example.org");
    assert!(letter.text().contains("The parts are here."));
    for part in [letter.raw.clone(), letter.text(), letter.html()] {
        assert!(!part.contains("SECRET") && !part.contains("urgent") && !part.contains("cy"), "{part}");
    }
});

kit::both_engines!(a_notes_id_answers_a_customer_as_any_other_id, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let [ticket, other] = tickets(&app, &ann, &bo).await;
    let absent = "01a202b2-c500-7000-9b1f-08edb6887ab4";
    for note in works_inside(&app, &ticket, &bo).await {
        let note = note["id"].as_str().unwrap();
        for ticket in [&ticket, &other] {
            let [there, nowhere] = [note, absent].map(|id| format!("{}/messages/{id}", path_of(ticket)));
            let (there, nowhere) = (ann.get(&there).await, ann.get(&nowhere).await);
            assert_eq!(comparable(&there), comparable(&nowhere));
            there.expect_problem(404, "not_found");
        }
        bo.get(&format!("{}/messages/{note}", path_of(&ticket))).await.expect(200);
        bo.get(&format!("{}/messages/{note}", path_of(&other))).await.expect_problem(404, "not_found");
    }
    app.run_jobs().await;
});

kit::both_engines!(what_a_customer_has_read_stays_good_to_change_by, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let [ticket, _] = tickets(&app, &ann, &bo).await;
    works_inside(&app, &ticket, &bo).await;
    let solved = ann.patch(&path_of(&ticket), &ticket["version"], &json!({ "status": "solved" })).await;
    assert_eq!(solved.expect(200).json["version"], ticket["version"].as_i64().unwrap() + 1);
    app.run_jobs().await;
});
