use super::*;
use crate::support::{rows, time_passes};

/// Where a repair stands, and how its device comes back.
async fn stands(desk: &Desk, repair: &Value) -> (String, String) {
    let seen = desk.lead.get(&path(repair)).await.expect(200).json;
    let text = |member: &str| seen[member].as_str().unwrap().to_owned();
    (text("state"), text("return_method"))
}

kit::both_engines!(a_repair_that_is_finished_first_keeps_the_account, |app| {
    let mut desk = Desk::open(&app).await;
    let repair = desk.repair("K61-000001", "ready_to_ship", "goodwill").await;
    gives_address(&desk.ann, &repair).await.expect(200);
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    app.run_jobs().await;
    time_passes(&app, Duration::hours(2)).await;
    desk.sign_in_again(&app).await;
    assert_eq!(stands(&desk, &repair).await, ("ready_to_ship".to_owned(), "parcel".to_owned()));
    assert_eq!(desk.ann.get(&place(&asked)).await.expect(200).json["state"], "waiting");
    let shipped = json!({ "serial": "K61-000001" });
    moves(&desk.logistics, &repair, "outbound", shipped).await.expect(200);
    moves(&desk.ann, &repair, "delivered", json!({})).await.expect(200);
    moves(&desk.ann, &repair, "closed", json!({})).await.expect(200);
    // The last end orders it: no turn of the schedule is needed.
    app.run_jobs().await;
    is_out(&app, &desk.ann).await;
    assert_eq!(rows(&app, "repair_address").await, 0);
    let receipt = desk.lead.get(&format!("{}/purge-receipt", path(&repair))).await.expect(200).json;
    assert_eq!(receipt["items"][0]["rule"], "closed");
});

kit::both_engines!(a_repair_that_is_stopped_ends_or_waits_to_be_picked_up, |app| {
    let desk = Desk::open(&app).await;
    let [requested, authorized, bench] = [
        desk.repair("K61-000001", "requested", "goodwill").await,
        desk.repair("K61-000002", "authorized", "goodwill").await,
        desk.repair("K61-000003", "diagnosing", "goodwill").await,
    ];
    let sent = desk.repair("K61-000004", "authorized", "goodwill").await;
    moves(&desk.ann, &sent, "inbound", json!({})).await.expect(200);
    gives_address(&desk.ann, &bench).await.expect(200);
    let ticket = desk.ann.opens_ticket("Another one").await;
    let asked = asks(&desk.ann, "stop").await.expect(201).json;
    app.run_jobs().await;

    assert_eq!(stands(&desk, &requested).await.0, "cancelled");
    assert_eq!(stands(&desk, &authorized).await.0, "cancelled");
    assert_eq!(stands(&desk, &bench).await, ("diagnosing".to_owned(), "pick_up".to_owned()));
    assert_eq!(stands(&desk, &sent).await, ("inbound".to_owned(), "pick_up".to_owned()));
    assert_eq!(rows(&app, "repair_address").await, 0);
    let receipt = desk.lead.get(&format!("{}/purge-receipt", path(&bench))).await.expect(200).json;
    assert_eq!(receipt["items"][0]["rule"], "not_needed");
    let waiting = desk.ann.get(&place(&asked)).await.expect(200).json;
    assert_eq!((&waiting["state"], waiting["waits_for"].as_array().unwrap().len()), (&json!("waiting"), 2));
    // Nothing is begun again, and nothing goes to an address.
    for who in [&desk.ann, &desk.agent] {
        changes(who, &bench, json!({ "return_method": "parcel" }))
            .await
            .expect_problem(409, "erasure_requested");
    }
    gives_address(&desk.ann, &bench).await.expect_problem(409, "state_conflict");
    let new = json!({
        "ticket_id": ticket["id"], "product_id": desk.product["id"], "no_serial_reason": "Gone.", "symptom": "It jams.",
        "battery": "none"
    });
    desk.ann.post("/api/v1/repairs", &new).await.expect_problem(409, "erasure_requested");

    let intake = json!({ "serial": "K61-000004", "condition": "Dusty.", "accessories": [] });
    moves(&desk.logistics, &sent, "received", json!({ "rma_number": sent["rma_number"] })).await.expect(200);
    moves(&desk.technician, &sent, "diagnosing", json!({ "intake": intake })).await.expect(200);
    for repair in [&bench, &sent] {
        moves(&desk.ann, repair, "ready_to_ship", json!({})).await.expect(200);
        moves(&desk.logistics, repair, "delivered", json!({ "identity_checked": true })).await.expect(200);
        app.run_jobs().await;
        desk.ann.get("/api/v1/me").await.expect(200);
        moves(&desk.ann, repair, "closed", json!({})).await.expect(200);
        app.run_jobs().await;
    }
    is_out(&app, &desk.ann).await;
    let one = format!("/api/v1/privacy/requests/{}", asked["id"].as_str().unwrap());
    let done = desk.officer.get(&one).await.expect(200).json;
    assert_eq!((&done["state"], &done["erased"]["repairs"]), (&json!("done"), &json!(4)));
});

kit::both_engines!(what_the_law_holds_is_not_stopped, |app| {
    let desk = Desk::open(&app).await;
    let repair = desk.repair("K61-000001", "received", "goodwill").await;
    gives_address(&desk.ann, &repair).await.expect(200);
    let hold = json!({ "reason": "A claim.", "until": app.now() + Duration::days(3) });
    desk.officer.with("if-match", "*").put(&format!("{}/legal-hold", path(&repair)), &hold).await.expect(200);
    asks(&desk.ann, "stop").await.expect(201);
    app.run_jobs().await;
    assert_eq!(stands(&desk, &repair).await.1, "parcel");
    assert_eq!(rows(&app, "repair_address").await, 1);
    time_passes(&app, Duration::days(3) + Duration::hours(1)).await;
    assert_eq!(rows(&app, "repair_address").await, 0);
});
