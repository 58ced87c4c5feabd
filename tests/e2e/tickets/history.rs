//! A ticket's history: one entry for each change, in order, and each side's share of it.

use serde_json::{Value, json};

use super::history;
use crate::support::{close, texts};

/// What an entry says.
fn entries(events: &[Value]) -> Vec<(&str, Value, Value)> {
    let entry = |event: &'_ Value| (event["from"].clone(), event["to"].clone());
    events
        .iter()
        .map(|event| {
            let (from, to) = entry(event);
            (event["kind"].as_str().unwrap(), from, to)
        })
        .collect()
}

kit::both_engines!(every_change_is_an_entry_with_from_and_to, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.pass(chrono::Duration::milliseconds(1));
    let all = json!({
        "subject": "Fader 3", "type": "repair", "priority": "urgent", "assignee_id": bo.id,
        "add_tags": ["rail", "fader"], "status": "pending"
    });
    bo.changes(&ticket, all).await;
    app.pass(chrono::Duration::milliseconds(1));
    bo.changes(&ticket, json!({ "tags": ["rail"] })).await;
    app.pass(chrono::Duration::milliseconds(1));
    let note = bo.notes(&ticket, "Third one this week.").await;
    app.pass(chrono::Duration::milliseconds(1));
    let reply = ann.replies(&ticket, "Here is a picture.").await;
    app.run_jobs().await;

    let events = history(&bo, &ticket).await;
    let nothing = || Value::Null;
    assert_eq!(
        entries(&events),
        [
            ("opened", nothing(), nothing()),
            ("subject_changed", nothing(), nothing()),
            ("type_changed", json!("question"), json!("repair")),
            ("priority_changed", json!("normal"), json!("urgent")),
            ("assignee_changed", nothing(), json!(bo.id)),
            ("tag_added", nothing(), json!("fader")),
            ("tag_added", nothing(), json!("rail")),
            ("status_changed", json!("new"), json!("pending")),
            ("tag_removed", json!("fader"), nothing()),
            ("note_added", nothing(), note["id"].clone()),
            ("reply_added", nothing(), reply["id"].clone()),
            ("status_changed", json!("pending"), json!("open")),
        ]
    );
    assert!(texts(&events, "id").is_sorted(), "ids sort in the order of writing");
    assert!(texts(&events, "created_at").is_sorted());
    let people = |event: &Value| (event["actor"]["id"].clone(), event["cause"].clone());
    assert_eq!(people(&events[0]), (json!(ann.id), json!("person")));
    assert!(events[1..10].iter().all(|event| people(event) == (json!(bo.id), json!("person"))));
    assert!(events[10..].iter().all(|event| people(event) == (json!(ann.id), json!("person"))));
    let told = json!(events).to_string();
    assert!(!told.contains("picture") && !told.contains("Third one") && !told.contains("Fader 3"));
});

kit::both_engines!(the_requester_sees_what_is_the_requesters_business, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let inside = json!({ "priority": "high", "assignee_id": bo.id, "add_tags": ["x"] });
    bo.changes(&ticket, inside).await;
    bo.notes(&ticket, "Third one this week.").await;
    bo.changes(&ticket, json!({ "status": "on_hold" })).await;
    bo.changes(&ticket, json!({ "status": "solved", "type": "repair", "remove_tags": ["x"] })).await;
    let reply = ann.replies(&ticket, "Not yet.").await;
    bo.changes(&ticket, json!({ "subject": "Fader 3", "status": "pending" })).await;
    app.run_jobs().await;

    let nothing = || Value::Null;
    assert_eq!(
        entries(&history(&ann, &ticket).await),
        [
            ("opened", nothing(), nothing()),
            ("type_changed", json!("question"), json!("repair")),
            ("status_changed", json!("open"), json!("solved")),
            ("reply_added", nothing(), reply["id"].clone()),
            ("status_changed", json!("solved"), json!("open")),
            ("subject_changed", nothing(), nothing()),
            ("status_changed", json!("open"), json!("pending")),
        ]
    );
});

kit::both_engines!(what_time_does_is_told_as_times_doing, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let [ann, bo] = close(&app, &ticket, [&ann, &bo]).await;
    for reader in [&ann, &bo] {
        let events = history(reader, &ticket).await;
        let last = events.last().unwrap();
        assert_eq!((&last["kind"], &last["to"]), (&json!("status_changed"), &json!("closed")));
        assert_eq!((&last["cause"], &last["actor"]), (&json!("time"), &Value::Null));
    }
});
