use super::*;

kit::both_engines!(a_preview_says_what_goes_and_what_stays_and_why, |app| {
    let desk = Desk::open(&app).await;
    let path = format!("{REQUESTS}/erasure-preview");
    let nothing = desk.ann.get(&path).await.expect(200).json;
    assert_eq!(nothing["goes"]["tickets"], 0);
    let kinds = |preview: &Value| {
        let stays = preview["stays"].as_array().unwrap().iter();
        stays.map(|kept| kept["what"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&nothing), ["proof", "backups"]);

    let open = desk.repair("K61-000001", "received", "goodwill").await;
    desk.paid_repair(&app, "K61-000002").await;
    desk.ann.uploads("waiting.txt", b"It waits.").await;
    let preview = desk.ann.get(&path).await.expect(200).json;
    let goes = &preview["goes"];
    assert_eq!((&goes["tickets"], &goes["repairs"], &goes["devices"]), (&json!(2), &json!(2), &json!(2)));
    assert_eq!((&goes["messages"], &goes["files"]), (&json!(2), &json!(1)));
    let all = ["trade_letters", "repair_facts", "ticket_facts", "serial_numbers", "proof", "backups"];
    assert_eq!(kinds(&preview), all);
    assert_eq!((&preview["stays"][0]["count"], &preview["stays"][1]["count"]), (&json!(1), &json!(2)));
    assert!(preview["stays"][0]["basis"].as_str().unwrap().contains("Article 17(3)(b)"));
    assert_eq!(preview["waits_for"][0]["rma_number"], open["rma_number"]);
    assert_eq!(preview["waits_for"].as_array().unwrap().len(), 1);
    let german = desk.ann.with("accept-language", "de").get(&path).await.expect(200).json;
    assert!(german["stays"][0]["explanation"].as_str().unwrap().contains("sechs Jahre"), "{german}");
    desk.agent.get(&path).await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(an_erasure_is_asked_for_once_by_who_has_just_signed_in, |app| {
    let mut desk = Desk::open(&app).await;
    desk.repair("K61-000001", "received", "goodwill").await;
    let erasure = json!({ "kind": "erasure", "repairs": "finish" });
    for wrong in [
        json!({}),
        json!({ "kind": "erasure" }),
        json!({ "kind": "portability", "repairs": "finish" }),
        json!({ "kind": "erasure", "repairs": "leave" }),
        json!({ "kind": "erasure", "repairs": "finish", "reason": "None of your business." }),
    ] {
        desk.ann.post(REQUESTS, &wrong).await.expect_problem(422, "validation_failed");
    }
    for staff in [&desk.agent, &desk.lead, &desk.officer] {
        let detail =
            staff.post(REQUESTS, &erasure).await.expect_problem(403, "forbidden").json["detail"].clone();
        assert!(detail.as_str().unwrap().contains("member of staff"), "{detail}");
    }
    let german = desk.agent.with("accept-language", "de").post(REQUESTS, &erasure).await;
    let detail = german.expect_problem(403, "forbidden").json["detail"].clone();
    assert!(detail.as_str().unwrap().contains("Beschäftigten"), "{detail}");
    let token = json!({ "name": "Program", "scopes": ["ticket.request", "profile.manage"] });
    let token = desk.ann.post("/api/v1/api-tokens", &token).await.expect(201).json;
    let program =
        app.visitor().with("authorization", &format!("Bearer {}", token["secret"].as_str().unwrap()));
    program.post(REQUESTS, &erasure).await.expect_problem(403, "forbidden");
    app.pass(Duration::minutes(9));
    let ann = desk.ann.refreshed().await;
    app.pass(Duration::minutes(8));
    ann.post(REQUESTS, &erasure).await.expect_problem(403, "step_up_required");
    desk.sign_in_again(&app).await;

    let keyed = desk.ann.with("idempotency-key", "once");
    let asked = keyed.post(REQUESTS, &erasure).await.expect(201);
    assert_eq!(
        asked.header("location").unwrap(),
        format!("/api/v1/me/privacy-requests/{}", asked.json["id"].as_str().unwrap())
    );
    assert_eq!((&asked.json["state"], &asked.json["account_id"]), (&json!("waiting"), &Value::Null));
    assert_eq!(asked.json["requested_at"], "2026-11-22T10:17:00.000Z");
    assert_eq!(asked.json["due_at"], "2026-12-22T10:17:00.000Z");
    assert_eq!(asked.json["waits_for"].as_array().unwrap().len(), 1);
    let again = keyed.post(REQUESTS, &erasure).await.expect(201);
    assert_eq!(
        (again.header("idempotency-replayed").as_deref(), &again.json["id"]),
        (Some("true"), &asked.json["id"])
    );
    asks(&desk.ann, "stop").await.expect_problem(409, "erasure_requested");
    app.run_jobs().await;

    // It waits: all goes on as before.
    let read = desk.ann.get(&place(&asked.json)).await.expect(200);
    assert_eq!(
        (read.json["state"].as_str(), read.header("etag").as_deref()),
        (Some("waiting"), Some("\"1\""))
    );
    desk.theo.get(&place(&asked.json)).await.expect_problem(404, "not_found");
    let client = desk.ann.with("if-match", "\"7\"");
    client.delete(&place(&asked.json)).await.expect_problem(412, "precondition_failed");
    desk.ann.client().delete(&place(&asked.json)).await.expect_problem(428, "precondition_required");
    desk.theo.with("if-match", "*").delete(&place(&asked.json)).await.expect_problem(404, "not_found");
    desk.ann.with("if-match", "\"1\"").delete(&place(&asked.json)).await.expect(204);
    desk.ann.with("if-match", "*").delete(&place(&asked.json)).await.expect(204);
    let own = desk.ann.get(REQUESTS).await.expect(200).json;
    assert_eq!(own["items"][0]["state"], "withdrawn");
    assert_eq!(desk.theo.get(REQUESTS).await.expect(200).json["items"], json!([]));
    asks(&desk.ann, "finish").await.expect(201);
    app.run_jobs().await;
});

kit::both_engines!(who_answers_for_privacy_sees_all_requests, |app| {
    let desk = Desk::open(&app).await;
    desk.repair("K61-000001", "received", "goodwill").await;
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    let list = desk.officer.get("/api/v1/privacy/requests?state=waiting").await.expect(200).json;
    assert_eq!(
        (&list["items"][0]["id"], &list["items"][0]["account_id"]),
        (&asked["id"], &json!(desk.ann.id))
    );
    assert_eq!(list["items"][0]["waits_for"].as_array().unwrap().len(), 1);
    let done = desk.officer.get("/api/v1/privacy/requests?state=done").await.expect(200).json;
    assert_eq!(done["items"], json!([]));
    let others = format!("/api/v1/privacy/requests?account_id={}", desk.theo.id);
    assert_eq!(desk.officer.get(&others).await.expect(200).json["items"], json!([]));
    let one = format!("/api/v1/privacy/requests/{}", asked["id"].as_str().unwrap());
    assert_eq!(desk.officer.get(&one).await.expect(200).json["account_id"], json!(desk.ann.id));
    for other in [&desk.agent, &desk.lead, &desk.ann] {
        other.get(&one).await.expect_problem(403, "forbidden");
        other.get("/api/v1/privacy/requests").await.expect_problem(403, "forbidden");
    }
    app.run_jobs().await;
});

kit::both_engines!(of_two_that_ask_at_once_one_does, |app| {
    let desk = Desk::open(&app).await;
    desk.repair("K61-000001", "received", "goodwill").await;
    let (a, b) = tokio::join!(asks(&desk.ann, "finish"), asks(&desk.ann, "finish"));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    app.run_jobs().await;
});
