use kit::{Person, Reply};
use serde_json::{Value, json};

use super::{Shop, moves, path, reads};

async fn asks(person: &Person, body: &Value) -> Reply {
    person.post("/api/v1/repairs", body).await
}

kit::both_engines!(a_request_never_holds_an_address, |app| {
    let shop = Shop::open(&app).await;
    for address in [json!({ "street": "Ring 1" }), json!("Ring 1"), Value::Null] {
        let mut body = shop.request();
        body["address"] = address;
        let refused = asks(&shop.ann, &body).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.json["errors"][0]["code"], "address_not_allowed_yet");
        assert_eq!(refused.json["errors"][0]["pointer"], "#/address");
    }
    let mut body = shop.request();
    body["street"] = json!("Ring 1");
    asks(&shop.ann, &body).await.expect_problem(422, "validation_failed");
});

kit::both_engines!(one_asks_for_the_own_device_in_the_own_ticket, |app| {
    let shop = Shop::open(&app).await;
    let theirs = shop.cem.opens_ticket("Mine, too").await;
    for (person, member, value) in [
        (&shop.ann, "ticket_id", theirs["id"].clone()),
        (&shop.ann, "device_id", shop.product["id"].clone()),
        (&shop.agent, "device_id", shop.product["id"].clone()),
        (&shop.ann, "product_id", shop.product["id"].clone()),
        (&shop.ann, "symptom", json!(" ")),
        (&shop.ann, "battery", json!("hot")),
    ] {
        let mut body = shop.request();
        body[member] = value;
        asks(person, &body).await.expect_problem(422, "validation_failed");
    }
    // Another's device in another's ticket is not told from none.
    asks(&shop.cem, &shop.request()).await.expect_problem(422, "validation_failed").at("#/ticket_id");
    asks(&shop.technician, &shop.request()).await.expect_problem(403, "forbidden");
    let for_her = asks(&shop.agent, &shop.request()).await.expect(201).json;
    assert_eq!(reads(&shop.ann, &for_her).await["symptom"], "It jams halfway.");
    shop.cem.get(&path(&for_her)).await.expect_problem(404, "not_found");
    app.run_jobs().await;
});

kit::both_engines!(a_device_is_in_one_open_repair, |app| {
    let shop = Shop::open(&app).await;
    let request = shop.request();
    let (one, two) = tokio::join!(asks(&shop.ann, &request), asks(&shop.ann, &request));
    let (made, refused) = if one.status.is_success() { (one, two) } else { (two, one) };
    let made = made.expect(201).json;
    refused.expect_problem(409, "device_in_repair");
    moves(&shop.ann, &made, "cancelled", json!({})).await.expect(200);
    let keyed = shop.ann.with("idempotency-key", "again");
    let mut next = request.clone();
    next["follow_up_of"] = made["id"].clone();
    let again = keyed.post("/api/v1/repairs", &next).await.expect(201).json;
    assert_eq!(again["follow_up_of"], made["id"]);
    assert_ne!(again["rma_number"], made["rma_number"]);
    let replayed = keyed.post("/api/v1/repairs", &next).await.expect(201);
    assert_eq!(replayed.json["id"], again["id"]);
    assert_eq!(replayed.header("idempotency-replayed").as_deref(), Some("true"));
    app.run_jobs().await;
});

kit::both_engines!(a_number_finds_its_repair_however_it_is_read, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.asks().await;
    let number = repair["rma_number"].as_str().unwrap();
    let scan = async |person: &Person, number: &str| person.get(&format!("/api/v1/rma/{number}")).await;
    for said in [number.to_owned(), number.to_lowercase().replace('-', "")] {
        assert_eq!(scan(&shop.logistics, &said).await.expect(200).json["id"], repair["id"]);
    }
    assert_eq!(scan(&shop.ann, number).await.expect(200).json["id"], repair["id"]);
    let theirs = scan(&shop.cem, number).await.expect_problem(404, "not_found").json;
    assert_eq!(theirs["detail"], "repair not found");
    // The last character but one, changed: misread, and not looked for.
    let last = number.chars().last().unwrap();
    let other = if last == '7' { '8' } else { '7' };
    let misread = format!("{}{other}", &number[..number.len() - 1]);
    let problem = scan(&shop.logistics, &misread).await.expect_problem(404, "not_found").json;
    assert!(problem["detail"].as_str().unwrap().starts_with("was misread"));
    app.run_jobs().await;
});

kit::both_engines!(lists_are_filtered_and_end_at_what_one_may_know, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("testing").await;
    let found = async |person: &Person, query: &str| {
        let items = person.reads_all(&format!("/api/v1/repairs?{query}"), 2).await;
        items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
    };
    let device = shop.device["id"].as_str().unwrap();
    let is_it = [repair["id"].clone()];
    for query in ["state=testing", "assignee=me", &format!("device_id={device}"), "state=repairing,testing"] {
        assert_eq!(found(&shop.technician, query).await, is_it, "{query}");
    }
    for query in ["state=repairing", "overdue=true", &format!("assignee={}", shop.lead.id)] {
        assert!(found(&shop.technician, query).await.is_empty(), "{query}");
    }
    // The customer sees testing as repairing, everywhere.
    assert_eq!(found(&shop.ann, "state=repairing").await, is_it);
    for query in ["state=testing", "assignee=me", "overdue=true", "state=nonsense"] {
        let refused = shop.ann.get(&format!("/api/v1/repairs?{query}")).await;
        refused.expect_problem(400, "invalid_parameter");
    }
    assert!(found(&shop.cem, "state=repairing").await.is_empty());
    app.pass(chrono::Duration::days(2));
    let technician = app.sign_in(&shop.technician.email).await;
    assert_eq!(found(&technician, "overdue=true").await, is_it);
    app.run_jobs().await;
});
