use axum::http::Method;
use serde_json::{Value, json};

use super::{asks, gives_up, people, product, reads, registers, sends};
use crate::support::texts;

const PRODUCTS: &str = "/api/v1/products";

fn place(product: &Value) -> String {
    format!("{PRODUCTS}/{}", product["id"].as_str().unwrap())
}

kit::both_engines!(a_product_that_is_sold_no_more_stays_for_its_owners, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let device = registers(&ann, &keys, "K61-004711").await;
    let deleted = sends(&admin, Method::DELETE, &place(&keys), &Value::Null).await;
    deleted.expect_problem(409, "product_in_use");
    let folded = admin.patch(&place(&keys), &keys["version"], &json!({ "folds_lookalikes": true })).await;
    folded.expect_problem(409, "product_in_use");
    admin.patch(&place(&keys), &keys["version"], &json!({ "offered": false })).await.expect(200);
    assert_eq!(cem.get(PRODUCTS).await.expect(200).json["items"], json!([]));
    cem.get(&place(&keys)).await.expect_problem(404, "not_found");
    cem.get(&format!("{PRODUCTS}?offered=false")).await.expect_problem(400, "invalid_parameter");
    asks(&cem, &keys, "K61-004712").await.expect_problem(422, "validation_failed").at("#/product_id");
    assert_eq!(reads(&ann, &device).await["product"]["name"], "Keys 61");
    assert_eq!(bo.get(&format!("{PRODUCTS}?offered=false")).await.json["items"][0]["id"], keys["id"]);
    gives_up(&ann, &device).await;
    sends(&admin, Method::DELETE, &place(&keys), &Value::Null).await.expect(204);
    bo.get(&place(&keys)).await.expect_problem(404, "not_found");
    let record = format!("/api/v1/audit?target_id={}", keys["id"].as_str().unwrap());
    let acts = admin.reads_all(&record, 10).await;
    assert_eq!(texts(&acts, "act"), ["product_removed", "product_changed", "product_added"]);
});

kit::both_engines!(products_are_kept_apart_and_changed_with_care, |app| {
    let (ann, _, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let again = json!({ "sku": " k61-blk", "name": "Copy" });
    admin.post(PRODUCTS, &again).await.expect_problem(409, "sku_taken");
    for (member, value) in [
        ("serial_pattern", json!("(")),
        ("serial_pattern", json!("(?=a)")),
        ("serial_pattern", json!("(a{1000}){1000}")),
        ("name", json!("a\nb")),
    ] {
        let mut new = json!({ "sku": "X", "name": "X" });
        new[member] = value;
        let refused = admin.post(PRODUCTS, &new).await.expect_problem(422, "validation_failed");
        refused.at(&format!("#/{member}"));
    }
    for caller in [&ann, &bo] {
        caller.post(PRODUCTS, &again).await.expect_problem(403, "forbidden");
    }
    let cleared = json!({ "serial_pattern": null, "family": "Keyboards" });
    let changed = admin.patch(&place(&keys), &keys["version"], &cleared).await.expect(200).json;
    assert_eq!(changed["serial_pattern"], Value::Null);
    let stale = admin.patch(&place(&keys), &keys["version"], &json!({ "name": "Old" })).await;
    stale.expect_problem(412, "precondition_failed");
    let same = admin.patch(&place(&keys), &changed["version"], &cleared).await.expect(200).json;
    assert_eq!(same, changed, "nothing changes");
    let key = admin.with("idempotency-key", "once");
    let new = json!({ "sku": "PAD", "name": "Pads" });
    let first = key.post(PRODUCTS, &new).await.expect(201);
    let second = key.post(PRODUCTS, &new).await.expect(201);
    assert_eq!((&first.json, second.header("idempotency-replayed").as_deref()), (&second.json, Some("true")));
    assert_eq!(ann.reads_all(PRODUCTS, 1).await.len(), 2);
});
