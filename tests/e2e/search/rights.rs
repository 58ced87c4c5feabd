use domain::identity::Role;

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

kit::both_engines!(the_desks_keys_do_not_exist_for_customers, |app| {
    let ann = app.customer("ann").await;
    ann.opens_ticket("Fader 3 is stuck").await;
    for key in ["tag:beta", "assignee:none", "priority:normal", "requester:me", "assignee:nonsense", "team:x"]
    {
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
