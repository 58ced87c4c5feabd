use kit::path_of;
use serde_json::{Value, json};

use super::{accepts, offers, path, people, product, reads, registers};

kit::both_engines!(a_ticket_is_about_a_device_and_tells_of_its_surroundings, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let (device, theirs) =
        (registers(&ann, &keys, "K61-004711").await, registers(&cem, &keys, "K61-004712").await);
    let mut new = json!({ "subject": "No sound", "body": "None.", "device": { "id": device["id"] } });
    new["device"]["facts"] = json!({ "os": "macOS 15.2" });
    let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
    assert_eq!(ticket["device"]["serial"], "K61-004711");
    assert_eq!(reads(&ann, &device).await["facts"]["os"], "macOS 15.2");
    let mut bad = new.clone();
    bad["device"]["facts"] = json!({ "os": "a\nb" });
    let refused = ann.post("/api/v1/tickets", &bad).await.expect_problem(422, "validation_failed");
    refused.at("#/device/facts/os");
    for id in [theirs["id"].clone(), json!("01936f3e-0000-7000-8000-000000000000")] {
        let mut foreign = new.clone();
        foreign["device"]["id"] = id;
        let refused = ann.post("/api/v1/tickets", &foreign).await.expect_problem(422, "validation_failed");
        refused.at("#/device/id");
    }
    let listed = |device: &Value| format!("/api/v1/tickets?device={}", device["id"].as_str().unwrap());
    assert_eq!(ann.get(&listed(&device)).await.expect(200).json["items"][0]["id"], ticket["id"]);
    assert_eq!(bo.get(&listed(&device)).await.expect(200).json["items"][0]["id"], ticket["id"]);
    assert_eq!(ann.get(&listed(&theirs)).await.expect(200).json["items"], json!([]));
    let none = ann.changes(&ticket, json!({ "device_id": null })).await;
    assert_eq!(none["device"], Value::Null);
    let refused = ann.patch(&path_of(&ticket), &none["version"], &json!({ "device_id": theirs["id"] })).await;
    refused.expect_problem(422, "validation_failed").at("#/device_id");
    let by_desk = bo.changes(&ticket, json!({ "device_id": theirs["id"] })).await;
    assert_eq!(by_desk["device"]["id"], theirs["id"]);
    assert_eq!(ann.reads(&ticket).await["device"], Value::Null, "another's is not shown");
    let events = ann.reads_all(&format!("{}/events", path_of(&ticket)), 50).await;
    let changed = events.iter().filter(|event| event["kind"] == "device_changed").collect::<Vec<_>>();
    assert_eq!(changed.len(), 2);
    assert!(changed.iter().all(|event| event["from"].is_null() && event["to"].is_null()));
    app.run_jobs().await;
});

kit::both_engines!(what_was_handed_over_is_shown_to_its_former_owner_no_more, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let device = registers(&ann, &keys, "K61-004711").await;
    let new = json!({ "subject": "No sound", "body": "None.", "device": { "id": device["id"] } });
    let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
    let code = offers(&ann, &device).await;
    let theirs = registers(&cem, &keys, "K61-004711").await;
    accepts(&cem, &theirs, &code).await.expect(200);
    assert_eq!(ann.reads(&ticket).await["device"], Value::Null);
    assert_eq!(bo.reads(&ticket).await["device"]["id"], device["id"]);
    let listed = format!("/api/v1/tickets?device={}", device["id"].as_str().unwrap());
    assert_eq!(ann.get(&listed).await.expect(200).json["items"], json!([]));
    ann.get(&path(&device)).await.expect_problem(404, "not_found");
    app.run_jobs().await;
});

kit::both_engines!(one_device_is_not_taken_for_another_in_a_ticket_that_may_repeat_one, |app| {
    let (ann, _, _, admin) = people(&app).await;
    let keys = product(&admin).await;
    let (one, other) =
        (registers(&ann, &keys, "K61-004711").await, registers(&ann, &keys, "K61-004712").await);
    let about = async |device: Option<&Value>| {
        let mut new = json!({ "subject": "No sound", "body": "None." });
        if let Some(device) = device {
            new["device"] = json!({ "id": device["id"] });
        }
        ann.post("/api/v1/tickets", &new).await.expect(201).json
    };
    let first = about(Some(&one)).await;
    assert_eq!(
        about(Some(&other)).await["possible_duplicate"],
        Value::Null,
        "another device has the same fault"
    );
    assert_eq!(about(Some(&one)).await["possible_duplicate"]["id"], first["id"]);
    assert_ne!(about(None).await["possible_duplicate"], Value::Null, "it may be either");
    app.run_jobs().await;
    app.mailbox.take();
});
