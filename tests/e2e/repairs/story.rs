use std::collections::BTreeSet;

use axum::http::Method;
use domain::identity::Role;
use serde_json::{Value, json};

use super::{Shop, letters, moves, path, possible, reads, sends};

kit::both_engines!(a_device_goes_all_the_way_and_its_owner_is_told_each_step, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.asks().await;
    assert_eq!((&repair["state"], &repair["staff"]), (&json!("requested"), &Value::Null));
    assert_eq!(possible(&shop.ann, &repair).await, ["cancelled"]);
    let subjects = letters(&app, &shop.ann).await;
    assert!(
        subjects[0]
            .ends_with(&format!("Repair {}: we have your request", repair["rma_number"].as_str().unwrap()))
    );
    let mut told = Vec::new();
    for (to, who, body) in shop.way(&repair, "closed") {
        let before = reads(&shop.ann, &repair).await;
        let moved = moves(who, &repair, to, body).await.expect(200);
        assert_eq!(moved.json["state"], to, "as who moved it sees it");
        let after = reads(&shop.ann, &repair).await;
        let is_shown = to != "testing";
        assert_eq!(after["state"], if is_shown { to } else { "repairing" });
        assert_eq!(before["version"] != after["version"], is_shown, "{to}");
        for subject in letters(&app, &shop.ann).await {
            told.push(subject.rsplit(": ").next().unwrap().to_owned());
        }
    }
    let expected = [
        "please send your device",
        "your device is here",
        "the repair begins",
        "ready",
        "delivered",
        "closed",
    ];
    assert_eq!(told, expected);
    let end = reads(&shop.ann, &repair).await;
    assert_eq!((&end["outcome"], &end["allowed_transitions"]), (&json!("repaired"), &json!([])));
    let stations = end["stations"].as_object().unwrap();
    let passed: BTreeSet<_> =
        stations.iter().filter(|(_, at)| !at.is_null()).map(|(name, _)| name.as_str()).collect();
    let expected = ["authorized_at", "sent_at", "received_at", "diagnosed_at", "delivered_at", "ended_at"];
    assert_eq!(passed, BTreeSet::from(expected));
    app.finish().await;
});

kit::both_engines!(what_the_desk_writes_down_is_read_by_whom_it_concerns, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("ready_to_ship").await;
    let intake = format!("{}/intake", path(&repair));
    let found = shop.ann.get(&intake).await.expect(200).json;
    assert_eq!((&found["serial_matches"], &found["done_by"]), (&json!(true), &Value::Null));
    assert_eq!(
        found["accessories"][0],
        json!({
            "name": "Power supply", "declared": 1, "received": 0, "returned": null, "difference": null,
        })
    );
    assert_eq!(shop.agent.get(&intake).await.expect(200).json["done_by"], json!(shop.technician.id));
    shop.cem.get(&intake).await.expect_problem(404, "not_found");
    let log = format!("{}/work-log", path(&repair));
    shop.ann.get(&log).await.expect_problem(403, "forbidden");
    let entries = shop.technician.get(&log).await.expect(200).json["items"].clone();
    let kinds: Vec<_> = entries.as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(kinds, ["work", "check"]);
    assert_eq!(entries[0]["minutes"], 40);
    let shipments = shop.ann.get(&format!("{}/shipments", path(&repair))).await.expect(200).json;
    assert_eq!(shipments["items"][0]["direction"], "inbound");
    let staff = reads(&shop.agent, &repair).await["staff"].clone();
    assert_eq!(staff["assignee_id"], json!(shop.technician.id), "who began has it");
    app.run_jobs().await;
});

kit::both_engines!(each_move_is_for_those_of_the_table, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.asks().await;
    let admin = app.staff("eve", Role::Admin).await;
    assert_eq!(possible(&shop.agent, &repair).await, ["authorized", "rejected", "cancelled"]);
    assert_eq!(possible(&admin, &repair).await, ["authorized", "rejected", "cancelled"]);
    assert!(possible(&shop.technician, &repair).await.is_empty());
    let refused = moves(&shop.technician, &repair, "authorized", json!({})).await;
    let problem = refused.expect_problem(409, "state_conflict").json;
    assert_eq!(problem["allowed_transitions"], json!([]));
    let refused = moves(&shop.ann, &repair, "authorized", json!({})).await;
    let problem = refused.expect_problem(409, "state_conflict").json;
    assert_eq!(problem["allowed_transitions"], json!(["cancelled"]));
    moves(&shop.officer, &repair, "cancelled", json!({})).await.expect_problem(403, "forbidden");
    moves(&shop.cem, &repair, "cancelled", json!({})).await.expect_problem(404, "not_found");
    // What a move needs is asked for, and what it does not take is refused.
    let refused = moves(&shop.agent, &repair, "authorized", json!({ "outcome": "repaired" })).await;
    let problem = refused.expect_problem(422, "validation_failed");
    let pointers: Vec<_> =
        problem.json["errors"].as_array().unwrap().iter().map(|error| error["pointer"].clone()).collect();
    assert_eq!(pointers, ["#/coverage", "#/reason", "#/outcome"]);
    moves(&shop.ann, &repair, "cancelled", json!({ "note": "Hm." }))
        .await
        .expect_problem(422, "validation_failed");
    // Stale, and without a version.
    let transitions = format!("{}/transitions", path(&repair));
    let cancel = json!({ "to": "cancelled" });
    shop.ann.post(&transitions, &cancel).await.expect_problem(428, "precondition_required");
    let stale = shop.ann.with("if-match", "\"7\"").post(&transitions, &cancel).await;
    stale.expect_problem(412, "precondition_failed");
    // The same request twice is one move.
    let once = shop.ann.with("if-match", "\"1\"").with("idempotency-key", "call-it-off");
    once.post(&transitions, &cancel).await.expect(200);
    let again = once.post(&transitions, &cancel).await.expect(200);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(again.json["state"], "cancelled");
    app.run_jobs().await;
});

kit::both_engines!(a_parcel_is_scanned_and_leaves_only_with_its_own_device, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("authorized").await;
    let other = json!({
        "ticket_id": shop.ticket["id"], "product_id": shop.product["id"],
        "no_serial_reason": "The label is gone.", "symptom": "Dead.", "battery": "unknown",
    });
    let other = shop.ann.post("/api/v1/repairs", &other).await.expect(201).json;
    let wrong = json!({ "rma_number": other["rma_number"] });
    let refused = moves(&shop.logistics, &repair, "received", wrong).await;
    refused.expect_problem(422, "validation_failed").at("#/rma_number");
    let scanned = json!({ "rma_number": repair["rma_number"].as_str().unwrap().to_lowercase() });
    moves(&shop.logistics, &repair, "received", scanned).await.expect(200);
    // Nothing leaves by a carrier that is to be picked up.
    for (to, who, body) in shop.way(&repair, "ready_to_ship").into_iter().skip(3) {
        moves(who, &repair, to, body).await.expect(200);
    }
    let out = json!({ "serial": "K61-004711" });
    let problem = moves(&shop.logistics, &repair, "outbound", out.clone()).await;
    let problem = problem.expect_problem(409, "repair_not_ready").json;
    assert!(problem["detail"].as_str().unwrap().contains("address"));
    // Nor to an address that is not there.
    let patch = json!({ "return_method": "parcel" });
    let waiting = sends(&shop.ann, Method::PATCH, &path(&repair), &patch).await.expect(200).json;
    assert!(waiting["awaiting_address_since"].is_string());
    moves(&shop.logistics, &repair, "outbound", out).await.expect_problem(409, "repair_not_ready");
    app.run_jobs().await;
});
