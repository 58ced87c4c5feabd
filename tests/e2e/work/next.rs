use domain::identity::Role;
use serde_json::{Value, json};

use super::team;

const NEXT: &str = "/api/v1/tickets/next";
const UNASSIGNED: &str = "00000000-0000-7000-8000-000000000003";

kit::both_engines!(the_next_ticket_is_the_first_that_is_nobodys, |app| {
    let (ann, lea, bo) =
        (app.customer("ann").await, app.staff("lea", Role::Lead).await, app.agent("bo").await);
    let repairs = team(&lea, "Repairs", &[&bo]).await;
    for (subject, change) in [
        ("a", json!({ "priority": "low" })),
        ("b", json!({ "priority": "urgent", "assignee_id": lea.id })),
        ("c", json!({ "priority": "high" })),
        ("d", json!({ "priority": "high" })),
        ("e", json!({ "priority": "urgent", "status": "pending" })),
    ] {
        let ticket = ann.opens_ticket(subject).await;
        let mut change = change;
        change["team_id"] = repairs["id"].clone();
        lea.changes(&ticket, change).await;
    }
    ann.opens_ticket("f").await;
    app.run_jobs().await;
    let of_team = json!({ "team_id": repairs["id"] });
    let keyed = bo.with("idempotency-key", "one");
    let first = keyed.post(NEXT, &of_team).await.expect(200);
    assert_eq!((&first.json["subject"], &first.json["status"]), (&json!("c"), &json!("open")));
    assert_eq!(first.json["staff"]["assignee"]["id"], json!(bo.id));
    let again = keyed.post(NEXT, &of_team).await.expect(200);
    assert_eq!((&again.json, again.header("idempotency-replayed").as_deref()), (&first.json, Some("true")));
    for (body, expected) in [(&json!({}), "a"), (&of_team, "d"), (&json!({ "view_id": UNASSIGNED }), "f")] {
        assert_eq!(bo.post(NEXT, body).await.expect(200).json["subject"], expected, "{body}");
    }
    for body in [json!({}), of_team, json!({ "view_id": UNASSIGNED })] {
        let none = bo.post(NEXT, &body).await.expect(204);
        assert!(none.body.is_empty());
    }
    let absent = json!({ "view_id": "0190a000-0000-7000-8000-000000000000" });
    bo.post(NEXT, &absent).await.expect_problem(422, "validation_failed").at("#/view_id");
    let both = json!({ "view_id": UNASSIGNED, "team_id": repairs["id"] });
    bo.post(NEXT, &both).await.expect_problem(422, "validation_failed").at("#/team_id");
    for person in [ann, app.staff("tom", Role::Technician).await] {
        person.post(NEXT, &Value::Object(serde_json::Map::default())).await.expect_problem(403, "forbidden");
    }
});
