use axum::http::Method;
use chrono::Duration;
use domain::identity::Role;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use super::{history, send, team};
use crate::support::{texts, time_passes, waiting_jobs};

async fn make(person: &Person, body: Value) -> Value {
    person.post("/api/v1/macros", &body).await.expect(201).json
}

fn path(found: &Value) -> String {
    format!("/api/v1/macros/{}", found["id"].as_str().unwrap())
}

async fn preview(person: &Person, found: &Value, ticket: &Value) -> Reply {
    person.post(&format!("{}/preview", path(found)), &json!({ "ticket_id": ticket["id"] })).await
}

/// Carries a macro out on whatever version is there.
async fn apply(person: &Person, found: &Value, ticket: &Value) -> Reply {
    let body = json!({ "macro_id": found["id"] });
    send(person, Method::POST, &format!("{}/macros", path_of(ticket)), body).await
}

/// Everything that staff see of a ticket.
async fn all_of(person: &Person, ticket: &Value) -> [Value; 3] {
    let path = path_of(ticket);
    let messages = person.reads_all(&format!("{path}/messages"), 100).await;
    [person.reads(ticket).await, json!(messages), json!(history(person, ticket, 0).await)]
}

/// Whom the letters that wait go to.
async fn letters(app: &TestApp) -> Vec<String> {
    app.run_jobs().await;
    app.mailbox.take().iter().map(|mail| mail.to.clone()).collect()
}

fn driver() -> Value {
    json!({ "name": "Ask for the driver", "actions": {
        "message": { "kind": "reply", "texts": {
            "en": "Hello {{requester.name}}, about {{ticket.subject}} (#{{ticket.number}}): which driver? {{agent.name}}",
            "de": "Hallo {{ requester.name }}, welcher Treiber? {{agent.name}}",
        } },
        "status": "pending", "priority": "high", "assignee": "me", "add_tags": ["Driver"], "remove_tags": ["new"],
        "team": "none",
    } })
}

kit::both_engines!(a_macro_does_what_its_preview_says, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader {{agent.name}}").await;
    bo.changes(&ticket, json!({ "add_tags": ["new"] })).await;
    app.run_jobs().await;
    app.mailbox.take();
    let asking = make(&bo, driver()).await;
    let before = all_of(&bo, &ticket).await;
    let jobs = waiting_jobs(&app).await;
    let shown = preview(&bo, &asking, &ticket).await.expect(200).json;
    assert_eq!((all_of(&bo, &ticket).await, waiting_jobs(&app).await), (before.clone(), jobs));
    let text = format!(
        "Hello ann, about Fader {{{{agent.name}}}} (#{}): which driver? bo",
        ticket["number"].as_i64().unwrap()
    );
    let said = json!({ "kind": "reply", "format": "text", "language": "en", "body": text });
    assert_eq!((&shown["message"], &shown["ticket_version"]), (&said, &before[0]["version"]));
    let changes = json!([
        { "field": "status", "from": "new", "to": "pending" },
        { "field": "priority", "from": "normal", "to": "high" },
        { "field": "assignee_id", "from": null, "to": bo.id },
        { "field": "tag", "from": null, "to": "driver" },
        { "field": "tag", "from": "new", "to": null },
    ]);
    assert_eq!(shown["changes"], changes);

    let done = apply(&bo, &asking, &ticket).await.expect(200);
    assert_eq!(done.header("etag"), Some(format!("\"{}\"", done.json["ticket"]["version"])));
    let after = bo.reads(&ticket).await;
    assert_eq!(done.json["ticket"], after);
    assert_eq!(done.json["message"]["body"], text);
    assert_eq!((&after["status"], &after["staff"]["priority"]), (&json!("pending"), &json!("high")));
    assert_eq!(after["staff"]["assignee"]["id"], bo.id.as_str());
    assert_eq!(after["staff"]["tags"], json!(["driver"]));
    let events = history(&bo, &ticket, 2).await;
    assert!(events.len() >= 6, "{events:?}");
    assert!(events.iter().all(|event| event["cause"] == "macro" && event["macro_id"] == asking["id"]));
    assert_eq!(letters(&app).await, std::slice::from_ref(&ann.email), "one letter, as by hand");

    for event in history(&ann, &ticket, 0).await {
        assert_eq!((&event["cause"], &event["macro_id"]), (&json!("person"), &Value::Null));
    }
    ann.get("/api/v1/macros").await.expect_problem(403, "forbidden");
    apply(&ann, &asking, &ticket).await.expect_problem(403, "forbidden");
});

kit::both_engines!(a_text_is_in_the_readers_language_and_safe, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let me = ann.get("/api/v1/me").await.expect(200).json;
    ann.patch("/api/v1/me", &me["version"], &json!({ "language": "de" })).await.expect(200);
    let ticket = ann.opens_ticket("<b>Fader</b> & rail").await;
    app.run_jobs().await;
    app.mailbox.take();
    let both = |kind: &str| {
        json!({ "name": kind, "actions": { "message": { "kind": kind, "format": "html", "texts": {
            "en": "<p>{{ticket.subject}}</p>", "de": "<p>Zu: {{ticket.subject}}</p>" } } } })
    };
    for (kind, language, text) in [
        ("reply", "de", "<p>Zu: &lt;b&gt;Fader&lt;/b&gt; &amp; rail</p>"),
        ("note", "en", "<p>&lt;b&gt;Fader&lt;/b&gt; &amp; rail</p>"),
    ] {
        let found = make(&bo, both(kind)).await;
        let shown = preview(&bo, &found, &ticket).await.expect(200).json["message"].clone();
        assert_eq!((&shown["language"], &shown["body"]), (&json!(language), &json!(text)));
        let done = apply(&bo, &found, &ticket).await.expect(200).json;
        assert_eq!(done["message"]["body"], text);
    }
    assert_eq!(letters(&app).await, std::slice::from_ref(&ann.email), "a note is not sent to customers");
});

kit::both_engines!(a_macro_takes_every_right_and_does_all_or_nothing, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let lea = app.staff("lea", Role::Lead).await;
    let tec = app.staff("tec", Role::Technician).await;
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    app.mailbox.take();
    let shared = |actions: Value| json!({ "name": "A", "shared_with": "everyone", "actions": actions });
    let note = json!({ "kind": "note", "texts": { "de": "Gesehen." } });
    let tagging = make(&lea, shared(json!({ "message": note, "add_tags": ["seen"] }))).await;
    let moving = make(&lea, shared(json!({ "message": note, "status": "solved" }))).await;
    let noting = make(&lea, shared(json!({ "message": note }))).await;
    let before = all_of(&bo, &ticket).await;
    for refused in [&tagging, &moving] {
        apply(&tec, refused, &ticket).await.expect_problem(403, "forbidden");
        preview(&tec, refused, &ticket).await.expect_problem(403, "forbidden");
    }
    assert_eq!(all_of(&bo, &ticket).await, before);
    apply(&tec, &noting, &ticket).await.expect(200);

    // The second step is refused: the first has not happened either.
    let long = ann.opens_ticket(&"x".repeat(200)).await;
    let texts = json!({ "en": "{{ticket.subject}}".repeat(550) });
    let too_long = json!({ "priority": "high", "message": { "kind": "note", "texts": texts } });
    let too_long = make(&lea, shared(too_long)).await;
    let before = all_of(&bo, &long).await;
    let refused = apply(&bo, &too_long, &long).await.expect_problem(409, "state_conflict");
    assert_eq!(refused.json["detail"], "the text is too long with the ticket's values");
    assert_eq!(all_of(&bo, &long).await, before);

    bo.changes(&ticket, json!({ "status": "solved" })).await;
    let many: Vec<_> = (0..50).map(|n| format!("t{n}")).collect();
    bo.changes(&ticket, json!({ "tags": many })).await;
    let before = all_of(&bo, &ticket).await;
    let refused = apply(&bo, &tagging, &ticket).await.expect_problem(409, "state_conflict");
    assert_eq!(refused.json["detail"], "the ticket would have too many tags");
    let asleep =
        shared(json!({ "add_tags": ["t1"], "priority": "low", "assignee": bo.id, "snooze_hours": 1 }));
    let asleep = make(&lea, asleep).await;
    let mut tx = app.store.begin().await.unwrap();
    let account = domain::id::AccountId::from_uuid(bo.id.parse().unwrap());
    let account = tx.accounts().find(account).await.unwrap().unwrap();
    let disabled = domain::identity::Account {
        state: domain::identity::AccountState::Disabled,
        version: account.version + 1,
        ..account.clone()
    };
    tx.accounts().update(&disabled, account.version).await.unwrap();
    tx.commit().await.unwrap();
    let refused = apply(&lea, &asleep, &ticket).await.expect_problem(409, "state_conflict");
    assert_eq!(refused.json["detail"], "it names an assignee who may not answer tickets");
    assert_eq!(all_of(&lea, &ticket).await, before);
    time_passes(&app, Duration::days(8)).await;
    app.mailbox.take();
    let lea = app.sign_in(&lea.email).await;
    apply(&lea, &noting, &ticket).await.expect_problem(409, "state_conflict");
});

kit::both_engines!(a_macro_is_carried_out_once_and_on_what_was_seen, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let later = make(&bo, json!({ "name": "Later", "actions": {
        "message": { "kind": "reply", "texts": { "en": "Later." } }, "status": "pending", "snooze_hours": 48 } }))
    .await;
    let path = format!("{}/macros", path_of(&ticket));
    let body = json!({ "macro_id": later["id"] });
    bo.post(&path, &body).await.expect_problem(428, "precondition_required");
    let at = |version: &str| bo.with("if-match", version).with("idempotency-key", "once");
    at("\"99\"").post(&path, &body).await.expect_problem(412, "precondition_failed");
    let version = format!("\"{}\"", bo.reads(&ticket).await["version"]);
    let first = at(&version).post(&path, &body).await.expect(200);
    let again = at(&version).post(&path, &body).await.expect(200);
    assert_eq!((again.header("idempotency-replayed").as_deref(), &again.json), (Some("true"), &first.json));
    let asleep = bo.reads(&ticket).await;
    assert_eq!((&asleep["status"], asleep["staff"]["wake_at"].is_string()), (&json!("pending"), true));
    let absent = json!({ "macro_id": ticket["id"] });
    send(&bo, Method::POST, &path, absent).await.expect_problem(422, "validation_failed").at("#/macro_id");
    let nowhere = json!({ "id": later["id"] });
    apply(&bo, &later, &nowhere).await.expect_problem(404, "not_found");
    preview(&bo, &later, &nowhere).await.expect_problem(422, "validation_failed").at("#/ticket_id");
    app.run_jobs().await;

    // A reply that is held back names the macro when it is out, too.
    let bo = bo.through(&app.server_with_undo(Duration::seconds(10)));
    let other = ann.opens_ticket("Rail").await;
    let done = apply(&bo, &later, &other).await.expect(200).json;
    assert!(done["message"]["undo_until"].is_string());
    app.pass(Duration::seconds(11));
    app.run_jobs().await;
    let events = history(&bo, &other, 1).await;
    assert!(texts(&events, "kind").contains(&"reply_added"), "{events:?}");
    assert!(events.iter().all(|event| event["macro_id"] == later["id"]), "{events:?}");
});

kit::both_engines!(macros_are_made_shared_and_changed_by_whom_it_concerns, |app| {
    let (lea, bo, cy) = (app.staff("lea", Role::Lead).await, app.agent("bo").await, app.agent("cy").await);
    let repairs = team(&lea, "Repairs", &[&bo]).await;
    let named = |name: &str| json!({ "name": name, "actions": { "priority": "low" } });
    let own = make(&bo, named("Own")).await;
    let mut body = named("Team");
    (body["shared_with"], body["team_id"]) = (json!("team"), repairs["id"].clone());
    let of_team = make(&lea, body).await;
    let mut body = named("All");
    body["shared_with"] = json!("everyone");
    let all = make(&lea, body.clone()).await;
    bo.post("/api/v1/macros", &body).await.expect_problem(403, "forbidden");
    for (person, names) in
        [(&bo, ["Own", "Team", "All"].as_slice()), (&cy, &["All"]), (&lea, &["Team", "All"])]
    {
        assert_eq!(texts(&person.reads_all("/api/v1/macros", 2).await, "name"), names);
    }
    cy.get(&path(&own)).await.expect_problem(404, "not_found");
    send(&cy, Method::DELETE, &path(&of_team), Value::Null).await.expect_problem(404, "not_found");
    let rename = json!({ "name": "Renamed" });
    bo.patch(&path(&all), &all["version"], &rename).await.expect_problem(403, "forbidden");
    let other = app.staff("other", Role::Admin).await;
    other.patch(&path(&all), &all["version"], &rename).await.expect(200);
    lea.patch(&path(&all), &all["version"], &rename).await.expect_problem(412, "precondition_failed");
    let assigned = json!({ "actions": { "assignee": bo.id, "team": repairs["id"] } });
    let changed = bo.patch(&path(&own), &own["version"], &assigned).await.expect(200).json;
    assert_eq!(
        (&changed["actions"]["assignee"], &changed["actions"]["priority"]),
        (&json!(bo.id), &Value::Null)
    );
    send(&bo, Method::DELETE, &path(&own), Value::Null).await.expect(204);
    bo.get(&path(&own)).await.expect_problem(404, "not_found");

    let said = |texts: Value| json!({ "message": { "kind": "note", "texts": texts } });
    for (actions, pointer) in [
        (json!({}), "#/actions"),
        (json!({ "status": "closed" }), "#/actions/status"),
        (json!({ "status": "solved", "snooze_hours": 2 }), "#/actions/status"),
        (json!({ "snooze_hours": 0 }), "#/actions/snooze_hours"),
        (json!({ "assignee": "cy" }), "#/actions/assignee"),
        (json!({ "assignee": repairs["id"] }), "#/actions/assignee"),
        (json!({ "team": "mine" }), "#/actions/team"),
        (json!({ "team": bo.id }), "#/actions/team"),
        (json!({ "add_tags": ["ok", "not ok"] }), "#/actions/add_tags/1"),
        (json!({ "close": true }), "#/actions/close"),
        (said(json!({})), "#/actions/message/texts"),
        (said(json!({ "en": " " })), "#/actions/message/texts/en"),
        (said(json!({ "de": "{{requester.email}}" })), "#/actions/message/texts/de"),
        (said(json!({ "fr": "Bonjour" })), "#/actions/message/texts/fr"),
    ] {
        let refused = bo.post("/api/v1/macros", &json!({ "name": "A", "actions": actions })).await;
        refused.expect_problem(422, "validation_failed").at(pointer);
    }
    app.run_jobs().await;
});
