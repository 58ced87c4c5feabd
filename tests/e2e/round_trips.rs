//! How often the commonest requests ask the database: what they cost most of. Counted as the desk counts
//! them for its measurements, beginning and end of a transaction included; who comes is remembered.

use axum::http::Method;
use domain::identity::Role;
use kit::{RoundTrips, TestApp};
use metrics::set_default_local_recorder;
use serde_json::json;

/// SQLite begins and ends a transaction, and within it each request's turn; PostgreSQL the transaction.
fn around(app: &TestApp) -> u64 {
    match app.database.engine() {
        kit::Engine::Sqlite => 3,
        kit::Engine::Postgres => 2,
    }
}

kit::both_engines!(common_requests_ask_the_database_seldom, |app| {
    let ann = app.customer("ann").await;
    let amy = app.staff("amy", Role::Agent).await;
    let subject = "Fader 3 is stuck";
    let ticket = ann.opens_ticket(subject).await;
    let of_ticket = kit::path_of(&ticket);
    let messages = format!("{of_ticket}/messages");
    let reply = json!({ "kind": "reply", "body": "Please update the firmware." });
    amy.post(&messages, &reply).await.expect(201);

    let trips = RoundTrips::default();
    let _counted = set_default_local_recorder(&trips);
    let new = json!({ "subject": subject, "body": "It jams halfway.", "type": "problem" });
    let opened = ann.with("Idempotency-Key", "one").post("/api/v1/tickets", &new).await.expect(201);
    assert!(opened.json["possible_duplicate"].is_object(), "{}", opened.json);
    assert_eq!(
        trips.take() - around(&app),
        5,
        "whether she is still here, claim of the key, what it meets, ticket, all the rest"
    );

    amy.get(&of_ticket).await.expect(200);
    assert_eq!(trips.take(), 1, "a ticket with its people");
    amy.get(&messages).await.expect(200);
    assert_eq!(trips.take(), 2, "messages with their authors, recipients");
    ann.get(&messages).await.expect(200);
    assert_eq!(trips.take(), 2, "the same for who asked");
    amy.get("/api/v1/tickets?status=open&limit=50").await.expect(200);
    assert_eq!(trips.take(), 1, "a list with its names");
    amy.with("Idempotency-Key", "two").post(&messages, &reply).await.expect(201);
    assert_eq!(trips.take() - around(&app), 10, "a reply");
    amy.get("/api/v1/search?q=fader").await.expect(200);
    assert_eq!(trips.take(), 4, "a search");
    app.run_jobs().await;
});

kit::both_engines!(it_costs_no_more_however_many_a_reply_goes_to, |app| {
    let ann = app.customer("ann").await;
    let amy = app.staff("amy", Role::Agent).await;
    let mut others = Vec::new();
    for number in 1..=9 {
        others.push(app.customer(&format!("ben{number}")).await);
    }
    let of_ticket = kit::path_of(&ann.opens_ticket("Fader 3 is stuck").await);
    let reply = json!({ "kind": "reply", "body": "Please update the firmware." });
    let trips = RoundTrips::default();
    let _counted = set_default_local_recorder(&trips);
    for other in others {
        let place = format!("{of_ticket}/participants/{}", other.id);
        amy.client().send(Method::PUT, &place, "").await.expect(200);
        trips.take();
        amy.post(&format!("{of_ticket}/messages"), &reply).await.expect(201);
        assert_eq!(trips.take() - around(&app), 9, "a reply, also to {}", other.email);
    }
    app.run_jobs().await;
});

kit::both_engines!(a_program_is_looked_up_once, |app| {
    let ann = app.customer("ann").await;
    let token = json!({ "name": "Export", "scopes": ["ticket.request"] });
    let token = ann.post("/api/v1/api-tokens", &token).await.expect(201).json;
    let bearer = format!("Bearer {}", token["secret"].as_str().unwrap());
    let program = app.visitor().with("authorization", &bearer);
    let trips = RoundTrips::default();
    let _counted = set_default_local_recorder(&trips);
    program.get("/api/v1/tickets").await.expect(200);
    assert_eq!(
        trips.take() - around(&app),
        6,
        "token, its owner and what they must have, that it was used; a list"
    );
    program.get("/api/v1/tickets").await.expect(200);
    assert_eq!(trips.take(), 1, "a list");
});
