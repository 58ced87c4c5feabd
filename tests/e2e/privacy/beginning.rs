//! Repairs that begin, or arrive, while somebody waits to be erased or is being erased.

use super::*;
use crate::support::{rows, time_passes};

fn wants(desk: &Desk, ticket: &Value) -> Value {
    json!({
        "ticket_id": ticket["id"], "product_id": desk.product["id"], "no_serial_reason": "Gone.",
        "symptom": "It jams.", "battery": "none"
    })
}

/// A repair that has expired, and the parcel's arrival.
async fn expires(app: &TestApp, desk: &mut Desk, serial: &str) -> (String, Value) {
    let repair = desk.repair(serial, "authorized", "goodwill").await;
    for _ in 0..7 {
        time_passes(app, Duration::days(5)).await;
    }
    desk.sign_in_again(app).await;
    (format!("{}/arrivals", path(&repair)), json!({ "rma_number": repair["rma_number"] }))
}

kit::both_engines!(no_repair_is_begun_for_who_waits_to_be_erased, |app| {
    let desk = Desk::open(&app).await;
    desk.repair("K61-000001", "received", "goodwill").await;
    let ticket = desk.ann.opens_ticket("Another one").await;
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    app.run_jobs().await;
    for who in [&desk.ann, &desk.agent] {
        let refused = who.post("/api/v1/repairs", &wants(&desk, &ticket)).await;
        refused.expect_problem(409, "erasure_requested");
    }
    desk.ann.with("if-match", "*").delete(&place(&asked)).await.expect(204);
    desk.agent.post("/api/v1/repairs", &wants(&desk, &ticket)).await.expect(201);
    app.run_jobs().await;
});

kit::both_engines!(no_repair_is_begun_for_who_is_being_erased, |app| {
    let mut desk = Desk::open(&app).await;
    let (arrivals, scanned) = expires(&app, &mut desk, "K61-000001").await;
    let ticket = desk.ann.opens_ticket("Another one").await;
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    assert_eq!(steps(&app, &asked).await, Next::Step);
    let refused = desk.agent.post("/api/v1/repairs", &wants(&desk, &ticket)).await;
    refused.expect_problem(409, "erasure_requested");
    desk.logistics.post(&arrivals, &scanned).await.expect_problem(409, "erasure_requested");
    app.run_jobs().await;
    is_out(&app, &desk.ann).await;
    assert_eq!(rows(&app, "repair_case").await, 1);
});

kit::both_engines!(what_arrives_for_who_has_stopped_all_repairs_is_picked_up, |app| {
    let mut desk = Desk::open(&app).await;
    let (arrivals, scanned) = expires(&app, &mut desk, "K61-000001").await;
    // It keeps the request waiting.
    desk.repair("K61-000002", "received", "goodwill").await;
    let asked = asks(&desk.ann, "stop").await.expect(201).json;
    app.run_jobs().await;
    let late = desk.logistics.post(&arrivals, &scanned).await.expect(201).json;
    assert_eq!((&late["state"], &late["return_method"]), (&json!("received"), &json!("pick_up")));
    gives_address(&desk.ann, &late).await.expect_problem(409, "state_conflict");
    let waiting = desk.ann.get(&place(&asked)).await.expect(200).json;
    assert_eq!(waiting["waits_for"].as_array().unwrap().len(), 2);
    app.run_jobs().await;
});

kit::both_engines!(the_bench_reads_why_a_device_is_to_be_picked_up, |app| {
    let desk = Desk::open(&app).await;
    let repair = desk.repair("K61-000001", "diagnosing", "goodwill").await;
    asks(&desk.ann, "stop").await.expect(201);
    app.run_jobs().await;
    let history = format!("{}/history", path(&repair));
    let told = desk.technician.reads_all(&history, 50).await.pop().unwrap();
    assert_eq!(
        (&told["from"], &told["to"], &told["by"]),
        (&json!("diagnosing"), &json!("diagnosing"), &json!("customer"))
    );
    assert!(told["staff"]["note"].as_str().unwrap().contains("to be picked up"), "{told}");
    let seen = desk.ann.reads_all(&history, 50).await.pop().unwrap();
    assert_eq!(seen["staff"], Value::Null);
    app.run_jobs().await;
    assert_eq!(desk.technician.reads_all(&history, 50).await.pop().unwrap(), told, "it is said once");
});
