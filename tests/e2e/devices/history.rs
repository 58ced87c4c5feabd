use serde_json::{Value, json};

use super::{accepts, changes, history, offers, path, people, product, registers};

kit::both_engines!(an_owner_sees_the_own_time_and_the_desk_all, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let old = registers(&ann, &keys, "K61-004711").await;
    let about =
        |device: &Value| json!({ "subject": "Fader", "body": "Jams.", "device": { "id": device["id"] } });
    let ticket = ann.post("/api/v1/tickets", &about(&old)).await.expect(201).json;
    let code = offers(&ann, &old).await;
    let new = registers(&cem, &keys, "K61-004711").await;
    accepts(&cem, &new, &code).await.expect(200);
    changes(&bo, &new, json!({ "status": "confirmed" })).await.expect(200);
    app.run_jobs().await;
    // The desk puts the unit into a ticket of somebody else: not the owner's business.
    bo.changes(&ticket, json!({ "device_id": new["id"] })).await;
    assert_eq!(history(&cem, &new).await, ["registered", "transferred_in", "confirmed"]);
    ann.get(&format!("{}/history", path(&old))).await.expect_problem(404, "not_found");
    let all = [
        "registered",
        "ticket_linked",
        "transfer_offered",
        "registered",
        "transferred_away",
        "transferred_in",
        "confirmed",
        "ticket_linked",
    ];
    for device in [&old, &new] {
        assert_eq!(history(&bo, device).await, all);
    }
    let entries = bo.get(&format!("{}/history", path(&new))).await.json["items"].clone();
    assert_eq!(entries[0]["staff"]["owner"], json!(ann.id));
    assert_eq!(entries[1]["ticket"], json!({ "id": ticket["id"], "number": ticket["number"] }));
    assert_eq!(entries[3]["staff"]["owner"], json!(cem.id));
    let own = cem.get(&format!("{}/history", path(&new))).await.json["items"].clone();
    assert!(own.as_array().unwrap().iter().all(|entry| entry["staff"].is_null()));
    app.run_jobs().await;
});
