//! What carriers tell of parcels, and how repairs follow them.

use axum::http::Method;
use chrono::Duration;
use kit::{Person, Reply, TestApp};
use serde_json::{Value, json};

use super::{
    Shop,
    addresses::gives_address,
    forget, letters, moves,
    parcels::{leaves, parcels, place, to_be_sent},
    path, possible, reads, sends,
};
use crate::support::{rows, time_passes};

/// Somebody reports that this happened so many minutes after the tests began.
async fn told(person: &Person, parcel: &Value, id: &str, state: &str, minute: i64) -> Reply {
    let start: chrono::DateTime<chrono::Utc> = kit::START.parse().unwrap();
    let at = start + Duration::minutes(minute);
    let event = json!({ "event_id": id, "state": state, "occurred_at": at });
    person.post(&format!("{}/tracking-events", place(parcel)), &event).await
}

/// A repair on its way to the customer, and its parcel.
async fn on_its_way(app: &TestApp, shop: &Shop) -> (Value, Value) {
    let (repair, list) = to_be_sent(app, shop).await;
    leaves(shop, &repair, json!({ "carrier": "DHL", "tracking_number": "0034" })).await;
    let parcel = parcels(&shop.logistics, &list).await.pop().unwrap();
    letters(app, &shop.ann).await;
    (repair, parcel)
}

kit::both_engines!(the_first_scan_and_the_delivery_move_the_repair, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("authorized").await;
    let list = format!("{}/shipments", path(&repair));
    let parcel = shop.logistics.post(&list, &json!({ "direction": "inbound" })).await.expect(201).json;
    told(&shop.logistics, &parcel, "1", "announced", 1).await.expect(200);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "authorized", "nobody has scanned it yet");
    let scanned = told(&shop.logistics, &parcel, "2", "in_transit", 2).await.expect(200).json;
    assert!(scanned["left_at"].is_string());
    assert_eq!(reads(&shop.ann, &repair).await["state"], "inbound");
    assert_eq!(parcels(&shop.ann, &list).await.len(), 1, "the parcel that was announced");
    told(&shop.logistics, &parcel, "3", "delivered", 3).await.expect(200);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "inbound", "received is what the desk has scanned");
    app.run_jobs().await;
});

kit::both_engines!(a_delivery_is_told_once_and_nothing_goes_back, |app| {
    let shop = Shop::open(&app).await;
    let (repair, parcel) = on_its_way(&app, &shop).await;
    told(&shop.logistics, &parcel, "d", "delivered", 30).await.expect(200);
    let late = told(&shop.logistics, &parcel, "t", "in_transit", 10).await.expect(200).json;
    assert_eq!(
        (&late["state"], &late["state_at"]),
        (&json!("delivered"), &json!("2026-11-22T10:30:00.000Z"))
    );
    let again = told(&shop.logistics, &parcel, "d", "delivered", 30).await.expect(200);
    assert_eq!(again.json, late);
    told(&shop.logistics, &parcel, "d", "lost", 30).await.expect_problem(409, "state_conflict");
    told(&shop.logistics, &parcel, "r", "returned", 20).await.expect(200);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "delivered");
    assert_eq!(letters(&app, &shop.ann).await.len(), 1, "one letter");
    let history = shop.agent.get(&format!("{}/history", path(&repair))).await.expect(200).json;
    let last = history["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["to"], &last["by"]), (&json!("delivered"), &json!("logistics")));
    let events = shop.ann.get(&format!("{}/tracking-events", place(&parcel))).await.expect(200).json;
    let states: Vec<_> =
        events["items"].as_array().unwrap().iter().map(|event| event["state"].clone()).collect();
    assert_eq!(states, ["in_transit", "returned", "delivered"]);
    assert_eq!(events["items"][0]["reported_by"], Value::Null);
});

kit::both_engines!(a_number_of_which_nobody_tells_keeps_no_repair_open, |app| {
    let mut shop = Shop::open(&app).await;
    let (repair, _) = on_its_way(&app, &shop).await;
    assert_eq!(reads(&shop.logistics, &repair).await["staff"]["target_at"], Value::Null);
    for _ in 0..5 {
        time_passes(&app, Duration::days(5)).await;
    }
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.logistics, &repair).await["state"], "closed");
    app.run_jobs().await;
});

kit::both_engines!(a_parcel_that_is_lost_or_does_not_come_is_overdue, |app| {
    let mut shop = Shop::open(&app).await;
    let (tracked, parcel) = on_its_way(&app, &shop).await;
    let target = async |shop: &Shop| reads(&shop.logistics, &tracked).await["staff"]["target_at"].clone();
    told(&shop.logistics, &parcel, "1", "in_transit", 1).await.expect(200);
    assert_eq!(target(&shop).await, json!("2026-12-06T10:00:00.000Z"), "two weeks");
    told(&shop.logistics, &parcel, "2", "lost", 2).await.expect(200);
    assert_eq!(target(&shop).await, json!("2026-11-22T10:02:00.000Z"), "lost since then");
    let lost = told(&shop.logistics, &parcel, "2", "lost", 2).await.expect(200);
    assert_eq!(lost.json["state"], "lost");
    // What is told of the parcel in which it came says nothing of this one.
    let came = parcels(&shop.logistics, &format!("{}/shipments", path(&tracked))).await.remove(0);
    assert_eq!(came["direction"], "inbound");
    let patch = json!({ "service": "Express" });
    sends(&shop.logistics, Method::PATCH, &place(&came), &patch).await.expect(200);
    assert_eq!(target(&shop).await, json!("2026-11-22T10:02:00.000Z"), "lost all the same");
    told(&shop.logistics, &parcel, "3", "in_transit", 3).await.expect(200);
    assert_eq!(target(&shop).await, json!("2026-12-06T10:00:00.000Z"), "it was found");
    for _ in 0..5 {
        time_passes(&app, Duration::days(5)).await;
    }
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.logistics, &tracked).await["state"], "outbound");
    let overdue = shop.logistics.get("/api/v1/repairs?overdue=true").await.expect(200).json;
    let overdue: Vec<_> = overdue["items"].as_array().unwrap().iter().map(|case| &case["id"]).collect();
    assert_eq!(overdue, [&tracked["id"]]);
    app.run_jobs().await;
});

kit::both_engines!(a_bounce_asks_for_the_address_and_the_old_parcel_is_history, |app| {
    let shop = Shop::open(&app).await;
    let (repair, parcel) = on_its_way(&app, &shop).await;
    told(&shop.logistics, &parcel, "a", "attempt_failed", 1).await.expect(200);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "outbound");
    told(&shop.logistics, &parcel, "b", "returning", 2).await.expect(200);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "undeliverable");
    assert!(letters(&app, &shop.ann).await[0].ends_with("your parcel did not arrive"));
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect_problem(409, "repair_not_ready");
    gives_address(&app, &repair).await.unwrap();
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect(200);
    leaves(&shop, &repair, json!({ "carrier": "DHL", "tracking_number": "0035" })).await;
    // The first parcel comes home meanwhile.
    told(&shop.logistics, &parcel, "c", "returned", 3).await.expect(200);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "outbound");
    assert_eq!(possible(&shop.ann, &repair).await, ["delivered"]);
    app.run_jobs().await;
});

kit::both_engines!(a_parcel_that_turned_back_may_arrive_and_one_that_arrived_may_turn_back, |app| {
    let shop = Shop::open(&app).await;
    let (repair, parcel) = on_its_way(&app, &shop).await;
    for (id, told_state, state) in [
        ("a", "returning", "undeliverable"),
        ("b", "delivered", "delivered"),
        ("c", "returned", "undeliverable"),
        ("d", "in_transit", "undeliverable"),
    ] {
        let minute = i64::from(id.as_bytes()[0]);
        told(&shop.logistics, &parcel, id, told_state, minute).await.expect(200);
        assert_eq!(reads(&shop.ann, &repair).await["state"], state, "{told_state}");
    }
    app.run_jobs().await;
});

kit::both_engines!(what_was_told_before_the_parcel_left_counts_when_it_leaves, |app| {
    let shop = Shop::open(&app).await;
    let (repair, list) = to_be_sent(&app, &shop).await;
    let parcel = shop.logistics.post(&list, &json!({ "direction": "outbound" })).await.expect(201).json;
    told(&shop.logistics, &parcel, "1", "in_transit", 1).await.expect(200);
    told(&shop.logistics, &parcel, "2", "delivered", 2).await.expect(200);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "ready_to_ship");
    leaves(&shop, &repair, json!({ "carrier": "DHL" })).await;
    assert_eq!(reads(&shop.ann, &repair).await["state"], "delivered");
    app.run_jobs().await;
});

kit::both_engines!(an_address_is_confirmed_when_nobody_was_at_home, |app| {
    let shop = Shop::open(&app).await;
    let (repair, parcel) = on_its_way(&app, &shop).await;
    told(&shop.logistics, &parcel, "1", "returned", 1).await.expect(200);
    let confirmations = format!("{}/address/confirmations", path(&repair));
    let confirms = |person: &Person, version: &str| {
        let client = person.with("if-match", version);
        let place = confirmations.clone();
        async move { client.send(Method::POST, &place, "").await }
    };
    confirms(&shop.technician, "*").await.expect_problem(403, "forbidden");
    confirms(&shop.cem, "*").await.expect_problem(404, "not_found");
    let stale = confirms(&shop.ann, "\"7\"").await.expect_problem(412, "precondition_failed");
    let version = format!("\"{}\"", stale.json["current_version"]);
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect_problem(409, "repair_not_ready");
    assert_eq!(confirms(&shop.ann, &version).await.expect(200).json["quality"], "overridden");
    confirms(&shop.ann, "*").await.expect(200);
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect(200);
    leaves(&shop, &repair, json!({})).await;
    app.run_jobs().await;
});

kit::both_engines!(a_program_reports_with_no_other_right, |app| {
    let shop = Shop::open(&app).await;
    let (repair, parcel) = on_its_way(&app, &shop).await;
    let body = json!({ "name": "Carrier", "scopes": ["shipment.track"] });
    let token = shop.logistics.post("/api/v1/api-tokens", &body).await.expect(201).json;
    let program =
        app.visitor().with("authorization", &format!("Bearer {}", token["secret"].as_str().unwrap()));
    let events = format!("{}/tracking-events", place(&parcel));
    let event = json!({ "event_id": "1", "state": "delivered", "occurred_at": "2026-11-22T10:05:00.000Z" });
    program.post(&events, &event).await.expect(200);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "delivered");
    program.get(&path(&repair)).await.expect_problem(403, "forbidden");
    program.get(&events).await.expect_problem(403, "forbidden");
    for person in [&shop.ann, &shop.agent, &shop.technician] {
        person.post(&events, &event).await.expect_problem(403, "forbidden");
    }
    app.run_jobs().await;
});

kit::both_engines!(what_nobody_understands_is_kept_and_free_text_is_not_taken, |app| {
    let shop = Shop::open(&app).await;
    let (_, parcel) = on_its_way(&app, &shop).await;
    let events = format!("{}/tracking-events", place(&parcel));
    let at = "2026-11-22T10:05:00.000Z";
    let unknown = json!({ "event_id": "ZX-0034-1", "code": "ZX_9", "occurred_at": at });
    let kept = shop.logistics.post(&events, &unknown).await.expect(200).json;
    assert_eq!(kept["state"], "announced");
    let list = shop.logistics.get(&events).await.expect(200).json["items"].clone();
    assert_eq!((&list[0]["state"], &list[0]["code"]), (&Value::Null, &json!("ZX_9")));
    assert!(!list.to_string().contains("ZX-0034"), "carriers' ids are not kept");
    let refused = |event: Value, pointer: &'static str| {
        let (events, shop) = (&events, &shop);
        async move {
            shop.logistics.post(events, &event).await.expect_problem(422, "validation_failed").at(pointer);
        }
    };
    refused(json!({ "event_id": "1", "occurred_at": at }), "#/code").await;
    refused(json!({ "event_id": "1", "code": "left at door", "occurred_at": at }), "#/code").await;
    let future = json!({ "event_id": "1", "state": "lost", "occurred_at": "2026-11-24T10:00:00.000Z" });
    refused(future, "#/occurred_at").await;
    let text = json!({ "event_id": "1", "state": "lost", "occurred_at": at, "text": "Ann, 2nd floor" });
    refused(text, "#/text").await;
    app.run_jobs().await;
});

kit::both_engines!(what_was_told_goes_with_the_tracking_number, |app| {
    let shop = Shop::open(&app).await;
    let (repair, parcel) = on_its_way(&app, &shop).await;
    told(&shop.logistics, &parcel, "1", "delivered", 1).await.expect(200);
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    assert_eq!(rows(&app, "repair_shipment_event").await, 1);
    app.pass(Duration::days(61));
    forget(&app).await;
    assert_eq!(rows(&app, "repair_shipment_event").await, 0);
    assert_eq!(rows(&app, "repair_shipment WHERE tracking_number IS NOT NULL").await, 0);
});
