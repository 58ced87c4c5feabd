//! Reads that are answered with 304 when nothing has changed for the reader.

use axum::http::Method;
use kit::{Person, path_of};
use serde_json::json;

async fn unless(person: &Person, path: &str, tag: &str) -> kit::Reply {
    person.with("if-none-match", tag).send(Method::GET, path, "").await
}

kit::both_engines!(what_the_reader_has_already_is_not_sent_again, |app| {
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    app.run_jobs().await;
    let paths = [
        (&ann, "/api/v1/me".to_owned()),
        (&ann, path_of(&ticket)),
        (&bo, path_of(&ticket)),
        (&bo, format!("/api/v1/customers/{}", ann.id)),
        (&bo, format!("/api/v1/staff/{}", bo.id)),
    ];
    for (person, path) in &paths {
        let tag = person.get(path).await.expect(200).header("etag").unwrap();
        let same = unless(person, path, &tag).await.expect(304);
        assert!(same.body.is_empty());
        assert_eq!(same.header("etag"), Some(tag));
        unless(person, path, "\"999\"").await.expect(200);
    }
});

kit::both_engines!(counts_are_sent_again_when_they_are_others, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let counts = "/api/v1/views/counts";
    ann.opens_ticket("Fader 3 is stuck").await;
    let tag = bo.get(counts).await.expect(200).header("etag").unwrap();
    let same = unless(&bo, counts, &tag).await.expect(304);
    assert!(same.body.is_empty());
    assert_eq!(same.header("etag").as_ref(), Some(&tag));
    ann.opens_ticket("Fader 4 is stuck").await;
    unless(&bo, counts, &tag).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_note_does_not_make_the_requester_read_again_and_a_reply_does, |app| {
    let ann = app.customer("ann").await;
    let bo = app.agent("bo").await;
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    let tag = ann.get(&path_of(&ticket)).await.expect(200).header("etag").unwrap();
    bo.notes(&ticket, "Third one this week.").await;
    bo.changes(&ticket, json!({ "add_tags": ["fader"], "assignee_id": bo.id })).await;
    unless(&ann, &path_of(&ticket), &tag).await.expect(304);
    bo.replies(&ticket, "Please clean the rail.").await;
    unless(&ann, &path_of(&ticket), &tag).await.expect(200);
    app.run_jobs().await;
});
