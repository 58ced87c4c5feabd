//! A closed ticket does not change; another goes on from it.

use kit::path_of;
use serde_json::json;

use super::{ask, history, messages};
use crate::support::{close, comparable, rows, texts, waiting_jobs};

const TICKETS: &str = "/api/v1/tickets";

kit::both_engines!(staff_cannot_touch_a_closed_ticket, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let [_, bo] = close(&app, &ticket, [&ann, &bo]).await;
    let before = (bo.reads(&ticket).await, history(&bo, &ticket).await, messages(&bo, &ticket).await);
    for kind in ["reply", "note"] {
        let message = json!({ "kind": kind, "body": "One more thing." });
        bo.writes(&ticket, message).await.expect_problem(409, "state_conflict");
    }
    for patch in [
        json!({ "subject": "Other" }),
        json!({ "priority": "high" }),
        json!({ "assignee_id": bo.id }),
        json!({ "add_tags": ["x"] }),
    ] {
        ask(&bo, &ticket, patch).await.expect_problem(409, "state_conflict");
    }
    let after = (bo.reads(&ticket).await, history(&bo, &ticket).await, messages(&bo, &ticket).await);
    assert_eq!(after, before);
    assert_eq!((waiting_jobs(&app).await, rows(&app, "ticket").await), (0, 1));
});

kit::both_engines!(a_requesters_reply_opens_a_follow_up_that_is_linked_both_ways, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let asked = json!({ "subject": "Fader", "body": "It jams.", "type": "repair" });
    let ticket = ann.post(TICKETS, &asked).await.expect(201).json;
    let [ann, bo] = close(&app, &ticket, [&ann, &bo]).await;

    let message = json!({ "kind": "reply", "body": "It jams again.", "format": "html" });
    let reply = ann.writes(&ticket, message).await.expect(201);
    let follow_up = ann.reads(&json!({ "id": reply.json["ticket_id"] })).await;
    assert_ne!(follow_up["id"], ticket["id"]);
    assert_eq!((&follow_up["follow_up_of"], &follow_up["status"]), (&ticket["id"], &json!("open")));
    assert_eq!((&follow_up["subject"], &follow_up["type"]), (&json!("Fader"), &json!("repair")));
    let place = format!("{}/messages/{}", path_of(&follow_up), reply.json["id"].as_str().unwrap());
    assert_eq!(reply.header("location"), Some(place));
    let said = messages(&ann, &follow_up).await;
    assert_eq!((texts(&said, "body"), texts(&said, "format")), (vec!["It jams again."], vec!["html"]));

    for reader in [&ann, &bo] {
        let events = history(reader, &ticket).await;
        let last = events.last().unwrap();
        assert_eq!((&last["kind"], &last["to"]), (&json!("follow_up_opened"), &follow_up["id"]));
        assert_eq!(reader.reads(&ticket).await["status"], "closed");
        assert_eq!(texts(&messages(reader, &ticket).await, "body"), ["It jams."]);
    }
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to("ann@example.org");
    assert!(letter.subject().contains(&format!("[#{}]", follow_up["number"])));
});

kit::both_engines!(a_follow_up_can_be_opened_by_name, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let [ann, bo] = close(&app, &ticket, [&ann, &bo]).await;
    let asked = json!({ "subject": "Again", "body": "It jams again.", "follow_up_of": ticket["id"] });
    for _ in 0..2 {
        let follow_up = ann.post(TICKETS, &asked).await.expect(201).json;
        assert_eq!((&follow_up["follow_up_of"], &follow_up["subject"]), (&ticket["id"], &json!("Again")));
        let events = history(&bo, &ticket).await;
        assert_eq!(events.last().unwrap()["to"], follow_up["id"]);
    }
    app.run_jobs().await;
});

kit::both_engines!(only_ones_own_closed_tickets_are_followed_up, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let closed = ann.opens_ticket("Fader").await;
    let [ann, bo] = close(&app, &closed, [&ann, &bo]).await;
    let eve = app.customer("eve").await;
    let follow = |id: &serde_json::Value| json!({ "subject": "Again", "body": "…", "follow_up_of": id });

    let foreign = eve.post(TICKETS, &follow(&closed["id"])).await;
    let absent = eve.post(TICKETS, &follow(&json!("0190a000-0000-7000-8000-000000000000"))).await;
    assert_eq!(comparable(&foreign), comparable(&absent));
    assert!(foreign.status.is_client_error());
    foreign.expect_problem(422, "validation_failed").at("#/follow_up_of");

    let open = ann.opens_ticket("Other").await;
    let before = (bo.reads(&open).await, bo.reads(&closed).await, rows(&app, "ticket").await);
    ann.post(TICKETS, &follow(&open["id"])).await.expect_problem(409, "state_conflict");
    assert_eq!((bo.reads(&open).await, bo.reads(&closed).await, rows(&app, "ticket").await), before);
    app.run_jobs().await;
});
