use chrono::Duration;
use domain::{
    contact::EmailAddress,
    id::AccountId,
    identity::{Account, Actor},
};
use serde_json::json;

use super::{asks, finds};

const NOTHING: [String; 0] = [];

kit::both_engines!(words_are_found_in_subject_and_messages, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let fader = ann.opens_ticket("Größerer Fader klemmt").await;
    let hub = ann.opens_ticket("USB hub: no power").await;
    bo.replies(&fader, "Bitte die Schiene in der Straße 5 säubern.").await;
    bo.notes(&hub, "Third one: the ferrite bead came off.").await;
    for (q, subjects) in [
        ("fader", vec!["Größerer Fader klemmt"]),
        ("GROSSERER", vec!["Größerer Fader klemmt"]),
        ("strasse saubern", vec!["Größerer Fader klemmt"]),
        // In the subject together with one message.
        ("fader schiene", vec!["Größerer Fader klemmt"]),
        ("schiene please", vec![]),
        ("\"usb hub\"", vec!["USB hub: no power"]),
        ("usb-hub", vec!["USB hub: no power"]),
        ("\"hub usb\"", vec![]),
        // A phrase does not reach from the subject into the message.
        ("\"power usb\"", vec![]),
        ("ferr*", vec!["USB hub: no power"]),
        ("\"ferrite be\"", vec![]),
        ("\"ferrite bea\"*", vec!["USB hub: no power"]),
        ("please", vec!["USB hub: no power", "Größerer Fader klemmt"]),
        ("please -fader", vec!["USB hub: no power"]),
        ("please -ferrite", vec!["Größerer Fader klemmt"]),
        ("-ferrite", vec!["Größerer Fader klemmt"]),
        ("-ferrite -schiene", vec![]),
        ("nowhere", vec![]),
    ] {
        assert_eq!(finds(&bo, q).await, subjects, "{q}");
    }
    app.run_jobs().await;
});

kit::both_engines!(a_name_of_too_many_is_not_excluded, |app| {
    let (ann, kim, bo) = (app.customer("ann").await, app.customer("kim").await, app.agent("bo").await);
    ann.opens_ticket("Fader").await;
    kim.opens_ticket("Hub").await;
    let one_of_the_name = async |number: usize| {
        let cx = app.ctx(Actor::Operator);
        let mut tx = app.store.begin().await.unwrap();
        let known = tx.accounts().find_by_email_key("kim@example.org").await.unwrap().unwrap();
        let email = EmailAddress::parse(&format!("kim{number}@example.org")).unwrap();
        tx.accounts().add(&Account { id: AccountId::new(&cx), email, ..known }).await.unwrap();
        tx.commit().await.unwrap();
    };
    for number in 1..100 {
        one_of_the_name(number).await;
    }
    assert_eq!(finds(&bo, "-requester:kim").await, ["Fader"], "a hundred are known by name");
    one_of_the_name(100).await;
    for path in ["search", "tickets"] {
        for q in ["-requester:kim", "-requester:ann,kim", "fader -requester:kim"] {
            let refused = asks(&bo, path, q).await.expect_problem(400, "invalid_parameter");
            let error = &refused.json["errors"][0];
            assert_eq!((&error["parameter"], &error["code"]), (&json!("q"), &json!("too_many")));
            assert!(error["detail"].as_str().unwrap().contains("say an e-mail address"), "{error}");
        }
    }
    let order = json!({ "query": "-requester:kim", "actions": { "add_tags": ["beta"] } });
    bo.post("/api/v1/tickets/bulk", &order).await.expect_problem(422, "validation_failed").at("#/query");
    assert_eq!(finds(&bo, &format!("-requester:{} hub", ann.id)).await, ["Hub"]);
    app.run_jobs().await;
});

kit::both_engines!(keys_narrow_what_is_found, |app| {
    let (ann, ben) = (app.customer("ann").await, app.customer("ben").await);
    let bo = app.agent("bo").await;
    let old = ann.opens_ticket("Old fader").await;
    app.pass(Duration::days(2));
    let (ann, ben, bo) =
        (app.sign_in(&ann.email).await, app.sign_in(&ben.email).await, app.sign_in(&bo.email).await);
    ben.opens_ticket("New fader").await;
    bo.changes(&old, json!({ "priority": "urgent", "add_tags": ["beta"], "assignee_id": bo.id })).await;
    bo.changes(&old, json!({ "status": "pending", "type": "repair" })).await;
    let (both, old_only, new_only) = (vec!["New fader", "Old fader"], vec!["Old fader"], vec!["New fader"]);
    let number = old["number"].to_string();
    for (q, subjects) in [
        ("fader", &both),
        ("status:pending", &old_only),
        ("status:new,pending", &both),
        ("status<pending", &new_only),
        ("-status:new fader", &old_only),
        ("fader status:solved", &vec![]),
        ("priority>normal", &old_only),
        ("-priority:urgent", &new_only),
        ("type:repair fader", &old_only),
        ("assignee:me", &old_only),
        ("assignee:none", &new_only),
        ("-assignee:me", &new_only),
        ("-assignee:none fader", &old_only),
        (&format!("assignee:{},none", bo.id), &both),
        ("tag:beta", &old_only),
        ("-tag:beta fader", &new_only),
        ("tag:beta -tag:beta", &vec![]),
        ("created:2026-11-22", &old_only),
        ("created>2026-11-22", &new_only),
        ("created>=2026-11-22 created<=2026-11-24", &both),
        ("created<2026-11-24T09:59:59.999Z fader", &old_only),
        ("updated:2026-11-24", &both),
        ("requester:ann", &old_only),
        ("-requester:ann@example.org", &new_only),
        ("requester:nobody", &vec![]),
        ("requester:me", &vec![]),
        (&format!("requester:{} fader", ben.id), &new_only),
        ("ann", &old_only),
        ("ben@example.org", &new_only),
        (&format!("#{number}"), &old_only),
        (&format!("number:{number} fader"), &old_only),
        (&number, &old_only),
        (&format!("number>{number}"), &new_only),
        (&format!("-#{number} fader"), &new_only),
    ] {
        assert_eq!(finds(&bo, q).await, *subjects, "{q}");
    }
    // What a customer may ask, in the customer's own terms.
    for (q, subjects) in [("status:pending", &old_only), ("status:open", &vec![]), ("type:repair", &old_only)]
    {
        assert_eq!(finds(&ann, q).await, *subjects, "{q}");
    }
    assert_eq!(finds(&ben, "status:open fader").await, new_only);
    assert_eq!(finds(&ben, "status:new").await, NOTHING);
    app.run_jobs().await;
});

kit::both_engines!(a_query_narrows_a_list_in_any_order_while_it_holds_no_words, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    ann.opens_ticket("First").await;
    ann.opens_ticket("Second").await;
    let sorted = asks(&bo, "tickets?sort=created_at", "status:new").await.expect(200).json;
    assert_eq!(sorted["items"][0]["subject"], "First");
    let both = asks(&bo, "tickets?status=open", "first status:new").await.expect(200).json;
    assert_eq!(both["items"], json!([]), "filter and query hold both");
    let refused =
        asks(&bo, "tickets?sort=created_at", "first").await.expect_problem(400, "invalid_parameter");
    assert_eq!(refused.json["errors"][0]["parameter"], "sort");
    app.run_jobs().await;
});
