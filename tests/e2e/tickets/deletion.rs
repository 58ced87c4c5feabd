use axum::http::Method;
use chrono::Duration;
use domain::identity::Role;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use crate::support::{comparable, rows, texts, time_passes};

async fn delete(person: &Person, ticket: &Value) -> Reply {
    person.with("if-match", "*").delete(&path_of(ticket)).await
}

async fn restore(person: &Person, ticket: &Value) -> Reply {
    person.client().send(Method::POST, &format!("{}/restorations", path_of(ticket)), "").await
}

/// What a person finds by looking everywhere: the subjects of tickets.
async fn found(person: &Person, is_staff: bool) -> Vec<String> {
    let mut places = vec!["/api/v1/tickets", "/api/v1/tickets?q=stuck", "/api/v1/search?q=jams"];
    if is_staff {
        places.extend([
            "/api/v1/views/00000000-0000-7000-8000-000000000004/tickets",
            "/api/v1/tickets?q=tag:rail",
        ]);
    }
    let mut subjects = Vec::new();
    for place in places {
        let items = person.reads_all(place, 10).await;
        subjects.extend(items.iter().map(|item| format!("{place} {}", item["subject"])));
    }
    if is_staff {
        let counts = person.get("/api/v1/views/counts").await.expect(200).json;
        subjects.extend(counts["items"].as_array().unwrap().iter().map(|count| count["count"].to_string()));
    }
    subjects
}

async fn with_a_file(ann: &Person, app: &TestApp) -> (Value, Value) {
    let file = ann.uploads("fader.txt", b"It jams halfway.").await;
    let body = json!({ "subject": "Fader is stuck", "body": "It jams.", "attachment_ids": [file["id"]] });
    let ticket = ann.post("/api/v1/tickets", &body).await.expect(201).json;
    app.run_jobs().await;
    app.mailbox.take();
    (ticket, file)
}

kit::both_engines!(a_deleted_ticket_is_nowhere_and_comes_back_as_it_was, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let lea = app.staff("lea", Role::Lead).await;
    let (ticket, file) = with_a_file(&ann, &app).await;
    bo.changes(&ticket, json!({ "add_tags": ["rail"], "assignee_id": bo.id })).await;
    let seen_before = [found(&ann, false).await, found(&bo, true).await];
    let messages = ann.reads_all(&format!("{}/messages", path_of(&ticket)), 10).await;
    let before = ann.get(&path_of(&ticket)).await;
    delete(&bo, &ticket).await.expect_problem(403, "forbidden");
    delete(&ann, &ticket).await.expect_problem(403, "forbidden");
    lea.client().delete(&path_of(&ticket)).await.expect_problem(428, "precondition_required");
    let stale = lea.with("if-match", "\"99\"").delete(&path_of(&ticket)).await;
    stale.expect_problem(412, "precondition_failed");
    // A letter that waits, waits on.
    bo.replies(&ticket, "Please wait.").await;
    delete(&lea, &ticket).await.expect(204);
    app.run_jobs().await;
    assert!(app.mailbox.take().is_empty());

    let nowhere = json!({ "id": "01936f3e-0000-7000-8000-000000000000" });
    for person in [&ann, &bo, &lea] {
        let (gone, absent) = (person.get(&path_of(&ticket)).await, person.get(&path_of(&nowhere)).await);
        assert_eq!(comparable(&gone), comparable(&absent));
        person
            .get(&format!("/api/v1/attachments/{}/content", file["id"].as_str().unwrap()))
            .await
            .expect(404);
    }
    let reply = json!({ "kind": "reply", "body": "Hello?" });
    let (gone, absent) = (ann.writes(&ticket, reply.clone()).await, ann.writes(&nowhere, reply).await);
    assert_eq!(comparable(&gone), comparable(&absent));
    delete(&lea, &ticket).await.expect_problem(404, "not_found");
    assert!(found(&ann, false).await.is_empty());
    assert!(found(&bo, true).await.iter().all(|line| line == "0"), "{:?}", found(&bo, true).await);
    let listed = lea.reads_all("/api/v1/tickets/deleted", 1).await;
    assert_eq!(
        (texts(&listed, "subject"), &listed[0]["deleted_by"]["id"]),
        (vec!["Fader is stuck"], &json!(lea.id))
    );
    bo.get("/api/v1/tickets/deleted").await.expect_problem(403, "forbidden");
    restore(&bo, &ticket).await.expect_problem(403, "forbidden");

    restore(&lea, &ticket).await.expect(200);
    restore(&lea, &ticket).await.expect(200);
    assert!(lea.reads_all("/api/v1/tickets/deleted", 1).await.is_empty());
    assert_eq!(ann.reads_all(&format!("{}/messages", path_of(&ticket)), 10).await[0], messages[0]);
    assert_eq!(
        [found(&ann, false).await, found(&bo, true).await].map(|lines| lines.len()),
        seen_before.map(|lines| lines.len())
    );
    let events = bo.reads_all(&format!("{}/events", path_of(&ticket)), 100).await;
    let kinds = texts(&events, "kind");
    assert_eq!(kinds.iter().filter(|kind| ["deleted", "restored"].contains(kind)).count(), 2);
    let seen = ann.reads_all(&format!("{}/events", path_of(&ticket)), 100).await;
    assert!(!texts(&seen, "kind").iter().any(|kind| ["deleted", "restored"].contains(kind)));
    assert_eq!(before.json["created_at"], ann.reads(&ticket).await["created_at"]);
    time_passes(&app, Duration::hours(1)).await;
    assert!(app.mailbox.take_only_to(&ann.email).text().contains("Please wait."));
});

kit::both_engines!(time_leaves_deleted_tickets_alone_and_erases_them_for_good, |app| {
    let (ann, lea) = (app.customer("ann").await, app.staff("lea", Role::Lead).await);
    let (ticket, _) = with_a_file(&ann, &app).await;
    let kept = ann.opens_ticket("Rail").await;
    lea.changes(&ticket, json!({ "status": "pending" })).await;
    let link = json!({ "relation": "relates_to", "ticket_id": kept["id"] });
    lea.post(&format!("{}/links", path_of(&ticket)), &link).await.expect(201);
    app.run_jobs().await;
    app.mailbox.take();
    delete(&lea, &ticket).await.expect(204);
    assert!(
        lea.get(&format!("{}/links", path_of(&kept))).await.expect(200).json["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    time_passes(&app, Duration::days(29)).await;
    assert!(app.mailbox.take().is_empty(), "nobody was reminded");
    let lea = app.sign_in(&lea.email).await;
    restore(&lea, &ticket).await.expect(200);
    delete(&lea, &ticket).await.expect(204);
    assert_eq!(rows(&app, "ticket").await, 2);
    time_passes(&app, Duration::days(31)).await;
    time_passes(&app, Duration::hours(1)).await;
    assert_eq!(rows(&app, "ticket").await, 1);
    assert_eq!((rows(&app, "attachment").await, rows(&app, "message").await), (0, 1));
    let left = app.objects.list(None, 10, chrono::DateTime::UNIX_EPOCH).await.unwrap();
    assert!(left.is_empty(), "the bytes are gone, too");
    let lea = app.sign_in(&lea.email).await;
    restore(&lea, &ticket).await.expect_problem(404, "not_found");
    assert_eq!(lea.reads(&kept).await["subject"], "Rail");
    app.mailbox.take();
});

kit::both_engines!(a_reply_that_was_held_back_goes_out_once_the_ticket_is_back, |app| {
    let (ann, lea) = (app.customer("ann").await, app.staff("lea", Role::Lead).await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    app.mailbox.take();
    let lea = lea.through(&app.server_with_undo(Duration::seconds(10)));
    lea.replies(&ticket, "Please wait.").await;
    delete(&lea, &ticket).await.expect(204);
    app.pass(Duration::seconds(11));
    app.run_jobs().await;
    assert!(app.mailbox.take().is_empty());
    restore(&lea, &ticket).await.expect(200);
    app.run_jobs().await;
    assert_eq!(app.mailbox.take().len(), 1);
    assert_eq!(ann.reads_all(&format!("{}/messages", path_of(&ticket)), 10).await.len(), 2);
});
