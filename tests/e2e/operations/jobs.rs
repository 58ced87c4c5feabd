//! Jobs, looked at and tried again.

use async_trait::async_trait;
use chrono::Duration;
use domain::{
    clock::Timestamp,
    identity::{Actor, Role},
    job::{JobRequest, Lease, Work},
    mail::{DeliveryError, Letter, Mailer},
};
use kit::{Person, TestApp};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// A mail server that refuses everything for good.
struct Refusing;

#[async_trait]
impl Mailer for Refusing {
    async fn deliver(&self, _: &Letter) -> Result<(), DeliveryError> {
        Err(DeliveryError::Permanent)
    }
}

async fn jobs(admin: &Person, query: &str) -> Vec<Value> {
    let page = admin.get(&format!("/api/v1/jobs{query}")).await.expect(200).json;
    page["items"].as_array().unwrap().clone()
}

fn retry_of(job: &Value) -> String {
    format!("/api/v1/jobs/{}/retry", job["id"].as_str().unwrap())
}

kit::both_engines!(a_dead_letter_is_found_tried_again_and_gone, |app| {
    let admin = app.staff("ada", Role::Admin).await;
    let ann = app.customer("ann").await;
    ann.opens_ticket("Fader 3 is stuck").await;
    let waiting = jobs(&admin, "?state=waiting").await;
    assert_eq!((waiting.len(), &waiting[0]["kind"]), (1, &Value::from("send_mail")));
    assert_eq!(app.worker_with(Arc::new(Refusing)).run_due().await.unwrap(), 1);

    let dead = jobs(&admin, "?state=dead&kind=send_mail").await;
    assert_eq!((dead[0]["reason"].as_str(), dead[0]["attempts"].as_i64()), (Some("mail_refused"), Some(1)));
    assert!(jobs(&admin, "?kind=advance_tickets").await.is_empty());
    assert!(jobs(&admin, "?state=waiting").await.is_empty());
    assert!(!dead[0].to_string().contains("ann"), "nothing says whom it is about");

    let revived = admin.post(&retry_of(&dead[0]), &Value::Null).await.expect(200).json;
    assert_eq!((&revived["state"], &revived["attempts"]), (&Value::from("waiting"), &Value::from(0)));
    let record = format!("/api/v1/audit?target_id={}", dead[0]["id"].as_str().unwrap());
    assert_eq!(admin.get(&record).await.expect(200).json["items"][0]["act"], "job_retried");
    assert_eq!(app.run_jobs().await, 1);
    app.mailbox.take_only_to("ann@example.org");
    admin.post(&retry_of(&dead[0]), &Value::Null).await.expect_problem(404, "not_found");
});

async fn enqueue(app: &TestApp, count: usize, run_at: Timestamp) {
    let mut tx = app.store.begin().await.unwrap();
    for _ in 0..count {
        let job = JobRequest { run_at, ..JobRequest::now(&app.ctx(Actor::Time), Work::AdvanceTickets) };
        tx.jobs().enqueue(job).await.unwrap();
    }
    tx.commit().await.unwrap();
}

kit::both_engines!(a_job_that_runs_is_left_alone, |app| {
    let admin = app.staff("ada", Role::Admin).await;
    enqueue(&app, 1, app.now()).await;
    let mut tx = app.store.begin().await.unwrap();
    let lease = Lease { holder: Uuid::from_u128(7), until: app.now() + Duration::minutes(1) };
    tx.jobs().claim(app.now(), lease, 1).await.unwrap();
    tx.commit().await.unwrap();
    let running = jobs(&admin, "?state=running").await;
    admin.post(&retry_of(&running[0]), &Value::Null).await.expect_problem(409, "state_conflict");
    app.pass(Duration::minutes(2));
    app.run_jobs().await;
});

kit::both_engines!(all_pages_show_each_job_once_and_what_waits_is_hurried, |app| {
    let admin = app.staff("ada", Role::Admin).await;
    enqueue(&app, 5, app.now() + Duration::days(1)).await;
    let mut seen = Vec::new();
    let mut path = "/api/v1/jobs?limit=2".to_owned();
    loop {
        let page = admin.get(&path).await.expect(200).json;
        seen.extend(
            page["items"].as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/jobs?limit=2&cursor={cursor}");
    }
    assert!(seen.len() == 5 && seen.is_sorted(), "{seen:?}");
    assert_eq!(app.run_jobs().await, 0);
    for id in seen {
        admin.post(&format!("/api/v1/jobs/{id}/retry"), &Value::Null).await.expect(200);
    }
    assert_eq!(app.run_jobs().await, 5);
});

kit::both_engines!(what_is_no_state_or_kind_is_refused, |app| {
    let admin = app.staff("ada", Role::Admin).await;
    for query in ["?state=late", "?state=", "?kind=", "?kind=Send%20mail"] {
        admin.get(&format!("/api/v1/jobs{query}")).await.expect_problem(400, "invalid_parameter");
    }
    app.agent("bo").await.get("/api/v1/jobs").await.expect_problem(403, "forbidden");
});
