//! Who checks a repair, what goes back with a device, and how a fault was looked for that nobody found.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Shop, moves, path, reads, sends};

const TERMS: &str = "/api/v1/repair-terms";

fn terms(checked_by_another: bool) -> Value {
    json!({
        "guarantee_months": 24, "extension_months": 12, "repair_warranty_months": 6,
        "checked_by_another": checked_by_another, "notices": { "count": 3, "days": 30 }, "countries": [],
    })
}

fn passed() -> Value {
    json!({ "checklist": ["All faders reach both ends."], "outcome": "repaired" })
}

kit::both_engines!(who_repaired_does_not_check_where_that_is_asked_for, |app| {
    let shop = Shop::open(&app).await;
    sends(&shop.lead, Method::PUT, TERMS, &terms(true)).await.expect(200);
    let repair = shop.repair_in("testing").await;
    let refused = moves(&shop.technician, &repair, "ready_to_ship", passed()).await;
    let problem = refused.expect_problem(409, "repair_not_ready").json;
    assert!(problem["detail"].as_str().unwrap().contains("another_person"));
    // What a product says goes before.
    let product = format!("/api/v1/products/{}", shop.product["id"].as_str().unwrap());
    let own = |asked: Value| json!({ "checked_by_another": asked });
    sends(&shop.lead, Method::PATCH, &product, &own(json!(false))).await.expect(200);
    let seen = reads(&shop.technician, &repair).await["allowed_transitions"].clone();
    let ready = seen.as_array().unwrap().iter().find(|one| one["to"] == "ready_to_ship").unwrap().clone();
    assert_eq!(ready["missing"], json!([]));
    sends(&shop.lead, Method::PATCH, &product, &own(Value::Null)).await.expect(200);
    moves(&shop.technician, &repair, "ready_to_ship", passed()).await.expect_problem(409, "repair_not_ready");
    moves(&shop.lead, &repair, "ready_to_ship", passed()).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_fault_that_nobody_found_was_looked_for, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("testing").await;
    let mut found = json!({ "checklist": ["It plays."], "outcome": "no_fault_found" });
    let refused = moves(&shop.technician, &repair, "ready_to_ship", found.clone()).await;
    refused.expect_problem(422, "validation_failed").at("#/fault_search");
    let search = json!({
        "tried": "Moved all faders.", "minutes": 60, "conditions": "22 degrees.",
        "customers_steps": "Followed twice.", "result": "No fault.",
    });
    let mut repaired = passed();
    repaired["fault_search"] = search.clone();
    let refused = moves(&shop.technician, &repair, "ready_to_ship", repaired).await;
    refused.expect_problem(422, "validation_failed").at("#/fault_search");
    found["fault_search"] = search;
    moves(&shop.technician, &repair, "ready_to_ship", found).await.expect(200);
    let log = shop.lead.get(&format!("{}/work-log", path(&repair))).await.expect(200).json["items"].clone();
    let kinds: Vec<_> = log.as_array().unwrap().iter().map(|entry| entry["kind"].clone()).collect();
    let search = ["search_tried", "search_conditions", "customers_steps", "search_result"];
    assert_eq!(kinds[2..], search);
    assert_eq!(log[2]["minutes"], 60);
    app.run_jobs().await;
});

kit::both_engines!(what_came_with_a_device_goes_back_with_it, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let place = format!("{}/accessories", path(&repair));
    let back = |items: Value| json!({ "accessories": items });
    let nothing = sends(&shop.technician, Method::PUT, &place, &back(json!([]))).await;
    nothing.expect_problem(404, "not_found");
    let came = json!([
        { "name": "Power supply", "declared": 1, "received": 1 },
        { "name": "Cable", "declared": 2, "received": 2 },
    ]);
    let intake = json!({ "serial": "K61-004711", "condition": "Dusty.", "accessories": came });
    moves(&shop.technician, &repair, "diagnosing", json!({ "intake": intake })).await.expect(200);
    for (to, who, body) in shop.way(&repair, "ready_to_ship").into_iter().skip(4) {
        moves(who, &repair, to, body).await.expect(200);
    }
    let handed = json!({ "identity_checked": true });
    let refused = moves(&shop.logistics, &repair, "delivered", handed.clone()).await;
    assert!(
        refused.expect_problem(409, "repair_not_ready").json["detail"]
            .as_str()
            .unwrap()
            .contains("accessories")
    );
    let puts = async |items: Value| sends(&shop.logistics, Method::PUT, &place, &back(items)).await;
    let supply = json!({ "name": "Power supply", "returned": 1 });
    puts(json!([supply])).await.expect_problem(422, "validation_failed").at("#/accessories");
    let short = json!([supply, { "name": "Cable", "returned": 1 }]);
    puts(short).await.expect_problem(422, "validation_failed").at("#/accessories/1/difference");
    let unknown = json!([supply, { "name": "Bag", "returned": 1 }]);
    puts(unknown).await.expect_problem(422, "validation_failed").at("#/accessories/1/name");
    let twice = json!([supply, supply]);
    puts(twice).await.expect_problem(422, "validation_failed").at("#/accessories/1/name");
    let named = json!([supply, { "name": "Cable", "returned": 1, "difference": "One was torn." }]);
    let refused = sends(&shop.ann, Method::PUT, &place, &back(named.clone())).await;
    refused.expect_problem(403, "forbidden");
    let stale = shop.logistics.with("if-match", "\"1\"").put(&place, &back(named.clone())).await;
    stale.expect_problem(412, "precondition_failed");
    puts(named.clone()).await.expect(200);
    let found = shop.ann.get(&format!("{}/intake", path(&repair))).await.expect(200).json;
    let cable = &found["accessories"][1];
    assert_eq!((&cable["returned"], &cable["difference"]), (&json!(1), &json!("One was torn.")));
    assert_eq!(found["returned_by"], Value::Null, "staff only");
    moves(&shop.logistics, &repair, "delivered", handed).await.expect(200);
    puts(named).await.expect_problem(409, "state_conflict");
    app.run_jobs().await;
});
