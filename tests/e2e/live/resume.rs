//! A stream goes on where it was left, at any server, without a gap or a repetition.

use chrono::Duration;
use domain::{
    identity::Actor,
    instance::{check_key, settle_after_restore},
};
use serde_json::json;

use super::{kinds, number, settle};

kit::both_engines!(a_stream_goes_on_at_another_server_where_it_was_left, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut stream = bo.listens().await;
    let ticket = ann.opens_ticket("Fader 3").await;
    stream.next_changes(1).await;
    let left_at = stream.last_id().to_owned();
    drop(stream);
    for text in ["One.", "Two.", "Three."] {
        ann.replies(&ticket, text).await;
        bo.notes(&ticket, text).await;
    }
    let mut missed = kinds(&bo, &ticket, 1).await;

    // A server that has just started, and one whose feed has been read all the time.
    let watching = ann.listens().await;
    for server in [app.another_server().await, app.router.clone()] {
        let mut stream = bo.through(&server).listens_on(&left_at).await;
        assert_eq!(stream.next().await.unwrap()["type"], "ready");
        let told: Vec<_> =
            stream.next_changes(missed.len()).await.into_iter().map(|(_, kind, _)| kind).collect();
        assert_eq!(told, missed);
        let other = ann.opens_ticket("Knob 1").await;
        assert_eq!(stream.next_changes(1).await[0].0, number(&other), "then it goes on as it comes");
        missed.push("opened".to_owned());
    }
    drop(watching);
    app.run_jobs().await;
});

kit::both_engines!(a_customers_stream_goes_on_with_their_own_share, |app| {
    let (ann, bo, eve) = (app.customer("ann").await, app.agent("bo").await, app.customer("eve").await);
    let left_at = ann.listens().await.last_id().to_owned();
    let ticket = ann.opens_ticket("Fader 3").await;
    eve.opens_ticket("Knob 1").await;
    bo.notes(&ticket, "Third one this week.").await;
    bo.replies(&ticket, "Clean the rail.").await;
    let mut stream = ann.through(&app.another_server().await).listens_on(&left_at).await;
    let told: Vec<_> = stream.next_changes(2).await.into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(told, ["opened", "reply_added"]);
    app.run_jobs().await;
});

kit::both_engines!(a_place_that_is_no_place_any_more_begins_anew_and_says_so, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut stream = bo.listens().await;
    ann.opens_ticket("Fader 3").await;
    stream.next_changes(1).await;
    let left_at = stream.last_id().to_owned();
    let anns = ann.listens().await.last_id().to_owned();
    app.pass(Duration::hours(23));
    let bo = app.sign_in(&bo.email).await;
    assert_eq!(bo.listens_on(&left_at).await.next().await.unwrap()["type"], "ready");
    app.pass(Duration::hours(2));
    let bo = app.sign_in(&bo.email).await;
    for bad in [left_at.as_str(), &anns, "1", "made-up", "0190a000-0000-7000-8000-000000000000"] {
        settle(&app).await;
        let mut stream = bo.listens_on(bad).await;
        let event = json!({
            "type": "reset", "ticket_id": null, "ticket_number": null, "kind": null, "version": null,
        });
        assert_eq!(stream.next().await.unwrap(), event, "{bad}");
        let ann = app.sign_in(&ann.email).await;
        let ticket = ann.opens_ticket("Knob 1").await;
        assert_eq!(stream.next_changes(1).await[0].0, number(&ticket));
    }
    let long = "x".repeat(129);
    bo.with("last-event-id", &long).get("/api/v1/events").await.expect_problem(400, "invalid_header");
    app.run_jobs().await;
});

// The restored database counts on from where the backup was made, and soon to where the bookmark is.
kit::both_engines!(a_place_from_before_a_restore_is_no_place_however_far_is_counted, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut stream = bo.listens().await;
    ann.opens_ticket("Fader 3").await;
    stream.next_changes(1).await;
    let left_at = stream.last_id().to_owned();
    drop(stream);
    app.run_jobs().await;
    let mut tx = app.store.begin().await.unwrap();
    check_key(&mut *tx, &app.keys).await.unwrap();
    settle_after_restore(&mut *tx, &app.ctx(Actor::Operator), true).await.unwrap();
    tx.commit().await.unwrap();
    app.pass(Duration::seconds(5));
    let (ann, bo) = (app.sign_in(&ann.email).await, app.sign_in(&bo.email).await);
    let ticket = ann.opens_ticket("Knob 1").await;
    settle(&app).await;
    let mut stream = bo.listens_on(&left_at).await;
    assert_eq!(stream.next().await.unwrap()["type"], "reset");
    let left_at = stream.last_id().to_owned();
    drop(stream);
    bo.notes(&ticket, "Third one this week.").await;
    let mut stream = bo.listens_on(&left_at).await;
    assert_eq!(stream.next().await.unwrap()["type"], "ready");
    assert_eq!(stream.next_changes(1).await[0].0, number(&ticket));
    app.run_jobs().await;
});
