use chrono::Duration;
use kit::{Reply, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{Shop, intake, letters, moves, papers::text_of, path, reads, sends};
use crate::support::{time_passes, upgrade_again};

pub(super) fn quote(app: &TestApp, unit_minor: i64) -> Value {
    json!({
        "currency": "EUR",
        "lines": [
            { "kind": "labour", "text": "Replace fader 3", "quantity_milli": 1500, "unit_minor": unit_minor, "tax_rate": 1900 },
            { "kind": "discount", "text": "For waiting", "quantity_milli": 1000, "unit_minor": 500, "tax_rate": 1900 },
        ],
        "maximum": false, "days_needed": 5, "decline_fee_minor": 0,
        "valid_until": app.now() + Duration::days(20),
    })
}

/// A repair that the customer pays, on the bench.
pub(super) async fn paid(shop: &Shop) -> Value {
    let repair = shop.asks().await;
    for (to, who, mut body) in shop.way(&repair, "diagnosing") {
        if to == "authorized" {
            body["coverage"] = json!("paid");
        }
        moves(who, &repair, to, body).await.expect(200);
    }
    repair
}

/// The last quote as the customer reads it, as it is sent back.
pub(super) async fn last(shop: &Shop, repair: &Value) -> Value {
    let quotes = shop.ann.get(&format!("{}/quotes", path(repair))).await.expect(200).json;
    quotes["items"].as_array().unwrap().last().unwrap().clone()
}

pub(super) async fn decides(shop: &Shop, repair: &Value, to: &str, quote: &Value, more: Value) -> Reply {
    let mut body = more;
    body["quote_version"] = json!({ "version": quote["version"], "content_hash": quote["content_hash"] });
    moves(&shop.ann, repair, to, body).await
}

kit::both_engines!(a_quote_is_decided_on_as_it_was_read, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    // Who pays is asked first.
    moves(&shop.technician, &repair, "repairing", json!({})).await.expect_problem(409, "repair_not_ready");
    let mut late = quote(&app, 6000);
    late["valid_until"] = json!(app.now());
    let refused = moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": late })).await;
    refused.expect_problem(422, "validation_failed").at("#/quote/valid_until");
    moves(&shop.technician, &repair, "awaiting_approval", json!({}))
        .await
        .expect_problem(409, "state_conflict");
    letters(&app, &shop.ann).await;
    let issued = json!({ "quote": quote(&app, 6000) });
    moves(&shop.agent, &repair, "awaiting_approval", issued).await.expect(200);
    assert!(letters(&app, &shop.ann).await[0].ends_with("your decision, please"));
    let first = last(&shop, &repair).await;
    assert_eq!((&first["net_minor"], &first["tax_minor"]), (&json!(8500), &json!(1615)));
    assert_eq!((&first["to_pay_minor"], &first["issued_by"]), (&json!(10115), &Value::Null));
    let mut wrong = first.clone();
    wrong["content_hash"] = json!("0".repeat(64));
    decides(&shop, &repair, "repairing", &wrong, json!({})).await.expect_problem(409, "quote_not_in_force");
    decides(&shop, &repair, "repairing", &first, json!({})).await.expect(200);
    assert_eq!(last(&shop, &repair).await["status"], "approved");
    // More is found: the first quote stays what it was, and a second is asked for.
    let more = json!({ "quote": quote(&app, 9000) });
    moves(&shop.agent, &repair, "awaiting_approval", more).await.expect(200);
    decides(&shop, &repair, "repairing", &first, json!({})).await.expect_problem(409, "quote_not_in_force");
    let second = last(&shop, &repair).await;
    assert_eq!(second["version"], 2);
    decides(&shop, &repair, "ready_to_ship", &second, json!({})).await.expect(200);
    assert_eq!(last(&shop, &repair).await["status"], "declined");
    assert_eq!(reads(&shop.ann, &repair).await["outcome"], "returned_unrepaired");
    app.run_jobs().await;
});

kit::both_engines!(a_maximum_becomes_a_price_before_the_device_leaves, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    let mut offer = quote(&app, 6000);
    offer["maximum"] = json!(true);
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": offer })).await.expect(200);
    let price = format!("{}/final-price", path(&repair));
    let put = async |person: &kit::Person, lines: Value| {
        sends(person, axum::http::Method::PUT, &price, &json!({ "lines": lines })).await
    };
    let work = |unit: i64| json!([{ "kind": "labour", "text": "Fader 3", "quantity_milli": 1000, "unit_minor": unit, "tax_rate": 1900 }]);
    put(&shop.technician, work(1)).await.expect_problem(409, "state_conflict");
    decides(&shop, &repair, "repairing", &last(&shop, &repair).await, json!({})).await.expect(200);
    assert_eq!(last(&shop, &repair).await["owed_minor"], Value::Null, "not known yet");
    put(&shop.technician, work(1)).await.expect_problem(409, "state_conflict");
    for (to, who, body) in shop.way(&repair, "ready_to_ship").into_iter().skip(5) {
        moves(who, &repair, to, body).await.expect(200);
    }
    let handed = json!({ "identity_checked": true });
    moves(&shop.logistics, &repair, "delivered", handed.clone())
        .await
        .expect_problem(409, "repair_not_ready");
    put(&shop.ann, work(1)).await.expect_problem(403, "forbidden");
    put(&shop.logistics, work(1)).await.expect_problem(403, "forbidden");
    put(&shop.cem, work(1)).await.expect_problem(403, "forbidden");
    // 85.00 and its tax were approved.
    put(&shop.technician, work(8501)).await.expect_problem(422, "validation_failed").at("#/lines");
    let stale = shop.agent.with("if-match", "\"1\"").put(&price, &json!({ "lines": work(8000) })).await;
    stale.expect_problem(412, "precondition_failed");
    let body = json!({ "lines": work(8000) }).to_string();
    let blind = shop.agent.with("content-type", "application/json");
    blind.send(axum::http::Method::PUT, &price, body).await.expect_problem(428, "precondition_required");
    let seen = reads(&shop.ann, &repair).await["version"].as_i64().unwrap();
    put(&shop.technician, work(8500)).await.expect(200);
    put(&shop.agent, work(8000)).await.expect(200);
    assert!(reads(&shop.ann, &repair).await["version"].as_i64().unwrap() > seen, "the customer is told");
    for person in [&shop.ann, &shop.agent] {
        let events = person.reads_all(&format!("{}/events", kit::path_of(&shop.ticket)), 50).await;
        let priced = events.iter().filter(|event| event["kind"] == "repair_priced");
        assert!(priced.clone().all(|event| event["to"] == repair["id"]));
        assert_eq!(priced.count(), 2, "each time");
    }
    let told = last(&shop, &repair).await;
    assert_eq!((&told["to_pay_minor"], &told["owed_minor"]), (&json!(10115), &json!(9520)));
    assert_eq!(told["final_price"]["lines"].as_array().unwrap().len(), 1);
    assert_eq!((&told["lines"][0]["unit_minor"], &told["redacted"]), (&json!(6000), &json!(false)));
    assert_eq!(told["final_price"]["recorded_by"], Value::Null, "staff only");
    for language in ["en", "de"] {
        let paper = format!("{}/documents/quote.pdf?lang={language}", path(&repair));
        let text = text_of(&shop.ann.get(&paper).await.expect(200));
        assert!(text.contains("Replace fader 3"), "what was approved: {text}");
        assert!(text.contains("Fader 3"), "what it came to: {text}");
    }
    // Of two who write it down at once one does.
    let version = reads(&shop.agent, &repair).await["version"].as_i64().unwrap();
    let known = shop.agent.with("if-match", &format!("\"{version}\""));
    let lines = json!({ "lines": work(8000) });
    let (one, other) = tokio::join!(known.put(&price, &lines), known.put(&price, &lines));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    moves(&shop.logistics, &repair, "delivered", handed).await.expect(200);
    put(&shop.agent, work(1)).await.expect_problem(409, "state_conflict");
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    let report = shop.lead.get("/api/v1/reports/repairs").await.expect(200).json;
    let owed = json!([{ "sum": { "amount_minor": 9520, "currency": "EUR" }, "cases": 1 }]);
    assert_eq!(report["total"]["quotes"]["owed"], owed);
    app.run_jobs().await;
});

kit::both_engines!(what_is_above_the_maximum_takes_another_approval, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    for unit in [6000, 9000] {
        let mut offer = quote(&app, unit);
        offer["maximum"] = json!(true);
        moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": offer })).await.expect(200);
        decides(&shop, &repair, "repairing", &last(&shop, &repair).await, json!({})).await.expect(200);
    }
    for (to, who, body) in shop.way(&repair, "ready_to_ship").into_iter().skip(5) {
        moves(who, &repair, to, body).await.expect(200);
    }
    let line =
        json!({ "kind": "fee", "text": "Work", "quantity_milli": 1000, "unit_minor": 10_116, "tax_rate": 0 });
    let price = format!("{}/final-price", path(&repair));
    let lines = json!({ "lines": [line] });
    sends(&shop.agent, axum::http::Method::PUT, &price, &lines).await.expect(200);
    let quotes = shop.ann.get(&format!("{}/quotes", path(&repair))).await.expect(200).json["items"].clone();
    assert_eq!((&quotes[1]["owed_minor"], &quotes[0]["final_price"]), (&json!(10_116), &Value::Null));
    app.run_jobs().await;
});

kit::both_engines!(a_price_that_was_charged_stays, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    let mut offer = quote(&app, 6000);
    offer["maximum"] = json!(true);
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": offer })).await.expect(200);
    decides(&shop, &repair, "repairing", &last(&shop, &repair).await, json!({})).await.expect(200);
    let price = format!("{}/final-price", path(&repair));
    let line =
        json!({ "kind": "fee", "text": "Work", "quantity_milli": 1000, "unit_minor": 500, "tax_rate": 0 });
    let put = async |lines: Value| {
        sends(&shop.agent, axum::http::Method::PUT, &price, &json!({ "lines": lines })).await
    };
    let handed = json!({ "identity_checked": true });
    let way = shop.way(&repair, "ready_to_ship");
    for (to, who, body) in way.iter().skip(5) {
        moves(who, &repair, to, body.clone()).await.expect(200);
    }
    put(json!([line])).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", handed.clone()).await.expect(200);
    moves(&shop.agent, &repair, "received", json!({ "reason": "It jams again." })).await.expect(200);
    app.pass(Duration::minutes(1));
    moves(&shop.technician, &repair, "diagnosing", json!({ "intake": intake() })).await.expect(200);
    for (to, who, body) in way.iter().skip(5) {
        moves(who, &repair, to, body.clone()).await.expect(200);
    }
    put(json!([])).await.expect_problem(409, "state_conflict");
    assert_eq!(last(&shop, &repair).await["owed_minor"], 500);
    moves(&shop.logistics, &repair, "delivered", handed).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(what_nobody_claims_has_its_price_too, |app| {
    let mut shop = Shop::open(&app).await;
    sends(&shop.ann, axum::http::Method::PATCH, "/api/v1/me", &json!({ "country": "DE" })).await.expect(200);
    let repair = paid(&shop).await;
    let mut offer = quote(&app, 6000);
    offer["maximum"] = json!(true);
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": offer })).await.expect(200);
    decides(&shop, &repair, "repairing", &last(&shop, &repair).await, json!({})).await.expect(200);
    for (to, who, body) in shop.way(&repair, "ready_to_ship").into_iter().skip(5) {
        moves(who, &repair, to, body).await.expect(200);
    }
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, axum::http::Method::PATCH, &path(&repair), &parcel).await.expect(200);
    for _ in 0..5 {
        time_passes(&app, Duration::days(31)).await;
    }
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "unclaimed");
    let line =
        json!({ "kind": "fee", "text": "Work", "quantity_milli": 1000, "unit_minor": 500, "tax_rate": 0 });
    let price = format!("{}/final-price", path(&repair));
    let put = json!({ "lines": [line] });
    sends(&shop.agent, axum::http::Method::PUT, &price, &put).await.expect(200);
    assert_eq!(last(&shop, &repair).await["owed_minor"], 500);
    let confirmation = format!("{}/disposal-confirmation", path(&repair));
    sends(&shop.agent, axum::http::Method::PUT, &confirmation, &json!(null)).await.expect(200);
    let sold = |currency: &str| {
        let proceeds = json!({ "amount_minor": 4000, "currency": currency });
        let disposal = json!({ "way": "sold", "data_destroyed": true, "proceeds": proceeds });
        json!({ "reason": "Nobody answers.", "second_person_id": shop.agent.id, "disposal": disposal })
    };
    let refused = moves(&shop.lead, &repair, "closed", sold("CHF")).await;
    refused.expect_problem(422, "validation_failed").at("#/disposal/proceeds/currency");
    moves(&shop.lead, &repair, "closed", sold("EUR")).await.expect(200);
    assert_eq!(last(&shop, &repair).await["owed_minor"], 500);
    app.run_jobs().await;
});

kit::both_engines!(a_maximum_of_before_is_owed_once_the_device_has_left, |app| {
    let shop = Shop::open(&app).await;
    let mut offer = quote(&app, 6000);
    offer["maximum"] = json!(true);
    let approved = async || {
        let repair = paid(&shop).await;
        moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": offer })).await.expect(200);
        decides(&shop, &repair, "repairing", &last(&shop, &repair).await, json!({})).await.expect(200);
        repair
    };
    let over = approved().await;
    let way = shop.way(&over, "closed");
    for (to, who, body) in way.iter().skip(5).take(2) {
        moves(who, &over, to, body.clone()).await.expect(200);
    }
    let price = format!("{}/final-price", path(&over));
    sends(&shop.agent, axum::http::Method::PUT, &price, &json!({ "lines": [] })).await.expect(200);
    for (to, who, body) in way.iter().skip(7) {
        moves(who, &over, to, body.clone()).await.expect(200);
    }
    let here = approved().await;
    let earlier = [
        "DELETE FROM repair_quote_line WHERE is_final",
        "UPDATE repair_quote SET final_at = NULL, final_by = NULL",
    ];
    upgrade_again(&app, "m20261123_000310_charged_maximum", &earlier).await;
    let told = last(&shop, &over).await;
    assert_eq!((&told["owed_minor"], &told["redacted"]), (&json!(10115), &json!(false)));
    assert_eq!(told["final_price"]["lines"], told["lines"]);
    assert_eq!(last(&shop, &here).await["owed_minor"], Value::Null, "its price is still to be known");
    app.run_jobs().await;
});

kit::both_engines!(what_an_agent_decides_for_a_customer_is_proved, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": quote(&app, 6000) })).await.expect(200);
    let issued = last(&shop, &repair).await;
    let ticket = shop.ticket["id"].as_str().unwrap();
    let said = json!({ "kind": "reply", "body": "Yes, please." });
    let place = format!("/api/v1/tickets/{ticket}/messages");
    let said = shop.ann.with("idempotency-key", "yes").post(&place, &said).await.expect(201).json;
    let elsewhere = shop.ann.opens_ticket("Another fader").await;
    let elsewhere = format!("/api/v1/tickets/{}/messages", elsewhere["id"].as_str().unwrap());
    let elsewhere = shop.agent.reads_all(&elsewhere, 10).await[0]["id"].clone();
    let decides = async |person: &kit::Person, to: &str, more: Value| {
        let mut body = more;
        body["quote_version"] =
            json!({ "version": issued["version"], "content_hash": issued["content_hash"] });
        moves(person, &repair, to, body).await
    };
    let proof = json!({
        "channel": "email", "said_by": "authorised_person", "said_at": app.now(), "message_id": said["id"],
    });
    let with = |member: &str, value: Value| {
        let mut proof = proof.clone();
        proof[member] = value;
        json!({ "decision_proof": proof })
    };
    decides(&shop.agent, "repairing", json!({ "note": "He called." }))
        .await
        .expect_problem(422, "validation_failed")
        .at("#/decision_proof");
    let wrong = [
        ("said_at", json!(app.now() + Duration::hours(1))),
        ("said_at", json!(app.now() - Duration::days(1))),
        ("message_id", elsewhere),
        ("message_id", repair["id"].clone()),
    ];
    for (member, value) in wrong {
        let refused = decides(&shop.agent, "repairing", with(member, value)).await;
        refused.expect_problem(422, "validation_failed").at(&format!("#/decision_proof/{member}"));
    }
    let own = decides(&shop.ann, "repairing", with("channel", json!("phone"))).await;
    own.expect_problem(422, "validation_failed").at("#/decision_proof");
    decides(&shop.agent, "repairing", json!({ "decision_proof": proof })).await.expect(200);
    let seen = last(&shop, &repair).await;
    assert_eq!((&seen["status"], &seen["content_hash"]), (&json!("approved"), &issued["content_hash"]));
    let told = &seen["decision_proof"];
    assert_eq!((&told["channel"], &told["said_by"]), (&json!("email"), &json!("authorised_person")));
    assert_eq!(told["message_id"], Value::Null, "staff only");
    let quotes = shop.lead.get(&format!("{}/quotes", path(&repair))).await.expect(200).json;
    assert_eq!(quotes["items"][0]["decision_proof"]["message_id"], said["id"]);
    app.run_jobs().await;
});

kit::both_engines!(what_an_agent_declines_for_a_customer_is_proved, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": quote(&app, 6000) })).await.expect(200);
    let issued = last(&shop, &repair).await;
    let mut body = json!({
        "quote_version": { "version": issued["version"], "content_hash": issued["content_hash"] },
    });
    let refused = moves(&shop.agent, &repair, "ready_to_ship", body.clone()).await;
    refused.expect_problem(422, "validation_failed").at("#/decision_proof");
    // Whose clock is ahead means now.
    let said_at = app.now() + Duration::seconds(3);
    body["decision_proof"] = json!({ "channel": "phone", "said_by": "customer", "said_at": said_at });
    moves(&shop.agent, &repair, "ready_to_ship", body).await.expect(200);
    let seen = last(&shop, &repair).await;
    assert_eq!((&seen["status"], &seen["decision_proof"]["channel"]), (&json!("declined"), &json!("phone")));
    assert_eq!(seen["decision_proof"]["said_at"], json!(domain::clock::to_text(app.now())));
    // Nobody asked for a proof before.
    let database = app.database.connect().await;
    let before = "UPDATE repair_quote SET proof_channel = NULL, proof_said_by = NULL, proof_said_at = NULL";
    database.connection().execute_unprepared(before).await.unwrap();
    database.close().await.unwrap();
    let seen = last(&shop, &repair).await;
    assert_eq!((&seen["status"], &seen["decision_proof"]), (&json!("declined"), &Value::Null));
    app.run_jobs().await;
});

kit::both_engines!(who_declines_can_have_the_device_recycled, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": quote(&app, 6000) })).await.expect(200);
    let issued = last(&shop, &repair).await;
    for consent in [json!({}), json!({ "recycling_consent": false })] {
        let refused = decides(&shop, &repair, "closed", &issued, consent).await;
        refused.expect_problem(422, "validation_failed").at("#/recycling_consent");
    }
    let consent = json!({ "recycling_consent": true });
    let closed = decides(&shop, &repair, "closed", &issued, consent).await.expect(200).json;
    assert_eq!(closed["outcome"], "recycled_by_consent");
    app.run_jobs().await;
});

kit::both_engines!(a_quote_that_nobody_decides_on_expires_after_two_reminders, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    let mut offer = quote(&app, 6000);
    offer["decline_fee_minor"] = json!(2500);
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": offer })).await.expect(200);
    letters(&app, &shop.ann).await;
    let issued = last(&shop, &repair).await;
    let mut told = Vec::new();
    for days in [14, 5, 2] {
        time_passes(&app, Duration::days(days)).await;
        told.extend(letters(&app, &shop.ann).await);
    }
    shop.sign_in_again(&app).await;
    let told: Vec<_> = told.iter().map(|subject| subject.rsplit(": ").next().unwrap()).collect();
    assert_eq!(told, ["a reminder", "a reminder", "ready"]);
    let expired = last(&shop, &repair).await;
    assert_eq!((&expired["status"], &expired["owed_minor"]), (&json!("expired"), &json!(2500)));
    assert_eq!(reads(&shop.ann, &repair).await["outcome"], "returned_unrepaired");
    decides(&shop, &repair, "repairing", &issued, json!({})).await.expect_problem(409, "state_conflict");
});

kit::both_engines!(within_the_limit_nobody_needs_to_be_asked, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    let limit = json!({ "limit": { "amount_minor": 10_000, "currency": "EUR" } });
    sends(&shop.ann, axum::http::Method::PATCH, &path(&repair), &limit).await.expect(200);
    let costs = async |cost: Value| moves(&shop.technician, &repair, "repairing", cost).await;
    costs(json!({})).await.expect_problem(422, "validation_failed").at("#/cost_minor");
    costs(json!({ "cost_minor": 10_001 })).await.expect_problem(422, "validation_failed").at("#/cost_minor");
    costs(json!({ "cost_minor": 10_000 })).await.expect(200);
    app.run_jobs().await;
});
