//! Filters, and who may use them.

use chrono::Duration;
use kit::{Person, TestApp};
use serde_json::{Value, json};

use crate::support::texts;

/// The subjects of what a filter leaves, in alphabetical order.
async fn left(person: &Person, filter: &str) -> String {
    let items = person.reads_all(&format!("/api/v1/tickets?{filter}"), 3).await;
    let mut subjects = texts(&items, "subject");
    subjects.sort_unstable();
    subjects.join(" ")
}

/// Tickets `a` to `h`, a second apart; `a` to `f` are Ann's, `g` and `h` Eve's.
async fn world(app: &TestApp, [ann, eve, bo]: [&Person; 3]) {
    let kinds = ["question", "problem", "repair", "order", "privacy", "question", "problem", "repair"];
    let changes = [
        json!({}),
        json!({ "status": "open", "priority": "low", "assignee_id": bo.id }),
        json!({ "status": "pending", "priority": "high", "add_tags": ["rail"] }),
        json!({ "status": "on_hold", "add_tags": ["rail", "usb"] }),
        json!({ "status": "solved", "priority": "urgent", "assignee_id": bo.id }),
        json!({}),
        json!({ "assignee_id": bo.id, "add_tags": ["usb"] }),
        json!({ "status": "pending" }),
    ];
    let mut tickets: Vec<Value> = Vec::new();
    for (subject, kind) in ["a", "b", "c", "d", "e", "f", "g", "h"].into_iter().zip(kinds) {
        let requester = if subject < "g" { ann } else { eve };
        let body = json!({ "subject": subject, "body": "Please help.", "type": kind });
        tickets.push(requester.post("/api/v1/tickets", &body).await.expect(201).json);
        app.pass(Duration::seconds(1));
    }
    for (ticket, change) in tickets.iter().zip(changes) {
        bo.changes(ticket, change).await;
        app.pass(Duration::seconds(1));
    }
    app.run_jobs().await;
    app.mailbox.take();
}

kit::both_engines!(filters_leave_what_fits_all_of_them, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    world(&app, [&ann, &eve, &bo]).await;
    let requester = format!("requester_id={}", eve.id);
    let assignee = format!("assignee={}", bo.id);
    for (filter, expected) in [
        ("", "a b c d e f g h"),
        ("status=new", "a f"),
        ("status=open", "b g"),
        ("status=pending,on_hold", "c d h"),
        ("status=closed", ""),
        ("priority=normal", "a d f g h"),
        ("priority=high,urgent", "c e"),
        ("type=question", "a f"),
        ("type=order,privacy", "d e"),
        ("assignee=me", "b e g"),
        (&assignee, "b e g"),
        ("assignee=none", "a c d f h"),
        (&requester, "g h"),
        ("tag=rail", "c d"),
        ("tag=USB", "d g"),
        ("tag=none", ""),
        ("created_after=2026-11-22T10:00:05Z", "f g h"),
        ("created_before=2026-11-22T10:00:05Z", "a b c d e"),
        ("created_after=2026-11-22T10:00:02Z&created_before=2026-11-22T10:00:04Z", "c d"),
        ("created_after=2026-11-22T11:00:02%2B01:00&created_before=2026-11-22T10:00:04.000Z", "c d"),
        ("updated_after=2026-11-22T10:00:12Z", "e g h"),
        ("updated_before=2026-11-22T10:00:09Z", "a f"),
        ("status=open&assignee=me&tag=usb", "g"),
        ("status=open&assignee=me&tag=rail", ""),
        ("type=repair&status=pending&sort=priority", "c h"),
    ] {
        assert_eq!(left(&bo, filter).await, expected, "{filter}");
    }
});

kit::both_engines!(a_customer_filters_in_the_customers_terms, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    world(&app, [&ann, &eve, &bo]).await;
    for (filter, expected) in [
        ("", "a b c d e f"),
        ("status=open", "a b d f"),
        ("status=new", ""),
        ("status=on_hold", ""),
        ("status=pending,solved", "c e"),
        ("type=repair", "c"),
        ("updated_after=2026-11-22T10:00:09Z", "c e"),
        ("updated_before=2026-11-22T10:00:02Z", "a b"),
    ] {
        assert_eq!(left(&ann, filter).await, expected, "{filter}");
    }
    let refused = [
        ("priority=low", "priority"),
        ("assignee=me", "assignee"),
        ("assignee=none", "assignee"),
        ("tag=rail", "tag"),
        ("sort=priority", "sort"),
        ("sort=-priority", "sort"),
    ];
    let requester = format!("requester_id={}", ann.id);
    for (filter, parameter) in refused.into_iter().chain([(requester.as_str(), "requester_id")]) {
        let reply = ann.get(&format!("/api/v1/tickets?{filter}")).await;
        let reply = reply.expect_problem(400, "invalid_parameter");
        assert_eq!(reply.json["errors"][0]["parameter"], parameter);
    }
});

kit::both_engines!(a_parameter_that_does_not_fit_is_named_and_not_repeated, |app| {
    let bo = app.agent("bo").await;
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.5", "limit"),
        ("limit=MARKER", "limit"),
        ("limit=", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=10&limit=10", "limit"),
        ("offset=10", "offset"),
        ("page=2", "page"),
        ("status=MARKER", "status"),
        ("status=open,", "status"),
        ("status=", "status"),
        ("priority=MARKER", "priority"),
        ("type=MARKER", "type"),
        ("assignee=MARKER", "assignee"),
        ("requester_id=MARKER", "requester_id"),
        ("tag=MARKER%20x", "tag"),
        ("tag=%00", "tag"),
        ("tag=%ff", "tag"),
        ("sort=MARKER", "sort"),
        ("sort=--updated_at", "sort"),
        ("updated_after=MARKER", "updated_after"),
        ("created_before=2026-11-22", "created_before"),
        ("created_before=2026-13-22T10:00:00Z", "created_before"),
    ] {
        let reply = bo.get(&format!("/api/v1/tickets?{query}")).await;
        let reply = reply.expect_problem(400, "invalid_parameter");
        assert_eq!(reply.json["errors"][0]["parameter"], parameter, "{query}");
        assert!(!reply.json.to_string().contains("MARKER"), "{query}");
    }
    for path in ["/api/v1/customers", "/api/v1/staff"] {
        bo.get(&format!("{path}?limit=101")).await.expect_problem(400, "invalid_parameter");
        bo.get(&format!("{path}?q=x")).await.expect_problem(400, "invalid_parameter");
    }
    let unnamed = bo.get("/api/v1/tickets?MARKER%20%3Cb%3E=1").await;
    assert!(!unnamed.expect_problem(400, "invalid_parameter").json.to_string().contains("MARKER"));
});
