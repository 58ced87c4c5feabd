//! A reply of the staff goes out after ten seconds; until then its author can take it back, and no
//! customer knows of it.

use axum::http::Method;
use chrono::Duration;
use domain::identity::Role;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use super::{history, messages};
use crate::{
    attachments::content_path,
    support::{comparable, rows, waiting_jobs},
};

async fn undo(who: &Person, message: &Value) -> Reply {
    let path = format!("/api/v1/messages/{}", message["id"].as_str().unwrap());
    who.client().send(Method::DELETE, &path, "").await
}

/// All that a customer can see of a ticket.
async fn seen(who: &Person, ticket: &Value) -> Vec<impl PartialEq + std::fmt::Debug> {
    let path = path_of(ticket);
    let mut seen = Vec::new();
    let places =
        [path.clone(), format!("{path}/messages"), format!("{path}/events"), "/api/v1/tickets".to_owned()];
    for place in places {
        seen.push(comparable(&who.get(&place).await));
    }
    seen
}

/// Ann has asked; Bo and Cy answer through a server that holds replies back for ten seconds.
async fn three(app: &TestApp) -> (Person, [Person; 2], Value) {
    let server = app.server_with_undo(Duration::seconds(10));
    let ann = app.customer("ann").await;
    let staff = [app.agent("bo").await.through(&server), app.agent("cy").await.through(&server)];
    let ticket = ann.opens_ticket("Fader 3").await;
    app.run_jobs().await;
    app.mailbox.take();
    app.pass(Duration::seconds(1));
    (ann, staff, ticket)
}

fn solving() -> Value {
    json!({ "kind": "reply", "body": "Clean the rail.", "set_status": "solved" })
}

kit::both_engines!(a_reply_goes_out_after_ten_seconds_and_not_before, |app| {
    let (ann, [bo, cy], ticket) = three(&app).await;
    let before = seen(&ann, &ticket).await;
    let reply = bo.writes(&ticket, solving()).await.expect(201).json;
    assert_eq!(reply["undo_until"], (app.now() + Duration::seconds(10)).format("%FT%T.000Z").to_string());
    assert_eq!(reply["recipients"], json!([]));
    assert_eq!(messages(&cy, &ticket).await.len(), 2, "colleagues see it at once");
    assert_eq!(cy.reads(&ticket).await["status"], "new", "it moves the ticket when it goes out");
    app.pass(Duration::milliseconds(9_999));
    assert_eq!(app.run_jobs().await, 0);
    assert_eq!(seen(&ann, &ticket).await, before);
    let path = format!("{}/messages/{}", path_of(&ticket), reply["id"].as_str().unwrap());
    let nowhere = format!("{}/messages/0190a000-0000-7000-8000-000000000000", path_of(&ticket));
    assert_eq!(comparable(&ann.get(&path).await), comparable(&ann.get(&nowhere).await));

    app.pass(Duration::milliseconds(1));
    assert_eq!(app.run_jobs().await, 2, "the reply goes out, and its letter");
    assert_ne!(seen(&ann, &ticket).await, before);
    let out = ann.get(&path).await.expect(200).json;
    assert_eq!((&out["undo_until"], &out["recipients"][0]["name"]), (&Value::Null, &json!("ann")));
    assert_eq!(ann.reads(&ticket).await["status"], "solved");
    let event = history(&ann, &ticket).await.pop().unwrap();
    assert_eq!((&event["kind"], &event["actor"]["id"]), (&json!("status_changed"), &json!(bo.id)));
    assert!(app.mailbox.take_only_to("ann@example.org").text().contains("Clean the rail."));
    undo(&bo, &reply).await.expect_problem(409, "already_sent");
});

kit::both_engines!(a_reply_that_is_taken_back_leaves_nothing, |app| {
    let (ann, [bo, cy], ticket) = three(&app).await;
    let before = (seen(&ann, &ticket).await, history(&bo, &ticket).await);
    let keyed = bo.with("idempotency-key", "once");
    let path = format!("{}/messages", path_of(&ticket));
    let reply = keyed.post(&path, &solving()).await.expect(201).json;
    undo(&cy, &reply).await.expect_problem(403, "forbidden");
    undo(&ann, &reply).await.expect_problem(403, "forbidden");
    undo(&bo, &reply).await.expect(204);
    undo(&bo, &reply).await.expect_problem(404, "not_found");
    keyed.post(&path, &solving()).await.expect_problem(404, "not_found");
    app.pass(Duration::seconds(11));
    app.run_jobs().await;
    assert!(app.mailbox.take().is_empty());
    assert_eq!((seen(&ann, &ticket).await, history(&bo, &ticket).await), before);
    assert_eq!((rows(&app, "message").await, bo.reads(&ticket).await["status"].clone()), (1, json!("new")));
    let note = bo.notes(&ticket, "Not so.").await;
    undo(&bo, &note).await.expect_problem(409, "already_sent");
});

kit::both_engines!(what_others_do_meanwhile_stands, |app| {
    let (ann, [bo, cy], ticket) = three(&app).await;
    bo.writes(&ticket, solving()).await.expect(201);
    app.pass(Duration::seconds(5));
    cy.changes(&ticket, json!({ "status": "on_hold", "assignee_id": cy.id })).await;
    app.pass(Duration::seconds(5));
    app.run_jobs().await;
    assert_eq!(cy.reads(&ticket).await["status"], "on_hold", "the later decision stands");
    assert_eq!(messages(&ann, &ticket).await.len(), 2, "and the reply goes out all the same");

    let taken_back = bo.writes(&ticket, solving()).await.expect(201).json;
    app.pass(Duration::seconds(5));
    ann.replies(&ticket, "It still jams.").await;
    undo(&bo, &taken_back).await.expect(204);
    app.pass(Duration::seconds(6));
    app.run_jobs().await;
    assert_eq!(bo.reads(&ticket).await["status"], "open", "the customer's reply has made it the desk's turn");

    let first = json!({ "kind": "reply", "body": "One.", "set_status": "on_hold" });
    bo.writes(&ticket, first).await.expect(201);
    app.pass(Duration::seconds(3));
    let second = json!({ "kind": "reply", "body": "Two.", "set_status": "pending" });
    bo.writes(&ticket, second).await.expect(201);
    app.pass(Duration::seconds(10));
    app.run_jobs().await;
    assert_eq!(bo.reads(&ticket).await["status"], "pending", "of two replies the later one decides");
});

kit::both_engines!(in_the_name_of_someone_who_was_locked_nothing_goes_out, |app| {
    let (ann, [bo, cy], ticket) = three(&app).await;
    let ada = app.staff("ada", Role::Admin).await;
    cy.changes(&ticket, json!({ "assignee_id": cy.id })).await;
    app.run_jobs().await;
    app.mailbox.take();
    let before = seen(&ann, &ticket).await;
    let proof = bo.uploads("rail.txt", b"Clean the rail.").await;
    let mut solving = solving();
    solving["attachment_ids"] = json!([proof["id"]]);
    let reply = bo.writes(&ticket, solving).await.expect(201).json;
    let patch = ada.with("content-type", "application/merge-patch+json").with("if-match", "*");
    let locked = json!({ "state": "disabled" }).to_string();
    patch.send(Method::PATCH, &format!("/api/v1/staff/{}", bo.id), locked).await.expect(200);
    app.pass(Duration::seconds(11));
    app.run_jobs().await;

    assert_eq!(seen(&ann, &ticket).await, before);
    let path = format!("{}/messages/{}", path_of(&ticket), reply["id"].as_str().unwrap());
    ann.get(&path).await.expect_problem(404, "not_found");
    ann.get(&content_path(&proof)).await.expect_problem(404, "not_found");
    let note = cy.get(&path).await.expect(200).json;
    assert_eq!((&note["kind"], &note["undo_until"]), (&json!("note"), &Value::Null));
    assert_eq!((&note["body"], &note["author"]["id"]), (&json!("Clean the rail."), &json!(bo.id)));
    cy.get(&content_path(&proof)).await.expect(200);
    assert_eq!(cy.reads(&ticket).await["status"], "open", "it moves nothing");
    assert_eq!(history(&cy, &ticket).await.pop().unwrap()["kind"], "note_added");
    for (who, found) in [(&cy, 1), (&ann, 0)] {
        let found_by = who.get("/api/v1/search?q=rail").await.expect(200).json;
        assert_eq!(found_by["items"].as_array().unwrap().len(), found);
    }
    let letter = app.mailbox.take_only_to(&cy.email);
    assert!(letter.text().contains("Clean the rail."));
});

kit::both_engines!(a_move_that_is_refused_is_refused_at_once, |app| {
    let (_, [bo, _], ticket) = three(&app).await;
    let closing = json!({ "kind": "reply", "body": "Done.", "set_status": "closed" });
    bo.writes(&ticket, closing).await.expect_problem(409, "state_conflict");
    assert_eq!((rows(&app, "message").await, waiting_jobs(&app).await), (1, 0));
});

kit::both_engines!(of_going_out_and_being_taken_back_at_once_one_happens, |app| {
    let (ann, [bo, _], ticket) = three(&app).await;
    for _ in 0..5 {
        let before = messages(&ann, &ticket).await.len();
        let reply = bo.replies(&ticket, "Clean the rail.").await;
        app.pass(Duration::seconds(10));
        let (answer, _) = tokio::join!(undo(&bo, &reply), app.run_jobs());
        app.run_jobs().await;
        let letters = app.mailbox.take().len();
        let after = messages(&ann, &ticket).await.len();
        let is_taken_back = answer.status == 204;
        assert!(is_taken_back || answer.json["code"] == "already_sent", "{}", answer.json);
        assert_eq!((after, letters), if is_taken_back { (before, 0) } else { (before + 1, 1) });
    }
});
