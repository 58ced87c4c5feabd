//! Turns that a repair takes off its usual way: lost and found, back to the bench, fetched after all.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use super::{
    Shop,
    addresses::gives_address,
    coverage::{buys, each, ledger},
    letters, moves,
    parcels::{leaves, to_be_sent},
    path, possible,
    quotes::{decides, last, paid, quote},
    reads, sends,
};
use crate::support::time_passes;

kit::both_engines!(a_lost_parcel_that_turns_up_ends_as_what_it_was, |app| {
    let shop = Shop::open(&app).await;
    buys(&shop, &app, 300, None).await;
    let repair = shop.asks().await;
    for (to, who, mut body) in shop.way(&repair, "ready_to_ship") {
        if to == "authorized" {
            body["coverage"] = json!("legal_guarantee");
        }
        moves(who, &repair, to, body).await.expect(200);
    }
    sends(&shop.ann, Method::PATCH, &path(&repair), &json!({ "return_method": "parcel" })).await.expect(200);
    gives_address(&app, &repair).await.unwrap();
    leaves(&shop, &repair, json!({ "carrier": "DHL" })).await;
    let lost = json!({ "outcome": "lost_compensated", "reason": "The carrier lost it." });
    let lost = moves(&shop.lead, &repair, "closed", lost).await.expect(200).json;
    assert_eq!(lost["outcome"], "lost_compensated");
    let scanned = json!({ "rma_number": repair["rma_number"] });
    let back = moves(&shop.logistics, &repair, "undeliverable", scanned).await.expect(200).json;
    assert_eq!(back["outcome"], "repaired");
    moves(&shop.logistics, &repair, "delivered", json!({})).await.expect(200);
    let closed = moves(&shop.ann, &repair, "closed", json!({})).await.expect(200).json;
    assert_eq!(closed["outcome"], "repaired");
    assert_eq!(each(&ledger(&shop.ann, &shop.device).await, "kind"), ["legal_guarantee", "extension"]);
    app.run_jobs().await;
});

kit::both_engines!(what_cannot_be_repaired_after_all_is_exchanged_or_paid_back, |app| {
    let shop = Shop::open(&app).await;
    let part = json!({ "part": { "text": "Fader 3.", "expected_on": "2026-12-01" } });
    let ends = [
        ("repairing", "closed", json!({ "outcome": "refunded" })),
        ("awaiting_parts", "closed", json!({ "outcome": "beyond_economic_repair" })),
        ("testing", "ready_to_ship", json!({ "outcome": "exchanged", "replacement_serial": "K61-000815" })),
    ];
    for (state, to, mut end) in ends {
        let repair = shop.repair_in(if state == "testing" { "testing" } else { "repairing" }).await;
        if state == "awaiting_parts" {
            moves(&shop.technician, &repair, state, part.clone()).await.expect(200);
        }
        end["reason"] = json!("The part is not made any more.");
        moves(&shop.agent, &repair, to, end.clone()).await;
        assert_eq!(reads(&shop.agent, &repair).await["state"], state, "a lead decides that");
        let ended = moves(&shop.lead, &repair, to, end.clone()).await.expect(200).json;
        assert_eq!((&ended["state"], &ended["outcome"]), (&json!(to), &end["outcome"]));
        if to == "ready_to_ship" {
            let back = moves(&shop.agent, &repair, "diagnosing", json!({ "note": "Dropped." })).await;
            let missing = back.expect_problem(409, "repair_not_ready").json["detail"].clone();
            assert!(missing.as_str().unwrap().contains("not_exchanged"), "{missing}");
        }
    }
    app.run_jobs().await;
});

kit::both_engines!(a_wrong_quote_is_taken_back_and_another_takes_its_place, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": quote(&app, 6000) })).await.expect(200);
    let wrong = last(&shop, &repair).await;
    letters(&app, &shop.ann).await;
    moves(&shop.ann, &repair, "diagnosing", json!({})).await.expect_problem(409, "state_conflict");
    let back = moves(&shop.agent, &repair, "diagnosing", json!({})).await;
    back.expect_problem(422, "validation_failed").at("#/reason");
    let reason = json!({ "reason": "The shipping was counted twice." });
    moves(&shop.agent, &repair, "diagnosing", reason).await.expect(200);
    let told = letters(&app, &shop.ann).await;
    assert!(told[0].ends_with("we look at it again"), "{told:?}");
    assert_eq!(last(&shop, &repair).await["status"], "superseded");
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": quote(&app, 5000) })).await.expect(200);
    let refused = decides(&shop, &repair, "repairing", &wrong, json!({})).await;
    let refused = refused.expect_problem(409, "quote_not_in_force");
    let told = refused.json["allowed_transitions"].as_array().unwrap().clone();
    assert_eq!(told, possible(&shop.ann, &repair).await);
    let right = last(&shop, &repair).await;
    assert_eq!(right["version"], 2);
    decides(&shop, &repair, "repairing", &right, json!({})).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(what_is_ready_goes_back_to_the_bench_while_it_is_here, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("ready_to_ship").await;
    let note = json!({ "note": "It fell off the table." });
    moves(&shop.ann, &repair, "diagnosing", note.clone()).await.expect_problem(422, "validation_failed");
    let back = moves(&shop.agent, &repair, "diagnosing", note.clone()).await.expect(200).json;
    assert_eq!((&back["state"], &back["outcome"]), (&json!("diagnosing"), &Value::Null));
    for (to, who, body) in shop.way(&repair, "delivered").into_iter().skip(4) {
        moves(who, &repair, to, body).await.expect(200);
    }
    let late = moves(&shop.agent, &repair, "diagnosing", note).await;
    late.expect_problem(409, "state_conflict");
    app.run_jobs().await;
});

kit::both_engines!(who_decides_late_to_fetch_it_has_the_whole_time, |app| {
    let mut shop = Shop::open(&app).await;
    let (repair, _) = to_be_sent(&app, &shop).await;
    time_passes(&app, Duration::days(31)).await;
    shop.sign_in_again(&app).await;
    letters(&app, &shop.ann).await;
    sends(&shop.ann, Method::PATCH, &path(&repair), &json!({ "return_method": "pick_up" })).await.expect(200);
    time_passes(&app, Duration::hours(1)).await;
    assert_eq!(letters(&app, &shop.ann).await, Vec::<String>::new());
    let mut told = Vec::new();
    for _ in 0..4 {
        time_passes(&app, Duration::days(7)).await;
        told.extend(letters(&app, &shop.ann).await);
    }
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "ready_to_ship");
    assert_eq!(told.len(), 3, "{told:?}");
    time_passes(&app, Duration::days(3)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "unclaimed");
    app.run_jobs().await;
    let mut notices = app.mailbox.take().into_iter().filter(|mail| mail.to == shop.ann.email);
    let notice = notices.next_back().unwrap().text();
    assert!(notice.contains("sold or recycled") && notice.contains("not before 2028-01-"), "{notice}");
});

kit::both_engines!(a_parcel_that_is_claimed_is_not_given_up, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("inbound").await;
    let claim = |open: bool| json!({ "claim_open": open });
    sends(&shop.logistics, Method::PATCH, &path(&repair), &claim(true)).await.expect(200);
    let lost = json!({ "outcome": "lost_compensated", "reason": "The carrier lost it." });
    moves(&shop.lead, &repair, "closed", lost.clone()).await.expect_problem(409, "repair_not_ready");
    time_passes(&app, Duration::days(90)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "inbound");
    sends(&shop.logistics, Method::PATCH, &path(&repair), &claim(false)).await.expect(200);
    moves(&shop.lead, &repair, "closed", lost).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_parcel_of_a_request_that_was_called_off_is_taken_in, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("authorized").await;
    moves(&shop.ann, &repair, "cancelled", json!({})).await.expect(200);
    let scanned = json!({ "rma_number": repair["rma_number"] });
    let late = shop.logistics.post(&format!("{}/arrivals", path(&repair)), &scanned).await.expect(201).json;
    assert_eq!((&late["state"], &late["follow_up_of"]), (&json!("received"), &repair["id"]));
    app.run_jobs().await;
});

kit::both_engines!(what_a_repair_may_cost_is_the_customers_word, |app| {
    let shop = Shop::open(&app).await;
    let repair = paid(&shop).await;
    let limit = |minor: i64| json!({ "limit": { "amount_minor": minor, "currency": "EUR" } });
    let set = async |who, minor| sends(who, Method::PATCH, &path(&repair), &limit(minor)).await;
    set(&shop.agent, 10_000).await.expect_problem(422, "validation_failed").at("#/limit");
    set(&shop.ann, 10_000).await.expect(200);
    set(&shop.agent, 10_001).await.expect_problem(422, "validation_failed").at("#/limit");
    set(&shop.agent, 5_000).await.expect(200);
    // Who has said what stands in the history, for the desk.
    sends(&shop.ann, Method::PATCH, &path(&repair), &json!({ "return_method": "locker" })).await.expect(200);
    let history = format!("{}/history", path(&repair));
    let told = shop.agent.get(&history).await.expect(200).json["items"].as_array().unwrap().clone();
    let told: Vec<_> =
        told.iter().rev().take(3).map(|entry| (&entry["by"], &entry["staff"]["note"])).collect();
    assert_eq!(
        told,
        [
            (&json!("customer"), &json!("[how it comes back: locker]")),
            (&json!("agent"), &json!("[what it may cost unasked: 50.00 EUR]")),
            (&json!("customer"), &json!("[what it may cost unasked: 100.00 EUR]")),
        ]
    );
    let seen = shop.ann.get(&history).await.expect(200).json;
    assert!(!seen.to_string().contains("unasked"), "{seen}");
    app.run_jobs().await;
});
