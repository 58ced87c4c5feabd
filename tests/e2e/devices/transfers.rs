use axum::http::Method;
use serde_json::{Value, json};

use super::{accepts, changes, offers, path, people, product, reads, registers, sends};
use crate::support::comparable;

kit::both_engines!(a_device_goes_from_one_to_the_other_by_a_code, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let old = registers(&ann, &keys, "K61-004711").await;
    sends(&ann, Method::PUT, &format!("{}/facts", path(&old)), &json!({ "os": "macOS" })).await.expect(200);
    changes(&bo, &old, json!({ "status": "confirmed" })).await.expect(200);
    app.run_jobs().await;
    let code = offers(&ann, &old).await;
    assert!(reads(&ann, &old).await["transfer_expires_at"].is_string());
    let new = registers(&cem, &keys, "k61 004711").await;
    let taken = accepts(&cem, &new, &code.to_lowercase().replace('-', " ")).await.expect(200).json;
    assert_eq!((&taken["status"], &taken["facts"]), (&json!("confirmed"), &Value::Null));
    ann.get(&path(&old)).await.expect_problem(404, "not_found");
    let (former, now) = (reads(&bo, &old).await, reads(&bo, &new).await);
    assert_eq!((&former["staff"]["standing"], &former["facts"]), (&json!("former"), &Value::Null));
    assert_eq!(now["staff"]["standing"], "owner");
    assert_eq!(now["staff"]["transferred_from"], old["id"]);
    // It works once, and what is gone does not change.
    accepts(&cem, &new, &code).await.expect_problem(422, "validation_failed").at("#/code");
    changes(&bo, &old, json!({ "status": "refused" })).await.expect_problem(409, "state_conflict");
    sends(&bo, Method::DELETE, &path(&old), &Value::Null).await.expect_problem(409, "state_conflict");
});

kit::both_engines!(codes_that_do_not_work_are_answered_alike, |app| {
    let (ann, cem, _, admin) = people(&app).await;
    let keys = product(&admin).await;
    let old = registers(&ann, &keys, "K61-004711").await;
    let other = registers(&ann, &keys, "K61-004712").await;
    let mine = registers(&cem, &keys, "K61-004711").await;
    let wrong = accepts(&cem, &mine, "0000-0000-0000").await.expect_problem(422, "validation_failed");
    let void = offers(&ann, &old).await;
    let of_another = offers(&ann, &other).await;
    let withdrawn = offers(&ann, &old).await;
    sends(&ann, Method::DELETE, &format!("{}/transfers", path(&old)), &Value::Null).await.expect(204);
    for code in [&void, &of_another, &withdrawn] {
        assert_eq!(comparable(&accepts(&cem, &mine, code).await), comparable(&wrong), "{code}");
    }
    let late = offers(&ann, &old).await;
    // One's own code is none, either.
    accepts(&ann, &old, &late).await.expect_problem(422, "validation_failed");
    app.pass(chrono::Duration::days(15));
    let (ann, cem) = (app.sign_in(&ann.email).await, app.sign_in(&cem.email).await);
    assert_eq!(comparable(&accepts(&cem, &mine, &late).await), comparable(&wrong));
    assert_eq!(reads(&ann, &old).await["transfer_expires_at"], Value::Null);
});

kit::both_engines!(nobody_tries_codes_for_long, |app| {
    let (ann, cem, _, admin) = people(&app).await;
    let keys = product(&admin).await;
    let code = offers(&ann, &registers(&ann, &keys, "K61-004711").await).await;
    let mine = registers(&cem, &keys, "K61-004711").await;
    for _ in 0..10 {
        accepts(&cem, &mine, "0000-0000-0000").await.expect_problem(422, "validation_failed");
    }
    let stopped = accepts(&cem, &mine, &code).await.expect_problem(429, "too_many_requests");
    assert_eq!(stopped.header("retry-after").as_deref(), Some("3600"));
    assert_eq!(reads(&cem, &mine).await["version"], mine["version"]);
    app.pass(chrono::Duration::hours(1));
    let cem = app.sign_in(&cem.email).await;
    accepts(&cem, &mine, &code).await.expect(200);
});

kit::both_engines!(an_offer_can_be_repeated_and_is_the_owners, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let old = registers(&ann, &keys, "K61-004711").await;
    let transfers = format!("{}/transfers", path(&old));
    let keyed = ann.with("idempotency-key", "once");
    let first = keyed.send(Method::POST, &transfers, "").await.expect(201).json;
    assert_eq!(keyed.send(Method::POST, &transfers, "").await.expect(201).json, first);
    sends(&cem, Method::POST, &transfers, &Value::Null).await.expect_problem(404, "not_found");
    sends(&bo, Method::POST, &transfers, &Value::Null).await.expect_problem(403, "forbidden");
    offers(&ann, &old).await;
    keyed.send(Method::POST, &transfers, "").await.expect_problem(410, "gone");
    changes(&bo, &old, json!({ "status": "refused" })).await.expect(200);
    app.run_jobs().await;
    sends(&ann, Method::POST, &transfers, &Value::Null).await.expect_problem(409, "state_conflict");
});

// A code that two tell at once hands over once.
kit::both_engines!(of_two_who_tell_a_code_one_gets_the_device, |app| {
    let (ann, cem, bo, admin) = people(&app).await;
    let (keys, dora) = (product(&admin).await, app.customer("dora").await);
    let old = registers(&ann, &keys, "K61-004711").await;
    let code = offers(&ann, &old).await;
    let (one, other) =
        (registers(&cem, &keys, "K61-004711").await, registers(&dora, &keys, "K61-004711").await);
    let (a, b) = tokio::join!(accepts(&cem, &one, &code), accepts(&dora, &other, &code));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422], "{} {}", a.json, b.json);
    let owners = bo.get("/api/v1/devices?standing=owner").await.json["items"].as_array().unwrap().len();
    assert_eq!(owners, 1);
});
