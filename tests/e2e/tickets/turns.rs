//! Whose turn it is, and since when.

use chrono::Duration;
use serde_json::json;

use crate::support::time_passes;

kit::both_engines!(a_new_question_begins_the_requesters_time_again, |app| {
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    bo.writes(&ticket, json!({ "kind": "reply", "body": "Which one?", "set_status": "pending" }))
        .await
        .expect(201);
    time_passes(&app, Duration::days(6)).await;
    let bo = app.sign_in(&bo.email).await;
    bo.replies(&ticket, "And since when?").await;
    time_passes(&app, Duration::days(2)).await;
    let bo = app.sign_in(&bo.email).await;
    assert_eq!(bo.reads(&ticket).await["status"], "pending");
    time_passes(&app, Duration::days(6)).await;
    let bo = app.sign_in(&bo.email).await;
    assert_eq!(bo.reads(&ticket).await["status"], "solved");
    app.mailbox.take();
});

kit::both_engines!(a_ticket_that_is_solved_with_a_note_is_announced_like_any_other, |app| {
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;
    let mut letters = Vec::new();
    for with_note in [true, false] {
        let ticket = ann.opens_ticket("Fader 3 is stuck").await;
        app.run_jobs().await;
        app.mailbox.take();
        if with_note {
            let note = json!({ "kind": "note", "body": "Known.", "set_status": "solved" });
            bo.writes(&ticket, note).await.expect(201);
        } else {
            bo.changes(&ticket, json!({ "status": "solved" })).await;
        }
        app.run_jobs().await;
        letters.push(
            app.mailbox.take_only_to("ann@example.org").subject().replace(&ticket["number"].to_string(), ""),
        );
    }
    assert_eq!(letters[0], letters[1]);
});

kit::both_engines!(a_closed_ticket_is_not_moved_by_a_reply, |app| {
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    let [ann, _] = crate::support::close(&app, &ticket, [&ann, &bo]).await;
    let reply = json!({ "kind": "reply", "body": "Done.", "set_status": "solved" });
    ann.writes(&ticket, reply).await.expect_problem(409, "state_conflict");
    assert_eq!(ann.reads_all("/api/v1/tickets", 10).await.len(), 1);
});
