//! Whom a message goes to, and who is told whom.

use axum::http::Method;
use domain::identity::Role;
use kit::{Person, TestApp, path_of};
use serde_json::{Value, json};

use super::history;
use crate::support::waiting_jobs;

async fn takes_part(by: &Person, ticket: &Value, person: &Person) {
    let place = format!("{}/participants/{}", path_of(ticket), person.id);
    by.client().send(Method::PUT, &place, "").await.expect(200);
}

/// To whom letters went, in alphabetical order, with the words that say why.
async fn letters(app: &TestApp) -> Vec<String> {
    app.run_jobs().await;
    let mut letters: Vec<_> = app.mailbox.take();
    letters.sort_by(|a, b| a.to.cmp(&b.to));
    for letter in &letters {
        let others = ["ann@", "kim@", "lea@", "bo@", "cy@", "tom@"];
        let leaked =
            others.iter().find(|other| !letter.to.starts_with(**other) && letter.raw.contains(**other));
        assert!(leaked.is_none(), "no letter shows another's address: {leaked:?}");
    }
    letters.iter().map(|letter| letter.to.split('@').next().unwrap().to_owned()).collect()
}

fn names(message: &Value) -> Vec<&str> {
    let mut names: Vec<_> =
        message["recipients"].as_array().unwrap().iter().map(|to| to["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    names
}

async fn shown(who: &Person, message: &Value) -> Value {
    let (ticket, id) = (message["ticket_id"].as_str().unwrap(), message["id"].as_str().unwrap());
    who.get(&format!("/api/v1/tickets/{ticket}/messages/{id}")).await.expect(200).json
}

kit::both_engines!(each_message_goes_to_those_it_concerns_by_letters_of_their_own, |app| {
    let (ann, kim, lea) = (app.customer("ann").await, app.customer("kim").await, app.customer("lea").await);
    let (bo, cy, tom) =
        (app.agent("bo").await, app.agent("cy").await, app.staff("tom", Role::Technician).await);
    let ticket = ann.opens_ticket("Fader 3").await;
    for person in [&kim, &tom] {
        takes_part(&bo, &ticket, person).await;
    }
    bo.changes(&ticket, json!({ "assignee_id": bo.id })).await;
    letters(&app).await;

    let by_staff = bo.replies(&ticket, "Clean the rail.").await;
    assert_eq!(letters(&app).await, ["ann", "kim"]);
    let by_cc = kim.replies(&ticket, "I did.").await;
    assert_eq!(letters(&app).await, ["ann", "bo", "tom"]);
    let by_requester = ann.replies(&ticket, "I, too.").await;
    assert_eq!(letters(&app).await, ["bo", "kim", "tom"]);
    let note = bo.notes(&ticket, "SECRET").await;
    assert_eq!(letters(&app).await, ["tom"]);
    let by_colleague = cy.notes(&ticket, "SECRET, too").await;
    assert_eq!(letters(&app).await, ["bo", "tom"]);

    assert_eq!(names(&by_staff), ["ann", "kim"]);
    assert_eq!(names(&by_cc), ["ann"], "customers are told of customers only");
    assert_eq!(names(&shown(&bo, &by_cc).await), ["ann", "bo", "tom"]);
    assert_eq!(names(&shown(&kim, &by_requester).await), ["kim"]);
    assert_eq!((names(&note), names(&by_colleague)), (vec!["tom"], vec!["bo", "tom"]));

    // What was sent stays as it was sent, whoever comes and goes.
    let place = format!("{}/participants/{}", path_of(&ticket), kim.id);
    kim.client().send(Method::DELETE, &place, "").await.expect(204);
    takes_part(&bo, &ticket, &lea).await;
    let later = lea.replies(&ticket, "Me, too.").await;
    assert_eq!(letters(&app).await, ["ann", "bo", "tom"], "who has left gets nothing");
    assert_eq!(names(&later), ["ann"]);
    assert_eq!(names(&shown(&bo, &by_staff).await), ["ann", "kim"]);
});

kit::both_engines!(a_letter_that_waits_is_not_sent_to_who_has_left, |app| {
    let (ann, kim, bo) = (app.customer("ann").await, app.customer("kim").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    takes_part(&bo, &ticket, &kim).await;
    letters(&app).await;
    bo.replies(&ticket, "Clean the rail.").await;
    let place = format!("{}/participants/{}", path_of(&ticket), kim.id);
    ann.client().send(Method::DELETE, &place, "").await.expect(204);
    assert_eq!(letters(&app).await, ["ann"]);
});

kit::both_engines!(who_is_named_in_a_note_is_told_and_finds_the_ticket, |app| {
    let (ann, bo, tom) =
        (app.customer("ann").await, app.agent("bo").await, app.staff("tom", Role::Technician).await);
    let (ticket, other) = (ann.opens_ticket("Fader 3").await, ann.opens_ticket("Fader 4").await);
    letters(&app).await;
    let (before, version) = (history(&ann, &ticket).await, ann.reads(&ticket).await["version"].clone());
    let note = json!({ "kind": "note", "body": "SECRET: have a look.", "mentions": [tom.id, tom.id, bo.id] });
    let note = bo.writes(&ticket, note).await.expect(201).json;
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to("tom@desk.example.org");
    assert!(letter.text().contains("bo mentions you") && letter.text().contains("SECRET: have a look."));
    assert_eq!(names(&note), ["tom"], "who writes a note is not told of it");
    let found = tom.get("/api/v1/tickets?mentioned=me").await.expect(200).json;
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(found["items"][0]["id"], ticket["id"]);
    assert!(bo.get("/api/v1/tickets?mentioned=me").await.json["items"].as_array().unwrap().is_empty());
    let events = history(&bo, &ticket).await;
    assert!(events.iter().any(|event| event["kind"] == "mentioned" && event["to"] == tom.id.as_str()));
    assert_eq!(
        (history(&ann, &ticket).await, ann.reads(&ticket).await["version"].clone()),
        (before, version)
    );
    ann.get("/api/v1/tickets?mentioned=me").await.expect_problem(400, "invalid_parameter");
    bo.get("/api/v1/tickets?mentioned=you").await.expect_problem(400, "invalid_parameter");

    for (message, pointer) in [
        (json!({ "kind": "reply", "body": "Hi.", "mentions": [tom.id] }), "#/mentions"),
        (json!({ "kind": "note", "body": "Hi.", "mentions": [tom.id, ann.id] }), "#/mentions/1"),
        (json!({ "kind": "note", "body": "Hi.", "mentions": [other["id"]] }), "#/mentions/0"),
    ] {
        bo.writes(&other, message).await.expect_problem(422, "validation_failed").at(pointer);
    }
    assert_eq!(waiting_jobs(&app).await, 0);
});
