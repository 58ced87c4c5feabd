//! Photos of devices as they came.

use axum::http::Method;
use chrono::Duration;
use kit::{Person, Reply};
use serde_json::{Value, json};

use super::{
    Shop, intake, moves,
    papers::{paper, text_of},
    path, sends,
};
use crate::{
    attachments::{content_path, objects, photo},
    support::{rows, time_passes},
};

fn place(repair: &Value, file: &Value) -> String {
    format!("{}/photos/{}", path(repair), file["id"].as_str().unwrap())
}

async fn adds(person: &Person, repair: &Value, file: &Value) -> Reply {
    person.client().send(Method::PUT, &place(repair, file), "").await
}

async fn removes(person: &Person, repair: &Value, file: &Value) -> Reply {
    person.client().send(Method::DELETE, &place(repair, file), "").await
}

async fn listed(person: &Person, repair: &Value) -> Vec<Value> {
    let photos = person.get(&format!("{}/photos", path(repair))).await.expect(200).json;
    photos["items"].as_array().unwrap().clone()
}

kit::both_engines!(photos_of_an_intake_are_the_desks_and_the_customers, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let upload = shop.technician.uploads("lid.jpg", &photo()).await;
    adds(&shop.agent, &repair, &upload).await.expect_problem(403, "forbidden");
    adds(&shop.ann, &repair, &upload).await.expect_problem(403, "forbidden");
    adds(&shop.lead, &repair, &upload).await.expect_problem(404, "not_found");
    let taken = adds(&shop.technician, &repair, &upload).await.expect(200).json;
    assert_eq!((&taken["repair_id"], &taken["message_id"]), (&repair["id"], &Value::Null));
    assert_eq!(adds(&shop.technician, &repair, &upload).await.expect(200).json, taken);
    let text = shop.technician.uploads("label.txt", b"label").await;
    let refused = adds(&shop.technician, &repair, &text).await;
    refused.expect_problem(422, "validation_failed").at("#/attachment_id");
    for person in [&shop.ann, &shop.agent, &shop.officer] {
        assert_eq!(listed(person, &repair).await, std::slice::from_ref(&taken));
        person.get(&content_path(&taken)).await.expect(200);
    }
    shop.cem.get(&format!("{}/photos", path(&repair))).await.expect_problem(404, "not_found");
    shop.cem.get(&content_path(&taken)).await.expect_problem(404, "not_found");
    moves(&shop.technician, &repair, "diagnosing", json!({ "intake": intake() })).await.expect(200);
    let report = text_of(&paper(&shop.ann, &repair, "intake-report").await.expect(200));
    assert!(report.contains("Photos"), "{report}");
    app.run_jobs().await;
});

kit::both_engines!(an_intake_has_ten_photos_and_loses_them_on_record, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let mut photos = Vec::new();
    for number in 1..=10 {
        let one = shop.logistics.uploads(&format!("{number}.jpg"), &photo()).await;
        photos.push(adds(&shop.logistics, &repair, &one).await.expect(200).json);
    }
    let eleventh = shop.logistics.uploads("11.jpg", &photo()).await;
    adds(&shop.logistics, &repair, &eleventh).await.expect_problem(409, "state_conflict");
    let acts = rows(&app, "audit_entry").await;
    removes(&shop.technician, &repair, &photos[0]).await.expect(204);
    removes(&shop.technician, &repair, &photos[0]).await.expect_problem(404, "not_found");
    moves(&shop.technician, &repair, "diagnosing", json!({ "intake": intake() })).await.expect(200);
    adds(&shop.logistics, &repair, &eleventh).await.expect(200);
    moves(&shop.technician, &repair, "repairing", json!({})).await.expect(200);
    // By now they are proof.
    let late = shop.logistics.uploads("12.jpg", &photo()).await;
    adds(&shop.logistics, &repair, &late).await.expect_problem(409, "state_conflict");
    removes(&shop.technician, &repair, &photos[1]).await.expect_problem(403, "forbidden");
    removes(&shop.lead, &repair, &photos[1]).await.expect(204);
    assert_eq!(rows(&app, "audit_entry").await, acts + 2);
    app.run_jobs().await;
    shop.ann.get(&content_path(&photos[1])).await.expect_problem(404, "not_found");
    assert_eq!((listed(&shop.ann, &repair).await.len(), objects(&app).await.len()), (9, 10));
});

kit::both_engines!(an_address_in_a_photos_name_ends_with_the_address, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, Method::PATCH, &path(&repair), &parcel).await.expect(200);
    let street = "Zwölfapfelweg 17";
    let address = json!({
        "country": "DE", "recipient": "Ann Example", "street_lines": [street], "postal_code": "10997",
        "locality": "Berlin",
    });
    sends(&shop.ann, Method::PUT, &format!("{}/address", path(&repair)), &address).await.expect(200);
    let upload = shop.technician.uploads(&format!("From {street}.jpg"), &photo()).await;
    adds(&shop.technician, &repair, &upload).await.expect(200);
    assert!(listed(&shop.ann, &repair).await[0]["file_name"].as_str().unwrap().contains(street));
    for (to, who, body) in shop.way(&repair, "closed").into_iter().skip(3) {
        moves(who, &repair, to, body).await.expect(200);
    }
    app.run_jobs().await;
    let photos = listed(&shop.ann, &repair).await;
    let name = photos[0]["file_name"].as_str().unwrap();
    assert!(name.starts_with("From ") && !name.contains(street), "{name}");
});

kit::both_engines!(photos_of_an_intake_are_forgotten_with_the_repair, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("received").await;
    let upload = shop.technician.uploads("lid.jpg", &photo()).await;
    adds(&shop.technician, &repair, &upload).await.expect(200);
    for (to, who, body) in shop.way(&repair, "closed").into_iter().skip(3) {
        moves(who, &repair, to, body).await.expect(200);
    }
    time_passes(&app, Duration::days(36 * 30)).await;
    assert_eq!(rows(&app, "attachment").await, 1, "what is part of a repair does not wait");
    time_passes(&app, Duration::days(35)).await;
    app.run_jobs().await;
    assert_eq!((objects(&app).await.len(), rows(&app, "attachment").await), (0, 0));
});
