//! No letter is lost, whatever the mail server does.

use chrono::Duration;
use kit::{Mail, Mood, TestApp};

use crate::support::waiting_jobs;

/// When the next job is due, from now.
async fn next_due_in(app: &TestApp) -> Duration {
    app.store.read().await.unwrap().jobs().next_due().await.unwrap().unwrap() - app.now()
}

/// The server stays in this mood for a while: the letter waits, and comes when the server is back.
async fn outlasts(app: &TestApp, mood: Mood) -> Mail {
    app.mailbox.becomes(mood);
    for (attempt, seconds) in [5, 10, 20, 40].into_iter().enumerate() {
        assert_eq!(app.run_jobs().await, 1, "attempt {}", attempt + 1);
        assert_eq!(waiting_jobs(app).await, 1);
        let pause = next_due_in(app).await;
        let (least, most) = (Duration::seconds(seconds), Duration::milliseconds(seconds * 1200));
        assert!((least..=most).contains(&pause), "attempt {}: {pause}", attempt + 1);
        app.pass(pause - Duration::milliseconds(1));
        assert_eq!(app.run_jobs().await, 0, "not before its time");
        app.pass(Duration::milliseconds(1));
    }
    app.mailbox.becomes(Mood::Willing);
    assert_eq!(app.run_jobs().await, 1);
    assert_eq!(waiting_jobs(app).await, 0);
    let mut letters = app.mailbox.take();
    let last = letters.pop().unwrap();
    if mood == Mood::Silent {
        assert_eq!(letters.len(), 4, "who does not say that it took a letter gets it again");
        assert!(letters.iter().all(|letter| letter.header("Message-ID") == last.header("Message-ID")));
        let bodies = |letter: &Mail| (letter.to.clone(), letter.subject(), letter.text(), letter.html());
        assert!(letters.iter().all(|letter| bodies(letter) == bodies(&last)), "the very same letter");
    } else {
        assert!(letters.is_empty());
    }
    last
}

kit::both_engines!(a_letter_waits_for_a_server_that_is_away_busy_or_hangs_up, |app| {
    let ann = app.customer("ann").await;
    for mood in [Mood::Away, Mood::Busy, Mood::Silent] {
        let ticket = ann.opens_ticket(&format!("Fader, {mood:?}")).await;
        let letter = outlasts(&app, mood).await;
        assert_eq!(letter.to, "ann@example.org");
        assert!(letter.subject().contains(&format!("[#{}]", ticket["number"])));
    }
});

kit::both_engines!(a_letter_waits_for_hours_and_says_what_is_true_then, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.mailbox.becomes(Mood::Away);
    let mut waited = Duration::zero();
    for _ in 0..9 {
        assert_eq!(app.run_jobs().await, 1);
        let pause = next_due_in(&app).await;
        waited += pause;
        app.pass(pause);
    }
    assert!(waited > Duration::minutes(40), "{waited}");
    let bo = app.sign_in(&bo.email).await;
    bo.changes(&ticket, serde_json::json!({ "subject": "Fader 3" })).await;
    app.mailbox.becomes(Mood::Willing);
    app.run_jobs().await;
    assert!(app.mailbox.take_only_to("ann@example.org").subject().ends_with("Fader 3"));
});

kit::both_engines!(one_refused_letter_does_not_hold_up_the_others, |app| {
    let ann = app.customer("ann").await;
    app.mailbox.becomes(Mood::Busy);
    ann.opens_ticket("The first").await;
    assert_eq!(app.run_jobs().await, 1);
    app.mailbox.becomes(Mood::Willing);
    ann.opens_ticket("The second").await;
    assert_eq!(app.run_jobs().await, 1);
    assert!(app.mailbox.take_only_to("ann@example.org").subject().ends_with("The second"));
    app.pass(Duration::seconds(6));
    assert_eq!(app.run_jobs().await, 1);
    assert!(app.mailbox.take_only_to("ann@example.org").subject().ends_with("The first"));
});

kit::both_engines!(requests_are_answered_while_no_mail_can_be_sent, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    app.mailbox.becomes(Mood::Away);
    let ticket = ann.opens_ticket("Fader").await;
    bo.replies(&ticket, "Clean the rail.").await;
    app.run_jobs().await;
    assert_eq!(waiting_jobs(&app).await, 2);
    app.mailbox.becomes(Mood::Willing);
    app.pass(Duration::seconds(6));
    app.run_jobs().await;
    assert_eq!(app.mailbox.take().len(), 2);
});
