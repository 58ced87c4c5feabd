//! Who of the staff is at a ticket, for colleagues to see.

use chrono::Duration;
use kit::{Person, Reply, path_of};
use serde_json::{Value, json};

use super::settle;
use crate::support::{rows, time_passes};

async fn is_at(who: &Person, ticket: &Value, state: &str) -> Reply {
    who.client().put(&format!("{}/presence", path_of(ticket)), &json!({ "state": state })).await
}

/// Names and states, as a colleague sees them.
async fn present(who: &Person, ticket: &Value) -> Vec<(String, String)> {
    let list = who.get(&format!("{}/presence", path_of(ticket))).await.expect(200).json;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = list["items"].as_array().unwrap();
    items.iter().map(|one| (text(&one["person"]["name"]), text(&one["state"]))).collect()
}

fn pair(name: &str, state: &str) -> (String, String) {
    (name.to_owned(), state.to_owned())
}

kit::both_engines!(colleagues_see_each_other_at_a_ticket_for_half_a_minute, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let cy = cy.through(&app.another_server().await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let before = bo.get(&path_of(&ticket)).await.expect(200);
    is_at(&bo, &ticket, "viewing").await.expect(200);
    let list = is_at(&cy, &ticket, "replying").await.expect(200).json;
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!(present(&bo, &ticket).await, [pair("bo", "viewing"), pair("cy", "replying")]);
    app.pass(Duration::seconds(20));
    is_at(&bo, &ticket, "viewing").await.expect(200);
    app.pass(Duration::seconds(10));
    assert_eq!(present(&bo, &ticket).await, [pair("bo", "viewing")]);
    app.pass(Duration::seconds(20));
    assert_eq!(present(&bo, &ticket).await, []);
    let after = bo.get(&path_of(&ticket)).await.expect(200);
    assert_eq!(before.json, after.json, "being at a ticket changes nothing of it");
    app.run_jobs().await;
});

kit::both_engines!(who_is_at_a_ticket_is_told_when_others_come_and_go, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    is_at(&bo, &ticket, "viewing").await.expect(200);
    settle(&app).await;
    let (mut to_ann, mut to_bo) = (ann.listens().await, bo.listens().await);
    // The stream has looked once who is there.
    bo.notes(&ticket, "Third one this week.").await;
    to_bo.next_changes(1).await;
    let here = json!({
        "type": "presence", "ticket_id": ticket["id"], "ticket_number": null, "kind": null, "version": null,
    });
    let elsewhere = cy.through(&app.another_server().await);
    for state in ["viewing", "replying"] {
        is_at(&elsewhere, &ticket, state).await.expect(200);
        assert_eq!(to_bo.next().await.unwrap(), here);
    }
    app.pass(Duration::seconds(25));
    is_at(&bo, &ticket, "viewing").await.expect(200);
    app.pass(Duration::seconds(10));
    assert_eq!(to_bo.next().await.unwrap(), here, "cy has gone");
    ann.replies(&ticket, "It jams halfway.").await;
    assert_eq!(to_ann.next().await.unwrap()["type"], "ticket", "customers learn nothing of it");
    app.run_jobs().await;
});

kit::both_engines!(customers_neither_see_nor_say_who_is_there, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    is_at(&bo, &ticket, "viewing").await.expect(200);
    is_at(&ann, &ticket, "viewing").await.expect_problem(403, "forbidden");
    ann.get(&format!("{}/presence", path_of(&ticket))).await.expect_problem(403, "forbidden");
    is_at(&bo, &ticket, "sleeping").await.expect_problem(422, "validation_failed").at("#/state");
    let nowhere = json!({ "id": "0190a000-0000-7000-8000-000000000000" });
    is_at(&bo, &nowhere, "viewing").await.expect_problem(404, "not_found");
    app.run_jobs().await;
});

kit::both_engines!(presence_is_removed_when_it_is_over, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    is_at(&bo, &ticket, "viewing").await.expect(200);
    assert_eq!(rows(&app, "presence").await, 1);
    time_passes(&app, Duration::hours(1)).await;
    assert_eq!(rows(&app, "presence").await, 0);
});
