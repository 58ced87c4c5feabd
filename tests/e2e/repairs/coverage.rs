//! What pays for a repair, and why.

use axum::http::Method;
use chrono::Duration;
use kit::{Person, TestApp};
use serde_json::{Value, json};

use super::{Shop, forget, moves, path, reads, sends};
use crate::support::{rows, time_passes};

fn coverage_of(device: &Value) -> String {
    format!("/api/v1/devices/{}/coverage", device["id"].as_str().unwrap())
}

pub(super) async fn ledger(person: &Person, device: &Value) -> Value {
    person.get(&coverage_of(device)).await.expect(200).json
}

/// A member of each entry.
pub(super) fn each(coverage: &Value, member: &str) -> Vec<Value> {
    coverage["entries"].as_array().unwrap().iter().map(|entry| entry[member].clone()).collect()
}

pub(super) async fn buys(shop: &Shop, app: &TestApp, days_ago: i64, country: Option<&str>) -> Value {
    let day = (app.now() - Duration::days(days_ago)).date_naive();
    let mut purchase = json!({ "purchased_on": day.to_string() });
    if let Some(country) = country {
        purchase["seller_country"] = json!(country);
    }
    let place = format!("/api/v1/devices/{}/registration", shop.device["id"].as_str().unwrap());
    shop.ann.with("if-match", "*").post(&place, &purchase).await.expect(200).json
}

/// A repair from the request to its end.
async fn repaired(shop: &Shop, coverage: &str, follow_up_of: Option<&Value>) -> Value {
    let mut request = shop.request();
    if let Some(earlier) = follow_up_of {
        request["follow_up_of"] = earlier["id"].clone();
    }
    let repair = shop.ann.post("/api/v1/repairs", &request).await.expect(201).json;
    for (to, who, mut body) in shop.way(&repair, "closed") {
        if to == "authorized" {
            body["coverage"] = json!(coverage);
        }
        // The customer who pays is asked in other tests.
        if to != "repairing" {
            moves(who, &repair, to, body).await.expect(200);
        }
    }
    repair
}

async fn decision(person: &Person, repair: &Value) -> Value {
    person.get(&format!("{}/coverage", path(repair))).await.expect(200).json
}

kit::both_engines!(a_purchase_is_written_down_and_so_is_its_correction, |app| {
    let shop = Shop::open(&app).await;
    let before = ledger(&shop.ann, &shop.device).await;
    assert_eq!((&before["entries"], &before["today"]["coverage"]), (&json!([]), &json!("paid")));
    assert_eq!(before["today"]["reasons"][0]["finding"], "no_purchase");
    let product = format!("/api/v1/products/{}", shop.product["id"].as_str().unwrap());
    let months = |months: i32| json!({ "warranty_months": months });
    let refused = sends(&shop.lead, Method::PATCH, &product, &months(601)).await;
    refused.expect_problem(422, "validation_failed").at("#/warranty_months");
    sends(&shop.lead, Method::PATCH, &product, &months(36)).await.expect(200);
    buys(&shop, &app, 800, None).await;
    let known = ledger(&shop.ann, &shop.device).await;
    assert_eq!(each(&known, "kind"), ["legal_guarantee", "commercial_warranty"]);
    assert_eq!(each(&known, "source"), ["registration"; 2]);
    assert_eq!(known["entries"][0]["recorded_by"], Value::Null, "staff only");
    assert_eq!(known["today"]["coverage"], "commercial_warranty");
    let findings = known["today"]["reasons"].as_array().unwrap();
    assert_eq!((&findings[0]["finding"], &findings[1]["finding"]), (&json!("covers"), &json!("over")));
    let german =
        shop.ann.with("accept-language", "de").get(&coverage_of(&shop.device)).await.expect(200).json;
    assert!(german["today"]["explanation"].as_str().unwrap().starts_with("Die Garantie des Herstellers"));
    // Bought in a country whose law says more, and later: what stood there stays, replaced.
    let day = (app.now() - Duration::days(750)).date_naive().to_string();
    let place = format!("/api/v1/devices/{}", shop.device["id"].as_str().unwrap());
    let corrected = json!({ "purchased_on": day, "seller_country": "ES" });
    sends(&shop.ann, Method::PATCH, &place, &corrected).await.expect(200);
    let corrected = ledger(&shop.agent, &shop.device).await;
    assert_eq!(each(&corrected, "replaces"), [Value::Null, Value::Null, json!(1), json!(2)]);
    assert_eq!(corrected["entries"][2]["rule"], "national_guarantee");
    assert_eq!(corrected["entries"][2]["recorded_by"], json!(shop.ann.id));
    assert_eq!(corrected["today"]["coverage"], "legal_guarantee");
    sends(&shop.ann, Method::PATCH, &place, &json!({ "purchased_on": null })).await.expect(200);
    let withdrawn = ledger(&shop.ann, &shop.device).await;
    assert_eq!(each(&withdrawn, "rule")[4..], ["purchase_withdrawn", "purchase_withdrawn"]);
    assert_eq!(withdrawn["today"]["coverage"], "paid");
    shop.cem.get(&coverage_of(&shop.device)).await.expect_problem(404, "not_found");
    app.run_jobs().await;
});

kit::both_engines!(a_purchase_is_not_corrected_for_ever_by_its_owner, |app| {
    let shop = Shop::open(&app).await;
    let place = format!("/api/v1/devices/{}", shop.device["id"].as_str().unwrap());
    let bought = |days_ago: i64| json!({ "purchased_on": (app.now() - Duration::days(days_ago)).date_naive().to_string() });
    for days_ago in 1..=40 {
        sends(&shop.ann, Method::PATCH, &place, &bought(days_ago)).await.expect(200);
    }
    let more = sends(&shop.ann, Method::PATCH, &place, &bought(41)).await;
    more.expect_problem(409, "state_conflict");
    sends(&shop.agent, Method::PATCH, &place, &bought(41)).await.expect(200);
    assert_eq!(ledger(&shop.ann, &shop.device).await["today"]["coverage"], "legal_guarantee");
    app.run_jobs().await;
});

kit::both_engines!(a_repair_under_the_guarantee_makes_it_longer_once, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let first = repaired(&shop, "legal_guarantee", None).await;
    let longer = ledger(&shop.ann, &shop.device).await;
    assert_eq!(each(&longer, "kind"), ["legal_guarantee", "extension"]);
    let (guarantee, extension) = (&longer["entries"][0], &longer["entries"][1]);
    assert_eq!((&extension["source"], &extension["repair_id"]), (&json!("repair"), &first["id"]));
    assert!(extension["from"].as_str() > guarantee["until"].as_str(), "it goes on where the guarantee ends");
    repaired(&shop, "legal_guarantee", None).await;
    assert_eq!(ledger(&shop.ann, &shop.device).await["entries"].as_array().unwrap().len(), 2, "once");
    // A corrected purchase moves both.
    let place = format!("/api/v1/devices/{}", shop.device["id"].as_str().unwrap());
    let day = (app.now() - Duration::days(310)).date_naive().to_string();
    sends(&shop.ann, Method::PATCH, &place, &json!({ "purchased_on": day })).await.expect(200);
    let moved = ledger(&shop.ann, &shop.device).await;
    assert_eq!(each(&moved, "replaces")[2..], [json!(1), json!(2)]);
    assert_eq!(each(&moved, "kind")[2..], ["legal_guarantee", "extension"]);
    app.run_jobs().await;
});

kit::both_engines!(goodwill_is_a_leads_word, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.asks().await;
    let kind = json!({ "coverage": "goodwill", "reason": "We pay." });
    moves(&shop.agent, &repair, "authorized", kind.clone()).await.expect_problem(403, "forbidden");
    assert_eq!(reads(&shop.ann, &repair).await["state"], "requested");
    moves(&shop.lead, &repair, "authorized", kind.clone()).await.expect(200);
    moves(&shop.ann, &repair, "cancelled", json!({})).await.expect(200);
    // What a lead has agreed to before, an agent says again.
    let until = (app.now() + Duration::days(30)).date_naive().to_string();
    let agreed = json!({ "until": until, "reason": "A good customer." });
    shop.lead.post(&coverage_of(&shop.device), &agreed).await.expect(200);
    let repair = shop.asks().await;
    moves(&shop.agent, &repair, "authorized", kind).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(what_was_decided_is_kept_with_its_reasons, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let repair = shop.asks().await;
    let open = decision(&shop.agent, &repair).await;
    assert_eq!((&open["computed"]["coverage"], &open["decided"]), (&json!("legal_guarantee"), &json!([])));
    let paid = json!({ "coverage": "paid", "reason": "It was dropped." });
    moves(&shop.agent, &repair, "authorized", paid).await.expect(200);
    let decided = decision(&shop.agent, &repair).await["decided"][0].clone();
    assert_eq!((&decided["coverage"], &decided["deviates"]), (&json!("paid"), &json!(true)));
    assert_eq!(decided["computed"]["reasons"][0]["finding"], "covers");
    assert_eq!(decided["decided_by"], json!(shop.agent.id));
    let seen = decision(&shop.ann, &repair).await["decided"][0].clone();
    assert_eq!((&seen["coverage"], &seen["decided_by"]), (&json!("paid"), &Value::Null));
    assert_eq!(reads(&shop.ann, &repair).await["coverage_reason"], "It was dropped.");
    shop.cem.get(&format!("{}/coverage", path(&repair))).await.expect_problem(404, "not_found");
    moves(&shop.ann, &repair, "cancelled", json!({})).await.expect(200);
    let second = shop.asks().await;
    moves(&shop.agent, &second, "rejected", json!({ "reason": "We do not." })).await.expect(200);
    let decided = decision(&shop.agent, &second).await["decided"][0].clone();
    assert_eq!((&decided["to"], &decided["coverage"]), (&json!("rejected"), &Value::Null));
    app.run_jobs().await;
});

kit::both_engines!(the_desk_stands_in_for_what_was_paid_for, |app| {
    let mut shop = Shop::open(&app).await;
    let first = repaired(&shop, "paid", None).await;
    let known = ledger(&shop.ann, &shop.device).await;
    assert_eq!(each(&known, "kind"), ["repair_warranty"]);
    assert_eq!(known["today"]["reasons"][0]["finding"], "another_fault");
    time_passes(&app, Duration::days(100)).await;
    shop.sign_in_again(&app).await;
    let again = repaired(&shop, "repair_warranty", Some(&first)).await;
    assert_eq!(decision(&shop.ann, &again).await["computed"]["coverage"], "repair_warranty");
    assert_eq!(ledger(&shop.ann, &shop.device).await["entries"].as_array().unwrap().len(), 1, "no new one");
    let other = shop.asks().await;
    assert_eq!(decision(&shop.ann, &other).await["computed"]["coverage"], "paid");
    app.run_jobs().await;
});

kit::both_engines!(what_a_unit_had_once_is_known_when_it_is_registered_anew, |app| {
    let mut shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    repaired(&shop, "legal_guarantee", None).await;
    let anew = json!({ "product_id": shop.product["id"], "serial": "K61-004711" });
    let place = |device: &Value| format!("/api/v1/devices/{}", device["id"].as_str().unwrap());
    shop.ann.with("if-match", "*").delete(&place(&shop.device)).await.expect(204);
    shop.device = shop.ann.post("/api/v1/devices", &anew).await.expect(201).json;
    buys(&shop, &app, 300, None).await;
    repaired(&shop, "legal_guarantee", None).await;
    assert_eq!(each(&ledger(&shop.ann, &shop.device).await, "kind"), ["legal_guarantee"], "once");
    let repair = shop.repair_in("diagnosing").await;
    let exchanged =
        json!({ "outcome": "exchanged", "reason": "The board broke.", "replacement_serial": "K61-000815" });
    moves(&shop.lead, &repair, "ready_to_ship", exchanged).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", json!({ "identity_checked": true })).await.expect(200);
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    shop.ann.with("if-match", "*").delete(&place(&shop.device)).await.expect(204);
    shop.device = shop.ann.post("/api/v1/devices", &anew).await.expect(201).json;
    buys(&shop, &app, 300, None).await;
    let found = ledger(&shop.ann, &shop.device).await;
    assert_eq!(found["today"]["reasons"][0]["finding"], "unit_exchanged");
    forget(&app).await;
    assert_eq!(rows(&app, "unit_mark").await, 2);
    app.pass(Duration::days(3_660));
    forget(&app).await;
    assert_eq!(rows(&app, "unit_mark").await, 0, "nothing is remembered for ever");
});

kit::both_engines!(what_was_promised_stays_and_what_is_withdrawn_goes_with_its_extension, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let promised = ledger(&shop.ann, &shop.device).await["entries"][0]["until"].clone();
    let terms = json!({
        "guarantee_months": 12, "extension_months": 12, "repair_warranty_months": 6,
        "checked_by_another": false, "notices": { "count": 3, "days": 30 }, "countries": [],
    });
    sends(&shop.lead, Method::PUT, "/api/v1/repair-terms", &terms).await.expect(200);
    let place = format!("/api/v1/devices/{}", shop.device["id"].as_str().unwrap());
    sends(&shop.agent, Method::PATCH, &place, &json!({ "status": "confirmed" })).await.expect(200);
    let after = ledger(&shop.ann, &shop.device).await;
    assert_eq!(
        (each(&after, "until"), each(&after, "source")),
        (vec![promised], vec![json!("registration")])
    );
    repaired(&shop, "legal_guarantee", None).await;
    sends(&shop.ann, Method::PATCH, &place, &json!({ "purchased_on": null })).await.expect(200);
    assert_eq!(ledger(&shop.ann, &shop.device).await["today"]["coverage"], "paid");
    let told = (app.now() - Duration::days(300)).date_naive().to_string();
    sends(&shop.ann, Method::PATCH, &place, &json!({ "purchased_on": told })).await.expect(200);
    let again = ledger(&shop.ann, &shop.device).await;
    let last = again["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["kind"], &last["rule"]), (&json!("extension"), &json!("directive_2024_1799_art_16")));
    app.run_jobs().await;
});

kit::both_engines!(a_lead_may_be_kind, |app| {
    let shop = Shop::open(&app).await;
    let place = coverage_of(&shop.device);
    let until = (app.now() + Duration::days(90)).date_naive().to_string();
    let kind = json!({ "until": until, "reason": "It failed three times." });
    shop.agent.post(&place, &kind).await.expect_problem(403, "forbidden");
    let past = json!({ "until": "2020-01-01", "reason": "Too late." });
    shop.lead.post(&place, &past).await.expect_problem(422, "validation_failed").at("#/until");
    let once = shop.lead.with("idempotency-key", "kind");
    once.post(&place, &kind).await.expect(200);
    let again = once.post(&place, &kind).await.expect(200);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(each(&again.json, "kind"), ["goodwill"]);
    let seen = ledger(&shop.ann, &shop.device).await;
    assert_eq!(seen["entries"][0]["reason"], "It failed three times.");
    assert_eq!(seen["today"]["coverage"], "goodwill");
    let device = format!("/api/v1/devices/{}", shop.device["id"].as_str().unwrap());
    shop.ann.with("if-match", "*").delete(&device).await.expect(204);
    app.run_jobs().await;
});

kit::both_engines!(what_covers_a_unit_goes_with_it_to_its_next_owner, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let guarantee = ledger(&shop.ann, &shop.device).await["entries"][0].clone();
    let theirs = json!({ "product_id": shop.product["id"], "serial": "K61-004711" });
    let theirs = shop.cem.post("/api/v1/devices", &theirs).await.expect(201).json;
    let place = |device: &Value| format!("/api/v1/devices/{}", device["id"].as_str().unwrap());
    // Bought second hand: no new guarantee begins.
    let today = json!({ "purchased_on": app.now().date_naive().to_string() });
    let registration = format!("{}/registration", place(&theirs));
    shop.cem.with("if-match", "*").post(&registration, &today).await.expect(200);
    let offers = format!("{}/transfers", place(&shop.device));
    let accepts = format!("{}/transfers/acceptances", place(&theirs));
    let offer = shop.ann.client().send(Method::POST, &offers, "").await;
    let code = json!({ "code": offer.expect(201).json["code"] });
    // While it is being repaired, it stays whose it is.
    let repair = shop.asks().await;
    shop.cem.post(&accepts, &code).await.expect_problem(409, "device_in_repair");
    shop.ann.client().send(Method::POST, &offers, "").await.expect_problem(409, "device_in_repair");
    moves(&shop.ann, &repair, "cancelled", json!({})).await.expect(200);
    shop.cem.post(&accepts, &code).await.expect(200);
    let covered = ledger(&shop.cem, &theirs).await;
    let last = covered["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["source"], &last["until"]), (&json!("hand_over"), &guarantee["until"]));
    assert_ne!(last["from"], guarantee["from"], "when it was bought is the giver's business");
    assert_eq!(covered["today"]["reasons"].as_array().unwrap().len(), 1);
    assert_eq!(ledger(&shop.agent, &shop.device).await["entries"], json!([]));
    app.run_jobs().await;
});

kit::both_engines!(terms_are_written_back_as_they_were_read, |app| {
    let shop = Shop::open(&app).await;
    let terms = "/api/v1/repair-terms";
    let back = async || {
        let mut read = shop.lead.get(terms).await.expect(200).json;
        for told in ["notice_rules", "version", "updated_at"] {
            read.as_object_mut().unwrap().remove(told);
        }
        read
    };
    let put = async |new: &Value| sends(&shop.lead, Method::PUT, terms, new).await.expect(200).json;
    let mut new = back().await;
    assert_eq!(new["notices"], Value::Null, "by law");
    assert_eq!(put(&new).await["version"], 1, "nothing has changed");
    new["reminders"]["address_days"] = json!([5]);
    new["countries"] = json!([{ "country": "ES", "guarantee_months": 36 }]);
    assert_eq!(put(&new).await["version"], 2);
    let read = back().await;
    assert_eq!(read["countries"][0]["notices"], Value::Null);
    assert_eq!(put(&read).await["version"], 2, "nothing has changed");
    // Who knows of no reminders leaves them as they are.
    new.as_object_mut().unwrap().remove("reminders");
    new["extension_months"] = json!(6);
    let after = put(&new).await;
    assert_eq!((&after["version"], &after["reminders"]), (&json!(3), &read["reminders"]));
});

kit::both_engines!(the_terms_hold_for_what_comes, |app| {
    let shop = Shop::open(&app).await;
    let terms = "/api/v1/repair-terms";
    shop.ann.get(terms).await.expect_problem(403, "forbidden");
    let first = shop.technician.get(terms).await.expect(200).json;
    assert_eq!((&first["guarantee_months"], &first["updated_at"]), (&json!(24), &Value::Null));
    assert_eq!(first["notices"], Value::Null, "by law");
    let new = |countries: Value| {
        json!({
            "guarantee_months": 12, "extension_months": 0, "repair_warranty_months": 0,
            "checked_by_another": false, "notices": { "count": 3, "days": 30 }, "countries": countries,
        })
    };
    let twice =
        json!([{ "country": "ES", "guarantee_months": 36 }, { "country": "es", "guarantee_months": 24 }]);
    sends(&shop.lead, Method::PUT, terms, &new(twice))
        .await
        .expect_problem(422, "validation_failed")
        .at("#/countries/1/country");
    sends(&shop.agent, Method::PUT, terms, &new(json!([]))).await.expect_problem(403, "forbidden");
    let version = |version: &str| shop.lead.with("if-match", version);
    version("\"7\"").put(terms, &new(json!([]))).await.expect_problem(412, "precondition_failed");
    let set = version("\"1\"").put(terms, &new(json!([]))).await.expect(200).json;
    assert_eq!((&set["version"], &set["countries"]), (&json!(2), &json!([])));
    let same = version("\"2\"").put(terms, &new(json!([]))).await.expect(200).json;
    assert_eq!(same["version"], 2, "nothing has changed");
    buys(&shop, &app, 400, Some("ES")).await;
    assert_eq!(ledger(&shop.ann, &shop.device).await["today"]["reasons"][0]["finding"], "over");
    repaired(&shop, "paid", None).await;
    repaired(&shop, "legal_guarantee", None).await;
    assert_eq!(each(&ledger(&shop.ann, &shop.device).await, "kind"), ["legal_guarantee"]);
    app.run_jobs().await;
});

kit::both_engines!(who_is_covered_by_law_is_told_of_the_choice_and_the_extension, |app| {
    let mut shop = Shop::open(&app).await;
    for (coverage, is_told) in [("legal_guarantee", true), ("goodwill", false)] {
        shop.ticket = shop.ann.opens_ticket("Fader 4 is stuck").await;
        let repair = shop.asks().await;
        app.run_jobs().await;
        app.mailbox.take();
        let decision = json!({ "coverage": coverage, "reason": "We pay." });
        moves(&shop.lead, &repair, "authorized", decision).await.expect(200);
        app.run_jobs().await;
        let letter = app.mailbox.take_only_to(&shop.ann.email).text();
        let letter = letter.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(letter.contains("choice between a repair and a replacement"), is_told, "{letter}");
        assert_eq!(letter.contains("the guarantee runs 12 months longer, once"), is_told, "{letter}");
        moves(&shop.ann, &repair, "cancelled", json!({})).await.expect(200);
    }
    app.run_jobs().await;
    app.mailbox.take();
});
