//! Parcels that came without a number.

use chrono::Duration;
use domain::id::ParcelId;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{Shop, moves, reads};
use crate::{
    attachments::{content_path, objects, photo},
    support::{rows, time_passes},
};

const PARCELS: &str = "/api/v1/unidentified-parcels";

fn place(parcel: &Value, part: &str) -> String {
    format!("{PARCELS}/{}{part}", parcel["id"].as_str().unwrap())
}

async fn arrives(shop: &Shop) -> Value {
    let parcel = json!({
        "carrier": "DHL", "tracking_number": "00340434", "contents": "A keyboard, no letter.",
        "serial": "K61-004711", "place": "Shelf U3",
    });
    shop.logistics.post(PARCELS, &parcel).await.expect(201).json
}

fn of(repair: &Value) -> Value {
    json!({ "repair_id": repair["id"], "rma_number": repair["rma_number"] })
}

kit::both_engines!(a_parcel_without_a_number_finds_its_repair, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("authorized").await;
    let parcel = arrives(&shop).await;
    assert_eq!((&parcel["state"], &parcel["recorded_by"]), (&json!("open"), &json!(shop.logistics.id)));
    shop.ann.get(PARCELS).await.expect_problem(403, "forbidden");
    shop.agent
        .post(PARCELS, &json!({ "contents": "?", "place": "?" }))
        .await
        .expect_problem(403, "forbidden");
    let listed = shop.agent.reads_all(&format!("{PARCELS}?state=open"), 50).await;
    assert_eq!(listed.len(), 1);
    let matches = place(&parcel, "/matches");
    shop.logistics.post(&matches, &of(&repair)).await.expect_problem(428, "precondition_required");
    let stale = shop.logistics.with("if-match", "\"7\"").post(&matches, &of(&repair)).await;
    stale.expect_problem(412, "precondition_failed");
    let any = shop.logistics.with("if-match", "*");
    let other = json!({ "repair_id": repair["id"], "rma_number": "R26-00000-M" });
    any.post(&matches, &other).await.expect_problem(422, "validation_failed").at("#/rma_number");
    let nothing = json!({ "repair_id": parcel["id"], "rma_number": repair["rma_number"] });
    any.post(&matches, &nothing).await.expect_problem(422, "validation_failed").at("#/repair_id");
    let once = any.with("idempotency-key", "found");
    let settled = once.post(&matches, &of(&repair)).await.expect(200).json;
    assert_eq!((&settled["state"], &settled["repair_id"]), (&json!("matched"), &repair["id"]));
    assert_eq!(settled["tracking_number"], Value::Null, "needed no longer");
    let again = once.post(&matches, &of(&repair)).await.expect(200);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(reads(&shop.ann, &repair).await["state"], "received");
    any.post(&matches, &of(&repair)).await.expect_problem(409, "state_conflict");
    // What is here already cannot be received again, and the parcel waits on.
    let second = arrives(&shop).await;
    any.post(&place(&second, "/matches"), &of(&repair)).await.expect_problem(409, "state_conflict");
    assert_eq!(shop.agent.get(&place(&second, "")).await.expect(200).json["state"], "open");
    app.run_jobs().await;
});

kit::both_engines!(a_late_parcel_goes_on_in_another_repair_and_a_stranger_is_closed, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("authorized").await;
    for _ in 0..7 {
        time_passes(&app, Duration::days(5)).await;
        app.run_jobs().await;
    }
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.ann, &repair).await["state"], "expired");
    let any = shop.logistics.with("if-match", "*");
    let parcel = arrives(&shop).await;
    let settled = any.post(&place(&parcel, "/matches"), &of(&repair)).await.expect(200).json;
    assert_ne!(settled["repair_id"], repair["id"]);
    let late = reads(&shop.ann, &json!({ "id": settled["repair_id"] })).await;
    assert_eq!((&late["state"], &late["follow_up_of"]), (&json!("received"), &repair["id"]));
    // One that came back after its repair was over.
    moves(&shop.ann, &late, "ready_to_ship", json!({})).await.expect(200);
    moves(&shop.logistics, &late, "delivered", json!({ "identity_checked": true })).await.expect(200);
    moves(&shop.ann, &late, "closed", json!({})).await.expect(200);
    let back = arrives(&shop).await;
    any.post(&place(&back, "/matches"), &of(&late)).await.expect(200);
    assert_eq!(reads(&shop.agent, &late).await["state"], "undeliverable");
    let stranger = arrives(&shop).await;
    moves(&shop.logistics, &late, "delivered", json!({})).await.expect(200);
    let again = arrives(&shop).await;
    any.post(&place(&again, "/matches"), &of(&late)).await.expect(200);
    assert_eq!(reads(&shop.agent, &late).await["state"], "undeliverable", "it came back once more");
    let closures = place(&stranger, "/closures");
    let reason = json!({ "reason": "Meant for the neighbours." });
    shop.agent.with("if-match", "*").post(&closures, &reason).await.expect_problem(403, "forbidden");
    let closed = shop.logistics.with("if-match", "\"1\"").post(&closures, &reason).await.expect(200).json;
    assert_eq!((&closed["state"], &closed["reason"]), (&json!("closed"), &reason["reason"]));
    any.post(&closures, &reason).await.expect_problem(409, "state_conflict");
    app.run_jobs().await;
});

async fn adds(person: &kit::Person, parcel: &Value, file: &Value) -> kit::Reply {
    let at = place(parcel, &format!("/photos/{}", file["id"].as_str().unwrap()));
    person.client().send(axum::http::Method::PUT, &at, "").await
}

kit::both_engines!(photos_of_a_parcel_are_the_desks_until_it_is_matched, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("authorized").await;
    let parcel = arrives(&shop).await;
    let upload = shop.logistics.uploads("parcel.jpg", &photo()).await;
    adds(&shop.agent, &parcel, &upload).await.expect_problem(403, "forbidden");
    adds(&shop.lead, &parcel, &upload).await.expect_problem(404, "not_found");
    let taken = adds(&shop.logistics, &parcel, &upload).await.expect(200).json;
    assert_eq!((&taken["parcel_id"], &taken["message_id"]), (&parcel["id"], &Value::Null));
    assert_eq!(
        adds(&shop.logistics, &parcel, &upload).await.expect(200).json,
        taken,
        "again changes nothing"
    );
    let text = shop.logistics.uploads("label.txt", b"label").await;
    let refused = adds(&shop.logistics, &parcel, &text).await;
    refused.expect_problem(422, "validation_failed").at("#/attachment_id");
    for number in 2..=10 {
        let more = shop.logistics.uploads(&format!("{number}.jpg"), &photo()).await;
        adds(&shop.logistics, &parcel, &more).await.expect(200);
        if number == 10 {
            let at = place(&parcel, &format!("/photos/{}", more["id"].as_str().unwrap()));
            let eleventh = shop.logistics.uploads("11.jpg", &photo()).await;
            adds(&shop.logistics, &parcel, &eleventh).await.expect_problem(409, "state_conflict");
            let gone = shop.logistics.client().send(axum::http::Method::DELETE, &at, "").await;
            gone.expect(204);
        }
    }
    let photos = place(&parcel, "/photos");
    assert_eq!(shop.agent.get(&photos).await.expect(200).json["items"].as_array().unwrap().len(), 9);
    shop.ann.get(&photos).await.expect_problem(403, "forbidden");
    let bytes = content_path(&taken);
    shop.agent.get(&bytes).await.expect(200);
    shop.ann.get(&bytes).await.expect_problem(404, "not_found");
    let matches = place(&parcel, "/matches");
    shop.logistics.with("if-match", "*").post(&matches, &of(&repair)).await.expect(200);
    // Now they are part of the ticket, where the customer sees them.
    assert_eq!(shop.agent.get(&photos).await.expect(200).json["items"], json!([]));
    shop.ann.get(&bytes).await.expect(200);
    shop.cem.get(&bytes).await.expect_problem(404, "not_found");
    let messages = format!("/api/v1/tickets/{}/messages", shop.ticket["id"].as_str().unwrap());
    let last = shop.ann.reads_all(&messages, 50).await.pop().unwrap();
    assert_eq!((&last["kind"], last["attachments"].as_array().unwrap().len()), (&json!("reply"), 9));
    adds(&shop.logistics, &parcel, &upload).await.expect_problem(409, "state_conflict");
    app.run_jobs().await;
});

kit::both_engines!(photos_go_with_their_parcel, |app| {
    let mut shop = Shop::open(&app).await;
    let parcel = arrives(&shop).await;
    let upload = shop.logistics.uploads("parcel.jpg", &photo()).await;
    adds(&shop.logistics, &parcel, &upload).await.expect(200);
    time_passes(&app, Duration::days(3)).await;
    assert_eq!(rows(&app, "attachment").await, 1, "what is part of a parcel does not wait");
    shop.sign_in_again(&app).await;
    let reason = json!({ "reason": "Meant for the neighbours." });
    shop.logistics.with("if-match", "*").post(&place(&parcel, "/closures"), &reason).await.expect(200);
    time_passes(&app, Duration::days(366)).await;
    app.run_jobs().await;
    assert_eq!(rows(&app, "attachment").await, 0);
    assert!(objects(&app).await.is_empty());
});

kit::both_engines!(of_two_tenth_photos_at_once_one_is_taken, |app| {
    let shop = Shop::open(&app).await;
    let parcel = arrives(&shop).await;
    for number in 1..=9 {
        let one = shop.logistics.uploads(&format!("{number}.jpg"), &photo()).await;
        adds(&shop.logistics, &parcel, &one).await.expect(200);
    }
    // Two people: each one's uploads are locked by themselves, the parcel by both.
    let lou = shop.logistics.uploads("10.jpg", &photo()).await;
    let lea = shop.lead.uploads("10.jpg", &photo()).await;
    let (one, other) = tokio::join!(adds(&shop.logistics, &parcel, &lou), adds(&shop.lead, &parcel, &lea));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    app.run_jobs().await;
});

kit::both_engines!(a_parcel_does_not_go_without_its_photos, |app| {
    let shop = Shop::open(&app).await;
    let parcel = arrives(&shop).await;
    let upload = shop.logistics.uploads("parcel.jpg", &photo()).await;
    adds(&shop.logistics, &parcel, &upload).await.expect(200);
    let database = app.database.connect().await;
    let refused = database.connection().execute_unprepared("DELETE FROM unidentified_parcel").await;
    assert!(refused.is_err());
    database.close().await.unwrap();
    assert_eq!((rows(&app, "unidentified_parcel").await, rows(&app, "attachment").await), (1, 1));
});

#[tokio::test]
async fn a_parcel_that_gets_a_photo_just_now_stays_until_the_next_time() {
    kit::run(kit::Engine::Postgres, |app| async move {
        let shop = Shop::open(&app).await;
        let parcels = [arrives(&shop).await, arrives(&shop).await];
        let [held, free] = parcels.map(|parcel| parcel["id"].as_str().unwrap().parse().unwrap());
        let mut adding = app.store.begin().await.unwrap();
        adding.parcels().find(ParcelId::from_uuid(held)).await.unwrap().unwrap();
        let later = app.now() + Duration::days(1);
        let mut removing = app.store.begin().await.unwrap();
        let due = removing.parcels().due(later, later, 10).await.unwrap();
        assert_eq!(due, [ParcelId::from_uuid(free)]);
        drop(removing);
        drop(adding);
    })
    .await;
}

kit::both_engines!(parcels_are_forgotten_when_their_time_is_over, |app| {
    let mut shop = Shop::open(&app).await;
    let parcel = arrives(&shop).await;
    let waiting = arrives(&shop).await;
    let reason = json!({ "reason": "Meant for the neighbours." });
    shop.logistics.with("if-match", "*").post(&place(&parcel, "/closures"), &reason).await.expect(200);
    time_passes(&app, Duration::days(366)).await;
    shop.sign_in_again(&app).await;
    shop.agent.get(&place(&parcel, "")).await.expect_problem(404, "not_found");
    shop.agent.get(&place(&waiting, "")).await.expect(200);
    time_passes(&app, Duration::days(2 * 366)).await;
    assert_eq!(rows(&app, "unidentified_parcel").await, 0);
});
