//! Staff who have not promised confidentiality read no customers' data, where that is required.

use axum::http::Method;
use domain::identity::Role;
use serde_json::json;

const NOTICE: &str = "/api/v1/staff/me/confidentiality";

kit::both_engines!(where_it_is_required_nobody_reads_customers_data_before, |app| {
    let (ada, bo) = (app.staff("ada", Role::Admin).await, app.agent("bo").await);
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader 3").await;
    assert!(bo.get(NOTICE).await.expect(200).json["accepted_at"].is_null());
    bo.reads(&ticket).await;

    let body = json!({ "totp_required": false, "confidentiality_required": true }).to_string();
    let client = ada.with("content-type", "application/json").with("if-match", "*");
    client.send(Method::PUT, "/api/v1/roles/agent", body.clone()).await.expect(200);
    client.send(Method::PUT, "/api/v1/roles/customer", body).await.expect_problem(409, "state_conflict");
    for path in ["/api/v1/tickets", "/api/v1/customers"] {
        bo.get(path).await.expect_problem(403, "confidentiality_required");
    }
    bo.post(NOTICE, &json!({ "version": 2 })).await.expect_problem(409, "state_conflict");
    let accepted = bo.post(NOTICE, &json!({ "version": 1 })).await.expect(200).json;
    assert_eq!(accepted["accepted_at"], "2026-11-22T10:00:00.000Z");
    bo.reads(&ticket).await;
    app.pass(chrono::Duration::minutes(1));
    let again = bo.post(NOTICE, &json!({ "version": 1 })).await.expect(200).json;
    assert_eq!(again, accepted, "the first acceptance counts");
    ann.get(NOTICE).await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(until_then_no_letter_tells_of_a_ticket, |app| {
    let (ada, bo) = (app.staff("ada", Role::Admin).await, app.agent("bo").await);
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader 3").await;
    bo.changes(&ticket, json!({ "assignee_id": bo.id })).await;
    app.run_jobs().await;
    app.mailbox.take();
    let body = json!({ "totp_required": false, "confidentiality_required": true }).to_string();
    let client = ada.with("content-type", "application/json").with("if-match", "*");
    client.send(Method::PUT, "/api/v1/roles/agent", body).await.expect(200);
    ann.replies(&ticket, "It is worse.").await;
    app.run_jobs().await;
    assert!(app.mailbox.take().is_empty());
    bo.post(NOTICE, &json!({ "version": 1 })).await.expect(200);
    ann.replies(&ticket, "And worse.").await;
    app.run_jobs().await;
    app.mailbox.take_only_to(&bo.email);
});
