//! Parcels: put down, changed, called off, and gone with their repair.

use axum::http::Method;
use chrono::Duration;
use kit::Person;
use serde_json::{Value, json};

use super::{Shop, addresses::gives_address, forget, moves, path, reads, sends};
use crate::support::rows;

/// A repair that is ready to be sent to an address, and its list of parcels.
pub(super) async fn to_be_sent(app: &kit::TestApp, shop: &Shop) -> (Value, String) {
    let repair = shop.repair_in("ready_to_ship").await;
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, Method::PATCH, &path(&repair), &parcel).await.expect(200);
    gives_address(app, &repair).await.unwrap();
    let list = format!("{}/shipments", path(&repair));
    (repair, list)
}

/// A parcel's place.
pub(super) fn place(parcel: &Value) -> String {
    format!("/api/v1/shipments/{}", parcel["id"].as_str().unwrap())
}

/// It leaves.
pub(super) async fn leaves(shop: &Shop, repair: &Value, parcel: Value) {
    let out = json!({ "serial": "k61004711", "shipment": parcel });
    moves(&shop.logistics, repair, "outbound", out).await.expect(200);
}

/// All parcels as somebody sees them.
pub(super) async fn parcels(person: &Person, list: &str) -> Vec<Value> {
    person.get(list).await.expect(200).json["items"].as_array().unwrap().clone()
}

kit::both_engines!(a_parcel_waits_is_told_of_and_leaves_with_its_repair, |app| {
    let shop = Shop::open(&app).await;
    let (repair, list) = to_be_sent(&app, &shop).await;
    let new = json!({
        "direction": "outbound",
        "parcel": { "carrier": "DHL", "service": "Express", "insured_value": { "amount_minor": 50000, "currency": "EUR" } },
    });
    let once = shop.logistics.with("idempotency-key", "put-it-down");
    let made = once.post(&list, &new).await.expect(201);
    let again = once.post(&list, &new).await.expect(201);
    assert_eq!((again.header("idempotency-replayed").as_deref(), &again.json), (Some("true"), &made.json));
    assert_eq!(made.header("location").unwrap(), place(&made.json));
    assert_eq!((&made.json["state"], &made.json["left_at"]), (&json!("announced"), &Value::Null));
    assert_eq!(made.json["staff"]["created_by"], json!(shop.logistics.id));
    shop.logistics.post(&list, &new).await.expect_problem(409, "state_conflict");
    let patch = json!({ "tracking_number": "0034/1", "service": null });
    let version = &made.json["version"];
    let told = shop.logistics.patch(&place(&made.json), version, &patch).await.expect(200).json;
    assert_eq!((&told["tracking_number"], &told["service"]), (&json!("0034/1"), &Value::Null));
    assert_eq!(told["tracking_url"], Value::Null, "staff need no link with the number in it");
    shop.logistics.patch(&place(&told), version, &patch).await.expect_problem(412, "precondition_failed");
    leaves(&shop, &repair, json!({ "abroad": true })).await;
    let all = parcels(&shop.ann, &list).await;
    assert_eq!(all.len(), 2, "{all:#?}");
    let (inbound, sent) = (&all[0], &all[1]);
    assert_eq!((&inbound["direction"], &sent["id"]), (&json!("inbound"), &told["id"]));
    assert_eq!((&sent["abroad"], &sent["carrier"]), (&json!(true), &json!("DHL")));
    assert_eq!(sent["insured_value"], json!({ "amount_minor": 50000, "currency": "EUR" }));
    assert!(sent["left_at"].is_string());
    assert_eq!(sent["tracking_url"], "https://carrier.example/track?id=0034%2F1");
    assert_eq!(sent["staff"], Value::Null);
    let off = shop.logistics.with("if-match", "*").delete(&place(sent)).await;
    off.expect_problem(409, "state_conflict");
    app.mailbox.take();
    app.run_jobs().await;
    let letter = app.mailbox.take().into_iter().find(|mail| mail.subject().contains("on its way")).unwrap();
    for said in ["DHL brings it.", "0034/1.", "https://carrier.example/track?id=0034%2F1"] {
        assert!(letter.text().contains(said), "{}", letter.text());
    }
});

kit::both_engines!(a_parcel_is_called_off_and_another_takes_its_place, |app| {
    let shop = Shop::open(&app).await;
    let (repair, list) = to_be_sent(&app, &shop).await;
    let new = json!({ "direction": "outbound" });
    let first = shop.logistics.post(&list, &new).await.expect(201).json;
    let off = |version: &str| shop.logistics.with("if-match", version);
    off("\"7\"").delete(&place(&first)).await.expect_problem(412, "precondition_failed");
    off("\"1\"").delete(&place(&first)).await.expect(204);
    off("*").delete(&place(&first)).await.expect(204);
    let late = json!({ "carrier": "DHL" });
    let refused = sends(&shop.logistics, Method::PATCH, &place(&first), &late).await;
    refused.expect_problem(409, "state_conflict");
    shop.logistics.post(&list, &new).await.expect(201);
    leaves(&shop, &repair, json!({ "carrier": "DHL" })).await;
    let all = parcels(&shop.agent, &list).await;
    assert_eq!(all.len(), 3);
    assert!(all[1]["cancelled_at"].is_string() && all[1]["left_at"].is_null());
    assert!(all[2]["left_at"].is_string());
    app.run_jobs().await;
});

kit::both_engines!(parcels_are_for_who_ships_and_whose_repair_it_is, |app| {
    let shop = Shop::open(&app).await;
    let (repair, list) = to_be_sent(&app, &shop).await;
    let new = json!({ "direction": "outbound" });
    for person in [&shop.ann, &shop.technician, &shop.agent, &shop.officer] {
        person.post(&list, &new).await.expect_problem(403, "forbidden");
    }
    shop.logistics
        .post(&list, &json!({ "direction": "inbound" }))
        .await
        .expect_problem(409, "state_conflict");
    let parcel = shop.logistics.post(&list, &new).await.expect(201).json;
    shop.cem.get(&list).await.expect_problem(404, "not_found");
    shop.cem.get(&place(&parcel)).await.expect_problem(404, "not_found");
    shop.cem.get(&format!("{}/tracking-events", place(&parcel))).await.expect_problem(404, "not_found");
    let seen = shop.ann.get(&place(&parcel)).await.expect(200);
    assert_eq!(seen.header("etag").as_deref(), Some("\"1\""));
    let bad = json!({ "direction": "outbound", "parcel": { "carrier": " ", "insured_value": { "amount_minor": 1, "currency": "eur" } } });
    let refused = shop.logistics.post(&list, &bad).await.expect_problem(422, "validation_failed");
    let pointers: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|error| error["pointer"].clone()).collect();
    assert_eq!(pointers, ["#/parcel/carrier", "#/parcel/insured_value/currency"]);
    // Nothing is sent to who comes for it.
    sends(&shop.ann, Method::PATCH, &path(&repair), &json!({ "return_method": "pick_up" })).await.expect(200);
    shop.logistics.with("if-match", "*").delete(&place(&parcel)).await.expect(204);
    shop.logistics.post(&list, &new).await.expect_problem(409, "state_conflict");
    app.run_jobs().await;
});

kit::both_engines!(what_is_handed_over_by_hand_is_written_down_and_corrected, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.asks().await;
    let (mine, register) = ("/api/v1/me/disclosures", "/api/v1/privacy/disclosures");
    let new = |more: Value| {
        let mut new = json!({
            "repair_id": repair["id"], "kinds": ["contact", "device", "contact"], "recipient": "Police, Berlin",
            "recipient_kind": "police", "basis": "legal_obligation", "purpose": "A stolen device.", "at": app.now(),
        });
        for (member, value) in more.as_object().unwrap() {
            new[member] = value.clone();
        }
        new
    };
    for person in [&shop.ann, &shop.agent, &shop.lead, &shop.logistics] {
        person.post(register, &new(json!({}))).await.expect_problem(403, "forbidden");
    }
    // Whose clock is ahead means now.
    let soon = shop.officer.post(register, &new(json!({ "at": app.now() + Duration::seconds(3) }))).await;
    let soon = soon.expect(201).json;
    assert_eq!(soon["at"], json!(domain::clock::to_text(app.now())));
    let once = shop.officer.with("idempotency-key", "police");
    let entry = once.post(register, &new(json!({}))).await.expect(201);
    let replayed = once.post(register, &new(json!({}))).await.expect(201);
    assert_eq!(replayed.header("idempotency-replayed").as_deref(), Some("true"));
    let read = shop.officer.get(&entry.header("location").unwrap()).await.expect(200).json;
    assert_eq!((&read, &read["kinds"]), (&entry.json, &json!(["contact", "device"])));
    shop.agent.get(&entry.header("location").unwrap()).await.expect_problem(403, "forbidden");
    let wrong = [
        (json!({ "at": app.now() + Duration::hours(1) }), "at"),
        (json!({ "at": app.now() - Duration::days(37 * 31) }), "at"),
        (json!({ "repair_id": shop.ticket["id"] }), "repair_id"),
        (json!({ "ticket_id": repair["id"] }), "ticket_id"),
        (json!({ "ticket_id": shop.cem.opens_ticket("Mine").await["id"] }), "ticket_id"),
        (json!({ "corrects_id": repair["id"] }), "corrects_id"),
    ];
    for (more, member) in wrong {
        let refused = shop.officer.post(register, &new(more)).await;
        refused.expect_problem(422, "validation_failed").at(&format!("#/{member}"));
    }
    let mut nobodys = new(json!({}));
    nobodys.as_object_mut().unwrap().remove("repair_id");
    let refused = shop.officer.post(register, &nobodys).await;
    refused.expect_problem(422, "validation_failed").at("#/repair_id");
    let right =
        new(json!({ "kinds": ["device"], "corrects_id": read["id"], "ticket_id": shop.ticket["id"] }));
    let (one, other) = tokio::join!(shop.officer.post(register, &right), shop.officer.post(register, &right));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "corrected once");
    let told = shop.ann.get(mine).await.expect(200).json["items"].clone();
    assert_eq!((&told[0]["corrects_id"], &told[1]["id"]), (&read["id"], &read["id"]));
    assert_eq!((&told[1]["purpose"], &told[1]["officer"]), (&json!("A stolen device."), &Value::Null));
    assert_eq!(shop.cem.get(mine).await.expect(200).json["items"], json!([]));
    app.run_jobs().await;
});

kit::both_engines!(who_only_writes_the_register_reads_there_what_they_wrote, |app| {
    let shop = Shop::open(&app).await;
    let register = "/api/v1/privacy/disclosures";
    let new = json!({
        "ticket_id": shop.ticket["id"], "kinds": ["messages"], "recipient": "Police, Berlin",
        "recipient_kind": "police", "basis": "legal_obligation", "purpose": "A stolen device.", "at": app.now(),
    });
    let officers = shop.officer.post(register, &new).await.expect(201);
    let another = app.staff("pia", domain::identity::Role::PrivacyOfficer).await;
    let token = json!({ "name": "Claims", "scopes": ["disclosure.write", "ticket.read", "repair.read"] });
    let token = another.post("/api/v1/api-tokens", &token).await.expect(201).json;
    let bearer = format!("Bearer {}", token["secret"].as_str().unwrap());
    let program = app.visitor().with("authorization", &bearer);
    let once = program.with("idempotency-key", "claims");
    let written = once.post(register, &new).await.expect(201);
    assert_eq!(written.json["officer"], Value::Null, "who it is about is for who reads the register");
    let replayed = once.post(register, &new).await.expect(201);
    assert_eq!(replayed.json, written.json);
    let read = program.get(&written.header("location").unwrap()).await.expect(200);
    assert_eq!(read.json, written.json);
    program.get(&officers.header("location").unwrap()).await.expect_problem(404, "not_found");
    program.get(register).await.expect_problem(403, "forbidden");
    another.get(&officers.header("location").unwrap()).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(what_is_written_down_late_can_be_read_for_36_months, |app| {
    let mut shop = Shop::open(&app).await;
    let new = json!({
        "ticket_id": shop.ticket["id"], "kinds": ["messages"], "recipient": "Police, Berlin",
        "recipient_kind": "police", "basis": "legal_obligation", "purpose": "A stolen device.",
        "at": app.now() - Duration::days(35 * 30),
    });
    shop.officer.post("/api/v1/privacy/disclosures", &new).await.expect(201);
    app.pass(Duration::days(90));
    forget(&app).await;
    shop.sign_in_again(&app).await;
    let told = shop.ann.get("/api/v1/me/disclosures").await.expect(200).json["items"].clone();
    assert_eq!(told.as_array().unwrap().len(), 1);
    app.pass(Duration::days(36 * 31));
    forget(&app).await;
    assert_eq!(rows(&app, "disclosure").await, 0);
});

kit::both_engines!(who_gets_an_address_is_on_record_for_36_months, |app| {
    let mut shop = Shop::open(&app).await;
    let (repair, _) = to_be_sent(&app, &shop).await;
    let mine = "/api/v1/me/disclosures";
    assert_eq!(shop.ann.get(mine).await.expect(200).json["items"], json!([]));
    leaves(&shop, &repair, json!({ "carrier": "DHL", "tracking_number": "0034" })).await;
    let told = shop.ann.get(mine).await.expect(200).json["items"].clone();
    assert_eq!(told.as_array().unwrap().len(), 1, "{told:#}");
    let entry = &told[0];
    assert_eq!((&entry["kinds"], &entry["recipient"]), (&json!(["postal_address"]), &json!("DHL")));
    assert_eq!((&entry["basis"], &entry["repair_id"]), (&json!("contract"), &repair["id"]));
    assert_eq!(entry["officer"], Value::Null);
    assert_eq!(shop.cem.get(mine).await.expect(200).json["items"], json!([]));
    let register = "/api/v1/privacy/disclosures";
    shop.logistics.get(register).await.expect_problem(403, "forbidden");
    let of = |person: &Person| format!("{register}?account_id={}", person.id);
    let all = shop.officer.get(&of(&shop.ann)).await.expect(200).json["items"].clone();
    let people = json!({ "account_id": shop.ann.id, "actor_id": shop.logistics.id });
    assert_eq!(all[0]["officer"], people);
    assert_eq!(shop.officer.get(&of(&shop.cem)).await.expect(200).json["items"], json!([]));
    moves(&shop.ann, &repair, "delivered", json!({})).await.expect(200);
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    app.pass(Duration::days(61));
    forget(&app).await;
    shop.sign_in_again(&app).await;
    let parcel = parcels(&shop.ann, &format!("{}/shipments", path(&repair))).await.pop().unwrap();
    assert_eq!(parcel["tracking_number"], Value::Null, "forgotten 60 days after the end");
    assert_eq!(rows(&app, "disclosure").await, 1);
    app.pass(Duration::days(36 * 31));
    forget(&app).await;
    assert_eq!(rows(&app, "disclosure").await, 0);
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.logistics, &repair).await["state"], "closed");
});
