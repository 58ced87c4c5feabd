use kit::{Engine, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::finds;

/// Does something to the database behind the store's back.
async fn execute(app: &TestApp, sql: &str) {
    let database = app.database.connect().await;
    database.connection().execute_unprepared(sql).await.unwrap();
    database.close().await.unwrap();
}

kit::both_engines!(what_is_committed_is_found_and_what_is_changed_is_found_as_it_is, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    bo.notes(&ticket, "A ferrite bead.").await;
    assert_eq!(finds(&bo, "stuck ferrite").await, ["Fader 3 is stuck"]);
    bo.changes(&ticket, json!({ "subject": "Slider 3 is jammed" })).await;
    assert!(finds(&bo, "\"fader 3 is\" ferrite").await.is_empty());
    assert_eq!(finds(&bo, "jammed ferrite").await, ["Slider 3 is jammed"]);
    assert_eq!(finds(&ann, "slider").await, ["Slider 3 is jammed"]);
    app.run_jobs().await;
});

kit::both_engines!(a_customer_is_found_by_the_name_that_is_theirs_now, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    ann.opens_ticket("Fader 3 is stuck").await;
    let me = ann.get("/api/v1/me").await.expect(200).json;
    ann.patch("/api/v1/me", &me["version"], &json!({ "name": "Änne Übel" })).await.expect(200);
    assert_eq!(finds(&bo, "requester:ubel").await, ["Fader 3 is stuck"]);
    assert_eq!(finds(&bo, "anne").await, ["Fader 3 is stuck"]);
    app.run_jobs().await;
});

kit::both_engines!(tags_of_html_are_not_found_and_its_text_is, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let body = "<p class=\"marginal\">Gr&uuml;n<b>span</b></p><style>p { color: mauve }</style>";
    let ticket = json!({ "subject": "Colours", "body": body, "format": "html" });
    ann.post("/api/v1/tickets", &ticket).await.expect(201);
    assert_eq!(finds(&bo, "grunspan").await, ["Colours"]);
    assert!(finds(&bo, "marginal").await.is_empty() && finds(&bo, "mauve").await.is_empty());
    app.run_jobs().await;
});

kit::both_engines!(whatever_deletes_a_message_deletes_it_from_the_index, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    bo.replies(&ticket, "Please send the ferrite.").await;
    bo.notes(&ticket, "Second ferrite.").await;
    execute(&app, "DELETE FROM message WHERE body LIKE '%ferrite%'").await;
    assert!(finds(&bo, "ferrite").await.is_empty());
    assert_eq!(finds(&bo, "fader").await, ["Fader 3 is stuck"]);
    app.run_jobs().await;
    execute(&app, "DELETE FROM ticket").await;
    assert_eq!(crate::support::rows(&app, "search_reply").await, 0);
    assert_eq!(crate::support::rows(&app, "search_note").await, 0);
});

// As an earlier version left it: the texts are there, and the index is empty.
kit::both_engines!(what_an_earlier_version_stored_is_indexed_in_the_background, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for at in 0..60 {
        let ticket = ann.opens_ticket(&format!("Fader {at}")).await;
        bo.notes(&ticket, "A ferrite bead.").await;
    }
    app.run_jobs().await;
    for table in ["search_reply", "search_note", "search_customer"] {
        execute(&app, &format!("DELETE FROM {table}")).await;
    }
    execute(&app, "UPDATE message SET search_id = NULL").await;
    execute(&app, "UPDATE account SET search_id = NULL").await;
    assert!(finds(&bo, "\"fader 7\"").await.is_empty());
    ann.opens_ticket("Fader, newer").await;
    assert_eq!(finds(&bo, "newer").await, ["Fader, newer"]);

    app.worker.order_index().await.unwrap();
    app.run_jobs().await;
    assert_eq!(finds(&bo, "\"fader 7\"").await, ["Fader 7"]);
    assert_eq!(finds(&bo, "\"fader 7\" ferrite requester:ann").await, ["Fader 7"]);
    assert_eq!(finds(&ann, "\"fader 59\"").await, ["Fader 59"]);
    assert_eq!(crate::support::rows(&app, "search_reply").await, 61);
    assert_eq!(crate::support::rows(&app, "search_note").await, 60);
    let mut tx = app.store.read().await.unwrap();
    assert!(!tx.search().is_behind().await.unwrap());
    drop(tx);
    app.worker.order_index().await.unwrap();
    assert_eq!(app.run_jobs().await, 0, "nothing is left to do");
});

/// The words of what was deleted are not left in the file.
#[tokio::test]
async fn a_deleted_text_leaves_nothing_in_the_file() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    for at in 0..40 {
        bo.notes(&ticket, &format!("Something else, {at}.")).await;
    }
    bo.notes(&ticket, "Qxzwvu.").await;
    app.run_jobs().await;
    execute(&app, "DELETE FROM message WHERE body = 'Qxzwvu.'").await;
    execute(&app, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let file = std::fs::read(app.database.directory.path().join("benchdesk.db")).unwrap();
    let holds = |text: &str| file.windows(text.len()).any(|part| part.eq_ignore_ascii_case(text.as_bytes()));
    assert!(holds("something"), "texts can be seen in the file");
    assert!(!holds("qxzwv"));
}
