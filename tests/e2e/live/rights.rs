//! Everyone is told what they may know, and nothing else.

use axum::http::Method;
use chrono::Duration;
use domain::identity::Role;
use kit::path_of;
use serde_json::{Value, json};

use super::{kinds, number, settle};

kit::both_engines!(each_side_is_told_of_what_it_sees_in_its_own_count, |app| {
    let (ann, bo, eve) = (app.customer("ann").await, app.agent("bo").await, app.customer("eve").await);
    let (mut to_ann, mut to_bo, mut to_eve) = (ann.listens().await, bo.listens().await, eve.listens().await);
    let ticket = ann.opens_ticket("Fader 3").await;
    bo.notes(&ticket, "Third one this week.").await;
    bo.changes(&ticket, json!({ "priority": "high" })).await;
    bo.replies(&ticket, "Clean the rail.").await;
    let own = eve.opens_ticket("Knob 1").await;

    let told = to_ann.next_changes(2).await;
    assert_eq!(
        told.iter().map(|(_, kind, _)| kind.clone()).collect::<Vec<_>>(),
        kinds(&ann, &ticket, 0).await
    );
    assert!(told.iter().all(|(of, ..)| *of == number(&ticket)));
    let version = ann.reads(&ticket).await["version"].as_i64().unwrap();
    assert_eq!(told[1].2, version, "the version is the one that the customer counts");

    let seen = kinds(&bo, &ticket, 0).await;
    let told = to_bo.next_changes(seen.len()).await;
    assert_eq!(told.iter().map(|(_, kind, _)| kind.clone()).collect::<Vec<_>>(), seen);
    assert_eq!(told.last().unwrap().2, bo.reads(&ticket).await["version"].as_i64().unwrap());

    assert_eq!(to_eve.next_changes(1).await[0].0, number(&own), "of others' tickets nothing is told");
    app.run_jobs().await;
});

kit::both_engines!(an_event_names_what_to_read_again_and_nothing_more, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut stream = bo.listens().await;
    let ticket = ann.opens_ticket("Fader 3").await;
    let event = stream.next().await.unwrap();
    let expected = json!({
        "type": "ticket", "ticket_id": ticket["id"], "ticket_number": ticket["number"], "kind": "opened",
        "version": 1,
    });
    assert_eq!(event, expected);
    app.run_jobs().await;
});

kit::both_engines!(who_takes_part_is_told_while_they_do, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    settle(&app).await;
    let mut to_eve = eve.listens().await;
    let place = format!("{}/participants/{}", path_of(&ticket), eve.id);
    bo.client().send(Method::PUT, &place, "").await.expect(200);
    ann.replies(&ticket, "It jams halfway.").await;
    let told = to_eve.next_changes(2).await;
    assert_eq!(
        told.iter().map(|(_, kind, _)| kind.as_str()).collect::<Vec<_>>(),
        ["cc_added", "reply_added"]
    );
    bo.client().delete(&place).await.expect(204);
    ann.replies(&ticket, "And now it is loose.").await;
    let own = eve.opens_ticket("Knob 1").await;
    assert_eq!(to_eve.next_changes(1).await[0].0, number(&own));
    app.run_jobs().await;
});

kit::both_engines!(a_reply_that_can_be_taken_back_is_told_once_it_is_out, |app| {
    let server = app.server_with_undo(Duration::seconds(10));
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await.through(&server));
    let ticket = ann.opens_ticket("Fader 3").await;
    settle(&app).await;
    let mut to_ann = ann.listens().await;
    let taken_back = bo.replies(&ticket, "Buy a new one.").await;
    bo.client().delete(&format!("/api/v1/messages/{}", taken_back["id"].as_str().unwrap())).await.expect(204);
    bo.replies(&ticket, "Clean the rail.").await;
    let other = ann.opens_ticket("Knob 1").await;
    assert_eq!(to_ann.next_changes(1).await[0].0, number(&other), "it is not out yet");
    app.pass(Duration::seconds(10));
    app.run_jobs().await;
    assert_eq!(to_ann.next_changes(1).await[0].1, "reply_added");
});

kit::both_engines!(only_who_may_read_tickets_listens, |app| {
    app.visitor().get("/api/v1/events").await.expect_problem(401, "unauthenticated");
    for role in [Role::Technician, Role::Logistics, Role::PrivacyOfficer] {
        app.staff(role.name(), role).await.listens().await;
    }
    let ann = app.customer("ann").await;
    let token = json!({ "name": "Phone", "scopes": ["profile.manage"] });
    let token = ann.post("/api/v1/api-tokens", &token).await.expect(201).json;
    let bearer = format!("Bearer {}", token["secret"].as_str().unwrap());
    let program = app.visitor().with("authorization", &bearer);
    let refused = program.listen().await.err().map(|reply| reply.json["code"].clone());
    assert_eq!(refused, Some(Value::from("forbidden")));
    app.run_jobs().await;
});

kit::both_engines!(who_could_see_a_ticket_is_told_that_it_was_deleted, |app| {
    let (ann, eve, lea) =
        (app.customer("ann").await, app.customer("eve").await, app.staff("lea", Role::Lead).await);
    let ticket = ann.opens_ticket("Fader 3").await;
    settle(&app).await;
    let (mut to_ann, mut to_lea, mut to_eve) =
        (ann.listens().await, lea.listens().await, eve.listens().await);
    let left_at = to_ann.last_id().to_owned();
    let tag = format!("\"{}\"", lea.reads(&ticket).await["version"]);
    lea.with("if-match", &tag).delete(&path_of(&ticket)).await.expect(204);
    let gone = json!({
        "type": "gone", "ticket_id": ticket["id"], "ticket_number": ticket["number"], "kind": null,
        "version": null,
    });
    let mut late = ann.listens_on(&left_at).await;
    assert_eq!(late.next().await.unwrap()["type"], "ready");
    for stream in [&mut to_ann, &mut to_lea, &mut late] {
        assert_eq!(stream.next().await.unwrap(), gone);
    }
    lea.post(&format!("{}/restorations", path_of(&ticket)), &Value::Null).await.expect(200);
    for stream in [&mut to_ann, &mut to_lea, &mut late] {
        let (of, kind, _) = stream.next_changes(1).await.remove(0);
        assert_eq!((of, kind.as_str()), (number(&ticket), "restored"));
    }
    let own = eve.opens_ticket("Knob 1").await;
    assert_eq!(to_eve.next_changes(1).await[0].0, number(&own));
    app.run_jobs().await;
});

kit::both_engines!(open_streams_are_measured, |app| {
    let bo = app.agent("bo").await;
    let _stream = bo.listens().await;
    let metrics = app.visitor().get("/metrics").await.expect(200);
    let open = String::from_utf8(metrics.body).unwrap();
    let open = open.lines().find_map(|line| line.strip_prefix("benchdesk_live_streams ")).unwrap();
    assert!(open.parse::<f64>().unwrap() >= 1.0);
});
