use axum::http::Method;
use domain::identity::Role;
use kit::path_of;
use serde_json::{Value, json};

use super::{history, send, team};
use crate::support::{texts, waiting_jobs};

kit::both_engines!(a_lead_makes_changes_and_lists_teams, |app| {
    let (lea, bo, cy) = (app.staff("lea", Role::Lead).await, app.agent("bo").await, app.agent("cy").await);
    let made = team(&lea, " Repairs ", &[&bo]).await;
    let path = format!("/api/v1/teams/{}", made["id"].as_str().unwrap());
    assert_eq!((&made["name"], &made["member_ids"]), (&json!("Repairs"), &json!([bo.id])));
    assert_eq!((&made["is_default"], &made["close_after_days"]), (&json!(false), &Value::Null));
    assert_eq!(bo.get(&path).await.expect(200).json, made);

    let patch = json!({ "member_ids": [cy.id], "name": "Bench", "solve_after_days": 10, "is_default": true });
    let changed = lea.patch(&path, &made["version"], &patch).await.expect(200);
    assert_eq!(changed.header("etag"), Some(format!("\"{}\"", changed.json["version"])));
    assert_eq!((&changed.json["member_ids"], &changed.json["version"]), (&json!([cy.id]), &json!(2)));
    let same = lea.patch(&path, &json!(2), &patch).await.expect(200);
    assert_eq!(same.json, changed.json, "nothing is written if nothing changes");
    let cleared = lea.patch(&path, &json!(2), &json!({ "solve_after_days": null })).await.expect(200);
    assert_eq!(cleared.json["solve_after_days"], Value::Null);
    lea.patch(&path, &json!(2), &json!({})).await.expect_problem(412, "precondition_failed");

    team(&lea, "Orders", &[]).await;
    let other = json!({ "name": "Questions", "is_default": true });
    lea.post("/api/v1/teams", &other).await.expect(201);
    let listed = bo.reads_all("/api/v1/teams", 2).await;
    assert_eq!(texts(&listed, "name"), ["Bench", "Orders", "Questions"]);
    let defaults: Vec<_> = listed.iter().map(|team| &team["is_default"]).collect();
    assert_eq!(defaults, [&json!(false), &json!(false), &json!(true)], "a new default replaces the old one");
});

kit::both_engines!(what_is_wrong_with_a_team_is_named, |app| {
    let (lea, ann) = (app.staff("lea", Role::Lead).await, app.customer("ann").await);
    team(&lea, "Straße", &[]).await;
    for (body, pointer) in [
        (json!({ "name": "STRASSE\u{7}" }), "#/name"),
        (json!({ "name": "straße" }), "#/name"),
        (json!({ "name": "A", "member_ids": [lea.id, ann.id] }), "#/member_ids/1"),
        (json!({ "name": "A", "member_ids": ["lea"] }), "#/member_ids/0"),
        (json!({ "name": "A", "remind_after_days": 7, "solve_after_days": 7 }), "#/remind_after_days"),
        (json!({ "name": "A", "close_after_days": 0 }), "#/close_after_days"),
    ] {
        let refused = lea.post("/api/v1/teams", &body).await;
        refused.expect_problem(422, "validation_failed").at(pointer);
    }
    for person in [app.agent("bo").await, ann] {
        person.post("/api/v1/teams", &json!({ "name": "A" })).await.expect_problem(403, "forbidden");
    }
    assert_eq!(lea.reads_all("/api/v1/teams", 100).await.len(), 1);
});

kit::both_engines!(a_made_team_is_made_once_for_a_key, |app| {
    let lea = app.staff("lea", Role::Lead).await;
    let keyed = lea.with("idempotency-key", "one");
    let first = keyed.post("/api/v1/teams", &json!({ "name": "A" })).await.expect(201);
    let again = keyed.post("/api/v1/teams", &json!({ "name": "A" })).await.expect(201);
    assert_eq!((first.json, again.header("idempotency-replayed").as_deref()), (again.json, Some("true")));
});

kit::both_engines!(a_ticket_goes_from_team_to_team, |app| {
    let (ann, lea) = (app.customer("ann").await, app.staff("lea", Role::Lead).await);
    let (bo, cy) = (app.agent("bo").await, app.agent("cy").await);
    let (repairs, orders) = (team(&lea, "Repairs", &[&bo]).await, team(&lea, "Orders", &[&bo, &cy]).await);
    let ticket = ann.opens_ticket("Fader").await;
    let seen = ann.reads(&ticket).await;

    let given = bo.changes(&ticket, json!({ "team_id": repairs["id"], "assignee_id": bo.id })).await;
    assert_eq!(
        (&given["staff"]["team_id"], &given["staff"]["assignee"]["id"]),
        (&repairs["id"], &json!(bo.id))
    );
    let kept = bo.changes(&ticket, json!({ "team_id": orders["id"] })).await;
    assert_eq!(kept["staff"]["assignee"]["id"], json!(bo.id), "bo belongs to both");
    bo.changes(&ticket, json!({ "assignee_id": cy.id })).await;
    let back = bo.changes(&ticket, json!({ "team_id": repairs["id"] })).await;
    assert_eq!(back["staff"]["assignee"], Value::Null, "cy does not belong to it");
    let helped = bo.changes(&ticket, json!({ "assignee_id": cy.id })).await;
    assert_eq!(helped["staff"]["team_id"], repairs["id"], "anyone may help out");
    let named = bo.changes(&ticket, json!({ "team_id": null, "assignee_id": cy.id })).await;
    assert_eq!(
        (&named["staff"]["team_id"], &named["staff"]["assignee"]["id"]),
        (&Value::Null, &json!(cy.id))
    );

    let moves: Vec<_> =
        history(&bo, &ticket, 1).await.into_iter().filter(|event| event["kind"] == "team_changed").collect();
    let ends: Vec<_> = moves.iter().map(|event| (&event["from"], &event["to"])).collect();
    let (one, two, none) = (&repairs["id"], &orders["id"], &Value::Null);
    assert_eq!(ends, [(none, one), (one, two), (two, one), (one, none)]);

    let unknown = json!({ "team_id": "0190a000-0000-7000-8000-000000000000", "priority": "high" });
    let version = bo.reads(&ticket).await["version"].clone();
    let refused = bo.patch(&path_of(&ticket), &version, &unknown).await;
    refused.expect_problem(422, "validation_failed").at("#/team_id");
    let refused = ann.patch(&path_of(&ticket), &seen["version"], &json!({ "team_id": null })).await;
    refused.expect_problem(403, "forbidden");
    let after = ann.reads(&ticket).await;
    assert_eq!((&after["version"], &after["updated_at"]), (&seen["version"], &seen["updated_at"]));
    assert_eq!(history(&ann, &ticket, 0).await.len(), 1, "teams are the desk's business");
    app.run_jobs().await;
});

kit::both_engines!(tickets_are_found_by_their_team, |app| {
    let (ann, lea, bo) =
        (app.customer("ann").await, app.staff("lea", Role::Lead).await, app.agent("bo").await);
    let (repairs, orders) = (team(&lea, "Repairs", &[&bo]).await, team(&lea, "Orders", &[&bo, &lea]).await);
    team(&lea, "Others", &[]).await;
    for (subject, team) in [
        ("a", &Value::Null),
        ("b", &repairs["id"]),
        ("c", &orders["id"]),
        ("d", &repairs["id"]),
        ("e", &Value::Null),
    ] {
        let ticket = ann.opens_ticket(subject).await;
        bo.changes(&ticket, json!({ "team_id": team })).await;
    }
    app.run_jobs().await;
    let found = async |person: &kit::Person, query: &str| {
        let items = person.reads_all(&format!("/api/v1/tickets?sort=created_at&{query}"), 2).await;
        texts(&items, "subject").concat()
    };
    let of_repairs = format!("team={}", repairs["id"].as_str().unwrap());
    assert_eq!(found(&bo, &of_repairs).await, "bd");
    assert_eq!(found(&bo, "team=none").await, "ae");
    assert_eq!(found(&bo, "team=mine").await, "bcd");
    assert_eq!(found(&lea, "team=mine&status=new").await, "c");
    assert_eq!(found(&app.agent("cy").await, "team=mine").await, "", "cy belongs to no team");
    bo.get("/api/v1/tickets?team=x").await.expect_problem(400, "invalid_parameter");
    let refused = ann.get("/api/v1/tickets?team=none").await.expect_problem(400, "invalid_parameter");
    assert_eq!(refused.json["errors"][0]["parameter"], "team");
});

kit::both_engines!(new_tickets_go_to_the_default_team, |app| {
    let (ann, lea) = (app.customer("ann").await, app.staff("lea", Role::Lead).await);
    let before = ann.opens_ticket("Before").await;
    let made =
        lea.post("/api/v1/teams", &json!({ "name": "First", "is_default": true })).await.expect(201).json;
    let after = ann.opens_ticket("After").await;
    assert_eq!(lea.reads(&before).await["staff"]["team_id"], Value::Null);
    assert_eq!(lea.reads(&after).await["staff"]["team_id"], made["id"]);
    app.run_jobs().await;
});

kit::both_engines!(a_team_with_tickets_is_dissolved_into_another, |app| {
    let (ann, lea, bo) =
        (app.customer("ann").await, app.staff("lea", Role::Lead).await, app.agent("bo").await);
    let (from, to) = (team(&lea, "From", &[&bo]).await, team(&lea, "To", &[]).await);
    let path = format!("/api/v1/teams/{}", from["id"].as_str().unwrap());
    let mut tickets = Vec::new();
    for number in 0..3 {
        let ticket = ann.opens_ticket(&format!("Ticket {number}")).await;
        bo.changes(&ticket, json!({ "team_id": from["id"], "assignee_id": bo.id })).await;
        tickets.push(ticket);
    }
    app.run_jobs().await;
    let delete = async |query: &str| send(&lea, Method::DELETE, &format!("{path}{query}"), Value::Null).await;
    delete("").await.expect_problem(409, "state_conflict");
    for nowhere in [&from["id"], &json!("0190a000-0000-7000-8000-000000000000")] {
        let refused = delete(&format!("?move_to={}", nowhere.as_str().unwrap())).await;
        let refused = refused.expect_problem(422, "validation_failed");
        assert_eq!(refused.json["errors"][0]["parameter"], "move_to");
    }
    assert_eq!(send(&bo, Method::DELETE, &path, Value::Null).await.status, 403);

    delete(&format!("?move_to={}", to["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(waiting_jobs(&app).await, 1);
    app.run_jobs().await;
    for ticket in &tickets {
        let moved = bo.reads(ticket).await;
        assert_eq!(
            (&moved["staff"]["team_id"], &moved["staff"]["assignee"]["id"]),
            (&to["id"], &json!(bo.id))
        );
        let last = history(&bo, ticket, 0).await.pop().unwrap();
        assert_eq!((&last["kind"], &last["cause"]), (&json!("team_changed"), &json!("time")));
    }
    let kept = bo.get(&path).await.expect(200).json;
    assert!(kept["dissolved_at"].is_string(), "it is kept for the history");
    assert_eq!(texts(&bo.reads_all("/api/v1/teams", 10).await, "name"), ["To"]);
    delete("").await.expect_problem(404, "not_found");
    let version = bo.reads(&tickets[0]).await["version"].clone();
    let refused = bo.patch(&path_of(&tickets[0]), &version, &json!({ "team_id": from["id"] })).await;
    refused.expect_problem(422, "validation_failed").at("#/team_id");
    team(&lea, "From", &[]).await;
});
