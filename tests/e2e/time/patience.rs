//! Tickets that stand too long are moved by time.

use std::sync::Arc;

use chrono::Duration;
use domain::{random::SystemSource, shipment::ManualCarriers, ticket::Patience};
use kit::{Person, TestApp};
use mail::{MailSettings, Postmaster};
use serde_json::{Value, json};
use worker::{Worker, WorkerParts};

use crate::support::{rows, texts, time_passes, waiting_jobs};

/// A ticket that waits for its requester.
async fn pending(app: &TestApp, ann: &Person, bo: &Person) -> Value {
    let ticket = ann.opens_ticket("Fader").await;
    bo.changes(&ticket, json!({ "status": "pending" })).await;
    app.run_jobs().await;
    app.mailbox.take();
    ticket
}

/// How a ticket stands, by whoever asks now.
async fn status(app: &TestApp, ticket: &Value) -> String {
    let reader = app.sign_in("bo@desk.example.org").await;
    reader.reads(ticket).await["status"].as_str().unwrap().to_owned()
}

kit::both_engines!(a_waiting_ticket_is_reminded_once_then_solved_then_closed, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = pending(&app, &ann, &bo).await;
    let minute = Duration::minutes(1);
    let until = |days: i64| Duration::days(days) - minute;

    time_passes(&app, until(3)).await;
    assert!(app.mailbox.take().is_empty(), "not before its time");
    time_passes(&app, minute * 6).await;
    let letter = app.mailbox.take_only_to("ann@example.org");
    assert!(letter.text().contains("We are waiting for your answer"), "{}", letter.text());
    for _ in 0..3 {
        time_passes(&app, Duration::days(1)).await;
    }
    assert!(app.mailbox.take().is_empty(), "reminded once");
    assert_eq!(status(&app, &ticket).await, "pending");

    time_passes(&app, Duration::days(1)).await;
    let letter = app.mailbox.take_only_to("ann@example.org");
    assert!(letter.text().contains("solved"), "{}", letter.text());
    assert_eq!(status(&app, &ticket).await, "solved");
    time_passes(&app, until(7)).await;
    assert_eq!(status(&app, &ticket).await, "solved");
    time_passes(&app, minute * 6).await;
    assert_eq!(status(&app, &ticket).await, "closed");
    time_passes(&app, Duration::days(30)).await;
    assert!(app.mailbox.take().is_empty());

    let ann = app.sign_in(&ann.email).await;
    let events = ann.reads_all(&format!("{}/events", kit::path_of(&ticket)), 100).await;
    let kinds = ["opened", "status_changed", "reminder_sent", "status_changed", "status_changed"];
    assert_eq!(texts(&events, "kind"), kinds);
    assert_eq!(texts(&events[1..], "cause"), ["person", "time", "time", "time"]);
    assert_eq!(texts(&events[3..], "to"), ["solved", "closed"]);
});

kit::both_engines!(what_was_answered_is_not_closed, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = pending(&app, &ann, &bo).await;
    time_passes(&app, Duration::days(6)).await;
    let ann = app.sign_in(&ann.email).await;
    ann.replies(&ticket, "Here I am.").await;
    time_passes(&app, Duration::days(60)).await;
    assert_eq!(status(&app, &ticket).await, "open");

    let bo = app.sign_in(&bo.email).await;
    bo.changes(&ticket, json!({ "status": "solved" })).await;
    time_passes(&app, Duration::days(6)).await;
    let ann = app.sign_in(&ann.email).await;
    ann.replies(&ticket, "It jams again.").await;
    time_passes(&app, Duration::days(2)).await;
    assert_eq!(status(&app, &ticket).await, "open", "reopened at the last moment");

    let bo = app.sign_in(&bo.email).await;
    bo.changes(&ticket, json!({ "status": "solved" })).await;
    time_passes(&app, Duration::days(6)).await;
    assert_eq!(status(&app, &ticket).await, "solved", "patience starts anew");
    time_passes(&app, Duration::days(2)).await;
    assert_eq!(status(&app, &ticket).await, "closed");
    app.mailbox.take();
});

kit::both_engines!(what_waits_for_the_desk_waits_for_ever, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut tickets = Vec::new();
    for state in ["new", "open", "on_hold"] {
        let ticket = ann.opens_ticket(state).await;
        if state != "new" {
            bo.changes(&ticket, json!({ "status": state })).await;
        }
        tickets.push((state, ticket));
    }
    app.run_jobs().await;
    app.mailbox.take();
    time_passes(&app, Duration::days(400)).await;
    time_passes(&app, Duration::days(1)).await;
    for (state, ticket) in tickets {
        assert_eq!(status(&app, &ticket).await, state);
    }
    assert!(app.mailbox.take().is_empty());
});

kit::both_engines!(a_reminder_comes_again_when_the_ticket_waits_again, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = pending(&app, &ann, &bo).await;
    for _ in 0..2 {
        time_passes(&app, Duration::days(4)).await;
        let letter = app.mailbox.take_only_to("ann@example.org");
        assert!(letter.text().contains("We are waiting for your answer"));
        app.sign_in(&ann.email).await.replies(&ticket, "Here I am.").await;
        app.sign_in(&bo.email).await.changes(&ticket, json!({ "status": "pending" })).await;
    }
});

kit::both_engines!(time_that_passed_while_the_desk_was_off_is_caught_up_with, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = pending(&app, &ann, &bo).await;
    time_passes(&app, Duration::days(40)).await;
    let letter = app.mailbox.take_only_to("ann@example.org");
    assert!(letter.text().contains("solved"), "a reminder would come too late");
    assert_eq!(status(&app, &ticket).await, "solved", "nobody is closed out without having been told");
});

kit::both_engines!(more_tickets_than_fit_into_one_go_are_all_moved, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for number in 0..103 {
        let ticket = ann.opens_ticket(&format!("Ticket {number}")).await;
        bo.patch(&kit::path_of(&ticket), &json!(1), &json!({ "status": "solved" })).await.expect(200);
    }
    app.run_jobs().await;
    time_passes(&app, Duration::days(8)).await;
    let bo = app.sign_in(&bo.email).await;
    assert_eq!(bo.reads_all("/api/v1/tickets?status=closed", 100).await.len(), 103);
    assert_eq!((rows(&app, "ticket").await, waiting_jobs(&app).await), (103, 0));
});

/// A worker with little patience.
fn hasty(app: &TestApp) -> Worker {
    let settings = MailSettings {
        url: format!("smtp://127.0.0.1:{}?tls=none", app.mailbox.port),
        from: "Benchdesk <desk@example.org>".to_owned(),
        public_url: "http://desk.example.org".parse().unwrap(),
    };
    Worker::new(WorkerParts {
        objects: Arc::clone(&app.objects),
        store: Arc::clone(&app.store),
        mailer: Arc::new(Postmaster::new(&settings, app.clock.clone()).unwrap()),
        carriers: Arc::new(ManualCarriers::default()),
        clock: app.clock.clone(),
        random: Arc::new(SystemSource::new()),
        keys: Arc::clone(&app.keys),
        patience: Patience {
            before_reminder: Duration::hours(1),
            before_solving: Duration::hours(2),
            before_closing: Duration::hours(3),
        },
        vault: app.vault.clone(),
        key_rotation: kit::KEY_ROTATION,
    })
}

kit::both_engines!(how_long_is_too_long_can_be_configured, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = pending(&app, &ann, &bo).await;
    let worker = hasty(&app);
    worker.tick().await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..66 {
        app.pass(Duration::minutes(5));
        worker.tick().await.unwrap();
        worker.run_due().await.unwrap();
        seen.push((status(&app, &ticket).await, app.mailbox.take().len()));
    }
    let count = |state: &str| seen.iter().filter(|(status, _)| status == state).count();
    assert_eq!((count("pending"), count("solved"), count("closed")), (24, 37, 5), "{seen:?}");
    let letters: Vec<_> = seen.iter().enumerate().filter(|(_, (_, letters))| *letters > 0).collect();
    assert_eq!(letters.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [12, 24], "{letters:?}");
});
