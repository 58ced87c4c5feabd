//! The state of the system, and the test letter.

use std::time::Duration;

use domain::identity::Role;
use kit::Mood;
use serde_json::json;
use tokio_util::sync::CancellationToken;

const STATE: &str = "/api/v1/system";

kit::both_engines!(the_state_names_engine_schema_queue_and_workers, |app| {
    let admin = app.staff("ada", Role::Admin).await;
    let state = admin.get(STATE).await.expect(200).json;
    let engine = if app.database.engine() == kit::Engine::Sqlite { "sqlite" } else { "postgresql" };
    assert_eq!(state["database"]["engine"], engine);
    assert!(state["database"]["schema"].as_str().unwrap() >= "m20261122_000095_worker", "{state}");
    assert_eq!(state["workers"], json!([]));
    assert_eq!((&state["jobs"]["pending"], &state["jobs"]["oldest_due_at"]), (&json!(0), &json!(null)));
    assert_eq!(state["free_bytes"], 1_000_000);

    let ordered = app.now();
    let ann = app.customer("ann").await;
    ann.opens_ticket("Fader 3 is stuck").await;
    app.pass(chrono::Duration::minutes(5));
    let admin = app.sign_in(&admin.email).await;
    let state = admin.get(STATE).await.expect(200).json;
    assert_eq!((&state["jobs"]["pending"], &state["mail"]["pending"]), (&json!(1), &json!(1)));
    let since = state["mail"]["oldest_pending_at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>();
    assert_eq!(since.unwrap(), ordered);
    app.run_jobs().await;
});

kit::both_engines!(a_worker_says_that_it_works, |app| {
    let admin = app.staff("ada", Role::Admin).await;
    let shutdown = CancellationToken::new();
    let look = async {
        loop {
            let workers = admin.get(STATE).await.expect(200).json["workers"].take();
            if let Some(worker) = workers.get(0) {
                assert_eq!(worker["version"], env!("CARGO_PKG_VERSION"));
                assert_eq!(worker["started_at"], worker["seen_at"]);
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        shutdown.cancel();
    };
    tokio::join!(app.worker.run(shutdown.clone()), look);
});

kit::both_engines!(a_test_letter_goes_to_the_caller_and_tells_how_it_went, |app| {
    let admin = app.staff("ada", Role::Admin).await;
    let test = "/api/v1/mail/test";
    assert_eq!(admin.post(test, &json!(null)).await.expect(200).json["outcome"], "accepted");
    let letter = app.mailbox.take_only_to("ada@desk.example.org");
    assert_eq!(letter.subject(), "Mail from desk.example.org works");

    let again = admin.post(test, &json!(null)).await.expect_problem(429, "too_many_attempts");
    assert_eq!(again.header("retry-after").as_deref(), Some("30"));
    assert!(app.mailbox.take().is_empty());
    for (mood, outcome) in [(Mood::Refusing, "refused"), (Mood::Away, "delayed")] {
        app.mailbox.becomes(mood);
        app.pass(chrono::Duration::seconds(30));
        assert_eq!(admin.post(test, &json!(null)).await.expect(200).json["outcome"], outcome);
    }
});
