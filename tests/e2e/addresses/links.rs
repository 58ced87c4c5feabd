use super::*;

impl Case {
    async fn asks_for_address(&self, app: &TestApp) -> String {
        self.lou.post(&format!("{}/requests", self.address()), &Value::Null).await.expect(202);
        app.run_jobs().await;
        let mail = app.mailbox.take_only_to(&self.ann.email);
        assert!(mail.subject().contains(self.repair["rma_number"].as_str().unwrap()), "{}", mail.subject());
        mail.token()
    }
}

pub(super) const LINK: &str = "/api/v1/address-links/current";

/// Someone with this token and no more.
pub(super) fn holding(app: &TestApp, token: &str) -> kit::Visitor {
    app.visitor().with("address-link-token", token)
}

kit::both_engines!(a_link_takes_the_address_once, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    let earlier = case.asks_for_address(&app).await;
    let link = case.asks_for_address(&app).await;
    holding(&app, &earlier).get(LINK).await.expect(410);
    app.visitor().get(LINK).await.expect(410);
    let holder = holding(&app, &link);
    let asked = holder.get(LINK).await.expect(200).json;
    assert_eq!(asked["rma_number"], case.repair["rma_number"]);
    // What is refused does not use it up.
    put(&holder, LINK, &told()).await.expect(422);
    put(&holder, LINK, &json!({ "country": "DE" })).await.expect(422);
    let given = put(&holder, LINK, &address()).await.expect(200).json;
    assert_eq!(given["captured_via"], "link");
    put(&holder, LINK, &address()).await.expect(410);
    holder.get(LINK).await.expect(410);
    assert_eq!(case.ann.get(&case.address()).await.expect(200).json["recipient"], "Herta Kupferkessel");
});

kit::both_engines!(a_link_ends_with_its_time_and_with_the_repair, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    let link = case.asks_for_address(&app).await;
    case.closes().await;
    holding(&app, &link).get(LINK).await.expect(410);
    put(&holding(&app, &link), LINK, &address()).await.expect(410);
    for nonsense in ["x", "", "..%2f", "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V"] {
        holding(&app, nonsense).get(LINK).await.expect(410);
    }
    holding(&app, &"x".repeat(201)).get(LINK).await.expect_problem(400, "invalid_header");
    let path = format!("{}/requests", case.address());
    for other in [&case.ann, &case.tom, &case.pat] {
        other.post(&path, &Value::Null).await.expect(403);
    }
    app.run_jobs().await;
});

kit::both_engines!(a_link_opens_nothing_that_the_law_holds, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    let link = case.asks_for_address(&app).await;
    let until = domain::clock::to_text(app.now() + chrono::Duration::days(2));
    let hold = json!({ "reason": "A court asks.", "until": until });
    put(&case.pat.with("if-match", "*"), &format!("{}/legal-hold", case.path()), &hold).await.expect(200);
    put(&holding(&app, &link), LINK, &address()).await.expect(409);
    assert!(case.accesses(&case.pat).await.is_empty(), "it was not opened");
    // What is refused does not use the link up.
    holding(&app, &link).get(LINK).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_link_expires, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    let link = case.asks_for_address(&app).await;
    app.pass(chrono::Duration::days(14) - chrono::Duration::seconds(1));
    holding(&app, &link).get(LINK).await.expect(200);
    app.pass(chrono::Duration::seconds(1));
    holding(&app, &link).get(LINK).await.expect(410);
});

kit::both_engines!(a_dead_link_gets_its_customer_a_new_one, |app| {
    let mut case = Case::in_state(&app, "ready_to_ship").await;
    let dead = case.asks_for_address(&app).await;
    app.pass(chrono::Duration::days(14));
    holding(&app, &dead).get(LINK).await.expect_problem(410, "gone");
    let renew = async |token: &str| {
        let body = json!({ "token": token });
        app.visitor().post("/api/v1/address-links/renewals", &body).await.expect(202);
        app.run_jobs().await;
    };
    renew("nonsense").await;
    assert!(app.mailbox.take().is_empty());
    renew(&dead).await;
    let link = app.mailbox.take_only_to(&case.ann.email).token();
    put(&holding(&app, &link), LINK, &address()).await.expect(200);
    // Used up: whoever was wrong asks once more, until the repair is over.
    renew(&link).await;
    app.mailbox.take_only_to(&case.ann.email);
    case.signs_in_again(&app).await;
    case.closes().await;
    app.run_jobs().await;
    app.mailbox.take();
    renew(&link).await;
    assert!(app.mailbox.take().is_empty());
});
