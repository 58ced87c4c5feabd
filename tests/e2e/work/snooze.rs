use axum::http::Method;
use chrono::Duration;
use domain::clock::to_text;
use kit::{TestApp, path_of};
use serde_json::{Value, json};

use super::{history, send, snooze};
use crate::support::{texts, time_passes};

/// A time in the future.
fn later(app: &TestApp, time: Duration) -> Value {
    json!(to_text(app.now() + time))
}

kit::both_engines!(a_snoozed_ticket_wakes_by_itself, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    let wake_at = later(&app, Duration::hours(20));
    let asleep = snooze(&bo, &ticket, json!({ "wake_at": wake_at })).await.expect(200);
    assert_eq!((&asleep.json["status"], &asleep.json["staff"]["wake_at"]), (&json!("on_hold"), &wake_at));
    assert_eq!(asleep.header("etag"), Some(format!("\"{}\"", asleep.json["version"])));

    time_passes(&app, Duration::hours(19)).await;
    let bo = app.sign_in(&bo.email).await;
    assert_eq!(bo.reads(&ticket).await["status"], "on_hold");
    time_passes(&app, Duration::hours(1)).await;
    let bo = app.sign_in(&bo.email).await;
    let awake = bo.reads(&ticket).await;
    assert_eq!((&awake["status"], &awake["staff"]["wake_at"]), (&json!("open"), &Value::Null));
    let events = history(&bo, &ticket, 1).await;
    assert_eq!(texts(&events, "kind"), ["status_changed", "snoozed", "status_changed", "woke"]);
    assert_eq!(texts(&events, "cause"), ["person", "person", "time", "time"]);
    assert_eq!(events[1]["to"], wake_at);
    let ann = app.sign_in(&ann.email).await;
    let (seen, events) = (ann.reads(&ticket).await, history(&ann, &ticket, 0).await);
    assert_eq!((&seen["status"], &seen["version"]), (&json!("open"), &ticket["version"]));
    assert_eq!(texts(&events, "kind"), ["opened"], "the requester knows of nothing");
});

kit::both_engines!(a_reply_or_a_move_wakes_it_before_its_time, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let body = json!({ "wake_at": later(&app, Duration::days(2)), "status": "pending" });
    let answered = ann.opens_ticket("Answered").await;
    snooze(&bo, &answered, body.clone()).await.expect(200);
    ann.replies(&answered, "Here I am.").await;
    let moved = ann.opens_ticket("Moved").await;
    snooze(&bo, &moved, body.clone()).await.expect(200);
    let held = bo.changes(&moved, json!({ "status": "on_hold" })).await;
    assert!(held["staff"]["wake_at"].is_string(), "it waits as before, for someone else");
    bo.changes(&moved, json!({ "status": "solved" })).await;
    for (ticket, status) in [(&answered, "open"), (&moved, "solved")] {
        let awake = bo.reads(ticket).await;
        assert_eq!((&awake["status"], &awake["staff"]["wake_at"]), (&json!(status), &Value::Null));
        assert!(texts(&history(&bo, ticket, 0).await, "kind").contains(&"woke"));
    }
    let cancelled = ann.opens_ticket("Cancelled").await;
    snooze(&bo, &cancelled, body).await.expect(200);
    let path = format!("{}/snooze", path_of(&cancelled));
    for _ in 0..2 {
        let left = send(&bo, Method::DELETE, &path, Value::Null).await.expect(200).json;
        assert_eq!((&left["status"], &left["staff"]["wake_at"]), (&json!("pending"), &Value::Null));
    }
    let kinds = history(&bo, &cancelled, 1).await;
    assert_eq!(texts(&kinds, "kind"), ["status_changed", "snoozed", "snooze_cancelled"]);
    app.run_jobs().await;
});

kit::both_engines!(time_leaves_alone_what_sleeps, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    app.mailbox.take();
    let body = json!({ "wake_at": later(&app, Duration::days(30)), "status": "pending" });
    snooze(&bo, &ticket, body).await.expect(200);
    time_passes(&app, Duration::days(29)).await;
    let bo = app.sign_in(&bo.email).await;
    assert_eq!(bo.reads(&ticket).await["status"], "pending");
    assert!(app.mailbox.take().is_empty(), "nobody was reminded");
});

kit::both_engines!(what_cannot_sleep_is_refused, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let tomorrow = later(&app, Duration::days(1));
    for (body, pointer) in [
        (json!({ "wake_at": later(&app, Duration::zero()) }), "#/wake_at"),
        (json!({ "wake_at": later(&app, Duration::days(367)) }), "#/wake_at"),
        (json!({ "wake_at": "tomorrow" }), "#/wake_at"),
        (json!({ "wake_at": tomorrow, "status": "open" }), "#/status"),
        (json!({ "wake_at": tomorrow, "status": null }), "#/status"),
    ] {
        snooze(&bo, &ticket, body).await.expect_problem(422, "validation_failed").at(pointer);
    }
    snooze(&ann, &ticket, json!({ "wake_at": tomorrow })).await.expect_problem(403, "forbidden");
    let path = format!("{}/snooze", path_of(&ticket));
    let body = json!({ "wake_at": tomorrow }).to_string();
    let blind = bo.with("content-type", "application/json");
    let refused = blind.send(Method::PUT, &path, body.clone()).await;
    refused.expect_problem(428, "precondition_required");
    let refused = blind.with("if-match", "\"99\"").send(Method::PUT, &path, body).await;
    refused.expect_problem(412, "precondition_failed");
    assert_eq!(bo.reads(&ticket).await["version"], ticket["version"]);
    app.run_jobs().await;
});

kit::both_engines!(what_sleeps_can_be_merged_and_split_and_keeps_no_other_asleep, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let [merged, split, other, target] = [
        ann.opens_ticket("Merged").await,
        ann.opens_ticket("Split").await,
        ann.opens_ticket("Other").await,
        ann.opens_ticket("Target").await,
    ];
    let second = ann.replies(&split, "And the display flickers.").await;
    let first_hour = json!({ "wake_at": later(&app, Duration::hours(1)) });
    snooze(&bo, &merged, first_hour.clone()).await.expect(200);
    snooze(&bo, &split, first_hour.clone()).await.expect(200);
    snooze(&bo, &other, json!({ "wake_at": later(&app, Duration::hours(2)) })).await.expect(200);
    let merges = format!("{}/merges", path_of(&target));
    let merge = send(&bo, Method::POST, &merges, json!({ "source_id": merged["id"] })).await.expect(201).json;
    let body = json!({ "message_id": second["id"], "scope": "message", "subject": "Display" });
    let fresh = send(&bo, Method::POST, &format!("{}/splits", path_of(&split)), body).await.expect(201).json;
    assert_eq!(bo.reads(&fresh).await["staff"]["wake_at"], Value::Null);

    time_passes(&app, Duration::hours(3)).await;
    let bo = app.sign_in(&bo.email).await;
    for ticket in [&split, &other] {
        assert_eq!(bo.reads(ticket).await["status"], "open", "{}", ticket["subject"]);
    }
    let undo = format!("{merges}/{}", merge["id"].as_str().unwrap());
    send(&bo, Method::DELETE, &undo, Value::Null).await.expect(204);
    assert_eq!(bo.reads(&merged).await["staff"]["wake_at"], first_hour["wake_at"], "as it was");
    time_passes(&app, Duration::minutes(1)).await;
    assert_eq!(bo.reads(&merged).await["status"], "open");
});
