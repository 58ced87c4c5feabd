//! Tickets that have to do with each other.

use kit::{Person, Reply, path_of};
use serde_json::{Value, json};

use crate::support::texts;

async fn link(agent: &Person, from: &Value, relation: &str, to: &Value) -> Reply {
    let body = json!({ "relation": relation, "ticket_id": to["id"] });
    agent.post(&format!("{}/links", path_of(from)), &body).await
}

async fn links(agent: &Person, ticket: &Value) -> Vec<Value> {
    let list = agent.get(&format!("{}/links", path_of(ticket))).await.expect(200).json;
    list["items"].as_array().unwrap().clone()
}

kit::both_engines!(a_link_is_read_from_both_sides, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (one, two) = (ann.opens_ticket("One").await, ann.opens_ticket("Two").await);
    let made = link(&bo, &one, "blocks", &two).await.expect(201).json;
    let seen = links(&bo, &two).await;
    assert_eq!((&seen[0]["relation"], &seen[0]["ticket_id"]), (&json!("blocked_by"), &one["id"]));
    let again = link(&bo, &two, "blocked_by", &one).await.expect(201).json;
    assert_eq!(again["id"], made["id"]);
    link(&bo, &one, "relates_to", &two).await.expect(201);
    link(&bo, &two, "relates_to", &one).await.expect(201);
    assert_eq!(texts(&links(&bo, &one).await, "relation"), ["blocks", "relates_to"]);

    let path = format!("{}/links/{}", path_of(&two), made["id"].as_str().unwrap());
    bo.client().delete(&path).await.expect(204);
    assert_eq!(texts(&links(&bo, &one).await, "relation"), ["relates_to"]);
    bo.client().delete(&path).await.expect_problem(404, "not_found");
    ann.get(&format!("{}/links", path_of(&one))).await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(nothing_waits_for_itself, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut tickets = Vec::new();
    for subject in ["One", "Two", "Three"] {
        tickets.push(ann.opens_ticket(subject).await);
    }
    link(&bo, &tickets[0], "parent_of", &tickets[1]).await.expect(201);
    link(&bo, &tickets[1], "parent_of", &tickets[2]).await.expect(201);
    link(&bo, &tickets[2], "parent_of", &tickets[0]).await.expect_problem(409, "state_conflict");
    link(&bo, &tickets[0], "child_of", &tickets[2]).await.expect_problem(409, "state_conflict");
    link(&bo, &tickets[0], "blocks", &tickets[0]).await.expect_problem(409, "state_conflict");
    link(&bo, &tickets[2], "blocks", &tickets[0]).await.expect(201);
    link(&bo, &tickets[0], "blocks", &json!({ "id": bo.id })).await.expect_problem(422, "validation_failed");
    assert_eq!(links(&bo, &tickets[2]).await.len(), 2);
    app.run_jobs().await;
});
