//! The main job: a customer asks, the desk answers, time closes.

use chrono::Duration;
use serde_json::json;

kit::both_engines!(a_customer_asks_and_the_desk_answers, |app| {
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;

    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    assert_eq!((&ticket["status"], &ticket["staff"]), (&json!("open"), &json!(null)));
    app.run_jobs().await;
    let received = app.mailbox.take_only_to("ann@example.org");
    assert!(received.subject().contains(&format!("[#{}]", ticket["number"])));

    let queue = bo.get("/api/v1/tickets?status=new").await.expect(200).json;
    assert_eq!(queue["items"][0]["id"], ticket["id"]);
    bo.changes(&ticket, json!({ "assignee_id": bo.id, "priority": "high", "add_tags": ["fader"] })).await;
    bo.notes(&ticket, "Third one this week.").await;
    bo.replies(&ticket, "Please clean the rail.").await;
    app.run_jobs().await;
    let answer = app.mailbox.take_only_to("ann@example.org");
    assert!(answer.text().contains("Please clean the rail."));
    assert!(!answer.raw.contains("Third one"));
    assert_eq!(answer.header("References"), received.header("References"));

    ann.replies(&ticket, "That helped, thank you!").await;
    app.run_jobs().await;
    assert!(app.mailbox.take_only_to("bo@desk.example.org").text().contains("That helped"));

    let solved = bo.changes(&ticket, json!({ "status": "solved" })).await;
    assert_eq!(solved["status"], "solved");
    app.run_jobs().await;
    app.mailbox.take_only_to("ann@example.org");

    app.pass(Duration::days(8));
    app.worker.tick().await.expect("the schedule ticks");
    app.pass(Duration::hours(1));
    app.worker.tick().await.expect("the schedule ticks");
    app.run_jobs().await;
    let ann = app.sign_in(&ann.email).await;
    assert_eq!(ann.reads(&ticket).await["status"], "closed");

    let reply = ann.replies(&ticket, "It is stuck again.").await;
    assert_ne!(reply["ticket_id"], ticket["id"]);
    let follow_up = ann.reads(&json!({ "id": reply["ticket_id"] })).await;
    assert_eq!(follow_up["follow_up_of"], ticket["id"]);
    app.run_jobs().await;
    app.mailbox.take_only_to("ann@example.org");
});
