use kit::path_of;
use serde_json::{Value, json};

use super::objects;
use crate::support::rows;

fn reply_with(ids: &[&Value]) -> Value {
    json!({ "kind": "reply", "body": "See the files.", "attachment_ids": ids })
}

kit::both_stores!(files_go_with_tickets_and_messages, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (one, two) = (ann.uploads("1.txt", b"1").await, ann.uploads("2.txt", b"2").await);
    let new = json!({ "subject": "Fader", "body": "It jams.", "attachment_ids": [one["id"]] });
    let ticket = ann.post("/api/v1/tickets", &new).await.expect(201).json;
    let reply = ann.writes(&ticket, reply_with(&[&two["id"]])).await.expect(201).json;
    assert_eq!(reply["attachments"][0]["file_name"], "2.txt");
    assert_eq!(reply["attachments"][0]["message_id"], reply["id"]);
    for person in [&ann, &bo] {
        let messages = person.reads_all(&format!("{}/messages", path_of(&ticket)), 1).await;
        let names: Vec<_> = messages.iter().map(|m| m["attachments"][0]["file_name"].clone()).collect();
        assert_eq!(names, ["1.txt", "2.txt"]);
    }
    let one = format!("{}/messages/{}", path_of(&ticket), reply["id"].as_str().unwrap());
    assert_eq!(ann.get(&one).await.expect(200).json, reply);
    app.run_jobs().await;
});

kit::both_stores!(a_file_goes_once_and_only_from_its_uploader, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let ticket = ann.opens_ticket("Fader").await;
    let messages = rows(&app, "message").await;
    let (mine, hers) = (ann.uploads("1.txt", b"1").await, eve.uploads("2.txt", b"2").await);
    let absent = json!("01936f3e-0000-7000-8000-000000000000");
    for (ids, pointer) in [
        (vec![&mine["id"], &hers["id"]], "#/attachment_ids/1"),
        (vec![&absent], "#/attachment_ids/0"),
        (vec![&mine["id"], &mine["id"]], "#/attachment_ids/1"),
        (vec![&absent; 21], "#/attachment_ids"),
    ] {
        ann.writes(&ticket, reply_with(&ids)).await.expect_problem(422, "validation_failed").at(pointer);
    }
    assert_eq!(rows(&app, "message").await, messages, "nothing was written");
    ann.writes(&ticket, reply_with(&[&mine["id"]])).await.expect(201);
    let again = ann.writes(&ticket, reply_with(&[&mine["id"]])).await;
    again.expect_problem(422, "validation_failed").at("#/attachment_ids/0");
    app.run_jobs().await;
});

kit::both_stores!(of_two_messages_at_once_one_gets_the_file, |app| {
    let ann = app.customer("ann").await;
    let ticket = ann.opens_ticket("Fader").await;
    let file = ann.uploads("1.txt", b"1").await;
    let (ids, message) = ([&file["id"]], reply_with(&[&file["id"]]));
    let both = tokio::join!(ann.writes(&ticket, message.clone()), ann.writes(&ticket, reply_with(&ids)));
    let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
    app.run_jobs().await;
});

kit::both_stores!(a_repeated_upload_is_one, |app| {
    let ann = app.customer("ann").await;
    let keyed = ann.with("idempotency-key", "once");
    let first = keyed.upload("1.txt", b"1").await.expect(201);
    let again = keyed.upload("1.txt", b"1").await.expect(201);
    assert_eq!(first.json, again.json);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(objects(&app).await.len(), 1);
    keyed.upload("1.txt", b"2").await.expect_problem(422, "idempotency_key_reused");
    assert_eq!(objects(&app).await.len(), 1);
});
