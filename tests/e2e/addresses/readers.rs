use super::*;

kit::both_engines!(logistics_read_it_for_the_parcel_and_leads_by_breaking_the_glass, |app| {
    let case = Case::in_state(&app, "received").await;
    let (label, reason) =
        (json!({ "purpose": "label" }), json!({ "purpose": "break_glass", "note": "The police asks." }));
    case.reveals(&case.lou, label.clone()).await.expect(409);
    case.reveals(&case.lea, reason.clone()).await.expect(404);
    case.given().await;
    case.reveals(&case.lou, label.clone()).await.expect(409);
    case.moves(&case.tom, "diagnosing", json!({ "intake": { "condition": "Dusty.", "accessories": [] } }))
        .await
        .expect(200);
    case.moves(&case.tom, "repairing", json!({})).await.expect(200);
    case.moves(&case.tom, "testing", json!({ "work": { "text": "Replaced.", "minutes": 40 } }))
        .await
        .expect(200);
    let ready = json!({ "checklist": ["All is well."], "outcome": "repaired" });
    case.moves(&case.tom, "ready_to_ship", ready).await.expect(200);

    let seen = case.reveals(&case.lou, label.clone()).await.expect(200);
    assert_eq!(seen.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(seen.json["recipient"], "Herta Kupferkessel");
    case.reveals(&case.lou, reason.clone()).await.expect(403);
    case.reveals(&case.lea, label.clone()).await.expect(403);
    case.reveals(&case.lea, json!({ "purpose": "break_glass" })).await.expect(422);
    app.run_jobs().await;
    app.mailbox.take();
    case.reveals(&case.lea, reason).await.expect(200);
    // Nobody does that alone.
    app.run_jobs().await;
    let told = app.mailbox.take();
    assert_eq!(told.iter().map(|mail| &mail.to).collect::<Vec<_>>(), [&case.pat.email]);
    let number = case.repair["rma_number"].as_str().unwrap();
    assert!(
        told[0].subject().contains(number) && !told[0].text().contains("Kupferkessel"),
        "{}",
        told[0].text()
    );
    for other in [&case.tom, &case.bo, &case.pat, &case.ann] {
        case.reveals(other, label.clone()).await.expect(403);
    }
    case.reveals(&case.lou, json!({ "purpose": "curiosity" })).await.expect(422);
    app.run_jobs().await;
});

kit::both_engines!(who_has_looked_is_told_in_pages_and_what_is_refused_is_no_look, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    for _ in 0..5 {
        case.ann.get(&case.address()).await.expect(200);
    }
    let path = format!("{}/accesses", case.address());
    let first = case.ann.get(&format!("{path}?limit=4")).await.expect(200).json;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = case.ann.get(&format!("{path}?limit=4&cursor={cursor}")).await.expect(200).json;
    assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (4, 1));
    assert!(
        rest["next_cursor"].is_null() && first["items"][3]["at"].as_str() >= rest["items"][0]["at"].as_str()
    );

    // What is refused as stale, held or not possible opens nothing.
    case.gives(&case.ann, "\"7\"", &address()).await.expect(412);
    let stale = case.ann.with("if-match", "\"999\"").with("content-type", "application/merge-patch+json");
    let pick_up = json!({ "return_method": "pick_up" }).to_string();
    stale.send(Method::PATCH, &case.path(), pick_up.clone()).await.expect(412);
    stale.send(Method::DELETE, &case.address(), "").await.expect(412);
    case.moves(&case.lou, "delivered", json!({ "identity_checked": true })).await.expect(200);
    let close = json!({ "to": "closed" });
    let transitions = format!("{}/transitions", case.path());
    case.ann.with("if-match", "\"999\"").post(&transitions, &close).await.expect(412);
    let looks = case.accesses(&case.pat).await;
    assert!(looks.iter().all(|one| one["purpose"] == "own"), "{looks:?}");
    // What is done opens it once, and says who did it.
    case.moves(&case.ann, "closed", json!({})).await.expect(200);
    let look = case.accesses(&case.pat).await.remove(0);
    assert_eq!((&look["purpose"], &look["account_id"]), (&json!("sweep"), &json!(case.ann.id)));
    app.run_jobs().await;
});

kit::both_engines!(everyone_who_has_looked_is_on_record, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.ann.get(&case.address()).await.expect(200);
    case.reveals(&case.lou, json!({ "purpose": "dispatch" })).await.expect(200);
    let reason = json!({ "purpose": "break_glass", "note": "The police asks." });
    case.reveals(&case.lea, reason).await.expect(200);
    case.reveals(&case.tom, json!({ "purpose": "dispatch" })).await.expect(403);
    app.run_jobs().await;
    app.mailbox.take();

    let told = case.accesses(&case.ann).await;
    let told: Vec<_> =
        told.iter().map(|one| (&one["role"], &one["purpose"], &one["account_id"], &one["note"])).collect();
    let null = Value::Null;
    assert_eq!(
        told,
        [
            (&json!("lead"), &json!("break_glass"), &null, &null),
            (&json!("logistics"), &json!("dispatch"), &null, &null),
            (&json!("customer"), &json!("own"), &null, &null),
        ]
    );
    let known = case.accesses(&case.pat).await;
    assert_eq!(known[1]["account_id"], case.lou.id);
    assert_eq!(known[0]["note"], "The police asks.");
    let path = format!("{}/accesses", case.address());
    for other in [&case.bo, &case.tom, &case.lou, &case.lea] {
        other.get(&path).await.expect(403);
    }
    app.customer("cem").await.get(&path).await.expect(404);
    let audit = case.pat.get("/api/v1/audit").await.expect(200).json.to_string();
    assert!(audit.contains("address_opened"), "{audit}");
});
