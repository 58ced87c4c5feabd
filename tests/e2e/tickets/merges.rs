//! Two tickets that become one, and are two again.

use axum::http::Method;
use domain::identity::Role;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use crate::support::texts;

async fn merge(agent: &Person, target: &Value, source: &Value) -> Reply {
    let version = agent.reads(target).await["version"].to_string();
    let body = json!({ "source_id": source["id"] });
    let client = agent.with("if-match", &format!("\"{version}\""));
    client.post(&format!("{}/merges", path_of(target)), &body).await
}

async fn undo(agent: &Person, target: &Value, merge: &Value) -> Reply {
    let version = agent.reads(target).await["version"].to_string();
    let path = format!("{}/merges/{}", path_of(target), merge["id"].as_str().unwrap());
    agent.with("if-match", &format!("\"{version}\"")).send(Method::DELETE, &path, "").await
}

/// The texts of a ticket's messages, as a person reads them.
async fn bodies(person: &Person, ticket: &Value) -> Vec<String> {
    let messages = person.reads_all(&format!("{}/messages", path_of(ticket)), 50).await;
    texts(&messages, "body").into_iter().map(str::to_owned).collect()
}

async fn two_tickets(app: &TestApp) -> (Person, Person, Value, Value) {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let target = ann.opens_ticket("Fader").await;
    let source = ann.opens_ticket("Fader again").await;
    ann.replies(&source, "Since Monday.").await;
    (ann, bo, target, source)
}

kit::both_engines!(a_merge_moves_every_message_and_its_undoing_brings_them_back, |app| {
    let (ann, bo, target, source) = two_tickets(&app).await;
    bo.notes(&source, "The same as before.").await;
    let before = [bodies(&bo, &target).await, bodies(&bo, &source).await];

    let merged = merge(&bo, &target, &source).await.expect(201).json;
    assert_eq!(bodies(&bo, &target).await.len(), 4);
    assert!(bodies(&bo, &source).await.is_empty());
    let shown = ann.reads(&source).await;
    assert_eq!((&shown["status"], &shown["merged_into"]), (&json!("closed"), &target["id"]));
    let moved = bo.reads_all(&format!("{}/messages", path_of(&target)), 50).await;
    assert_eq!(moved.iter().filter(|message| message["origin_ticket_id"] == source["id"]).count(), 3);

    undo(&bo, &target, &merged).await.expect(204);
    assert_eq!([bodies(&bo, &target).await, bodies(&bo, &source).await], before);
    let shown = ann.reads(&source).await;
    assert_eq!((&shown["status"], &shown["merged_into"]), (&json!("open"), &Value::Null));
    let back = bo.reads_all(&format!("{}/messages", path_of(&source)), 50).await;
    assert!(back.iter().all(|message| message["origin_ticket_id"].is_null()));
    undo(&bo, &target, &merged).await.expect(204);
    let merges = bo.get(&format!("{}/merges", path_of(&source))).await.expect(200).json;
    assert_eq!(merges["items"][0]["undone_by"]["id"], bo.id);
    app.run_jobs().await;
});

kit::both_engines!(a_reply_to_the_source_arrives_in_the_target_and_stays_there, |app| {
    let (ann, bo, target, source) = two_tickets(&app).await;
    let end = ann.opens_ticket("Mixer").await;
    let first = merge(&bo, &target, &source).await.expect(201).json;
    merge(&bo, &end, &target).await.expect(201);
    let reply = ann.replies(&source, "It is worse today.").await;
    assert_eq!(reply["ticket_id"], end["id"]);

    undo(&bo, &target, &first).await.expect_problem(409, "state_conflict");
    let merges = bo.get(&format!("{}/merges", path_of(&end))).await.expect(200).json;
    undo(&bo, &end, &merges["items"][0]).await.expect(204);
    undo(&bo, &target, &first).await.expect(204);
    assert_eq!(bodies(&ann, &source).await, ["Fader again: please help.", "Since Monday."]);
    assert_eq!(bodies(&ann, &end).await, ["Mixer: please help.", "It is worse today."]);
    app.run_jobs().await;
});

kit::both_engines!(a_merge_of_a_deleted_ticket_is_undone_once_it_is_restored, |app| {
    let (_, bo, target, source) = two_tickets(&app).await;
    let lea = app.staff("lea", Role::Lead).await;
    let merged = merge(&bo, &target, &source).await.expect(201).json;
    lea.with("if-match", "*").delete(&path_of(&source)).await.expect(204);
    let refused = undo(&bo, &target, &merged).await.expect_problem(409, "state_conflict");
    assert!(refused.json["detail"].as_str().unwrap().contains("restore it first"), "{}", refused.json);
    assert_eq!(bodies(&bo, &target).await.len(), 3);
    lea.client().send(Method::POST, &format!("{}/restorations", path_of(&source)), "").await.expect(200);
    undo(&bo, &target, &merged).await.expect(204);
    assert_eq!(bodies(&bo, &source).await.len(), 2);
    app.run_jobs().await;
});

kit::both_engines!(tickets_that_do_not_belong_together_stay_apart, |app| {
    let eve = app.customer("eve").await;
    let (ann, bo, target, source) = two_tickets(&app).await;
    let foreign = eve.opens_ticket("Cable").await;
    merge(&bo, &target, &foreign).await.expect_problem(409, "state_conflict");
    merge(&bo, &target, &target).await.expect_problem(409, "state_conflict");
    merge(&bo, &target, &json!({ "id": bo.id })).await.expect_problem(422, "validation_failed");
    merge(&bo, &target, &source).await.expect(201);
    merge(&bo, &target, &source).await.expect_problem(409, "state_conflict");
    let preview = format!("{}/merges/preview", path_of(&target));
    let seen = bo.post(&preview, &json!({ "source_id": foreign["id"] })).await.expect(200).json;
    assert!(seen["obstacle"].as_str().unwrap().contains("different requesters"));

    let stale = bo.with("if-match", "\"1\"");
    let body = json!({ "source_id": foreign["id"] });
    stale
        .post(&format!("{}/merges", path_of(&target)), &body)
        .await
        .expect_problem(412, "precondition_failed");
    bo.post(&format!("{}/merges", path_of(&target)), &body)
        .await
        .expect_problem(428, "precondition_required");
    ann.post(&preview, &body).await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(who_takes_part_in_the_source_sees_the_target_only_if_carried_over, |app| {
    let cleo = app.customer("cleo").await;
    let (ann, bo, target, source) = two_tickets(&app).await;
    let place = format!("{}/participants/{}", path_of(&source), cleo.id);
    bo.client().send(Method::PUT, &place, "").await.expect(200);
    let preview = format!("{}/merges/preview", path_of(&target));
    let seen = bo.post(&preview, &json!({ "source_id": source["id"] })).await.expect(200).json;
    assert_eq!(seen["participants"][0]["id"], cleo.id);
    assert_eq!((&seen["message_count"], &seen["obstacle"]), (&json!(2), &Value::Null));

    let merged = merge(&bo, &target, &source).await.expect(201).json;
    cleo.get(&path_of(&target)).await.expect_problem(404, "not_found");
    assert_eq!(cleo.reads(&source).await["merged_into"], Value::Null);
    let told = cleo.reads_all(&format!("{}/events", path_of(&source)), 50).await;
    let told = told.iter().find(|event| event["kind"] == "merged_into").unwrap();
    assert_eq!(told["to"], Value::Null, "which one is not theirs to know");
    let told = ann.reads_all(&format!("{}/events", path_of(&source)), 50).await;
    let told = told.iter().find(|event| event["kind"] == "merged_into").unwrap();
    assert_eq!(told["to"], target["id"]);
    cleo.writes(&source, json!({ "kind": "reply", "body": "Me too." }))
        .await
        .expect_problem(409, "state_conflict");
    undo(&bo, &target, &merged).await.expect(204);
    assert_eq!(bodies(&cleo, &source).await.len(), 2);

    let version = bo.reads(&target).await["version"].to_string();
    let body = json!({ "source_id": source["id"], "carry_participants": true });
    let client = bo.with("if-match", &format!("\"{version}\""));
    let merged = client.post(&format!("{}/merges", path_of(&target)), &body).await.expect(201).json;
    assert_eq!(bodies(&cleo, &target).await.len(), 3);
    undo(&bo, &target, &merged).await.expect(204);
    cleo.get(&path_of(&target)).await.expect_problem(404, "not_found");
    app.run_jobs().await;
});

kit::both_engines!(who_takes_part_in_the_target_reads_the_source_only_if_admitted, |app| {
    let cleo = app.customer("cleo").await;
    let (_, bo, target, source) = two_tickets(&app).await;
    let place = format!("{}/participants/{}", path_of(&target), cleo.id);
    bo.client().send(Method::PUT, &place, "").await.expect(200);
    let mut body = json!({ "source_id": source["id"] });
    let preview = format!("{}/merges/preview", path_of(&target));
    let seen = bo.post(&preview, &body).await.expect(200).json;
    assert_eq!((&seen["new_readers"][0]["id"], &seen["participants"]), (&json!(cleo.id), &json!([])));

    merge(&bo, &target, &source).await.expect_problem(409, "state_conflict");
    assert_eq!(bodies(&cleo, &target).await.len(), 1, "nothing was moved");
    body["admit_new_readers"] = json!(true);
    let merges = format!("{}/merges", path_of(&target));
    bo.with("if-match", "*").post(&merges, &body).await.expect(201);
    assert_eq!(bodies(&cleo, &target).await.len(), 3);
    app.run_jobs().await;
});

kit::both_engines!(what_was_merged_into_a_ticket_is_not_deleted_with_it, |app| {
    let (ann, bo, target, source) = two_tickets(&app).await;
    let lea = app.staff("lea", domain::identity::Role::Lead).await;
    app.run_jobs().await;
    let merged = merge(&bo, &target, &source).await.expect(201).json;
    lea.with("if-match", "*").delete(&path_of(&target)).await.expect_problem(409, "state_conflict");
    undo(&bo, &target, &merged).await.expect(204);
    lea.with("if-match", "*").delete(&path_of(&target)).await.expect(204);
    assert_eq!(bodies(&ann, &source).await.len(), 2);
    app.run_jobs().await;
});

kit::both_engines!(a_ticket_that_others_were_merged_into_keeps_the_first_message_of_each, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let source = ann.opens_ticket("Older").await;
    app.pass(chrono::Duration::seconds(1));
    let target = ann.opens_ticket("Younger").await;
    app.pass(chrono::Duration::seconds(1));
    let last = ann.replies(&target, "Only when warm.").await;
    let merged = merge(&bo, &target, &source).await.expect(201).json;
    let messages = bo.reads_all(&format!("{}/messages", path_of(&target)), 50).await;
    let split = async |message: &Value, scope: &str| {
        let body = json!({ "message_id": message["id"], "scope": scope, "subject": "Display" });
        bo.with("if-match", "*").post(&format!("{}/splits", path_of(&target)), &body).await
    };
    for first in &messages[..2] {
        for scope in ["message", "onwards"] {
            split(first, scope).await.expect_problem(409, "state_conflict");
        }
    }
    split(&last, "onwards").await.expect(201);
    undo(&bo, &target, &merged).await.expect(204);
    assert_eq!([bodies(&ann, &target).await.len(), bodies(&ann, &source).await.len()], [1, 1]);
    app.run_jobs().await;
});

kit::both_engines!(a_reply_that_is_not_out_yet_is_not_split_off, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let server = app.server_with_undo(chrono::Duration::seconds(10));
    let ticket = ann.opens_ticket("Fader").await;
    let held = bo.through(&server).replies(&ticket, "Clean the rail.").await;
    let body = json!({ "message_id": held["id"], "scope": "message", "subject": "Rail" });
    let splits = format!("{}/splits", path_of(&ticket));
    bo.with("if-match", "*").post(&splits, &body).await.expect_problem(409, "state_conflict");
    app.pass(chrono::Duration::seconds(10));
    app.run_jobs().await;
    bo.with("if-match", "*").post(&splits, &body).await.expect(201);
    app.run_jobs().await;
});

kit::both_engines!(a_split_moves_messages_into_a_ticket_of_their_own, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let second = ann.replies(&ticket, "And the display flickers.").await;
    ann.replies(&ticket, "Only when warm.").await;
    let split = async |message: &Value, scope: &str| {
        let version = bo.reads(&ticket).await["version"].to_string();
        let body = json!({ "message_id": message["id"], "scope": scope, "subject": "Display" });
        bo.with("if-match", &format!("\"{version}\""))
            .post(&format!("{}/splits", path_of(&ticket)), &body)
            .await
    };
    let first = bo.get(&format!("{}/messages", path_of(&ticket))).await.json["items"][0].clone();
    split(&first, "onwards").await.expect_problem(409, "state_conflict");
    let fresh = split(&second, "onwards").await.expect(201).json;
    assert_eq!((&fresh["subject"], &fresh["requester"]["id"]), (&json!("Display"), &json!(ann.id)));
    assert_eq!(bodies(&ann, &ticket).await, ["Fader: please help."]);
    assert_eq!(bodies(&ann, &fresh).await, ["And the display flickers.", "Only when warm."]);
    split(&second, "message").await.expect_problem(422, "validation_failed");
    let events = ann.get(&format!("{}/events", path_of(&fresh))).await.expect(200).json;
    assert_eq!(texts(events["items"].as_array().unwrap(), "kind"), ["opened", "split_from"]);
    app.run_jobs().await;
});
