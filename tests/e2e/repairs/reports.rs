use chrono::Duration;
use kit::TestApp;
use serde_json::{Value, json};

use super::{Shop, moves, path};
use crate::support::time_passes;

/// A repair that is quoted for, fails its check once, and is done.
async fn quoted_and_checked_twice(app: &TestApp, shop: &mut Shop) {
    let repair = shop.repair_in("diagnosing").await;
    let quote = json!({
        "currency": "EUR", "maximum": false, "days_needed": 3, "decline_fee_minor": 0,
        "lines": [{ "kind": "fee", "text": "Work", "quantity_milli": 1000, "unit_minor": 100, "tax_rate": 0 }],
        "valid_until": app.now() + Duration::days(10),
    });
    moves(&shop.agent, &repair, "awaiting_approval", json!({ "quote": quote })).await.expect(200);
    time_passes(app, Duration::hours(5)).await;
    shop.sign_in_again(app).await;
    let quotes = shop.lead.get(&format!("{}/quotes", path(&repair))).await.expect(200).json;
    let last = &quotes["items"][0];
    let choice =
        json!({ "quote_version": { "version": last["version"], "content_hash": last["content_hash"] } });
    moves(&shop.ann, &repair, "repairing", choice).await.expect(200);
    let tested = json!({ "work": { "text": "Replaced fader 3.", "minutes": 40 } });
    moves(&shop.technician, &repair, "testing", tested.clone()).await.expect(200);
    moves(&shop.technician, &repair, "repairing", json!({ "note": "It still jams." })).await.expect(200);
    moves(&shop.technician, &repair, "testing", tested).await.expect(200);
    for (to, who, body) in shop.way(&repair, "closed").into_iter().skip(6) {
        moves(who, &repair, to, body).await.expect(200);
    }
}

/// A repair of the same device in which nothing is found.
async fn nothing_is_found(shop: &Shop) {
    let repair = shop.repair_in("testing").await;
    let search = json!({
        "tried": "Moved all faders.", "minutes": 60, "conditions": "22 degrees.",
        "customers_steps": "Followed twice.", "result": "No fault.",
    });
    let body = json!({
        "checklist": ["All faders reach both ends."], "outcome": "no_fault_found", "fault_search": search,
    });
    moves(&shop.technician, &repair, "ready_to_ship", body).await.expect(200);
    for (to, who, body) in shop.way(&repair, "closed").into_iter().skip(7) {
        moves(who, &repair, to, body).await.expect(200);
    }
}

async fn report(shop: &Shop, query: &str) -> Value {
    shop.lead.get(&format!("/api/v1/reports/repairs{query}")).await.expect(200).json
}

kit::both_engines!(repairs_are_reported_on, |app| {
    let mut shop = Shop::open(&app).await;
    assert_eq!(report(&shop, "").await["total"]["turnaround"]["median_seconds"], Value::Null);
    quoted_and_checked_twice(&app, &mut shop).await;
    nothing_is_found(&shop).await;
    // One that is not over does not count.
    shop.repair_in("diagnosing").await;
    let found = report(&shop, "").await;
    let total = &found["total"];
    assert_eq!(total["ended"], 2);
    assert_eq!(
        total["outcomes"],
        json!([{ "outcome": "repaired", "cases": 1 }, { "outcome": "no_fault_found", "cases": 1 }])
    );
    assert_eq!(total["turnaround"]["cases"], 2);
    let hours =
        |figures: &Value| (figures["cases"].as_u64(), figures["median_seconds"].as_i64().map(|s| s / 3600));
    assert_eq!(hours(&total["waiting_for_customer"]), (Some(1), Some(5)));
    assert_eq!(hours(&total["waiting_for_parts"]), (Some(0), None));
    assert_eq!(total["first_pass"], json!({ "part": 1, "of": 2, "rate": 0.5 }));
    assert_eq!(total["came_back"], json!({ "part": 1, "of": 2, "rate": 0.5 }));
    assert_eq!(total["no_fault_found"], json!({ "part": 1, "of": 2, "rate": 0.5 }));
    assert_eq!(total["quotes"]["approved"], json!({ "part": 1, "of": 1, "rate": 1.0 }));
    assert_eq!(hours(&total["quotes"]["decision"]), (Some(1), Some(5)));
    assert_eq!(found["products"][0]["product"]["id"], shop.product["id"]);
    assert_eq!(&found["products"][0]["figures"], total);
    let unit = &found["repeated_units"][0];
    assert_eq!((&unit["serial"], &unit["repairs"]), (&json!("K61-004711"), &json!(3)));
    let other = format!("?product_id={}", shop.device["id"].as_str().unwrap());
    assert_eq!(report(&shop, &other).await["total"]["ended"], 0);
    app.run_jobs().await;
});

kit::both_engines!(a_report_has_its_days, |app| {
    let mut shop = Shop::open(&app).await;
    nothing_is_found(&shop).await;
    let today = app.now().date_naive();
    time_passes(&app, Duration::days(40)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(report(&shop, "").await["total"]["ended"], 0, "the last 30 days");
    let that_day = report(&shop, &format!("?from={today}&to={today}")).await;
    assert_eq!((&that_day["total"]["ended"], &that_day["from"]), (&json!(1), &json!(today.to_string())));
    for wrong in [
        "?from=yesterday",
        "?to=2026-02-30",
        "?from=2026-02-02&to=2026-02-01",
        "?from=2020-01-01&to=2026-01-01",
    ] {
        let refused = shop.lead.get(&format!("/api/v1/reports/repairs{wrong}")).await;
        refused.expect_problem(400, "invalid_parameter");
    }
    shop.agent.get("/api/v1/reports/repairs").await.expect_problem(403, "forbidden");
    shop.ann.get("/api/v1/reports/repairs").await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});
