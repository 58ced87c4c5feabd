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
    case.reveals(&case.lea, reason).await.expect(200);
    for other in [&case.tom, &case.bo, &case.pat, &case.ann] {
        case.reveals(other, label.clone()).await.expect(403);
    }
    case.reveals(&case.lou, json!({ "purpose": "curiosity" })).await.expect(422);
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

    let told = case.accesses(&case.ann).await;
    let told: Vec<_> =
        told.iter().map(|one| (&one["role"], &one["purpose"], &one["account_id"], &one["note"])).collect();
    let null = Value::Null;
    assert_eq!(
        told,
        [
            (&json!("customer"), &json!("own"), &null, &null),
            (&json!("logistics"), &json!("dispatch"), &null, &null),
            (&json!("lead"), &json!("break_glass"), &null, &null),
        ]
    );
    let known = case.accesses(&case.pat).await;
    assert_eq!(known[1]["account_id"], case.lou.id);
    assert_eq!(known[2]["note"], "The police asks.");
    let path = format!("{}/accesses", case.address());
    for other in [&case.bo, &case.tom, &case.lou, &case.lea] {
        other.get(&path).await.expect(403);
    }
    app.customer("cem").await.get(&path).await.expect(404);
    let audit = case.pat.get("/api/v1/audit").await.expect(200).json.to_string();
    assert!(audit.contains("address_opened"), "{audit}");
});
