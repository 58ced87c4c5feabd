use super::*;

kit::both_engines!(an_address_is_given_where_there_is_a_place_for_one, |app| {
    let case = Case::in_state(&app, "authorized").await;
    case.gives(&case.ann, "\"0\"", &address()).await.expect(409);
    case.comes_to_received().await;
    case.ann.get(&case.address()).await.expect(404);
    let given = case.gives(&case.ann, "\"0\"", &address()).await.expect(200);
    assert_eq!((&given.json["quality"], &given.json["captured_via"]), (&json!("valid"), &json!("customer")));
    assert!(!given.json.to_string().contains("Berlin"));
    let read = case.ann.get(&case.address()).await.expect(200);
    assert_eq!(read.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(read.header("etag"), given.header("etag"));
    assert_eq!(read.json["postal_code"], "10997");
    assert_eq!(read.json["street_lines"][0], STREET);
    assert_eq!(
        read.json["printed"],
        json!(["Herta Kupferkessel", STREET, "Hinterhaus 3. Stock", "10997 BERLIN", "GERMANY"])
    );
    // The repair itself says no more of it than that it is there.
    let seen = case.bo.get(&case.path()).await.expect(200).json.to_string();
    assert!(!seen.contains("Kupferkessel") && !seen.contains("Zwölfapfel"));

    case.gives(&case.ann, "\"0\"", &address()).await.expect(412);
    let unconditional = put(&case.ann.with("x", "y"), &case.address(), &address()).await;
    unconditional.expect(428);
    let again = case.gives(&case.ann, &given.header("etag").unwrap(), &address()).await.expect(200);
    assert_ne!(again.header("etag"), given.header("etag"));
    assert_eq!(case.receipt().await[0]["rule"], "replaced");

    let gone = case.ann.with("if-match", "*").send(Method::DELETE, &case.address(), "").await;
    gone.expect(204);
    case.ann.get(&case.address()).await.expect(404);
    let rules: Vec<_> = case.receipt().await.iter().map(|end| end["rule"].clone()).collect();
    assert_eq!(rules, [json!("replaced"), json!("withdrawn")]);
    app.run_jobs().await;
});

impl Case {
    async fn comes_to_received(&self) {
        let scanned = json!({ "rma_number": self.repair["rma_number"] });
        self.moves(&self.lou, "received", scanned).await.expect(200);
    }
}

kit::both_engines!(what_is_wrong_is_refused_and_what_is_unusual_is_asked_about_once, |app| {
    let case = Case::in_state(&app, "received").await;
    let mut wrong = address();
    wrong["postal_code"] = json!("");
    wrong["locality"] = json!("MARKER 5");
    let refused = case.gives(&case.ann, "*", &wrong).await.expect(422);
    assert!(!refused.json.to_string().contains("MARKER"));
    let mut surplus = address();
    surplus["house_number"] = json!("17");
    case.gives(&case.ann, "*", &surplus).await.expect(422);

    let mut unusual = address();
    unusual["postal_code"] = json!("A-1070");
    let asked = case.gives(&case.ann, "*", &unusual).await.expect(422).json;
    assert_eq!(asked["code"], "address_unusual");
    assert_eq!(asked["errors"][0]["pointer"], "#/country");
    unusual["override"] = json!(true);
    assert_eq!(case.gives(&case.ann, "*", &unusual).await.expect(200).json["quality"], "overridden");
    let mut missing = address();
    missing["override"] = json!(true);
    missing["postal_code"] = json!("n/a");
    let refused = case.gives(&case.ann, "*", &missing).await.expect(422).json;
    assert_eq!(refused["code"], "validation_failed");
});

kit::both_engines!(staff_write_only_what_they_were_told, |app| {
    let case = Case::in_state(&app, "received").await;
    case.gives(&case.bo, "\"0\"", &address()).await.expect(422);
    case.gives(&case.ann, "\"0\"", &told()).await.expect(422);
    for other in [&case.tom, &case.lou, &case.pat] {
        case.gives(other, "\"0\"", &told()).await.expect(403);
    }
    let cem = app.customer("cem").await;
    case.gives(&cem, "\"0\"", &address()).await.expect(404);
    cem.get(&case.address()).await.expect(404);
    let given = case.gives(&case.bo, "\"0\"", &told()).await.expect(200).json;
    assert_eq!(given["captured_via"], "phone");
    // Who typed it cannot read it.
    case.bo.get(&case.address()).await.expect(403);
});

kit::both_engines!(no_closed_repair_has_an_address_and_none_can_be_given, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.closes().await;
    case.ann.get(&case.address()).await.expect(404);
    case.gives(&case.ann, "*", &address()).await.expect(409);
    case.bo.post(&format!("{}/requests", case.address()), &Value::Null).await.expect(409);
    let receipt = case.receipt().await;
    assert_eq!((&receipt[0]["rule"], &receipt[0]["backups"]), (&json!("closed"), &json!("pending")));
    app.run_jobs().await;
    assert_eq!(case.receipt().await[0]["ledger_entry"].as_i64().map(|entry| entry > 0), Some(true));
});

kit::both_engines!(what_the_law_holds_keeps_its_address, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    let officer = app.staff("ole", domain::identity::Role::PrivacyOfficer).await;
    let until = domain::clock::to_text(app.now() + chrono::Duration::days(30));
    let hold = json!({ "reason": "A court asks.", "until": until });
    let legal_hold = format!("{}/legal-hold", case.path());
    put(&officer.with("if-match", "*"), &legal_hold, &hold).await.expect(200);
    case.gives(&case.ann, "*", &address()).await.expect_problem(409, "repair_held");
    let pick_up = json!({ "return_method": "pick_up" }).to_string();
    let client = case.ann.with("if-match", "*").with("content-type", "application/merge-patch+json");
    client.send(Method::PATCH, &case.path(), pick_up).await.expect_problem(409, "repair_held");
    assert!(case.receipt().await.is_empty());
    case.ann.get(&case.address()).await.expect(200);
    app.run_jobs().await;
});
