use domain::identity::Role;
use kit::{Person, Reply, path_of};
use serde_json::{Value, json};

use crate::support::waiting_jobs;

async fn claims(person: &Person, ticket: &Value) -> Reply {
    person.post(&format!("{}/claim", path_of(ticket)), &Value::Null).await
}

kit::both_engines!(who_takes_a_ticket_has_it_and_others_are_told_who, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    let taken = claims(&bo, &ticket).await.expect(200);
    assert_eq!(
        (&taken.json["status"], &taken.json["staff"]["assignee"]["id"]),
        (&json!("open"), &json!(bo.id))
    );
    let again = claims(&bo, &ticket).await.expect(200);
    assert_eq!(again.json, taken.json, "to take what one has changes nothing");
    let refused = claims(&cy, &ticket).await.expect_problem(409, "already_assigned");
    assert_eq!(refused.json["assignee_id"], json!(bo.id));
    assert_eq!(waiting_jobs(&app).await, 0, "nobody is told of what they did themselves");
});

kit::both_engines!(what_is_done_or_not_ones_to_take_is_refused, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    claims(&ann, &ticket).await.expect_problem(403, "forbidden");
    claims(&app.staff("tom", Role::Technician).await, &ticket).await.expect_problem(403, "forbidden");
    bo.changes(&ticket, json!({ "status": "solved" })).await;
    claims(&bo, &ticket).await.expect_problem(409, "state_conflict");
    let absent = json!({ "id": "0190a000-0000-7000-8000-000000000000" });
    claims(&bo, &absent).await.expect_problem(404, "not_found");
    app.run_jobs().await;
});
