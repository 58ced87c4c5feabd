use chrono::Duration;
use domain::identity::Role;
use kit::path_of;
use serde_json::json;

use super::{asks, finds};
use crate::support::comparable;

kit::both_engines!(a_customer_finds_ones_own_tickets_and_replies, |app| {
    let (ann, ben) = (app.customer("ann").await, app.customer("ben").await);
    let bo = app.agent("bo").await;
    let anns = ann.opens_ticket("Fader of Ann").await;
    ben.opens_ticket("Fader of Ben").await;
    bo.replies(&anns, "Please clean the rail.").await;
    assert_eq!(finds(&ann, "fader").await, ["Fader of Ann"]);
    assert_eq!(finds(&ben, "fader").await, ["Fader of Ben"]);
    assert_eq!(finds(&ann, "rail").await, ["Fader of Ann"]);
    for q in ["rail", "fader -rail ann", "ann", "of -ben", &format!("#{}", anns["number"])] {
        assert!(finds(&ben, q).await.is_empty(), "{q}");
    }
    // Not even by name: what a person is called is no text of a ticket.
    assert!(finds(&ben, "ben@example.org").await.is_empty());
    app.run_jobs().await;
});

kit::both_engines!(a_word_of_a_note_is_to_a_customer_a_word_that_exists_nowhere, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    bo.notes(&ticket, "The customer's ferrite is zkproblem.").await;
    let ask = async |q: &str| {
        let mut answers = Vec::new();
        for path in ["search", "tickets", "search?limit=1", "tickets?status=open"] {
            answers.push(comparable(&asks(&ann, path, q).await));
        }
        answers
    };
    for (noted, nowhere) in [
        ("zkproblem", "zkprobleX"),
        ("zkpro*", "zkprX*"),
        ("\"ferrite is\"", "\"ferriXe is\""),
        ("fader zkproblem", "fader zkprobleX"),
        ("-zkproblem", "-zkprobleX"),
        ("fader -zkproblem", "fader -zkprobleX"),
    ] {
        assert_eq!(ask(noted).await, ask(nowhere).await, "{noted}");
    }
    assert_eq!(finds(&bo, "zkproblem").await, ["Fader 3 is stuck"]);
    assert_eq!(finds(&ann, "fader -zkproblem").await, ["Fader 3 is stuck"]);
    assert!(finds(&bo, "fader -zkproblem").await.is_empty());
    app.run_jobs().await;
});

kit::both_engines!(a_reply_is_found_by_customers_once_it_is_out, |app| {
    let bo = app.agent("bo").await.through(&app.server_with_undo(Duration::seconds(10)));
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    bo.replies(&ticket, "Please clean the rail.").await;
    assert!(finds(&ann, "rail").await.is_empty());
    assert_eq!(finds(&bo, "rail").await, ["Fader 3 is stuck"]);
    app.pass(Duration::seconds(10));
    app.run_jobs().await;
    assert_eq!(finds(&ann, "rail").await, ["Fader 3 is stuck"]);
});

kit::both_engines!(messages_are_found_with_the_ticket_that_they_are_in, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (target, source) = (ann.opens_ticket("Fader").await, ann.opens_ticket("Again").await);
    ann.replies(&source, "Since Monday.").await;
    let merge = json!({ "source_id": source["id"] });
    let merges = format!("{}/merges", path_of(&target));
    let merged = bo.with("if-match", "*").post(&merges, &merge).await.expect(201).json;
    assert_eq!(finds(&ann, "monday").await, ["Fader"]);
    let undo = format!("{merges}/{}", merged["id"].as_str().unwrap());
    bo.with("if-match", "*").delete(&undo).await.expect(204);
    assert_eq!(finds(&ann, "monday").await, ["Again"]);
    app.run_jobs().await;
});

kit::both_engines!(the_desks_keys_do_not_exist_for_customers, |app| {
    let ann = app.customer("ann").await;
    ann.opens_ticket("Fader 3 is stuck").await;
    let keys =
        ["tag:beta", "assignee:none", "priority:normal", "requester:me", "assignee:nonsense", "team:x"];
    for key in keys.into_iter().chain(["team:mine", "team:none"]) {
        let (_, value) = key.split_once(':').unwrap();
        let unknown = asks(&ann, "search", &format!("nonsense:{value}")).await;
        let internal = asks(&ann, "search", key).await;
        assert_eq!(comparable(&internal), comparable(&unknown), "{key}");
        internal.expect_problem(400, "invalid_parameter");
    }
    app.run_jobs().await;
});

kit::both_engines!(only_who_may_read_customers_finds_by_their_names, |app| {
    let ann = app.customer("ann").await;
    let (bo, tom) = (app.agent("bo").await, app.staff("tom", Role::Technician).await);
    ann.opens_ticket("Fader 3 is stuck").await;
    assert_eq!(finds(&bo, "ann@example").await, ["Fader 3 is stuck"]);
    assert!(finds(&tom, "ann@example").await.is_empty());
    let refused = asks(&tom, "search", "requester:ann").await.expect_problem(400, "invalid_parameter");
    assert_eq!(refused.json["errors"][0]["detail"], "at character 1: must be an account's id or me");
    assert_eq!(finds(&tom, &format!("requester:{}", ann.id)).await, ["Fader 3 is stuck"]);
    app.run_jobs().await;
});
