//! Linking many tickets to one.

use domain::identity::Role;
use kit::{Person, path_of};
use serde_json::{Value, json};

use super::{history, send};
use crate::support::texts;

/// Gives an order; returns where its results will be.
async fn order(person: &Person, body: Value) -> String {
    let order = person.post("/api/v1/tickets/bulk", &body).await.expect(202).json;
    format!("/api/v1/bulk-orders/{}/results", order["id"].as_str().unwrap())
}

async fn links(person: &Person, ticket: &Value) -> Vec<Value> {
    let links = person.get(&format!("{}/links", path_of(ticket))).await.expect(200).json;
    links["items"].as_array().unwrap().clone()
}

kit::both_engines!(many_are_linked_to_one_with_a_result_for_each, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut tickets = Vec::new();
    for subject in ["a", "problem", "b", "c"] {
        tickets.push(ann.opens_ticket(subject).await);
    }
    let [one, problem, two, three] = &tickets[..] else { unreachable!() };
    app.run_jobs().await;
    app.mailbox.take();
    let by_hand = json!({ "relation": "child_of", "ticket_id": problem["id"] });
    bo.post(&format!("{}/links", path_of(three)), &by_hand).await.expect(201);
    let ids: Vec<_> = tickets.iter().map(|ticket| ticket["id"].clone()).collect();
    let body = json!({ "ticket_ids": ids, "actions": { "link": by_hand } });
    let place = order(&bo, body.clone()).await;
    app.run_jobs().await;
    let results = bo.reads_all(&place, 2).await;
    assert_eq!(texts(&results, "outcome"), ["done", "refused", "done", "unchanged"]);
    assert_eq!(
        (&results[1]["code"], &results[1]["detail"]),
        (&json!("state_conflict"), &json!("a ticket cannot be linked with itself"))
    );
    assert_eq!(links(&bo, problem).await.len(), 3);
    for ticket in [one, two, three] {
        let found = links(&bo, ticket).await;
        assert_eq!((found.len(), &found[0]["ticket_id"]), (1, &problem["id"]));
        assert_eq!(found[0]["relation"], "child_of");
    }
    assert_eq!(texts(&history(&bo, one, 1).await, "kind"), ["linked"]);

    let place = order(&bo, body).await;
    app.run_jobs().await;
    let again = bo.reads_all(&place, 4).await;
    assert_eq!(texts(&again, "outcome"), ["unchanged", "refused", "unchanged", "unchanged"]);
    assert!(app.mailbox.take().is_empty(), "customers know nothing of links");

    let unknown = json!({ "relation": "child_of", "ticket_id": "0190a000-0000-7000-8000-000000000000" });
    for (link, pointer) in [
        (unknown, "#/actions/link/ticket_id"),
        (json!({ "relation": "is", "ticket_id": problem["id"] }), "#/actions/link/relation"),
        (json!({ "relation": "child_of" }), "#/actions/link/ticket_id"),
    ] {
        let body = json!({ "ticket_ids": ids, "actions": { "link": link } });
        let refused = bo.post("/api/v1/tickets/bulk", &body).await;
        refused.expect_problem(422, "validation_failed").at(pointer);
    }
});

kit::both_engines!(a_macro_links_and_its_preview_says_so, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (problem, ticket) = (ann.opens_ticket("problem").await, ann.opens_ticket("a").await);
    app.run_jobs().await;
    let link = json!({ "relation": "relates_to", "ticket_id": problem["id"] });
    let new = json!({ "name": "Known bug", "actions": { "priority": "low", "link": link } });
    let bug = bo.post("/api/v1/macros", &new).await.expect(201).json;
    assert_eq!(bug["actions"]["link"], link);
    let preview = format!("/api/v1/macros/{}/preview", bug["id"].as_str().unwrap());
    let of_ticket = json!({ "ticket_id": ticket["id"] });
    let shown = bo.post(&preview, &of_ticket).await.expect(200).json;
    let to = format!("relates_to {}", problem["id"].as_str().unwrap());
    assert_eq!(shown["changes"][1], json!({ "field": "link", "from": null, "to": to }));
    assert!(links(&bo, &ticket).await.is_empty());
    let carried_out = json!({ "macro_id": bug["id"] });
    let place = format!("{}/macros", path_of(&ticket));
    bo.with("if-match", "*").post(&place, &carried_out).await.expect(200);
    assert_eq!(links(&bo, &ticket).await[0]["ticket_id"], problem["id"]);
    let events = history(&bo, &ticket, 1).await;
    assert!(events.iter().all(|event| event["macro_id"] == bug["id"]), "{events:?}");
    let shown = bo.post(&preview, &of_ticket).await.expect(200).json;
    assert_eq!(shown["changes"], json!([]));

    let ada = app.staff("ada", Role::Admin).await;
    send(&ada, axum::http::Method::DELETE, &path_of(&problem), Value::Null).await.expect(204);
    let other = ann.opens_ticket("b").await;
    let german = bo.with("accept-language", "de").with("if-match", "*");
    let refused = german.post(&format!("{}/macros", path_of(&other)), &carried_out).await;
    let refused = refused.expect_problem(409, "state_conflict");
    assert_eq!(refused.json["detail"], "es nennt ein Ticket, das es nicht mehr gibt");
    app.run_jobs().await;
});
