use serde_json::json;

use super::{keep, read, reply};
use crate::support::rows;

kit::both_engines!(a_draft_goes_when_it_is_sent, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let draft = keep(&bo, &ticket, 0, reply("Clean the rail.")).await.expect(200).json;
    let sending = json!({ "kind": "reply", "body": "Clean the rail.", "draft_version": draft["version"] });
    bo.writes(&ticket, sending.clone()).await.expect(201);
    read(&bo, &ticket).await.expect_problem(404, "not_found");
    // The other tab, which still shows it.
    bo.writes(&ticket, sending).await.expect_problem(409, "draft_changed");
    assert_eq!(rows(&app, "message").await, 2);
    // Another one, begun later, is not taken for it.
    app.pass(chrono::Duration::seconds(1));
    let next = keep(&bo, &ticket, 0, reply("And then")).await.expect(200).json;
    assert_ne!(next["version"], draft["version"]);
    bo.replies(&ticket, "Something else.").await;
    assert_eq!(read(&bo, &ticket).await.expect(200).json["body"], "And then", "others leave it alone");
    app.run_jobs().await;
});

kit::both_engines!(a_message_that_is_refused_leaves_the_draft, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let draft = keep(&bo, &ticket, 0, reply("Clean the rail.")).await.expect(200).json;
    let wrong = json!({
        "kind": "reply", "body": "Clean the rail.", "draft_version": draft["version"],
        "attachment_ids": ["0190a000-0000-7000-8000-000000000000"],
    });
    bo.writes(&ticket, wrong).await.expect_problem(422, "validation_failed");
    let path = format!("{}/messages", kit::path_of(&ticket));
    let other = json!({ "kind": "reply", "body": "Clean the rail.", "draft_version": 1 });
    let german = bo.with("accept-language", "de").post(&path, &other).await.expect(409);
    assert_eq!(german.json["detail"], "der Entwurf ist inzwischen ein anderer");
    assert_eq!(read(&bo, &ticket).await.expect(200).json, draft);
    app.run_jobs().await;
});

kit::both_engines!(a_repeated_request_sends_a_draft_once, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let draft = keep(&ann, &ticket, 0, reply("It jams.")).await.expect(200).json;
    let sending = json!({ "kind": "reply", "body": "It jams.", "draft_version": draft["version"] });
    let path = format!("{}/messages", kit::path_of(&ticket));
    let first = ann.with("idempotency-key", "one").post(&path, &sending).await.expect(201).json;
    let again = ann.with("idempotency-key", "one").post(&path, &sending).await.expect(201);
    assert_eq!(again.json["id"], first["id"]);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    drop(bo);
    app.run_jobs().await;
});
