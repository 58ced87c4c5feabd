//! Who stands for all who were erased, and what goes with them of what others made.

use domain::id::AccountId;
use kit::path_of;

use super::*;
use crate::{
    attachments::{objects, photo},
    support::rows,
};

kit::both_engines!(nobodys_address_cannot_be_taken, |app| {
    let desk = Desk::open(&app).await;
    let registration =
        json!({ "name": "Nobody", "email": "nobody@erased.invalid", "password": kit::PASSWORD });
    app.visitor().post("/api/v1/auth/register", &registration).await.expect(202);
    for email in ["[erased]", "[erased]@erased.invalid"] {
        let registration = json!({ "name": "Nobody", "email": email, "password": kit::PASSWORD });
        app.visitor()
            .post("/api/v1/auth/register", &registration)
            .await
            .expect_problem(422, "validation_failed");
    }
    asks(&desk.ann, "finish").await.expect(201);
    app.run_jobs().await;
    is_out(&app, &desk.ann).await;
});

kit::both_engines!(photos_of_a_returned_parcel_go_at_once, |app| {
    let desk = Desk::open(&app).await;
    let repair = desk.repair("K61-000001", "delivered", "goodwill").await;
    let parcels = "/api/v1/unidentified-parcels";
    let new = json!({ "contents": "A keyboard.", "place": "Shelf U3" });
    let parcel = desk.logistics.post(parcels, &new).await.expect(201).json;
    let at = format!("{parcels}/{}", parcel["id"].as_str().unwrap());
    let file = desk.logistics.uploads("label.jpg", &photo()).await;
    let taken = format!("{at}/photos/{}", file["id"].as_str().unwrap());
    desk.logistics.client().send(Method::PUT, &taken, "").await.expect(200);
    let matched = json!({ "repair_id": repair["id"], "rma_number": repair["rma_number"] });
    desk.logistics.with("if-match", "*").post(&format!("{at}/matches"), &matched).await.expect(200);
    moves(&desk.logistics, &repair, "delivered", json!({})).await.expect(200);
    moves(&desk.ann, &repair, "closed", json!({})).await.expect(200);
    app.run_jobs().await;
    assert!(!objects(&app).await.is_empty());
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    app.run_jobs().await;
    is_out(&app, &desk.ann).await;
    assert_eq!((objects(&app).await.len(), rows(&app, "attachment").await), (0, 0));
    let one = format!("/api/v1/privacy/requests/{}", asked["id"].as_str().unwrap());
    assert_eq!(desk.officer.get(&one).await.expect(200).json["erased"]["files"], 1);
});

kit::both_engines!(photos_of_an_intake_go_with_the_account, |app| {
    let desk = Desk::open(&app).await;
    let repair = desk.repair("K61-000001", "received", "goodwill").await;
    let file = desk.logistics.uploads("lid.jpg", &photo()).await;
    let taken = format!("{}/photos/{}", path(&repair), file["id"].as_str().unwrap());
    desk.logistics.client().send(Method::PUT, &taken, "").await.expect(200);
    moves(&desk.agent, &repair, "ready_to_ship", json!({ "note": "As asked." })).await.expect(200);
    moves(&desk.logistics, &repair, "delivered", json!({ "identity_checked": true })).await.expect(200);
    moves(&desk.ann, &repair, "closed", json!({})).await.expect(200);
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    app.run_jobs().await;
    is_out(&app, &desk.ann).await;
    assert_eq!((objects(&app).await.len(), rows(&app, "attachment").await), (0, 0));
    let one = format!("/api/v1/privacy/requests/{}", asked["id"].as_str().unwrap());
    assert_eq!(desk.officer.get(&one).await.expect(200).json["erased"]["files"], 1);
});

kit::both_engines!(nobody_does_nothing_and_is_given_nothing, |app| {
    let desk = Desk::open(&app).await;
    let ticket = desk.ann.opens_ticket("Fader 3 is stuck").await;
    let theirs = desk.theo.opens_ticket("Of Theo").await;
    asks(&desk.ann, "finish").await.expect(201);
    app.run_jobs().await;
    let nobody = AccountId::NOBODY.to_string();
    assert_eq!(desk.agent.reads(&ticket).await["requester"]["id"], json!(nobody));
    // The ticket stays as it is.
    let reply = json!({ "kind": "reply", "body": "Dear Ann" });
    desk.agent.writes(&ticket, reply).await.expect_problem(409, "state_conflict");
    let agent = desk.agent.with("if-match", "*");
    let patch = agent.with("content-type", "application/merge-patch+json");
    let open = json!({ "status": "open" }).to_string();
    patch.send(Method::PATCH, &path_of(&ticket), open).await.expect_problem(409, "state_conflict");
    // Nobody is nobody's requester, participant or owner.
    let new = json!({ "subject": "For nobody", "body": "Words", "requester_id": nobody });
    let refused = desk.agent.post("/api/v1/tickets", &new).await;
    assert!((400..500).contains(&refused.status.as_u16()), "{}", refused.json);
    let part = format!("{}/participants/{nobody}", path_of(&theirs));
    let refused = desk.agent.client().send(Method::PUT, &part, "").await;
    assert!((400..500).contains(&refused.status.as_u16()), "{}", refused.json);
    let device = json!({ "product_id": desk.product["id"], "serial": "K61-000009", "owner_id": nobody });
    let refused = desk.agent.post("/api/v1/devices", &device).await;
    assert!((400..500).contains(&refused.status.as_u16()), "{}", refused.json);
    assert_eq!(rows(&app, "device").await, 0);
    assert_eq!(rows(&app, "ticket").await, 2);
    app.run_jobs().await;
});
