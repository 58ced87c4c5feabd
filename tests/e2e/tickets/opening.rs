//! Opening a ticket.

use domain::identity::Role;
use kit::path_of;
use serde_json::{Value, json};

use super::messages;
use crate::support::{rows, text_of, waiting_jobs};

const TICKETS: &str = "/api/v1/tickets";

/// 100,000 characters of all kinds that programs like to improve.
fn odd_text() -> String {
    let odd = "\r\n\n\r\t \u{1f3b9}\u{1f468}\u{200d}\u{1f527}e\u{301}\u{e9}\u{202e}abc\u{202c}\u{2066}\u{5d0}\u{2069}\u{feff}\u{2028}\u{7}\u{1b}[0m\\u0000<b>&amp;\"'\u{fffd}\u{10ffff}";
    odd.chars().cycle().take(100_000).collect()
}

kit::both_engines!(a_ticket_is_opened_with_its_first_message, |app| {
    let ann = app.customer("ann").await;
    let asked =
        json!({ "subject": "  Fader 3 is stuck ", "body": "It jams.", "format": "html", "type": "problem" });
    let reply = ann.post(TICKETS, &asked).await.expect(201);
    let ticket = &reply.json;
    assert_eq!((&ticket["subject"], &ticket["type"]), (&json!("Fader 3 is stuck"), &json!("problem")));
    assert_eq!((&ticket["follow_up_of"], &ticket["staff"]), (&Value::Null, &Value::Null));
    assert_eq!(ticket["allowed_transitions"], json!(["solved"]));
    assert_eq!(ticket["requester"]["contact"]["email"], "ann@example.org");
    assert_eq!(ticket["created_at"], "2026-11-22T10:00:00.000Z");

    let read = ann.get(&reply.header("location").unwrap()).await.expect(200);
    assert_eq!(read.json, *ticket);
    assert_eq!(read.header("etag"), reply.header("etag"));
    assert_eq!(read.header("etag"), Some(format!("\"{}\"", ticket["version"])));

    let said = messages(&ann, ticket).await;
    assert_eq!(said.len(), 1);
    assert_eq!((&said[0]["body"], &said[0]["format"]), (&json!("It jams."), &json!("html")));
    assert_eq!((&said[0]["kind"], &said[0]["author"]["id"]), (&json!("reply"), &json!(ann.id)));
    let place = format!("{}/messages/{}", path_of(ticket), said[0]["id"].as_str().unwrap());
    assert_eq!(ann.get(&place).await.expect(200).json, said[0]);
    app.run_jobs().await;
});

kit::both_engines!(a_ticket_is_a_question_unless_said_otherwise, |app| {
    let ann = app.customer("ann").await;
    assert_eq!(ann.opens_ticket("Which cable?").await["type"], "question");
    for kind in ["question", "problem", "repair", "order", "privacy"] {
        let body = json!({ "subject": "About something", "body": "…", "type": kind });
        assert_eq!(ann.post(TICKETS, &body).await.expect(201).json["type"], kind);
    }
    app.run_jobs().await;
});

kit::both_engines!(numbers_are_counted_up, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let mut numbers = Vec::new();
    for person in [&ann, &eve, &ann] {
        numbers.push(person.opens_ticket("Help").await["number"].as_i64().unwrap());
    }
    assert!(numbers[0] > 0 && numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    app.run_jobs().await;
});

kit::both_engines!(a_long_and_odd_text_is_kept_to_the_byte, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let text = odd_text();
    let asked = json!({ "subject": "\u{202e}\u{1f3b9} e\u{301}\u{e9}", "body": text });
    let ticket = ann.post(TICKETS, &asked).await.expect(201).json;
    assert_eq!(ticket["subject"], asked["subject"]);
    bo.replies(&ticket, &text).await;
    bo.notes(&ticket, &text).await;
    for (reader, count) in [(&ann, 2), (&bo, 3)] {
        let said = messages(reader, &ticket).await;
        assert_eq!(said.len(), count);
        assert!(said.iter().all(|message| message["body"] == *text), "kept as it was sent");
    }
    app.run_jobs().await;
    app.mailbox.take();

    let longer = json!({ "subject": "Too long", "body": text + "x" });
    let refused = ann.post(TICKETS, &longer).await.expect_problem(422, "validation_failed").at("#/body");
    assert_eq!(refused.json["errors"][0]["code"], "too_long");
});

kit::both_engines!(what_is_wrong_is_refused_at_its_place_and_not_repeated, |app| {
    let ann = app.customer("ann").await;
    for (member, value) in [
        ("subject", json!("")),
        ("subject", json!(" \n ")),
        ("subject", json!("x".repeat(201))),
        ("subject", json!("MARKER\r\nBcc: MARKER@example.org")),
        ("subject", json!("MARKER\u{85}MARKER")),
        ("subject", json!("MARKER\u{2028}MARKER")),
        ("subject", json!(["MARKER"])),
        ("body", json!("")),
        ("body", json!(" \r\n\t ")),
        ("body", json!("MARKER\0")),
        ("body", json!({ "text": "MARKER" })),
        ("format", json!("MARKER")),
        ("format", Value::Null),
        ("type", json!("MARKER")),
        ("type", json!("Problem")),
        ("type", Value::Null),
        ("follow_up_of", json!("MARKER")),
        ("follow_up_of", Value::Null),
        ("priority", json!("urgent")),
        ("status", json!("open")),
        ("assignee_id", json!(ann.id)),
        ("MARKER", json!("MARKER")),
    ] {
        let mut body = json!({ "subject": "Fader", "body": "It jams." });
        body[member] = value.clone();
        let reply = ann.post(TICKETS, &body).await;
        let reply = reply.expect_problem(422, "validation_failed").at(&format!("#/{member}"));
        assert!(member == "MARKER" || !text_of(&reply).contains("MARKER"), "{member}: {value}");
    }
    for missing in ["subject", "body"] {
        let mut body = json!({ "subject": "Fader", "body": "It jams." });
        body.as_object_mut().unwrap().remove(missing);
        let refused = ann.post(TICKETS, &body).await;
        refused.expect_problem(422, "validation_failed").at(&format!("#/{missing}"));
    }
    assert_eq!((rows(&app, "ticket").await, waiting_jobs(&app).await), (0, 0));
});

kit::both_engines!(only_customers_open_tickets, |app| {
    let body = json!({ "subject": "Fader", "body": "It jams." });
    for role in Role::ALL.into_iter().filter(|role| role.is_staff()) {
        app.staff(role.name(), role).await.post(TICKETS, &body).await.expect_problem(403, "forbidden");
    }
    app.visitor().post(TICKETS, &body).await.expect_problem(401, "unauthenticated");
    assert_eq!(rows(&app, "ticket").await, 0);
});
