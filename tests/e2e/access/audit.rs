//! The record of administrative and security acts.

use chrono::Duration;
use domain::{
    audit::{self, ActKind},
    identity::{Actor, Role},
};
use kit::Person;
use serde_json::{Value, json};

use super::forget;
use crate::support::{rows, texts};

async fn entries(reader: &Person, filter: &str) -> Vec<Value> {
    reader.reads_all(&format!("/api/v1/audit?{filter}"), 2).await
}

kit::both_engines!(what_was_done_is_listed_newest_first_by_id_and_without_values, |app| {
    let ada = app.staff("ada", Role::Admin).await;
    app.pass(Duration::minutes(1));
    let bo = app.agent("bo").await;
    app.pass(Duration::minutes(1));
    let zoe = app.agent("zoe").await;

    let all = entries(&ada, "").await;
    assert_eq!(texts(&all, "target_id"), [&zoe.id, &bo.id, &ada.id]);
    assert_eq!(
        all[1],
        json!({
            "id": all[1]["id"], "act": "staff_created", "actor_id": null, "credential": "operator",
            "target_kind": "account", "target_id": bo.id, "at": "2026-11-22T10:01:00.000Z",
        })
    );
    let text = serde_json::to_string(&all).unwrap();
    assert!(!text.contains("desk.example.org") && !text.contains("zoe"));
});

kit::both_engines!(filters_narrow_and_an_unknown_act_is_refused, |app| {
    let ada = app.staff("ada", Role::Admin).await;
    app.pass(Duration::minutes(1));
    let bo = app.agent("bo").await;
    for (filter, found) in [
        (format!("target_id={}", bo.id), 1),
        (format!("actor_id={}", ada.id), 0),
        ("act=staff_created".to_owned(), 2),
        ("after=2026-11-22T10:01:00Z".to_owned(), 1),
        ("before=2026-11-22T10:01:00Z".to_owned(), 1),
        (format!("act=staff_created&target_id={}&before=2026-11-22T10:01:00Z", bo.id), 0),
    ] {
        assert_eq!(entries(&ada, &filter).await.len(), found, "{filter}");
    }
    ada.get("/api/v1/audit?act=guessed").await.expect_problem(400, "invalid_parameter");
    ada.get("/api/v1/audit?actor_id=me").await.expect_problem(400, "invalid_parameter");
});

kit::both_engines!(only_who_may_audit_reads_it, |app| {
    let pia = app.staff("pia", Role::PrivacyOfficer).await;
    pia.get("/api/v1/audit").await.expect(200);
    for role in [Role::Agent, Role::Lead] {
        let nosy = app.staff(role.name(), role).await;
        nosy.get("/api/v1/audit").await.expect_problem(403, "forbidden");
    }
});

kit::both_engines!(an_entry_is_forgotten_after_two_years, |app| {
    let mut tx = app.store.begin().await.unwrap();
    let operator = app.ctx(Actor::Operator);
    audit::record(&mut *tx, &operator, ActKind::StaffCreated.on(Role::Agent)).await.unwrap();
    tx.commit().await.unwrap();
    for (wait, left) in [(Duration::days(730), 1), (Duration::milliseconds(1), 0)] {
        app.pass(wait);
        forget(&app).await;
        assert_eq!(rows(&app, "audit_entry").await, left);
    }
});
