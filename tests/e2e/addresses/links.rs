use super::*;

impl Case {
    async fn asks_for_address(&self, app: &TestApp) -> String {
        self.lou.post(&format!("{}/requests", self.address()), &Value::Null).await.expect(202);
        app.run_jobs().await;
        let mail = app.mailbox.take_only_to(&self.ann.email);
        assert!(mail.subject().contains(self.repair["rma_number"].as_str().unwrap()), "{}", mail.subject());
        format!("/api/v1/address-links/{}", mail.token())
    }
}

kit::both_engines!(a_link_takes_the_address_once, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    let earlier = case.asks_for_address(&app).await;
    let link = case.asks_for_address(&app).await;
    let nobody = app.visitor();
    nobody.get(&earlier).await.expect(410);
    let asked = nobody.get(&link).await.expect(200).json;
    assert_eq!(asked["rma_number"], case.repair["rma_number"]);
    // What is refused does not use it up.
    put(&nobody, &link, &told()).await.expect(422);
    put(&nobody, &link, &json!({ "country": "DE" })).await.expect(422);
    let given = put(&nobody, &link, &address()).await.expect(200).json;
    assert_eq!(given["captured_via"], "link");
    put(&nobody, &link, &address()).await.expect(410);
    nobody.get(&link).await.expect(410);
    assert_eq!(case.ann.get(&case.address()).await.expect(200).json["recipient"], "Herta Kupferkessel");
});

kit::both_engines!(a_link_ends_with_its_time_and_with_the_repair, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    let link = case.asks_for_address(&app).await;
    case.closes().await;
    app.visitor().get(&link).await.expect(410);
    put(&app.visitor(), &link, &address()).await.expect(410);
    for nonsense in ["x", "", "..%2f", "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V"] {
        let answer = app.visitor().get(&format!("/api/v1/address-links/{nonsense}")).await;
        assert!([404, 410].contains(&answer.status.as_u16()), "{nonsense}: {}", answer.status);
    }
    let path = format!("{}/requests", case.address());
    for other in [&case.ann, &case.tom, &case.pat] {
        other.post(&path, &Value::Null).await.expect(403);
    }
    app.run_jobs().await;
});

kit::both_engines!(a_link_expires, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    let link = case.asks_for_address(&app).await;
    app.pass(chrono::Duration::days(14) - chrono::Duration::seconds(1));
    app.visitor().get(&link).await.expect(200);
    app.pass(chrono::Duration::seconds(1));
    app.visitor().get(&link).await.expect(410);
});
