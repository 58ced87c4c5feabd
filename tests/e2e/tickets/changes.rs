//! Changing a ticket: based on a version, and only what one may change.

use axum::http::Method;
use kit::path_of;
use serde_json::{Value, json};

use super::{ask, history};
use crate::support::{texts, waiting_jobs};

kit::both_engines!(nobody_overwrites_what_they_have_not_seen, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let path = path_of(&ticket);
    let blind = bo.with("content-type", "application/merge-patch+json");
    let high = json!({ "priority": "high" }).to_string();
    let refused = blind.send(Method::PATCH, &path, high.clone()).await;
    refused.expect_problem(428, "precondition_required");

    let read = bo.reads(&ticket).await["version"].clone();
    let current = bo.patch(&path, &read, &json!({ "priority": "low" })).await.expect(200);
    let version = current.json["version"].clone();
    assert_eq!(current.header("etag"), Some(format!("\"{version}\"")));
    for stale in [read, json!(0), json!(99), json!("x"), json!("")] {
        let tag = format!("\"{}\"", stale.as_str().map_or_else(|| stale.to_string(), str::to_owned));
        let reply = blind.with("if-match", &tag).send(Method::PATCH, &path, high.clone()).await;
        let reply = reply.expect_problem(412, "precondition_failed");
        assert_eq!(reply.json["current_version"], version, "{tag}");
        assert_eq!(reply.header("etag"), Some(format!("\"{version}\"")), "{tag}");
    }
    for odd in ["1", "W/\"2\"", "\"1\", \"2\"", "*, \"2\""] {
        let reply = blind.with("if-match", odd).send(Method::PATCH, &path, high.clone()).await;
        reply.expect_problem(400, "invalid_header");
    }
    assert_eq!(bo.reads(&ticket).await, current.json);
    blind.with("if-match", "*").send(Method::PATCH, &path, high).await.expect(200);
    assert_eq!(bo.reads(&ticket).await["staff"]["priority"], "high");
    app.run_jobs().await;
});

kit::both_engines!(each_side_counts_the_changes_it_sees, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let version = ticket["version"].clone();
    bo.changes(&ticket, json!({ "priority": "high", "add_tags": ["fader"] })).await;
    assert_eq!(ann.reads(&ticket).await["version"], version);
    let reply = ann.patch(&path_of(&ticket), &version, &json!({ "status": "solved" })).await.expect(200);
    assert_eq!(reply.json["version"], version.as_i64().unwrap() + 1);
    let stale = ann.patch(&path_of(&ticket), &version, &json!({ "status": "open" })).await;
    let stale = stale.expect_problem(412, "precondition_failed");
    assert_eq!(stale.json["current_version"], reply.json["version"], "as the requester counts");
    app.run_jobs().await;
});

kit::both_engines!(who_comes_too_late_learns_what_they_missed, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let (seen, path) = (bo.reads(&ticket).await["version"].clone(), path_of(&ticket));
    bo.changes(&ticket, json!({ "priority": "high", "assignee_id": bo.id, "add_tags": ["fader"] })).await;
    let later =
        bo.changes(&ticket, json!({ "subject": "Fader 3", "status": "pending" })).await["version"].clone();
    bo.replies(&ticket, "Which one?").await;
    let missed = async |person: &kit::Person, version: &Value| {
        let reply = person.patch(&path, version, &json!({ "status": "solved" })).await;
        reply.expect_problem(412, "precondition_failed").json["changed"].clone()
    };
    assert_eq!(missed(&bo, &seen).await, json!(["assignee_id", "priority", "status", "subject", "tags"]));
    assert_eq!(missed(&bo, &later).await, json!([]), "a reply only");
    assert_eq!(missed(&ann, &ticket["version"]).await, json!(["status", "subject"]), "nothing of the desk's");
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(a_change_that_changes_nothing_leaves_no_trace, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let full = json!({ "assignee_id": bo.id, "priority": "high", "type": "repair", "tags": ["a", "b"] });
    bo.changes(&ticket, full.clone()).await;
    app.run_jobs().await;
    let before = (bo.reads(&ticket).await, history(&bo, &ticket).await);
    app.pass(chrono::Duration::seconds(1));
    for patch in [
        json!({}),
        full,
        json!({ "status": "open", "subject": " Fader " }),
        json!({ "add_tags": ["A"], "remove_tags": ["c"] }),
        json!({ "add_tags": ["c"], "remove_tags": ["c"] }),
    ] {
        let reply = ask(&bo, &ticket, patch.clone()).await.expect(200);
        assert_eq!(reply.json, before.0, "{patch}");
    }
    assert_eq!((bo.reads(&ticket).await, history(&bo, &ticket).await), before);
    assert_eq!(waiting_jobs(&app).await, 0);
});

kit::both_engines!(tags_are_set_added_and_removed, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    for (patch, tags) in [
        (json!({ "add_tags": ["Fader", "v1.2", "fader"] }), vec!["fader", "v1.2"]),
        (json!({ "add_tags": ["größe"], "remove_tags": ["V1.2", "unknown"] }), vec!["fader", "größe"]),
        (json!({ "tags": ["one", "two"], "add_tags": ["three"] }), vec!["one", "three", "two"]),
        (json!({ "tags": [] }), vec![]),
    ] {
        assert_eq!(bo.changes(&ticket, patch).await["staff"]["tags"], json!(tags));
        let listed = bo.get("/api/v1/tickets").await.expect(200).json["items"][0]["staff"].clone();
        assert_eq!(listed["tags"], json!(tags));
    }
    let many: Vec<_> = (0..50).map(|number| format!("t{number}")).collect();
    ask(&bo, &ticket, json!({ "tags": many })).await.expect(200);
    let more = ask(&bo, &ticket, json!({ "add_tags": ["one-more"] })).await;
    more.expect_problem(422, "validation_failed").at("#/tags");
    app.run_jobs().await;
});

kit::both_engines!(what_is_wrong_with_a_change_is_refused_at_its_place, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let before = bo.reads(&ticket).await;
    for (member, value, pointer) in [
        ("status", json!("gone"), "#/status"),
        ("status", Value::Null, "#/status"),
        ("subject", json!("a\nb"), "#/subject"),
        ("subject", Value::Null, "#/subject"),
        ("type", json!("complaint"), "#/type"),
        ("priority", json!(4), "#/priority"),
        ("assignee_id", json!("me"), "#/assignee_id"),
        ("tags", json!(["ok", "not ok"]), "#/tags/1"),
        ("tags", json!(["-x"]), "#/tags/0"),
        ("tags", Value::Null, "#/tags"),
        ("add_tags", json!(["a", "b", "x".repeat(51)]), "#/add_tags/2"),
        ("add_tags", json!("a"), "#/add_tags"),
        ("remove_tags", json!(["a", 1]), "#/remove_tags/1"),
        ("requester_id", json!(ann.id), "#/requester_id"),
        ("version", json!(1), "#/version"),
    ] {
        let refused = ask(&bo, &ticket, json!({ "priority": "high", member: value })).await;
        refused.expect_problem(422, "validation_failed").at(pointer);
    }
    assert_eq!(bo.reads(&ticket).await, before);
    app.run_jobs().await;
});

kit::both_engines!(a_requester_changes_nothing_but_where_it_stands, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let before = bo.reads(&ticket).await;
    for patch in [
        json!({ "subject": "Fader 4" }),
        json!({ "type": "repair" }),
        json!({ "priority": "urgent" }),
        json!({ "priority": "normal" }),
        json!({ "assignee_id": null }),
        json!({ "tags": [] , "add_tags": ["x"] }),
        json!({ "remove_tags": ["x"], "status": "solved" }),
    ] {
        ask(&ann, &ticket, patch).await.expect_problem(403, "forbidden");
    }
    assert_eq!(bo.reads(&ticket).await, before);
    assert_eq!(texts(&history(&bo, &ticket).await, "kind"), ["opened"]);
    app.run_jobs().await;
});
