use chrono::Duration;
use serde_json::json;

use super::{keep, read};
use crate::support::{rows, time_passes};

kit::both_engines!(a_drafts_files_wait_as_long_as_the_draft, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let (kept, lone) = (bo.uploads("rail.txt", b"Rails").await, bo.uploads("knob.txt", b"Knobs").await);
    let draft = json!({ "kind": "reply", "body": "", "attachment_ids": [kept["id"]] });
    let foreign = keep(&ann, &ticket, 0, draft.clone()).await.expect_problem(422, "validation_failed");
    foreign.at("#/attachment_ids/0");
    keep(&bo, &ticket, 0, draft).await.expect(200);
    let clean_up = async |days| {
        time_passes(&app, Duration::days(days)).await;
        app.sign_in(&bo.email).await
    };
    let bo = clean_up(2).await;
    let shown = read(&bo, &ticket).await.expect(200).json;
    assert_eq!(shown["attachments"][0]["file_name"], "rail.txt");
    assert_eq!(rows(&app, "attachment").await, 1, "the other one has waited long enough");
    drop(lone);
    let sending = json!({
        "kind": "reply", "body": "See there.", "attachment_ids": [kept["id"]], "draft_version": shown["version"],
    });
    let sent = bo.writes(&ticket, sending).await.expect(201).json;
    assert_eq!(sent["attachments"][0]["id"], kept["id"]);
    assert_eq!(rows(&app, "draft_attachment").await, 0);

    let other = bo.uploads("cap.txt", b"Caps").await;
    let draft = json!({ "kind": "reply", "body": "", "attachment_ids": [other["id"]] });
    keep(&bo, &ticket, 0, draft).await.expect(200);
    clean_up(32).await;
    assert_eq!((rows(&app, "draft").await, rows(&app, "attachment").await), (0, 1));
});
