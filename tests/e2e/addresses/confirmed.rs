//! Proof of presence before a reveal, addresses by telephone, and whether one is still right.

use chrono::Duration;

use super::*;

impl Case {
    async fn confirms(&self, who: &Person, version: &str) -> Reply {
        who.with("if-match", version).post(&format!("{}/confirmations", self.address()), &Value::Null).await
    }

    async fn is_asked(&self) -> Value {
        self.ann.get(&self.path()).await.expect(200).json["address"]["needs_confirmation"].clone()
    }

    /// Everyone has been away for long.
    pub(super) async fn signs_in_again(&mut self, app: &TestApp) {
        for person in [&mut self.ann, &mut self.bo, &mut self.tom, &mut self.lou] {
            *person = app.sign_in(&person.email).await;
        }
    }
}

kit::both_engines!(staff_prove_who_they_are_before_they_read_an_address, |app| {
    let mut case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    app.pass(Duration::minutes(16));
    let (lou, tom) = (case.lou.refreshed().await, case.tom.refreshed().await);
    (case.lou, case.tom) = (lou, tom);
    let label = json!({ "purpose": "label" });
    case.reveals(&case.lou, label.clone()).await.expect_problem(403, "step_up_required");
    case.reveals(&case.tom, label.clone()).await.expect_problem(403, "forbidden");
    let reads = case.accesses(&case.ann.refreshed().await).await;
    assert!(reads.is_empty(), "what was refused is no reading: {reads:?}");
    let password = json!({ "password": kit::PASSWORD });
    case.lou.post("/api/v1/auth/step-up", &password).await.expect(204);
    case.reveals(&case.lou, label).await.expect(200);
});

kit::both_engines!(an_address_by_telephone_says_why, |app| {
    let case = Case::in_state(&app, "received").await;
    let mut silent = told();
    silent.as_object_mut().unwrap().remove("reason");
    let refused = case.gives(&case.bo, "\"0\"", &silent).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.json["errors"][0]["pointer"], "#/reason");
    let mut short = told();
    short["reason"] = json!("asked");
    case.gives(&case.bo, "\"0\"", &short).await.expect(422);
    let mut own = address();
    own["reason"] = json!("I have no telephone.");
    case.gives(&case.ann, "\"0\"", &own).await.expect(422);
    case.gives(&case.bo, "\"0\"", &told()).await.expect(200);

    let seen = case.accesses(&case.ann).await;
    assert_eq!((&seen[0]["purpose"], &seen[0]["role"]), (&json!("phone"), &json!("agent")));
    assert_eq!((&seen[0]["note"], &seen[0]["account_id"]), (&Value::Null, &Value::Null));
    let known = case.accesses(&case.pat).await;
    assert_eq!(known[0]["note"], "Has no computer at hand.");
    assert_eq!(known[0]["account_id"], case.bo.id);
    let own = case.ann.get(&case.address()).await.expect(200).json;
    assert_eq!(own["on_file"]["captured_via"], "phone");
});

kit::both_engines!(who_may_have_moved_is_asked_before_the_parcel_leaves, |app| {
    let mut case = Case::in_state(&app, "received").await;
    case.given().await;
    assert_eq!(case.is_asked().await, false);
    app.pass(Duration::days(31));
    case.signs_in_again(&app).await;
    let intake = json!({ "intake": { "condition": "Dusty.", "accessories": [] } });
    case.moves(&case.tom, "diagnosing", intake).await.expect(200);
    case.moves(&case.tom, "repairing", json!({})).await.expect(200);
    case.moves(&case.tom, "testing", json!({ "work": { "text": "Replaced.", "minutes": 40 } }))
        .await
        .expect(200);
    assert_eq!(case.is_asked().await, false, "not while it does not matter yet");
    app.run_jobs().await;
    app.mailbox.take();
    let ready = json!({ "checklist": ["All is well."], "outcome": "repaired" });
    case.moves(&case.tom, "ready_to_ship", ready).await.expect(200);
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to(&case.ann.email);
    assert!(letter.text().contains("moved"), "{}", letter.text());
    assert_eq!(case.is_asked().await, true);

    let etag = case.ann.get(&case.address()).await.expect(200).header("etag").unwrap();
    case.confirms(&case.ann, "\"1\"").await.expect(412);
    case.confirms(&case.tom, "*").await.expect(403);
    case.confirms(&app.customer("cem").await, "*").await.expect(404);
    let path = format!("{}/confirmations", case.address());
    case.ann.post(&path, &Value::Null).await.expect(428);
    let confirmed = case.confirms(&case.ann, &etag).await.expect(200);
    assert_eq!(confirmed.header("etag").as_deref(), Some(etag.as_str()));
    assert_eq!(case.is_asked().await, false);
    case.closes().await;
    case.confirms(&case.ann, "*").await.expect(404);
    app.run_jobs().await;
});
