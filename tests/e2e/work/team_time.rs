use chrono::Duration;
use domain::identity::Role;
use serde_json::{Value, json};

use crate::support::time_passes;

kit::both_engines!(each_team_has_its_own_patience_and_the_installations_where_it_has_none, |app| {
    let (ann, lea) = (app.customer("ann").await, app.staff("lea", Role::Lead).await);
    let team = async |name: &str, days: Value| {
        let made = lea.post("/api/v1/teams", &json!({ "name": name, "close_after_days": days })).await;
        made.expect(201).json
    };
    let hasty = team("Hasty", json!(2)).await;
    let patient = team("Patient", json!(30)).await;
    let plain =
        lea.post("/api/v1/teams", &json!({ "name": "Plain", "solve_after_days": 9 })).await.expect(201).json;
    let mut tickets = Vec::new();
    for of in [Some(&hasty), Some(&patient), Some(&plain), None] {
        let ticket = ann.opens_ticket("Fader").await;
        let team = of.map_or(Value::Null, |team| team["id"].clone());
        lea.changes(&ticket, json!({ "team_id": team, "status": "solved" })).await;
        tickets.push(ticket);
    }
    app.run_jobs().await;
    for (days, expected) in [
        (3, ["closed", "solved", "solved", "solved"]),
        (5, ["closed", "solved", "closed", "closed"]),
        (23, ["closed", "closed", "closed", "closed"]),
    ] {
        time_passes(&app, Duration::days(days)).await;
        let lea = app.sign_in(&lea.email).await;
        for (ticket, expected) in tickets.iter().zip(expected) {
            assert_eq!(lea.reads(ticket).await["status"], expected, "{days} days later");
        }
    }
    app.mailbox.take();
});
