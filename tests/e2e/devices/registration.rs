use axum::http::Method;
use kit::Reply;
use serde_json::{Value, json};

use super::{asks, changes, gives_up, path, people, product, reads, registers, sends};
use crate::support::{Comparable, comparable};

/// An answer to a registration without what names the device: all else must be equal.
fn anonymous(reply: &Reply) -> Comparable {
    let (status, headers, body) = comparable(reply);
    let id = reply.json["id"].as_str().unwrap();
    let headers = headers.into_iter().map(|(name, value)| (name, value.replace(id, "-"))).collect();
    (status, headers, body.replace(id, "-"))
}

// Who registers what is another's learns nothing of it, not from any answer to anything they do.
kit::both_engines!(what_is_anothers_looks_like_what_is_free, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let (keys, dora) = (product(&admin).await, app.customer("dora").await);
    let theirs = registers(&ann, &keys, "K61-004711").await;
    app.pass(chrono::Duration::minutes(3));
    // Dora's own is spelt as long as Cem's, which is Ann's.
    let (free, taken) = (asks(&dora, &keys, "k61 004799").await, asks(&cem, &keys, "k61 004711").await);
    let unnamed = |reply: &Reply| {
        let (status, headers, body) = anonymous(reply);
        (status, headers, body.replace("004799", "004711"))
    };
    assert_eq!(unnamed(&free), unnamed(&taken));
    assert_eq!(taken.json["status"], "to_be_confirmed");
    assert!(taken.json["id"].as_str() > theirs["id"].as_str(), "the id is its own, and new");
    let facts = json!({ "os": "macOS 15.2" });
    let bought = json!({ "purchased_on": "2026-11-02" });
    for (part, method, body) in [
        ("", Method::GET, Value::Null),
        ("/history", Method::GET, Value::Null),
        ("/facts", Method::PUT, facts),
        ("/registration", Method::POST, bought),
        ("", Method::GET, Value::Null),
        ("", Method::DELETE, Value::Null),
    ] {
        let mut replies = Vec::new();
        for (person, device) in [(&dora, &free.json), (&cem, &taken.json)] {
            let place = format!("{}{part}", path(device));
            let reply = sends(person, method.clone(), &place, &body).await;
            assert!(reply.status.is_success(), "{}", reply.json);
            let (status, headers, mut text) = comparable(&reply);
            text = text.replace(device["id"].as_str().unwrap(), "-").replace("004799", "004711");
            if part == "/history" {
                text = text.replace(reply.json["items"][0]["id"].as_str().unwrap(), "-");
            }
            replies.push((status, headers, text));
        }
        assert_eq!(replies[0], replies[1], "{method} {part}");
    }
    assert_eq!(reads(&bo, &theirs).await["staff"]["standing"], "owner");
});

kit::both_engines!(the_desk_sees_the_conflict_and_decides, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let (first, claim) =
        (registers(&ann, &keys, "K61-004711").await, registers(&cem, &keys, "K61004711").await);
    let open = bo.get("/api/v1/devices?standing=claim").await.expect(200).json;
    assert_eq!(open["items"][0]["id"], claim["id"]);
    let of_serial = bo.get("/api/v1/devices?serial=k61-00-4711").await.expect(200).json;
    assert_eq!(of_serial["items"].as_array().unwrap().len(), 2);
    let owned = changes(&bo, &claim, json!({ "status": "confirmed" })).await;
    owned.expect_problem(409, "state_conflict");
    let forbidden = changes(&ann, &first, json!({ "status": "confirmed" })).await;
    forbidden.expect_problem(403, "forbidden");
    let before = reads(&cem, &claim).await;
    changes(&bo, &first, json!({ "status": "refused" })).await.expect(200);
    assert_eq!(reads(&cem, &claim).await, before, "the claimant does not see that they are next");
    assert_eq!(reads(&bo, &claim).await["staff"]["standing"], "owner");
    changes(&bo, &claim, json!({ "status": "confirmed" })).await.expect(200);
    assert_eq!(reads(&cem, &claim).await["status"], "confirmed");
    let shown = reads(&ann, &first).await;
    assert_eq!((&shown["status"], &shown["staff"]), (&json!("refused"), &Value::Null));
    app.run_jobs().await;
    let letters = app.mailbox.take();
    let to = |email: &str| letters.iter().find(|letter| letter.to == email).expect("a letter");
    assert_eq!(letters.len(), 2);
    assert_eq!(to(&ann.email).subject(), "We could not confirm your Keys 61");
    assert!(to(&ann.email).text().contains("K61-004711"), "the serial number as she typed it");
    assert_eq!(to(&cem.email).subject(), "Your Keys 61 is registered");
    let again = changes(&bo, &first, json!({ "status": "to_be_confirmed" })).await.expect(200).json;
    assert_eq!(again["staff"]["standing"], "claim");
    app.run_jobs().await;
    assert!(app.mailbox.take().is_empty(), "what is undecided again is no news");
});

kit::both_engines!(who_gives_up_makes_room_for_the_next, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let first = registers(&ann, &keys, "K61-004711").await;
    let claim = registers(&cem, &keys, "K61-004711").await;
    asks(&ann, &keys, "k61004711").await.expect_problem(409, "state_conflict");
    gives_up(&ann, &first).await;
    ann.get(&path(&first)).await.expect_problem(404, "not_found");
    bo.get(&path(&first)).await.expect_problem(404, "not_found");
    assert_eq!(reads(&bo, &claim).await["staff"]["standing"], "owner");
    let again = registers(&ann, &keys, "K61-004711").await;
    assert_eq!(reads(&bo, &again).await["staff"]["standing"], "claim");
});

kit::both_engines!(serial_numbers_are_checked_and_lists_show_ones_own, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    for bad in ["", "K61", "X61-004711", "K61-00471O", "K61'; DROP TABLE device; --", "K61%", "\u{0}"] {
        asks(&ann, &keys, bad).await.expect_problem(422, "validation_failed").at("#/serial");
    }
    let pads = json!({ "sku": "PAD", "name": "Pads", "folds_lookalikes": true });
    let pads = admin.post("/api/v1/products", &pads).await.expect(201).json;
    let pad = registers(&ann, &pads, "P16-OI").await;
    asks(&ann, &pads, "p16-01").await.expect_problem(409, "state_conflict");
    let key = registers(&ann, &keys, "K61-004711").await;
    registers(&cem, &keys, "K61-004712").await;
    let ids = |items: Vec<Value>| items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(ann.reads_all("/api/v1/devices", 1).await), [key["id"].clone(), pad["id"].clone()]);
    let found = |query: &str| format!("/api/v1/devices?serial={query}");
    assert_eq!(ids(bo.reads_all(&found("P1601"), 1).await), [pad["id"].clone()]);
    assert_eq!(ids(ann.reads_all(&found("K61-004712"), 1).await), [Value::Null; 0], "another's is none");
    for query in ["owner_id=01936f3e-0000-7000-8000-000000000000", "standing=claim", "serial=%25"] {
        ann.get(&format!("/api/v1/devices?{query}")).await.expect_problem(400, "invalid_parameter");
    }
    let of_ann = bo.reads_all(&format!("/api/v1/devices?owner_id={}", ann.id), 1).await;
    assert_eq!(ids(of_ann), [key["id"].clone(), pad["id"].clone()]);
});

kit::both_engines!(a_purchase_is_registered_once_and_corrected, |app| {
    let (ann, _, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let device = registers(&ann, &keys, "K61-004711").await;
    let place = format!("{}/registration", path(&device));
    for bad in ["2027-01-01", "1949-01-01", "2026-02-30", "yesterday"] {
        let refused = sends(&ann, Method::POST, &place, &json!({ "purchased_on": bad })).await;
        refused.expect_problem(422, "validation_failed").at("#/purchased_on");
    }
    let bought = json!({ "purchased_on": "2026-11-02", "seller_country": "de" });
    let blind = ann.post(&place, &bought).await;
    blind.expect_problem(428, "precondition_required");
    let done = sends(&ann, Method::POST, &place, &bought).await.expect(200).json;
    assert_eq!((&done["purchased_on"], &done["seller_country"]), (&json!("2026-11-02"), &json!("DE")));
    sends(&ann, Method::POST, &place, &bought).await.expect_problem(409, "state_conflict");
    let stale = ann.patch(&path(&device), &device["version"], &json!({ "seller_country": null })).await;
    stale.expect_problem(412, "precondition_failed");
    let corrected = json!({ "purchased_on": "2026-11-01", "seller_country": null });
    let done = changes(&ann, &device, corrected).await.expect(200).json;
    assert_eq!((&done["purchased_on"], &done["seller_country"]), (&json!("2026-11-01"), &Value::Null));
    // By telephone, the desk registers for a customer.
    let new = json!({ "product_id": keys["id"], "serial": "K61-004712" });
    bo.post("/api/v1/devices", &new).await.expect_problem(422, "validation_failed").at("#/owner_id");
    let mut named = new.clone();
    named["owner_id"] = json!(ann.id);
    ann.post("/api/v1/devices", &named).await.expect_problem(403, "forbidden");
    let by_desk = bo.post("/api/v1/devices", &named).await.expect(201).json;
    assert_eq!(reads(&ann, &by_desk).await["serial"], "K61-004712");
});

kit::both_engines!(of_two_at_once_one_is_the_owner, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let (one, other) =
        tokio::join!(registers(&ann, &keys, "K61-004711"), registers(&cem, &keys, "K61-004711"));
    let (one, other) = (reads(&bo, &one).await, reads(&bo, &other).await);
    let mut standings = [&one, &other].map(|device| device["staff"]["standing"].as_str().unwrap());
    standings.sort_unstable();
    assert_eq!(standings, ["claim", "owner"]);
});
