//! Exchanges: which unit is the customer's in the end, and what covers it.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use super::{
    Shop,
    addresses::gives_address,
    coverage::{buys, each, ledger},
    intake, moves, path, sends,
};
use crate::support::upgrade_again;

kit::both_engines!(another_unit_is_covered_as_the_one_before_was, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let repair = shop.repair_in("diagnosing").await;
    let exchanged =
        json!({ "outcome": "exchanged", "reason": "The board broke.", "replacement_serial": "K61-000815" });
    moves(&shop.lead, &repair, "ready_to_ship", exchanged).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", json!({ "identity_checked": true })).await.expect(200);
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    let found = shop.ann.get("/api/v1/devices?serial=K61000815").await.expect(200).json["items"][0].clone();
    assert_eq!(found["status"], "confirmed");
    let inherited = ledger(&shop.ann, &found).await;
    assert_eq!(
        (each(&inherited, "kind"), each(&inherited, "source")),
        (vec![json!("legal_guarantee")], vec![json!("exchange")])
    );
    assert_eq!(inherited["today"]["coverage"], "legal_guarantee");
    let before = ledger(&shop.ann, &shop.device).await;
    assert_eq!(each(&before, "kind"), ["legal_guarantee", "ended"]);
    assert_eq!(before["today"]["reasons"][0]["finding"], "unit_exchanged");
    // Handed over, it is covered no more, either.
    let theirs = json!({ "product_id": shop.product["id"], "serial": "K61-004711" });
    let theirs = shop.cem.post("/api/v1/devices", &theirs).await.expect(201).json;
    app.pass(Duration::days(1));
    let (ann, cem) = (app.sign_in(&shop.ann.email).await, app.sign_in(&shop.cem.email).await);
    let place = |device: &Value| format!("/api/v1/devices/{}/transfers", device["id"].as_str().unwrap());
    let offer = ann.client().send(Method::POST, &place(&shop.device), "").await.expect(201).json;
    let code = json!({ "code": offer["code"] });
    cem.post(&format!("{}/acceptances", place(&theirs)), &code).await.expect(200);
    assert_eq!(ledger(&cem, &theirs).await["today"]["reasons"][0]["finding"], "unit_exchanged");
    app.run_jobs().await;
});

kit::both_engines!(an_exchange_counts_however_the_repair_ends_and_back_again, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let exchanged = |serial: &str| json!({ "outcome": "exchanged", "reason": "The board broke.", "replacement_serial": serial });
    let handed = json!({ "identity_checked": true });
    let repair = shop.repair_in("diagnosing").await;
    moves(&shop.lead, &repair, "ready_to_ship", exchanged("K61-000815")).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", handed.clone()).await.expect(200);
    // The other unit comes back at once, and goes again as it is.
    moves(&shop.agent, &repair, "received", json!({ "reason": "It came damaged." })).await.expect(200);
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", handed.clone()).await.expect(200);
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    let found = shop.ann.get("/api/v1/devices?serial=K61000815").await.expect(200).json["items"][0].clone();
    assert_eq!(ledger(&shop.ann, &found).await["today"]["coverage"], "legal_guarantee");
    // The first unit takes the place of the second one.
    let mut request = shop.request();
    request["device_id"] = found["id"].clone();
    let back = shop.ann.post("/api/v1/repairs", &request).await.expect(201).json;
    for (to, who, mut body) in shop.way(&back, "diagnosing") {
        if to == "diagnosing" {
            body["intake"]["serial"] = json!("K61-000815");
        }
        moves(who, &back, to, body).await.expect(200);
    }
    moves(&shop.lead, &back, "ready_to_ship", exchanged("K61-004711")).await.expect(200);
    moves(&shop.logistics, &back, "delivered", handed).await.expect(200);
    moves(&shop.ann, &back, "closed", json!({})).await.expect(200);
    assert_eq!(ledger(&shop.ann, &shop.device).await["today"]["coverage"], "legal_guarantee");
    assert_eq!(ledger(&shop.ann, &found).await["today"]["coverage"], "paid");
    app.run_jobs().await;
});

/// Takes a unit that came back damaged through the desk once more, and gives another one for it.
async fn exchanges_again(shop: &Shop, repair: &Value, serial: &str) {
    moves(&shop.agent, repair, "received", json!({ "reason": "It came damaged." })).await.expect(200);
    let mut seen = intake();
    seen["serial"] = json!("k61 000815");
    moves(&shop.technician, repair, "diagnosing", json!({ "intake": seen })).await.expect(200);
    let intake = shop.agent.get(&format!("{}/intake", path(repair))).await.expect(200).json;
    assert_eq!(intake["serial_matches"], true, "the unit that the customer got");
    let exchanged = json!({ "outcome": "exchanged", "reason": "Broken, too.", "replacement_serial": serial });
    moves(&shop.lead, repair, "ready_to_ship", exchanged).await.expect(200);
    moves(&shop.logistics, repair, "delivered", json!({ "identity_checked": true })).await.expect(200);
    moves(&shop.ann, repair, "closed", json!({})).await.expect(200);
}

async fn units(shop: &Shop) -> Vec<String> {
    let devices = shop.ann.reads_all("/api/v1/devices", 50).await;
    let mut serials: Vec<_> =
        devices.iter().map(|device| device["serial"].as_str().unwrap().to_owned()).collect();
    serials.sort_unstable();
    serials
}

kit::both_engines!(a_second_exchange_takes_the_place_of_the_first, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let repair = shop.repair_in("diagnosing").await;
    let exchanged =
        json!({ "outcome": "exchanged", "reason": "The board broke.", "replacement_serial": "K61-000815" });
    moves(&shop.lead, &repair, "ready_to_ship", exchanged).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", json!({ "identity_checked": true })).await.expect(200);
    exchanges_again(&shop, &repair, "K61-000816").await;
    let place = format!("{}/exchanges", path(&repair));
    let kept = shop.ann.get(&place).await.expect(200).json["items"].clone();
    assert_eq!(
        (&kept[0]["old_serial"], &kept[0]["new_serial"]),
        (&json!("K61-004711"), &json!("K61-000815"))
    );
    assert_eq!(
        (&kept[1]["old_serial"], &kept[1]["new_serial"]),
        (&json!("K61-000815"), &json!("K61-000816"))
    );
    assert_eq!((&kept[0]["swapped_at"], &kept[0]["decided_by"]), (&Value::Null, &Value::Null));
    assert_eq!(shop.agent.get(&place).await.expect(200).json["items"][1]["decided_by"], json!(shop.lead.id));
    shop.cem.get(&place).await.expect_problem(404, "not_found");
    assert_eq!(units(&shop).await, ["K61-000816", "K61-004711"]);
    let last = json!({ "id": kept[1]["device_id"] });
    assert_eq!(ledger(&shop.ann, &last).await["today"]["coverage"], "legal_guarantee");
    app.run_jobs().await;
});

kit::both_engines!(a_unit_that_comes_back_after_the_end_goes_out_of_its_customers_hands, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let repair = shop.repair_in("diagnosing").await;
    let exchanged =
        json!({ "outcome": "exchanged", "reason": "The board broke.", "replacement_serial": "K61-000815" });
    let handed = json!({ "identity_checked": true });
    moves(&shop.lead, &repair, "ready_to_ship", exchanged).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", handed.clone()).await.expect(200);
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    assert_eq!(units(&shop).await, ["K61-000815", "K61-004711"]);
    // The parcel came back after all; it is handed out, comes back damaged, and is exchanged for another.
    let back = json!({ "rma_number": repair["rma_number"] });
    moves(&shop.logistics, &repair, "undeliverable", back).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", json!({})).await.expect(200);
    exchanges_again(&shop, &repair, "K61-000816").await;
    assert_eq!(units(&shop).await, ["K61-000816", "K61-004711"], "the first one is not theirs any more");
    let found = shop.ann.get("/api/v1/devices?serial=K61000816").await.expect(200).json["items"][0].clone();
    assert_eq!(ledger(&shop.ann, &found).await["today"]["coverage"], "legal_guarantee");
    // Money instead of another unit: nothing is left.
    moves(&shop.logistics, &repair, "undeliverable", json!({ "rma_number": repair["rma_number"] }))
        .await
        .expect(200);
    moves(&shop.logistics, &repair, "delivered", json!({})).await.expect(200);
    moves(&shop.agent, &repair, "received", json!({ "reason": "It came damaged." })).await.expect(200);
    let mut third = intake();
    third["serial"] = json!("K61-000816");
    moves(&shop.technician, &repair, "diagnosing", json!({ "intake": third })).await.expect(200);
    let refund = json!({ "outcome": "refunded", "reason": "Three are enough." });
    moves(&shop.lead, &repair, "closed", refund).await.expect(200);
    assert_eq!(units(&shop).await, ["K61-004711"]);
    app.run_jobs().await;
});

/// A closed repair by which the customer has another unit; returns both.
async fn exchanged_once(shop: &Shop) -> (Value, Value) {
    let repair = shop.repair_in("diagnosing").await;
    let exchanged =
        json!({ "outcome": "exchanged", "reason": "The board broke.", "replacement_serial": "K61-000815" });
    moves(&shop.lead, &repair, "ready_to_ship", exchanged).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", json!({ "identity_checked": true })).await.expect(200);
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    let found = shop.ann.get("/api/v1/devices?serial=K61000815").await.expect(200).json["items"][0].clone();
    (repair, found)
}

/// The parcel of a closed repair came back after all, and is handed out.
async fn comes_back(shop: &Shop, repair: &Value) {
    let back = json!({ "rma_number": repair["rma_number"] });
    moves(&shop.logistics, repair, "undeliverable", back).await.expect(200);
    moves(&shop.logistics, repair, "delivered", json!({})).await.expect(200);
}

kit::both_engines!(a_unit_that_was_handed_on_is_covered_no_more_once_another_took_its_place, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let (repair, first) = exchanged_once(&shop).await;
    let theirs = json!({ "product_id": shop.product["id"], "serial": "K61-000815" });
    let theirs = shop.cem.post("/api/v1/devices", &theirs).await.expect(201).json;
    let place = |device: &Value| format!("/api/v1/devices/{}", device["id"].as_str().unwrap());
    let offer = shop.ann.client().send(Method::POST, &format!("{}/transfers", place(&first)), "").await;
    let code = json!({ "code": offer.expect(201).json["code"] });
    shop.cem.post(&format!("{}/transfers/acceptances", place(&theirs)), &code).await.expect(200);
    assert_eq!(ledger(&shop.cem, &theirs).await["today"]["coverage"], "legal_guarantee");
    comes_back(&shop, &repair).await;
    exchanges_again(&shop, &repair, "K61-000816").await;
    let found = ledger(&shop.cem, &theirs).await;
    assert_eq!(found["today"]["reasons"][0]["finding"], "unit_exchanged", "two are not covered for one");
    shop.cem.get(&place(&theirs)).await.expect(200);
    let last = shop.ann.get("/api/v1/devices?serial=K61000816").await.expect(200).json["items"][0].clone();
    assert_eq!(ledger(&shop.ann, &last).await["today"]["coverage"], "legal_guarantee");
    app.run_jobs().await;
});

kit::both_engines!(an_exchange_of_before_is_known_with_its_units, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let (repair, first) = exchanged_once(&shop).await;
    let earlier = ["UPDATE repair_exchange SET unit_id = NULL, old_serial = NULL, decided_by = NULL"];
    upgrade_again(&app, "m20261123_000312_known_units", &earlier).await;
    let place = format!("{}/exchanges", path(&repair));
    let kept = shop.ann.get(&place).await.expect(200).json["items"][0].clone();
    assert_eq!((&kept["old_serial"], &kept["device_id"]), (&json!("K61-004711"), &first["id"]));
    comes_back(&shop, &repair).await;
    exchanges_again(&shop, &repair, "K61-000816").await;
    assert_eq!(units(&shop).await, ["K61-000816", "K61-004711"], "the first one is not theirs any more");
    app.run_jobs().await;
});

kit::both_engines!(what_was_unpacked_before_an_exchange_does_not_leave, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("diagnosing").await;
    let exchanged =
        json!({ "outcome": "exchanged", "reason": "The board broke.", "replacement_serial": "K61-000815" });
    moves(&shop.lead, &repair, "ready_to_ship", exchanged).await.expect(200);
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, Method::PATCH, &path(&repair), &parcel).await.expect(200);
    gives_address(&app, &repair).await.unwrap();
    let scanned =
        async |serial: &str| moves(&shop.logistics, &repair, "outbound", json!({ "serial": serial })).await;
    scanned("K61-004711").await.expect_problem(422, "validation_failed").at("#/serial");
    scanned("K61-000815").await.expect(200);
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(what_never_left_does_not_come_back, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("diagnosing").await;
    let refunded = json!({ "outcome": "refunded", "reason": "It is not worth it." });
    moves(&shop.lead, &repair, "closed", refunded).await.expect(200);
    let scanned = json!({ "rma_number": repair["rma_number"] });
    let back = moves(&shop.logistics, &repair, "undeliverable", scanned).await;
    let problem = back.expect_problem(409, "repair_not_ready").json;
    assert!(problem["detail"].as_str().unwrap().contains("was_here"), "{problem}");
    app.run_jobs().await;
    app.mailbox.take();
});
