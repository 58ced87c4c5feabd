//! A request with an `Idempotency-Key` is carried out once, however often it is sent.

use chrono::Duration;
use domain::identity::Role;
use futures_util::future::join_all;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use crate::support::{rows, text_of, waiting_jobs};

const TICKETS: &str = "/api/v1/tickets";

fn fader() -> Value {
    json!({ "subject": "Fader", "body": "It jams." })
}

async fn opens(person: &Person, key: &str, body: &Value) -> Reply {
    person.with("idempotency-key", key).post(TICKETS, body).await
}

fn is_replayed(reply: &Reply) -> bool {
    reply.header("idempotency-replayed").as_deref() == Some("true")
}

kit::both_engines!(the_same_request_again_answers_with_the_same_thing, |app| {
    let ann = app.customer("ann").await;
    let first = opens(&ann, "key-1", &fader()).await.expect(201);
    assert_eq!(first.header("idempotency-replayed"), None);
    for key in ["key-1", "\"key-1\""] {
        let again = opens(&ann, key, &fader()).await.expect(201);
        assert!(is_replayed(&again));
        assert_eq!(again.json, first.json);
        assert_eq!(
            (again.header("location"), again.header("etag")),
            (first.header("location"), first.header("etag"))
        );
    }
    assert_eq!((rows(&app, "ticket").await, waiting_jobs(&app).await), (1, 1));

    let messages = format!("{}/messages", path_of(&first.json));
    let reply = json!({ "kind": "reply", "body": "Still." });
    let used = ann.with("idempotency-key", "key-1").post(&messages, &reply).await;
    used.expect_problem(422, "idempotency_key_reused");
    let keyed = ann.with("idempotency-key", "key-2");
    let first = keyed.post(&messages, &reply).await.expect(201);
    assert!(!is_replayed(&first));
    let again = keyed.post(&messages, &reply).await.expect(201);
    assert!(is_replayed(&again));
    assert_eq!((again.json, again.headers.get("location")), (first.json, first.headers.get("location")));
    assert_eq!(rows(&app, "message").await, 2);
    app.run_jobs().await;
});

kit::both_engines!(a_repetition_shows_how_things_stand_now, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let first = opens(&ann, "key", &fader()).await.expect(201);
    bo.changes(&first.json, json!({ "subject": "Fader 3", "status": "solved" })).await;
    let again = opens(&ann, "key", &fader()).await.expect(201);
    assert_eq!((&again.json["subject"], &again.json["status"]), (&json!("Fader 3"), &json!("solved")));
    assert_eq!(again.header("etag"), Some(format!("\"{}\"", again.json["version"])));
    app.run_jobs().await;
});

kit::both_engines!(a_key_is_good_for_one_request_only, |app| {
    let ann = app.customer("ann").await;
    let first = opens(&ann, "key", &fader()).await.expect(201).json;
    let others = [
        json!({ "subject": "Fader", "body": "It jams!" }),
        json!({ "subject": "Fader", "body": "It jams.", "type": "question" }),
        json!({ "body": "It jams.", "subject": "Fader " }),
    ];
    for other in others {
        let refused = opens(&ann, "key", &other).await.expect_problem(422, "idempotency_key_reused");
        assert_eq!(refused.json["errors"][0]["header"], "Idempotency-Key");
    }
    let second = opens(&ann, "key", &fader()).await.expect(201);
    assert!(is_replayed(&second));
    let second = opens(&ann, "key-2", &fader()).await.expect(201);
    assert_ne!(second.json["id"], first["id"]);

    let reply = json!({ "kind": "reply", "body": "Still." });
    let keyed = ann.with("idempotency-key", "reply");
    keyed.post(&format!("{}/messages", path_of(&first)), &reply).await.expect(201);
    let elsewhere = keyed.post(&format!("{}/messages", path_of(&second.json)), &reply).await;
    elsewhere.expect_problem(422, "idempotency_key_reused");
    assert_eq!((rows(&app, "ticket").await, rows(&app, "message").await), (2, 3));
    app.run_jobs().await;
});

kit::both_engines!(everyone_has_keys_of_their_own, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let anns = opens(&ann, "key", &fader()).await.expect(201);
    let eves = opens(&eve, "key", &fader()).await.expect(201);
    assert!(!is_replayed(&eves));
    assert_ne!(anns.json["id"], eves.json["id"]);
    let other = json!({ "subject": "Cable", "body": "Which?" });
    opens(&eve, "key", &other).await.expect_problem(422, "idempotency_key_reused");
    app.run_jobs().await;
});

kit::both_engines!(a_key_is_forgotten_after_a_day, |app| {
    let ann = app.customer("ann").await;
    let first = opens(&ann, "key", &fader()).await.expect(201);
    app.pass(Duration::days(1) - Duration::milliseconds(1));
    let ann = app.sign_in(&ann.email).await;
    assert!(is_replayed(&opens(&ann, "key", &fader()).await.expect(201)));
    app.pass(Duration::milliseconds(1));
    let anew = opens(&ann, "key", &fader()).await.expect(201);
    assert!(!is_replayed(&anew));
    assert_ne!(anew.json["id"], first.json["id"]);
    let again = opens(&ann, "key", &fader()).await.expect(201);
    assert_eq!((is_replayed(&again), &again.json["id"]), (true, &anew.json["id"]));
    app.run_jobs().await;
});

kit::both_engines!(of_several_at_once_one_is_carried_out, |app| {
    let ann = app.customer("ann").await;
    for number in 0..5 {
        let before = (rows(&app, "ticket").await, waiting_jobs(&app).await);
        let key = format!("key-{number}");
        let (body, one) = (fader(), |_| async { opens(&ann, &key, &fader()).await.expect(201) });
        let replies = join_all((0..6).map(one)).await;
        assert!(replies.iter().all(|reply| reply.json == replies[0].json), "{body}");
        assert_eq!(replies.iter().filter(|reply| !is_replayed(reply)).count(), 1);
        assert_eq!((rows(&app, "ticket").await, waiting_jobs(&app).await), (before.0 + 1, before.1 + 1));
    }
    app.run_jobs().await;
});

kit::both_engines!(a_key_must_be_one, |app| {
    let ann = app.customer("ann").await;
    let long = "k".repeat(256);
    for bad in ["", "\"\"", "\"", "a b", "\"a", &long] {
        let refused = opens(&ann, bad, &fader()).await.expect_problem(400, "invalid_header");
        assert_eq!(refused.json["errors"][0]["header"], "Idempotency-Key", "{bad}");
    }
    let twice = ann.with("idempotency-key", "a").with("idempotency-key", "b");
    twice.post(TICKETS, &fader()).await.expect_problem(400, "invalid_header");
    assert_eq!(rows(&app, "ticket").await, 0);
    opens(&ann, &long[1..], &fader()).await.expect(201);
    app.run_jobs().await;
});

kit::both_engines!(a_refused_request_does_not_use_its_key_up, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let refused = opens(&ann, "key", &json!({ "subject": "", "body": "It jams." })).await;
    refused.expect_problem(422, "validation_failed");
    let absent = json!({ "subject": "Fader", "body": "…", "follow_up_of": bo.id });
    assert!(opens(&ann, "key", &absent).await.status.is_client_error());
    let ticket = opens(&ann, "key", &fader()).await.expect(201);
    assert!(!is_replayed(&ticket));

    let messages = format!("{}/messages", path_of(&ticket.json));
    let keyed = bo.with("idempotency-key", "key");
    let closing = json!({ "kind": "reply", "body": "Done.", "set_status": "closed" });
    keyed.post(&messages, &closing).await.expect_problem(409, "state_conflict");
    let solving = json!({ "kind": "reply", "body": "Done.", "set_status": "solved" });
    assert!(!is_replayed(&keyed.post(&messages, &solving).await.expect(201)));
    app.run_jobs().await;
});

/// As an administrator does.
async fn set_role(app: &TestApp, email: &str, role: Role) {
    let mut tx = app.store.begin().await.unwrap();
    let mut account = tx.accounts().find_by_email_key(email).await.unwrap().unwrap();
    let version = account.version;
    account.role = role;
    account.version += 1;
    tx.accounts().update(&account, version).await.unwrap();
    tx.commit().await.unwrap();
}

kit::both_engines!(who_may_no_longer_see_it_is_not_shown_it_again, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let messages = format!("{}/messages", path_of(&ticket));
    let keyed = bo.with("idempotency-key", "key");
    let reply = json!({ "kind": "reply", "body": "SECRET words" });
    keyed.post(&messages, &reply).await.expect(201);
    assert!(text_of(&keyed.post(&messages, &reply).await.expect(201)).contains("SECRET"));

    set_role(&app, &bo.email, Role::Customer).await;
    app.pass(Duration::seconds(5));
    let again = keyed.post(&messages, &reply).await.expect_problem(404, "not_found");
    assert!(!text_of(&again).contains("SECRET"));
    assert_eq!(rows(&app, "message").await, 2);
    app.run_jobs().await;
});

kit::both_engines!(a_note_is_not_shown_again_to_its_requester, |app| {
    let bo = app.agent("bo").await;
    set_role(&app, &bo.email, Role::Customer).await;
    app.pass(Duration::seconds(5));
    let ticket = bo.opens_ticket("Fader").await;
    set_role(&app, &bo.email, Role::Agent).await;
    app.pass(Duration::seconds(5));
    let keyed = bo.with("idempotency-key", "key");
    let note = json!({ "kind": "note", "body": "SECRET words" });
    let messages = format!("{}/messages", path_of(&ticket));
    keyed.post(&messages, &note).await.expect(201);
    set_role(&app, &bo.email, Role::Customer).await;
    app.pass(Duration::seconds(5));
    let again = keyed.post(&messages, &note).await;
    assert!(again.status.is_client_error());
    assert!(!text_of(&again).contains("SECRET"));
    app.run_jobs().await;
});
