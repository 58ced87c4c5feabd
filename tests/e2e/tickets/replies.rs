//! Replies and notes, and where they take the ticket.

use domain::identity::Role;
use serde_json::json;

use super::{history, messages};
use crate::support::{texts, waiting_jobs};

kit::both_engines!(a_requesters_reply_makes_it_the_desks_turn, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for (state, after) in
        [("open", "open"), ("pending", "open"), ("on_hold", "open"), ("solved", "open"), ("new", "new")]
    {
        let ticket = ann.opens_ticket("Fader").await;
        if state != "new" {
            bo.changes(&ticket, json!({ "status": state })).await;
        }
        ann.replies(&ticket, "It still jams.").await;
        assert_eq!(bo.reads(&ticket).await["status"], after, "a reply in {state}");
        let events = history(&bo, &ticket).await;
        let last = events.last().unwrap();
        if state == after {
            assert_eq!(last["kind"], "reply_added", "a reply in {state}");
        } else {
            assert_eq!((&last["kind"], &last["from"]), (&json!("status_changed"), &json!(state)));
            assert_eq!((&last["to"], &last["actor"]["id"]), (&json!("open"), &json!(ann.id)));
        }
    }
    app.run_jobs().await;
});

kit::both_engines!(the_first_reply_of_the_staff_opens_the_ticket_and_a_note_does_not, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    bo.notes(&ticket, "Third one this week.").await;
    assert_eq!(bo.reads(&ticket).await["status"], "new");
    bo.replies(&ticket, "We look into it.").await;
    assert_eq!(bo.reads(&ticket).await["status"], "open");
    for state in ["pending", "on_hold", "solved"] {
        bo.changes(&ticket, json!({ "status": state })).await;
        bo.replies(&ticket, "More about it.").await;
        assert_eq!(bo.reads(&ticket).await["status"], state, "further replies leave it there");
    }
    app.run_jobs().await;
});

kit::both_engines!(a_message_can_move_the_ticket_with_the_same_act, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let version = bo.reads(&ticket).await["version"].as_i64().unwrap();
    for (kind, to) in [("reply", "pending"), ("note", "on_hold"), ("reply", "solved")] {
        let message = json!({ "kind": kind, "body": "So be it.", "set_status": to });
        bo.writes(&ticket, message).await.expect(201);
        assert_eq!(bo.reads(&ticket).await["status"], to);
    }
    assert_eq!(bo.reads(&ticket).await["version"], version + 3, "each was one change");

    let back = json!({ "kind": "reply", "body": "Not solved.", "set_status": "open" });
    ann.writes(&ticket, back).await.expect(201);
    assert_eq!(bo.reads(&ticket).await["status"], "open");
    bo.changes(&ticket, json!({ "status": "on_hold" })).await;
    let stay = json!({ "kind": "reply", "body": "One more thing.", "set_status": "open" });
    ann.writes(&ticket, stay).await.expect(201);
    assert_eq!(bo.reads(&ticket).await["status"], "open", "a reply wakes the ticket, however it is put");
    let done = json!({ "kind": "reply", "body": "It is fine now.", "set_status": "solved" });
    ann.writes(&ticket, done).await.expect(201);
    assert_eq!(bo.reads(&ticket).await["status"], "solved");
    app.run_jobs().await;
});

kit::both_engines!(a_message_with_a_refused_move_is_not_written, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    let before = (bo.reads(&ticket).await, history(&bo, &ticket).await, messages(&bo, &ticket).await);
    for (person, to) in [(&bo, "closed"), (&bo, "closed"), (&ann, "pending"), (&ann, "closed")] {
        let message = json!({ "kind": "reply", "body": "Away with it.", "set_status": to });
        person.writes(&ticket, message).await.expect_problem(409, "state_conflict");
    }
    let unknown = json!({ "kind": "reply", "body": "Away with it.", "set_status": "gone" });
    bo.writes(&ticket, unknown).await.expect_problem(422, "validation_failed").at("#/set_status");
    let after = (bo.reads(&ticket).await, history(&bo, &ticket).await, messages(&bo, &ticket).await);
    assert_eq!(after, before);
    assert_eq!(waiting_jobs(&app).await, 0);
});

kit::both_engines!(who_does_not_answer_tickets_writes_notes_and_moves_nothing, |app| {
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    for role in [Role::Technician, Role::Logistics, Role::PrivacyOfficer] {
        let reader = app.staff(role.name(), role).await;
        let reply = json!({ "kind": "reply", "body": "Hello." });
        reader.writes(&ticket, reply).await.expect_problem(403, "forbidden");
        let moving = json!({ "kind": "note", "body": "On the bench.", "set_status": "pending" });
        reader.writes(&ticket, moving).await.expect_problem(403, "forbidden");
        let note = reader.notes(&ticket, "On the bench.").await;
        assert_eq!(note["author"]["id"], reader.id);
    }
    let note = json!({ "kind": "note", "body": "A note of mine." });
    ann.writes(&ticket, note).await.expect_problem(403, "forbidden");
    let bo = app.agent("bo").await;
    assert_eq!(texts(&messages(&bo, &ticket).await, "kind"), ["reply", "note", "note", "note"]);
    assert_eq!(bo.reads(&ticket).await["status"], "new");
});

kit::both_engines!(what_is_wrong_with_a_message_is_refused_at_its_place, |app| {
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    for (member, value) in [
        ("kind", json!("whisper")),
        ("kind", json!(null)),
        ("body", json!("")),
        ("body", json!(" \n")),
        ("body", json!("a\0b")),
        ("body", json!("x".repeat(100_001))),
        ("format", json!("markdown")),
        ("author", json!("bo")),
        ("created_at", json!("2026-11-22T10:00:00Z")),
    ] {
        let mut message = json!({ "kind": "reply", "body": "Hello." });
        message[member] = value;
        let refused = ann.writes(&ticket, message).await;
        refused.expect_problem(422, "validation_failed").at(&format!("#/{member}"));
    }
    assert_eq!(messages(&ann, &ticket).await.len(), 1);
    assert_eq!(waiting_jobs(&app).await, 0);
});

kit::both_engines!(nobody_writes_in_or_reads_the_tickets_of_others, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let ticket = ann.opens_ticket("Fader").await;
    let absent = json!({ "id": "0190a000-0000-7000-8000-000000000000" });
    app.run_jobs().await;
    for path in ["", "/messages", "/events"] {
        let [foreign, none] = [&ticket, &absent].map(|ticket| format!("{}{path}", kit::path_of(ticket)));
        let (foreign, none) = (eve.get(&foreign).await, eve.get(&none).await);
        assert_eq!(crate::support::comparable(&foreign), crate::support::comparable(&none));
        foreign.expect_problem(404, "not_found");
    }
    let reply = json!({ "kind": "reply", "body": "Me too." });
    eve.writes(&ticket, reply).await.expect_problem(404, "not_found");
    let stars = eve.with("if-match", "*").with("content-type", "application/json");
    let path = kit::path_of(&ticket);
    let patch = stars.send(axum::http::Method::PATCH, &path, r#"{"status":"solved"}"#).await;
    patch.expect_problem(404, "not_found");
    assert_eq!(messages(&ann, &ticket).await.len(), 1);
    assert!(eve.reads_all("/api/v1/tickets", 10).await.is_empty());
});
