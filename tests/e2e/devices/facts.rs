use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use super::{path, people, product, reads, registers, sends};
use crate::support::time_passes;

kit::both_engines!(facts_are_confirmed_or_forgotten, |app| {
    let (ann, cem, _, admin) = people(&app).await;
    let keys = product(&admin).await;
    let device = registers(&ann, &keys, "K61-004711").await;
    let facts = format!("{}/facts", path(&device));
    let told = json!({ "os": "macOS 15.2", "driver": "3.1.0", "connection": "usb_hub" });
    for (member, value) in [("os", json!("a\nb")), ("driver", json!(" ")), ("connection", json!("magic"))] {
        let mut bad = told.clone();
        bad[member] = value;
        let refused = sends(&ann, Method::PUT, &facts, &bad).await.expect_problem(422, "validation_failed");
        refused.at(&format!("#/{member}"));
    }
    sends(&cem, Method::PUT, &facts, &told).await.expect_problem(404, "not_found");
    let first = sends(&ann, Method::PUT, &facts, &told).await.expect(200).json;
    assert_eq!((&first["facts"]["os"], &first["facts"]["firmware"]), (&json!("macOS 15.2"), &Value::Null));
    let stale = ann.with("if-match", &format!("\"{}\"", device["version"]));
    let stale = stale.with("content-type", "application/json");
    let stale = stale.send(Method::PUT, &facts, told.to_string()).await;
    stale.expect_problem(412, "precondition_failed");
    time_passes(&app, Duration::days(300)).await;
    let ann = app.sign_in(&ann.email).await;
    let second = sends(&ann, Method::PUT, &facts, &told).await.expect(200).json;
    assert_ne!(first["facts"]["confirmed_at"], second["facts"]["confirmed_at"], "told again is confirmed");
    time_passes(&app, Duration::days(364)).await;
    let ann = app.sign_in(&ann.email).await;
    assert_eq!(reads(&ann, &device).await["facts"]["os"], "macOS 15.2");
    time_passes(&app, Duration::days(2)).await;
    let ann = app.sign_in(&ann.email).await;
    assert_eq!(reads(&ann, &device).await["facts"], Value::Null);
    sends(&ann, Method::PUT, &facts, &told).await.expect(200);
    let none = sends(&ann, Method::PUT, &facts, &json!({})).await.expect(200).json;
    assert_eq!(none["facts"], Value::Null, "nothing told is nothing known");
});
