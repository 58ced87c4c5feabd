use chrono::Duration;
use kit::Mood;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{Shop, letters, moves, path, reads, sends};
use crate::support::{rows, time_passes};

/// What letters are about, by their subjects.
fn last(subjects: &[String]) -> Vec<String> {
    subjects.iter().map(|one| one.rsplit(": ").next().unwrap().to_owned()).collect()
}

kit::both_engines!(what_is_never_sent_expires_and_what_never_comes_is_closed, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("authorized").await;
    letters(&app, &shop.ann).await;
    let mut told = Vec::new();
    for _ in 0..7 {
        time_passes(&app, Duration::days(5)).await;
        told.extend(letters(&app, &shop.ann).await);
    }
    shop.sign_in_again(&app).await;
    assert_eq!(last(&told), ["a reminder", "a reminder", "expired"]);
    assert_eq!(reads(&shop.ann, &repair).await["state"], "expired");
    // The parcel comes after all: another repair goes on from it.
    let arrivals = format!("{}/arrivals", path(&repair));
    let scanned = json!({ "rma_number": repair["rma_number"] });
    shop.agent.post(&arrivals, &scanned).await.expect_problem(403, "forbidden");
    let late =
        shop.logistics.with("idempotency-key", "late").post(&arrivals, &scanned).await.expect(201).json;
    assert_eq!((&late["state"], &late["follow_up_of"]), (&json!("received"), &repair["id"]));
    assert_eq!((&late["symptom"], &late["coverage"]), (&json!("It jams halfway."), &json!("goodwill")));
    let again = shop.logistics.with("idempotency-key", "late").post(&arrivals, &scanned).await.expect(201);
    assert_eq!(again.json["id"], late["id"]);
    shop.logistics.post(&arrivals, &scanned).await.expect_problem(409, "device_in_repair");
    let late_arrivals = format!("{}/arrivals", path(&late));
    let of_late = json!({ "rma_number": late["rma_number"] });
    shop.logistics.post(&late_arrivals, &of_late).await.expect_problem(409, "state_conflict");
    moves(&shop.ann, &late, "ready_to_ship", json!({})).await.expect(200);
    moves(&shop.logistics, &late, "delivered", json!({ "identity_checked": true })).await.expect(200);
    moves(&shop.ann, &late, "closed", json!({})).await.expect(200);
    // Its device is free again.
    let second = shop.repair_in("inbound").await;
    let lost = json!({ "outcome": "never_received", "reason": "It never came." });
    moves(&shop.lead, &second, "closed", lost.clone()).await.expect_problem(409, "repair_not_ready");
    letters(&app, &shop.ann).await;
    let mut told = Vec::new();
    for _ in 0..7 {
        time_passes(&app, Duration::days(10)).await;
        told.extend(letters(&app, &shop.ann).await);
    }
    shop.sign_in_again(&app).await;
    assert_eq!(last(&told), ["a reminder", "a reminder", "closed"]);
    let end = reads(&shop.agent, &second).await;
    assert_eq!((&end["state"], &end["outcome"]), (&json!("closed"), &json!("never_received")));
    // Now it comes: it has not come back, so it goes on in a repair that follows.
    let scanned = json!({ "rma_number": second["rma_number"] });
    let back = moves(&shop.logistics, &second, "undeliverable", scanned.clone()).await;
    back.expect_problem(409, "repair_not_ready");
    let late = shop.logistics.post(&format!("{}/arrivals", path(&second)), &scanned).await.expect(201).json;
    assert_eq!((&late["state"], &late["follow_up_of"]), (&json!("received"), &second["id"]));
    assert_eq!(reads(&shop.agent, &second).await["state"], "closed");
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(a_device_that_nobody_wants_waits_for_two_people_and_its_notices, |app| {
    let mut shop = Shop::open(&app).await;
    sends(&shop.ann, axum::http::Method::PATCH, "/api/v1/me", &json!({ "country": "DE" })).await.expect(200);
    let repair = shop.repair_in("ready_to_ship").await;
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, axum::http::Method::PATCH, &path(&repair), &parcel).await.expect(200);
    time_passes(&app, Duration::days(31)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "unclaimed");
    let dispose = |second: &str| {
        let disposal = json!({ "way": "recycled", "data_destroyed": true });
        json!({ "reason": "Nobody answers.", "second_person_id": second, "disposal": disposal })
    };
    let refused = moves(&shop.lead, &repair, "closed", dispose(&shop.agent.id)).await;
    refused.expect_problem(409, "repair_not_ready");
    assert_eq!(given_notices(&shop, &repair).await, ["mail"]);
    let letter = json!({ "way": "letter", "proof": "Registered, RR 1." });
    let notices = format!("{}/notices", path(&repair));
    shop.ann.post(&notices, &letter).await.expect_problem(403, "forbidden");
    shop.agent.post(&notices, &letter).await.expect(200);
    for _ in 0..3 {
        let refused = moves(&shop.lead, &repair, "closed", dispose(&shop.agent.id)).await;
        refused.expect_problem(409, "repair_not_ready");
        time_passes(&app, Duration::days(31)).await;
        shop.sign_in_again(&app).await;
    }
    assert_eq!(given_notices(&shop, &repair).await, ["mail", "letter", "mail", "mail"]);
    let refused = moves(&shop.lead, &repair, "closed", dispose(&shop.agent.id)).await;
    refused.expect_problem(422, "validation_failed").at("#/second_person_id");
    let confirmation = format!("{}/disposal-confirmation", path(&repair));
    sends(&shop.ann, axum::http::Method::PUT, &confirmation, &json!(null))
        .await
        .expect_problem(403, "forbidden");
    let agreed =
        sends(&shop.agent, axum::http::Method::PUT, &confirmation, &json!(null)).await.expect(200).json;
    assert_eq!(agreed["staff"]["disposal_confirmed_by"], json!(shop.agent.id));
    for nobody_else in [&shop.lead.id, &shop.ann.id] {
        let refused = moves(&shop.lead, &repair, "closed", dispose(nobody_else)).await;
        refused.expect_problem(422, "validation_failed").at("#/second_person_id");
    }
    let money = json!({ "amount_minor": 4000, "currency": "EUR" });
    for (disposal, member) in [
        (json!({ "way": "recycled", "data_destroyed": false }), "data_destroyed"),
        (json!({ "way": "sold", "data_destroyed": true }), "proceeds"),
        (json!({ "way": "donated", "data_destroyed": true, "proceeds": money }), "proceeds"),
    ] {
        let mut wrong = dispose(&shop.agent.id);
        wrong["disposal"] = disposal;
        let refused = moves(&shop.lead, &repair, "closed", wrong).await;
        refused.expect_problem(422, "validation_failed").at(&format!("#/disposal/{member}"));
    }
    let mut sold = dispose(&shop.agent.id);
    let nothing = json!({ "amount_minor": 0, "currency": "EUR" });
    sold["disposal"] = json!({ "way": "sold", "data_destroyed": true, "proceeds": nothing });
    let refused = moves(&shop.lead, &repair, "closed", sold.clone()).await;
    refused.expect_problem(422, "validation_failed").at("#/disposal/proceeds/amount_minor");
    sold["disposal"] = json!({ "way": "sold", "data_destroyed": true, "proceeds": money });
    let closed = moves(&shop.lead, &repair, "closed", sold).await.expect(200).json;
    assert_eq!(closed["outcome"], "disposed_unclaimed");
    let seen = reads(&shop.ann, &repair).await;
    assert_eq!(seen["disposal"], json!({ "way": "sold", "proceeds": money }));
    app.run_jobs().await;
});

kit::both_engines!(a_device_stays_as_long_as_the_law_of_its_country_says, |app| {
    let mut shop = Shop::open(&app).await;
    let terms = shop.agent.get("/api/v1/repair-terms").await.expect(200).json;
    assert_eq!(terms["notices"], json!(null), "by law");
    let france = terms["notice_rules"].as_array().unwrap().iter().find(|rule| rule["country"] == "FR");
    assert_eq!(france.unwrap()["notices"]["minimum_days"], 365);
    sends(&shop.ann, axum::http::Method::PATCH, "/api/v1/me", &json!({ "country": "FR" })).await.expect(200);
    let repair = shop.repair_in("ready_to_ship").await;
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, axum::http::Method::PATCH, &path(&repair), &parcel).await.expect(200);
    time_passes(&app, Duration::days(30)).await;
    let unclaimed = app.now();
    for _ in 0..4 {
        time_passes(&app, Duration::days(31)).await;
    }
    shop.sign_in_again(&app).await;
    assert_eq!(given_notices(&shop, &repair).await, ["mail", "mail", "mail"]);
    let notices = shop.agent.get(&format!("{}/notices", path(&repair))).await.expect(200).json;
    let disposable: chrono::DateTime<chrono::Utc> =
        notices["disposable_at"].as_str().unwrap().parse().unwrap();
    assert_eq!((disposable - unclaimed).num_days(), 365);
    app.run_jobs().await;
});

kit::both_engines!(the_terms_say_when_customers_are_reminded, |app| {
    let mut shop = Shop::open(&app).await;
    let terms = |reminders: Value| {
        json!({
            "guarantee_months": 24, "extension_months": 12, "repair_warranty_months": 6,
            "checked_by_another": false, "reminders": reminders,
            "countries": [{ "country": "ES", "notices": { "count": 2, "days": 10 } }],
        })
    };
    let mut reminders = json!({
        "quote_halfway": false, "quote_days_before": [], "address_days": [7, 1, 7], "confirmation_days": [30],
        "notices": false,
    });
    let put = async |reminders: &Value| {
        let terms = terms(reminders.clone());
        sends(&shop.lead, axum::http::Method::PUT, "/api/v1/repair-terms", &terms).await
    };
    let refused = put(&reminders).await;
    refused.expect_problem(422, "validation_failed").at("#/reminders/confirmation_days/0");
    reminders["confirmation_days"] = json!([]);
    let set = put(&reminders).await.expect(200).json;
    assert_eq!(set["reminders"]["address_days"], json!([1, 7]), "each day once");
    sends(&shop.ann, axum::http::Method::PATCH, "/api/v1/me", &json!({ "country": "ES" })).await.expect(200);
    let repair = shop.repair_in("ready_to_ship").await;
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, axum::http::Method::PATCH, &path(&repair), &parcel).await.expect(200);
    letters(&app, &shop.ann).await;
    let mut told = Vec::new();
    for days in [2, 6, 23, 15, 15] {
        time_passes(&app, Duration::days(days)).await;
        told.push(letters(&app, &shop.ann).await.len());
    }
    shop.sign_in_again(&app).await;
    // Two reminders, and the letter that nobody claims it; the second notice is given by hand.
    assert_eq!(told, [1, 1, 1, 0, 0]);
    let confirmation = format!("{}/disposal-confirmation", path(&repair));
    let early = sends(&shop.agent, axum::http::Method::PUT, &confirmation, &json!(null)).await;
    early.expect_problem(409, "repair_not_ready");
    let letter = json!({ "way": "letter", "proof": "Registered, RR 1." });
    shop.agent.post(&format!("{}/notices", path(&repair)), &letter).await.expect(200);
    time_passes(&app, Duration::days(11)).await;
    shop.sign_in_again(&app).await;
    sends(&shop.agent, axum::http::Method::PUT, &confirmation, &json!(null)).await.expect(200);
    app.run_jobs().await;
});

/// How notice was given.
async fn given_notices(shop: &Shop, repair: &Value) -> Vec<Value> {
    let notices = shop.agent.get(&format!("{}/notices", path(repair))).await.expect(200).json;
    notices["items"].as_array().unwrap().iter().map(|notice| notice["way"].clone()).collect()
}

kit::both_engines!(what_is_claimed_goes_on_and_the_terms_say_how_long_it_waits, |app| {
    let mut shop = Shop::open(&app).await;
    let terms = json!({
        "guarantee_months": 24, "extension_months": 12, "repair_warranty_months": 6,
        "checked_by_another": false, "notices": { "count": 3, "days": 30 },
        "countries": [{ "country": "ES", "notices": { "count": 2, "days": 10 } }],
    });
    // No address says where the device goes: the customer's country counts.
    sends(&shop.ann, axum::http::Method::PATCH, "/api/v1/me", &json!({ "country": "ES" })).await.expect(200);
    sends(&shop.lead, axum::http::Method::PUT, "/api/v1/repair-terms", &terms).await.expect(200);
    let repair = shop.repair_in("ready_to_ship").await;
    let confirmation = format!("{}/disposal-confirmation", path(&repair));
    let early = sends(&shop.agent, axum::http::Method::PUT, &confirmation, &json!(null)).await;
    early.expect_problem(409, "state_conflict");
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, axum::http::Method::PATCH, &path(&repair), &parcel).await.expect(200);
    time_passes(&app, Duration::days(31)).await;
    time_passes(&app, Duration::days(11)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(given_notices(&shop, &repair).await, ["mail", "mail"]);
    let early = sends(&shop.agent, axum::http::Method::PUT, &confirmation, &json!(null)).await;
    early.expect_problem(409, "repair_not_ready");
    time_passes(&app, Duration::days(11)).await;
    shop.sign_in_again(&app).await;
    sends(&shop.agent, axum::http::Method::PUT, &confirmation, &json!(null)).await.expect(200);
    // Claimed: what was agreed is void.
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect(200);
    assert_eq!(reads(&shop.agent, &repair).await["staff"]["disposal_confirmed_by"], json!(null));
    app.run_jobs().await;
});

kit::both_engines!(a_repair_is_forgotten_when_its_time_is_over, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("closed").await;
    app.run_jobs().await;
    time_passes(&app, Duration::days(37 * 30 + 5)).await;
    shop.sign_in_again(&app).await;
    shop.ann.get(&path(&repair)).await.expect_problem(404, "not_found");
    let kept = reads(&shop.agent, &repair).await;
    assert_eq!(
        (&kept["symptom"], &kept["ticket_id"], &kept["device"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert_eq!(kept["outcome"], "repaired", "what happened stays");
    let history = shop.agent.reads_all(&format!("{}/history", path(&repair)), 50).await;
    assert!(history.iter().all(|entry| entry["reason"].is_null() && entry["staff"]["actor_id"].is_null()));
    shop.agent.get(&format!("{}/intake", path(&repair))).await.expect_problem(404, "not_found");
});

kit::both_engines!(a_parcel_without_a_serial_number_is_taken_in_once, |app| {
    let mut shop = Shop::open(&app).await;
    let mut request = shop.request();
    request.as_object_mut().unwrap().remove("device_id");
    request["product_id"] = shop.product["id"].clone();
    request["no_serial_reason"] = json!("The label is gone.");
    let repair = shop.ann.post("/api/v1/repairs", &request).await.expect(201).json;
    moves(&shop.lead, &repair, "authorized", json!({ "coverage": "goodwill", "reason": "We pay." }))
        .await
        .expect(200);
    for _ in 0..7 {
        time_passes(&app, Duration::days(5)).await;
    }
    shop.sign_in_again(&app).await;
    let arrivals = format!("{}/arrivals", path(&repair));
    let scanned = json!({ "rma_number": repair["rma_number"] });
    let (one, other) =
        tokio::join!(shop.logistics.post(&arrivals, &scanned), shop.logistics.post(&arrivals, &scanned));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    shop.logistics.post(&arrivals, &scanned).await.expect_problem(409, "device_in_repair");
    app.run_jobs().await;
});

kit::both_engines!(what_time_cannot_move_keeps_no_other_waiting, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("delivered").await;
    // More than are looked for at once, and all of them before it: they cannot close, having no outcome.
    let insert = "INSERT INTO repair_case (id, rma_number, product_id, state, state_at, battery, return_method, \
        is_prepaid, reminders, due_at, version, requester_version, created_at, updated_at, \
        requester_updated_at) VALUES ($1, $2, $3, 'delivered', $4, 'none', 'pick_up', false, 0, $4, 1, 1, \
        $4, $4, $4)";
    let product: uuid::Uuid = shop.product["id"].as_str().unwrap().parse().unwrap();
    let long_ago = app.now() - Duration::days(30);
    for _ in 0..105 {
        let id = app.ctx(domain::identity::Actor::Time).uuid();
        let values = vec![id.into(), id.to_string().into(), product.into(), long_ago.into()];
        execute(&app, insert, values).await;
    }
    time_passes(&app, Duration::days(8)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.ann, &repair).await["state"], "closed");
    // They are left alone for a while, and not for ever.
    let left_alone = "repair_case WHERE stuck_until IS NOT NULL";
    assert_eq!(rows(&app, left_alone).await, 105);
    execute(&app, "UPDATE repair_case SET outcome = 'repaired' WHERE stuck_until IS NOT NULL", Vec::new())
        .await;
    time_passes(&app, Duration::minutes(10)).await;
    assert_eq!(rows(&app, left_alone).await, 105);
    time_passes(&app, Duration::hours(1)).await;
    assert_eq!(rows(&app, "repair_case WHERE state = 'delivered'").await, 0);
});

async fn execute(app: &kit::TestApp, sql: &str, values: Vec<sea_orm::Value>) {
    let database = app.database.connect().await;
    let engine = database.connection().get_database_backend();
    let statement = sea_orm::Statement::from_sql_and_values(engine, sql, values);
    database.connection().execute_raw(statement).await.unwrap();
    database.close().await.unwrap();
}

kit::both_engines!(who_does_not_fetch_a_device_is_reminded_and_it_counts_as_unclaimed, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("ready_to_ship").await;
    letters(&app, &shop.ann).await;
    let mut told = Vec::new();
    for _ in 0..4 {
        time_passes(&app, Duration::days(8)).await;
        told.extend(letters(&app, &shop.ann).await);
    }
    assert_eq!(last(&told), ["a reminder", "a reminder", "a reminder", "we still have your device"]);
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.ann, &repair).await["state"], "unclaimed");
    // Then the customer comes after all.
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect(200);
    moves(&shop.logistics, &repair, "delivered", json!({ "identity_checked": true })).await.expect(200);
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(a_notice_stands_from_when_the_mail_server_took_it, |app| {
    let mut shop = Shop::open(&app).await;
    let terms = json!({
        "guarantee_months": 24, "extension_months": 12, "repair_warranty_months": 6,
        "checked_by_another": false, "notices": { "count": 2, "days": 10 }, "countries": [],
    });
    sends(&shop.lead, axum::http::Method::PUT, "/api/v1/repair-terms", &terms).await.expect(200);
    let repair = shop.repair_in("ready_to_ship").await;
    let given =
        async |shop: &Shop| shop.agent.get(&format!("{}/notices", path(&repair))).await.expect(200).json;
    time_passes(&app, Duration::days(4)).await;
    time_passes(&app, Duration::days(7)).await;
    time_passes(&app, Duration::days(11)).await;
    app.mailbox.becomes(Mood::Busy);
    time_passes(&app, Duration::days(9)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "unclaimed");
    let ordered = given(&shop).await["items"][0].clone();
    assert_eq!((&ordered["way"], &ordered["handed_over_at"]), (&json!("mail"), &Value::Null));
    app.mailbox.becomes(Mood::Willing);
    time_passes(&app, Duration::days(2)).await;
    shop.sign_in_again(&app).await;
    let first = given(&shop).await["items"][0].clone();
    assert_eq!(first["handed_over_at"], domain::clock::to_text(app.now()));
    assert_eq!(first["mail_id"], ordered["mail_id"]);
    // One that the mail server refuses is none: a letter by hand takes its place.
    app.mailbox.becomes(Mood::Refusing);
    time_passes(&app, Duration::days(10)).await;
    app.mailbox.becomes(Mood::Willing);
    time_passes(&app, Duration::days(10)).await;
    shop.sign_in_again(&app).await;
    let all = given(&shop).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    assert_eq!((&all["items"][1]["handed_over_at"], &all["disposable_at"]), (&Value::Null, &Value::Null));
    let letter = json!({ "way": "letter", "proof": "Registered, RR 1." });
    shop.agent.post(&format!("{}/notices", path(&repair)), &letter).await.expect(200);
    let until = app.now() + Duration::days(10);
    assert_eq!(given(&shop).await["disposable_at"], domain::clock::to_text(until));
    // Whoever runs the desk has the letter tried again: then it is a notice, too.
    let admin = app.sign_in("ada@desk.example.org").await;
    let dead = admin.get("/api/v1/jobs?state=dead").await.expect(200).json["items"][0].clone();
    let again = format!("/api/v1/jobs/{}/retry", dead["id"].as_str().unwrap());
    admin.post(&again, &Value::Null).await.expect(200);
    app.run_jobs().await;
    let second = given(&shop).await["items"][1].clone();
    assert_eq!(second["handed_over_at"], domain::clock::to_text(app.now()));
    app.run_jobs().await;
    app.mailbox.take();
});
