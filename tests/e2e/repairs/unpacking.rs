//! A parcel is opened: what the customer has declared, what was found, and whether it is the device that was announced.

use axum::http::Method;
use chrono::Duration;
use kit::{Person, Reply};
use serde_json::{Value, json};

use super::{
    Shop, moves, path,
    quotes::{decides, last, paid, quote},
    reads, sends,
};
use crate::support::{time_passes, upgrade_again};

/// What was found, of a unit with this number.
fn found(serial: &str) -> Value {
    json!({ "serial": serial, "condition": "Dusty.", "accessories": [] })
}

pub(super) async fn unpacks(person: &Person, repair: &Value, found: &Value) -> Reply {
    sends(person, Method::PUT, &format!("{}/intake", path(repair)), found).await
}

pub(super) async fn confirms(person: &Person, repair: &Value, reason: &str) -> Reply {
    let place = format!("{}/device-confirmation", path(repair));
    sends(person, Method::PUT, &place, &json!({ "reason": reason })).await
}

/// The move to there, as it is offered.
async fn offered(person: &Person, repair: &Value, to: &str) -> Value {
    let moves = reads(person, repair).await["allowed_transitions"].clone();
    moves.as_array().unwrap().iter().find(|one| one["to"] == to).unwrap().clone()
}

/// What the desk reads in the history.
async fn notes(shop: &Shop, repair: &Value) -> Vec<String> {
    let history = shop.lead.get(&format!("{}/history", path(repair))).await.expect(200).json;
    let notes = history["items"].as_array().unwrap().iter();
    notes.filter_map(|entry| entry["staff"]["note"].as_str().map(ToOwned::to_owned)).collect()
}

kit::both_engines!(on_the_wrong_device_nobody_works, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let wrong = json!({ "intake": found("K61-009999") });
    let refused = moves(&shop.technician, &repair, "diagnosing", wrong).await;
    let problem = refused.expect_problem(409, "repair_not_ready").json;
    assert!(problem["detail"].as_str().unwrap().contains("right_device"), "{problem}");
    shop.lead.get(&format!("{}/intake", path(&repair))).await.expect_problem(404, "not_found");
    confirms(&shop.lead, &repair, "Too early.").await.expect_problem(404, "not_found");

    unpacks(&shop.logistics, &repair, &found("K61-009999")).await.expect(200);
    let offer = offered(&shop.technician, &repair, "diagnosing").await;
    assert_eq!((&offer["needs"], &offer["missing"]), (&json!([]), &json!(["right_device"])));
    moves(&shop.technician, &repair, "diagnosing", json!({})).await.expect_problem(409, "repair_not_ready");
    // Who says that there is no number after all says something else: a lead does.
    let unread = json!({ "condition": "Dusty.", "accessories": [] });
    unpacks(&shop.technician, &repair, &unread).await.expect_problem(422, "validation_failed").at("#/serial");
    let unread = json!({ "intake": unread });
    let refused = moves(&shop.technician, &repair, "diagnosing", unread).await;
    refused.expect_problem(422, "validation_failed").at("#/intake/serial");
    // It can go back, and from there it comes to the bench no sooner.
    moves(&shop.agent, &repair, "ready_to_ship", json!({ "note": "Not hers." })).await.expect(200);
    let back = json!({ "note": "She wants it repaired." });
    assert_eq!(offered(&shop.agent, &repair, "diagnosing").await["missing"], json!(["right_device"]));
    moves(&shop.agent, &repair, "diagnosing", back.clone()).await.expect_problem(409, "repair_not_ready");

    for person in [&shop.technician, &shop.logistics, &shop.agent, &shop.ann] {
        confirms(person, &repair, "It is fine.").await.expect_problem(403, "forbidden");
    }
    let confirmed = confirms(&shop.lead, &repair, "She has two of them.").await.expect(200).json;
    let again = confirms(&shop.lead, &repair, "She has two of them.").await.expect(200).json;
    assert_eq!(again["version"], confirmed["version"], "said again, nothing changes");
    let intake = format!("{}/intake", path(&repair));
    let told = shop.lead.get(&intake).await.expect(200).json;
    assert_eq!(told["serial_matches"], false);
    assert_eq!(told["device_confirmed_by"], json!(shop.lead.id));
    assert_eq!(told["device_confirmation_reason"], "She has two of them.");
    let seen = shop.ann.get(&intake).await.expect(200).json;
    assert_eq!(seen["device_confirmed_at"], told["device_confirmed_at"]);
    assert_eq!(
        (&seen["device_confirmed_by"], &seen["device_confirmation_reason"]),
        (&Value::Null, &Value::Null)
    );
    assert!(notes(&shop, &repair).await.iter().any(|note| note.ends_with("She has two of them.")));
    moves(&shop.agent, &repair, "diagnosing", back).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_number_that_was_misread_is_corrected, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    unpacks(&shop.ann, &repair, &found("K61-004711")).await.expect_problem(403, "forbidden");
    unpacks(&shop.agent, &repair, &found("K61-004711")).await.expect_problem(403, "forbidden");
    unpacks(&shop.logistics, &repair, &found("K61-004777")).await.expect(200);
    let opened = shop.ann.get(&format!("{}/intake", path(&repair))).await.expect(200).json;
    let intake = json!({ "intake": found("k61 004711") });
    moves(&shop.technician, &repair, "diagnosing", intake).await.expect(200);
    let corrected = shop.ann.get(&format!("{}/intake", path(&repair))).await.expect(200).json;
    assert_eq!(
        (&corrected["serial_matches"], &corrected["created_at"]),
        (&json!(true), &opened["created_at"])
    );
    confirms(&shop.lead, &repair, "It is fine.").await.expect_problem(409, "state_conflict");

    // The bench reads the label again: what follows from that holds for each of its next steps.
    unpacks(&shop.technician, &repair, &found("K61-004777")).await.expect(200);
    for to in ["repairing", "testing"] {
        assert_eq!(offered(&shop.technician, &repair, to).await["missing"], json!(["right_device"]), "{to}");
    }
    assert_eq!(offered(&shop.agent, &repair, "awaiting_approval").await["missing"], json!(["right_device"]));
    confirms(&shop.lead, &repair, "The label was changed.").await.expect(200);
    // What was said of one unit is not said of another.
    unpacks(&shop.technician, &repair, &found("K61-004778")).await.expect(200);
    assert_eq!(offered(&shop.technician, &repair, "repairing").await["missing"], json!(["right_device"]));
    unpacks(&shop.technician, &repair, &found("K61-004711")).await.expect(200);
    moves(&shop.technician, &repair, "repairing", json!({})).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(what_was_found_is_proof_once_the_intake_is_over, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("authorized").await;
    unpacks(&shop.technician, &repair, &found("K61-004711")).await.expect_problem(409, "state_conflict");
    let scanned = json!({ "rma_number": repair["rma_number"] });
    moves(&shop.logistics, &repair, "received", scanned).await.expect(200);
    let refused = moves(&shop.technician, &repair, "diagnosing", json!({})).await;
    refused.expect_problem(422, "validation_failed").at("#/intake");
    let cable = |received: i32| {
        let cable = json!({ "name": "Cable", "declared": 2, "received": received });
        json!({ "serial": "K61-004711", "condition": "Dusty.", "accessories": [cable] })
    };
    unpacks(&shop.technician, &repair, &cable(2)).await.expect(200);
    for (to, who, mut body) in shop.way(&repair, "ready_to_ship").into_iter().skip(3) {
        if to == "diagnosing" {
            body = json!({});
        }
        moves(who, &repair, to, body).await.expect(200);
    }
    let packed = json!({ "accessories": [{ "name": "Cable", "returned": 2 }] });
    let accessories = format!("{}/accessories", path(&repair));
    let packed = sends(&shop.logistics, Method::PUT, &accessories, &packed).await.expect(200).json;
    // The same once more changes nothing, and something else is a lead's to say.
    unpacks(&shop.technician, &repair, &cable(1)).await.expect_problem(403, "forbidden");
    let same = unpacks(&shop.lead, &repair, &cable(2)).await.expect(200).json;
    assert_eq!(same["version"], packed["version"]);
    let mut other = cable(2);
    other["condition"] = json!("Dusty, and a scratch.");
    unpacks(&shop.lead, &repair, &other).await.expect(200);
    assert_eq!(offered(&shop.logistics, &repair, "delivered").await["missing"], json!([]));
    unpacks(&shop.lead, &repair, &cable(1)).await.expect(200);
    let missing = offered(&shop.logistics, &repair, "delivered").await["missing"].clone();
    assert_eq!(missing, json!(["accessories"]), "what is packed is counted anew");
    let told = notes(&shop, &repair).await;
    assert_eq!(told.iter().filter(|note| note.contains("was corrected")).count(), 2, "{told:?}");
    let packed = json!({ "accessories": [{ "name": "cable", "returned": 1 }] });
    sends(&shop.logistics, Method::PUT, &accessories, &packed).await.expect(200);
    let handed = json!({ "identity_checked": true });
    moves(&shop.logistics, &repair, "delivered", handed).await.expect(200);
    unpacks(&shop.lead, &repair, &cable(2)).await.expect_problem(409, "state_conflict");
    confirms(&shop.lead, &repair, "Too late.").await.expect_problem(409, "state_conflict");
    time_passes(&app, Duration::days(1)).await;
    shop.sign_in_again(&app).await;
    // The device comes again: what is in that parcel is found anew.
    moves(&shop.agent, &repair, "received", json!({ "reason": "It was damaged." })).await.expect(200);
    let offer = offered(&shop.technician, &repair, "diagnosing").await;
    assert_eq!(offer["needs"], json!(["intake"]));
    shop.ann.get(&format!("{}/intake", path(&repair))).await.expect_problem(404, "not_found");
    sends(&shop.logistics, Method::PUT, &accessories, &packed).await.expect_problem(404, "not_found");
    moves(&shop.agent, &repair, "ready_to_ship", json!({ "note": "As it is." })).await.expect(200);
    assert_eq!(offered(&shop.agent, &repair, "diagnosing").await["needs"], json!(["note", "intake"]));
    app.run_jobs().await;
});

kit::both_engines!(what_the_customer_declares_is_what_is_looked_for, |app| {
    let shop = Shop::open(&app).await;
    let mut request = shop.request();
    let asks = async |request: &Value| shop.ann.post("/api/v1/repairs", request).await;
    let supply = json!({ "name": "Power supply", "count": 1 });
    request["accessories"] = json!([supply, { "name": "power SUPPLY", "count": 2 }]);
    asks(&request).await.expect_problem(422, "validation_failed").at("#/accessories/1/name");
    request["accessories"] = json!([{ "name": "Cable", "count": 0 }]);
    asks(&request).await.expect_problem(422, "validation_failed").at("#/accessories/0/count");
    request["accessories"] = json!([supply]);
    let repair = asks(&request).await.expect(201).json;
    assert_eq!(repair["accessories"], request["accessories"]);
    for (to, who, body) in shop.way(&repair, "inbound") {
        moves(who, &repair, to, body).await.expect(200);
    }
    // What goes in is known when it is packed.
    let declares = async |who: &Person, list: Value| {
        sends(who, Method::PATCH, &path(&repair), &json!({ "accessories": list })).await
    };
    let packed = json!([supply, { "name": "Cable", "count": 2 }]);
    declares(&shop.technician, packed.clone()).await.expect_problem(403, "forbidden");
    declares(&shop.ann, json!([supply, supply])).await.expect_problem(422, "validation_failed");
    let changed = declares(&shop.ann, packed.clone()).await.expect(200).json;
    assert_eq!(changed["accessories"], packed);
    let scanned = json!({ "rma_number": repair["rma_number"] });
    moves(&shop.logistics, &repair, "received", scanned).await.expect(200);
    declares(&shop.ann, json!([])).await.expect_problem(409, "state_conflict");

    let opened = |list: Value| json!({ "serial": "K61-004711", "condition": "Dusty.", "accessories": list });
    let supply = json!({ "name": "power supply", "received": 1 });
    let short = unpacks(&shop.technician, &repair, &opened(json!([supply]))).await;
    short.expect_problem(422, "validation_failed").at("#/accessories");
    let cable = |declared: i32| json!({ "name": "Cable", "declared": declared, "received": 1 });
    let other = unpacks(&shop.technician, &repair, &opened(json!([supply, cable(1)]))).await;
    other.expect_problem(422, "validation_failed").at("#/accessories/1/declared");
    let all = json!([supply, cable(2), { "name": "Bag", "received": 1 }]);
    let with_move = json!({ "intake": opened(json!([supply, cable(1)])) });
    let other = moves(&shop.technician, &repair, "diagnosing", with_move).await;
    other.expect_problem(422, "validation_failed").at("#/intake/accessories/1/declared");
    moves(&shop.technician, &repair, "diagnosing", json!({ "intake": opened(all) })).await.expect(200);
    let intake = shop.ann.get(&format!("{}/intake", path(&repair))).await.expect(200).json;
    let listed = intake["accessories"].as_array().unwrap().iter();
    let listed: Vec<_> = listed.map(|one| [&one["name"], &one["declared"], &one["received"]]).collect();
    assert_eq!(json!(listed), json!([["Power supply", 1, 1], ["Cable", 2, 1], ["Bag", 0, 1]]));
    app.run_jobs().await;
});

kit::both_engines!(a_parcel_that_comes_late_holds_what_was_declared, |app| {
    let shop = Shop::open(&app).await;
    let mut request = shop.request();
    request["accessories"] = json!([{ "name": "Cable", "count": 2 }]);
    let repair = shop.ann.post("/api/v1/repairs", &request).await.expect(201).json;
    moves(&shop.ann, &repair, "cancelled", json!({})).await.expect(200);
    let scanned = json!({ "rma_number": repair["rma_number"] });
    let late = shop.logistics.post(&format!("{}/arrivals", path(&repair)), &scanned).await.expect(201).json;
    assert_eq!(late["accessories"], request["accessories"]);
    app.run_jobs().await;
});

kit::both_engines!(a_claim_is_not_forgotten, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("inbound").await;
    let claims = async |shop: &Shop, open: bool| {
        sends(&shop.logistics, Method::PATCH, &path(&repair), &json!({ "claim_open": open }))
            .await
            .expect(200)
            .json
    };
    let opened_at = app.now();
    let opened = claims(&shop, true).await;
    assert_eq!(opened["staff"]["claim_opened_at"], domain::clock::to_text(opened_at));
    assert_eq!(opened["staff"]["target_at"], domain::clock::to_text(opened_at + Duration::days(90)));
    let overdue = async |shop: &Shop| {
        let list = shop.lead.get("/api/v1/repairs?overdue=true").await.expect(200).json;
        list["items"].as_array().unwrap().iter().any(|one| one["id"] == repair["id"])
    };
    time_passes(&app, Duration::days(89)).await;
    shop.sign_in_again(&app).await;
    assert!(!overdue(&shop).await);
    // Said again, it is not opened again.
    assert_eq!(claims(&shop, true).await["staff"]["claim_opened_at"], opened["staff"]["claim_opened_at"]);
    time_passes(&app, Duration::days(2)).await;
    shop.sign_in_again(&app).await;
    assert!(overdue(&shop).await, "the desk is told of it");
    let settled = claims(&shop, false).await;
    assert_eq!(
        (&settled["staff"]["claim_open"], &settled["staff"]["claim_opened_at"]),
        (&json!(false), &Value::Null)
    );
    assert!(!overdue(&shop).await);
    app.run_jobs().await;
});

kit::both_engines!(a_quote_whose_time_is_over_is_not_offered, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    let mut short = quote(&app, 6000);
    short["valid_until"] = json!(app.now() + Duration::days(3));
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": short })).await.expect(200);
    assert_eq!(offered(&shop.ann, &repair, "repairing").await["missing"], json!([]));
    let hold = json!({ "reason": "She thinks.", "until": app.now() + Duration::days(10) });
    sends(&shop.agent, Method::PUT, &format!("{}/hold", path(&repair)), &hold).await.expect(200);
    time_passes(&app, Duration::days(4)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.ann, &repair).await["state"], "awaiting_approval", "it rests");
    assert_eq!(offered(&shop.ann, &repair, "repairing").await["missing"], json!(["quote_in_force"]));
    assert_eq!(offered(&shop.ann, &repair, "ready_to_ship").await["missing"], json!([]));
    let read = last(&shop, &repair).await;
    decides(&shop, &repair, "repairing", &read, json!({})).await.expect_problem(409, "quote_not_in_force");
    app.run_jobs().await;
});

kit::both_engines!(what_changes_of_a_repair_is_told, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let events = format!("/api/v1/tickets/{}/events", shop.ticket["id"].as_str().unwrap());
    let told = async |person: &Person| {
        let all = person.get(&events).await.expect(200).json["items"].clone();
        all.as_array().unwrap().iter().filter(|event| event["kind"] == "repair_changed").count()
    };
    assert_eq!(told(&shop.lead).await, 0);
    unpacks(&shop.technician, &repair, &found("K61-004711")).await.expect(200);
    sends(&shop.ann, Method::PATCH, &path(&repair), &json!({ "return_method": "locker" })).await.expect(200);
    assert_eq!((told(&shop.lead).await, told(&shop.ann).await), (2, 2));
    let hold = json!({ "reason": "Wait.", "until": app.now() + Duration::days(3) });
    sends(&shop.agent, Method::PUT, &format!("{}/hold", path(&repair)), &hold).await.expect(200);
    sends(&shop.logistics, Method::PATCH, &path(&repair), &json!({ "claim_open": true })).await.expect(200);
    assert_eq!(
        (told(&shop.lead).await, told(&shop.ann).await),
        (4, 2),
        "what is the desk's business is not told"
    );
    app.run_jobs().await;
});

kit::both_engines!(the_desk_sees_that_two_hold_one_number, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    assert_eq!(reads(&shop.lead, &repair).await["staff"]["serial_held_by_another"], false);
    let same = json!({ "product_id": shop.product["id"], "serial": "K61-004711" });
    let claim = shop.cem.post("/api/v1/devices", &same).await.expect(201).json;
    assert_eq!(reads(&shop.lead, &repair).await["staff"]["serial_held_by_another"], true);
    assert_eq!(reads(&shop.ann, &repair).await["staff"], Value::Null, "no customer learns of another");
    let claim = format!("/api/v1/devices/{}", claim["id"].as_str().unwrap());
    sends(&shop.cem, Method::DELETE, &claim, &Value::Null).await.expect(204);
    assert_eq!(reads(&shop.lead, &repair).await["staff"]["serial_held_by_another"], false);
    app.run_jobs().await;
});

kit::both_engines!(a_claim_of_before_is_open_since_the_last_change, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("inbound").await;
    let before = reads(&shop.lead, &repair).await;
    let earlier = [
        "ALTER TABLE repair_case DROP COLUMN accessories",
        "ALTER TABLE repair_case DROP COLUMN claim_opened_at",
        "ALTER TABLE repair_intake DROP COLUMN confirmed_reason",
        "ALTER TABLE repair_intake DROP COLUMN confirmed_by",
        "ALTER TABLE repair_intake DROP COLUMN confirmed_at",
        "ALTER TABLE repair_case ADD COLUMN claim_open boolean NOT NULL DEFAULT false",
        "UPDATE repair_case SET claim_open = true",
    ];
    upgrade_again(&app, "m20261124_000450_intake_and_claim", &earlier).await;
    let upgraded = reads(&shop.lead, &repair).await;
    assert_eq!(upgraded["staff"]["claim_open"], true);
    assert_eq!(upgraded["staff"]["claim_opened_at"], before["updated_at"]);
    assert_eq!(upgraded["accessories"], json!([]));
    // It is overdue 90 days later although nobody touches it.
    time_passes(&app, Duration::days(91)).await;
    let lead = app.sign_in(&shop.lead.email).await;
    let overdue = lead.get("/api/v1/repairs?overdue=true").await.expect(200).json;
    assert_eq!(overdue["items"][0]["id"], repair["id"]);
    app.run_jobs().await;
});
