//! What the bench writes down: the diagnosis, the work and its parts, and what did not pass a check.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use super::{Shop, moves, path, reads, sends};

fn diagnosis() -> Value {
    json!({
        "fault": "confirmed", "cause": "wear", "findings": "The track of fader 3 is worn through.",
        "summary": "Fader 3 is worn out and will be replaced.",
    })
}

async fn diagnoses(shop: &Shop, repair: &Value, found: &Value) -> kit::Reply {
    sends(&shop.technician, Method::PUT, &format!("{}/diagnosis", path(repair)), found).await
}

kit::both_engines!(a_device_on_the_bench_is_diagnosed, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let place = format!("{}/diagnosis", path(&repair));
    shop.technician.get(&place).await.expect_problem(404, "not_found");
    diagnoses(&shop, &repair, &diagnosis()).await.expect_problem(409, "state_conflict");
    for (to, who, body) in shop.way(&repair, "diagnosing").into_iter().skip(3) {
        moves(who, &repair, to, body).await.expect(200);
    }
    for who in [&shop.ann, &shop.logistics, &shop.agent] {
        sends(who, Method::PUT, &place, &diagnosis()).await.expect_problem(403, "forbidden");
    }
    sends(&shop.cem, Method::PUT, &place, &diagnosis()).await.expect_problem(403, "forbidden");
    let mut blank = diagnosis();
    blank["findings"] = json!(" ");
    diagnoses(&shop, &repair, &blank).await.expect_problem(422, "validation_failed").at("#/findings");

    // What only staff read changes nothing for the customer.
    let own = json!({ "fault": "other", "findings": "Something rattles." });
    let before = reads(&shop.ann, &repair).await["version"].clone();
    diagnoses(&shop, &repair, &own).await.expect(200);
    shop.ann.get(&place).await.expect_problem(404, "not_found");
    assert_eq!(reads(&shop.ann, &repair).await["version"], before);
    diagnoses(&shop, &repair, &diagnosis()).await.expect(200);
    let stale = shop.technician.with("if-match", "\"1\"").put(&place, &diagnosis()).await;
    stale.expect_problem(412, "precondition_failed");
    // The same once more is nothing new.
    let version = reads(&shop.technician, &repair).await["version"].clone();
    let again = diagnoses(&shop, &repair, &diagnosis()).await.expect(200).json;
    assert_eq!(again["version"], version);

    let told = shop.ann.get(&place).await.expect(200).json;
    assert_eq!((&told["fault"], &told["summary"]), (&json!("confirmed"), &diagnosis()["summary"]));
    for hidden in ["cause", "findings", "done_by"] {
        assert_eq!(told[hidden], Value::Null, "{hidden} is the desk's");
    }
    shop.cem.get(&place).await.expect_problem(404, "not_found");
    let read = shop.lead.get(&place).await.expect(200).json;
    assert_eq!((&read["cause"], &read["done_by"]), (&json!("wear"), &json!(shop.technician.id)));
    let events = format!("/api/v1/tickets/{}/events", shop.ticket["id"].as_str().unwrap());
    let counted = async |person: &kit::Person| {
        let all = person.get(&events).await.expect(200).json["items"].clone();
        all.as_array().unwrap().iter().filter(|event| event["kind"] == "repair_diagnosed").count()
    };
    assert_eq!((counted(&shop.agent).await, counted(&shop.ann).await), (2, 1));
    app.run_jobs().await;
});

kit::both_engines!(work_is_logged_with_its_parts_while_a_device_is_on_the_bench, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let place = format!("{}/work-log", path(&repair));
    let fader = json!({
        "text": "Fader, 100 mm", "quantity": 2, "part_number": "F100-B10K", "serial_in": "F-77", "serial_out": "F-12",
    });
    let work = json!({ "text": "Opened it and replaced two faders.", "minutes": 25, "parts": [fader] });
    shop.technician.post(&place, &work).await.expect_problem(409, "state_conflict");
    for (to, who, body) in shop.way(&repair, "repairing").into_iter().skip(3) {
        moves(who, &repair, to, body).await.expect(200);
    }
    for who in [&shop.ann, &shop.logistics, &shop.agent, &shop.cem] {
        who.post(&place, &work).await.expect_problem(403, "forbidden");
    }
    let mut none = work.clone();
    none["parts"][0]["quantity"] = json!(0);
    let refused = shop.technician.post(&place, &none).await;
    refused.expect_problem(422, "validation_failed").at("#/parts/0/quantity");
    let mut odd = work.clone();
    odd["parts"][0]["serial_in"] = json!("Ω");
    let refused = shop.technician.post(&place, &odd).await;
    refused.expect_problem(422, "validation_failed").at("#/parts/0/serial_in");

    let keyed = shop.technician.with("idempotency-key", "two-faders");
    let logged = keyed.post(&place, &work).await.expect(201).json;
    let again = keyed.post(&place, &work).await.expect(201);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(again.json, logged, "it is done once");
    let mut tested = json!({ "work": work });
    tested["work"]["parts"][0]["quantity"] = json!(1);
    tested["work"]["parts"][0]["serial_in"] = json!("Ω");
    let refused = moves(&shop.technician, &repair, "testing", tested.clone()).await;
    refused.expect_problem(422, "validation_failed").at("#/work/parts/0/serial_in");
    tested["work"]["parts"][0]["serial_in"] = json!("F-78");
    moves(&shop.technician, &repair, "testing", tested).await.expect(200);

    let log = shop.lead.get(&place).await.expect(200).json;
    assert_eq!(log["minutes"], 50);
    let items = log["items"].as_array().unwrap();
    let kinds: Vec<_> = items.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["work", "part_used", "work", "part_used"]);
    let part = &items[1];
    assert_eq!((&part["quantity"], &part["part_number"]), (&json!(2), &json!("F100-B10K")));
    assert_eq!((&part["serial_in"], &part["serial_out"]), (&json!("F-77"), &json!("F-12")));
    assert_eq!(items[3]["serial_in"], "F-78");
    shop.ann.get(&place).await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(what_did_not_pass_a_check_is_in_the_log, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("testing").await;
    let failed = json!({ "note": "Fader 4 sticks now.", "failed_checks": ["All faders reach both ends."] });
    let mut ready = json!({ "checklist": ["It plays."], "outcome": "repaired" });
    ready["failed_checks"] = failed["failed_checks"].clone();
    let refused = moves(&shop.technician, &repair, "ready_to_ship", ready).await;
    refused.expect_problem(422, "validation_failed").at("#/failed_checks");
    moves(&shop.technician, &repair, "repairing", failed).await.expect(200);
    let log = shop.lead.get(&format!("{}/work-log", path(&repair))).await.expect(200).json;
    let last = log["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["kind"], &last["text"]),
        (&json!("check_failed"), &json!("All faders reach both ends."))
    );
    app.run_jobs().await;
});

kit::both_engines!(a_part_that_does_not_come_on_its_day_makes_a_repair_overdue, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("repairing").await;
    let day = (app.now() + Duration::days(3)).date_naive().to_string();
    let part = json!({ "part": { "text": "Fader, 100 mm", "expected_on": day } });
    moves(&shop.technician, &repair, "awaiting_parts", part).await.expect(200);
    let overdue = async |shop: &Shop| {
        let found = shop.lead.get("/api/v1/repairs?overdue=true").await.expect(200).json;
        found["items"].as_array().unwrap().len()
    };
    app.pass(Duration::days(3));
    shop.sign_in_again(&app).await;
    assert_eq!(overdue(&shop).await, 0, "it may come today");
    app.pass(Duration::days(1));
    shop.sign_in_again(&app).await;
    assert_eq!(overdue(&shop).await, 1);
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(who_pays_agrees_also_to_what_a_check_has_found, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.asks().await;
    for (to, who, mut body) in shop.way(&repair, "diagnosing") {
        if to == "authorized" {
            body["coverage"] = json!("paid");
        }
        moves(who, &repair, to, body).await.expect(200);
    }
    let tested = || json!({ "work": { "text": "Looked for it.", "minutes": 30 } });
    moves(&shop.technician, &repair, "testing", tested()).await.expect(200);
    let refused = moves(&shop.technician, &repair, "repairing", json!({ "note": "It jams." })).await;
    let problem = refused.expect_problem(409, "repair_not_ready").json;
    assert!(problem["detail"].as_str().unwrap().contains("agreed"), "{problem}");
    let line = json!({ "kind": "labour", "text": "Fader 3", "quantity_milli": 1000, "unit_minor": 100, "tax_rate": 0 });
    let quote = json!({
        "currency": "EUR", "lines": [line], "maximum": false, "days_needed": 5, "decline_fee_minor": 0,
        "valid_until": app.now() + Duration::days(20),
    });
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": quote })).await.expect(200);
    let quotes = shop.ann.get(&format!("{}/quotes", path(&repair))).await.expect(200).json;
    let last = quotes["items"].as_array().unwrap().last().unwrap();
    let choice =
        json!({ "quote_version": { "version": last["version"], "content_hash": last["content_hash"] } });
    moves(&shop.ann, &repair, "repairing", choice).await.expect(200);
    moves(&shop.technician, &repair, "testing", tested()).await.expect(200);
    moves(&shop.technician, &repair, "repairing", json!({ "note": "Once more." })).await.expect(200);
    app.run_jobs().await;
    app.mailbox.take();
});
