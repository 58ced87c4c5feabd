use domain::identity::Role;
use kit::{Person, path_of};
use serde_json::{Value, json};

use super::{content_path, path};
use crate::support::comparable;

const ABSENT: &str = "01936f3e-0000-7000-8000-000000000000";

/// Fails unless the file answers this person as one that is not there does.
async fn assert_hidden(person: &Person, file: &Value) {
    let absent = json!({ "id": ABSENT });
    for place in [path, content_path] {
        let (there, nowhere) = (person.get(&place(file)).await, person.get(&place(&absent)).await);
        assert_eq!(comparable(&there), comparable(&nowhere));
        there.expect_problem(404, "not_found");
        for (name, value) in [("range", "bytes=0-0"), ("if-none-match", "*"), ("range", "bytes=99-")] {
            let asked = person.with(name, value);
            let (there, nowhere) = (asked.get(&place(file)).await, asked.get(&place(&absent)).await);
            assert_eq!(comparable(&there), comparable(&nowhere));
        }
    }
    let delete = async |file| person.client().send(axum::http::Method::DELETE, &path(file), "").await;
    assert_eq!(comparable(&delete(file).await), comparable(&delete(&absent).await));
}

kit::both_stores!(a_waiting_file_is_its_uploaders_alone, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    let file = ann.uploads("1.txt", b"1").await;
    ann.get(&content_path(&file)).await.expect(200);
    for person in [&eve, &bo] {
        assert_hidden(person, &file).await;
    }
});

kit::both_stores!(a_file_is_seen_with_its_message, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    let tom = app.staff("tom", Role::Technician).await;
    let ticket = ann.opens_ticket("Fader").await;
    let of_ann = ann.uploads("1.txt", b"1").await;
    let of_bo = bo.uploads("2.txt", b"2").await;
    let message = |id: &Value| json!({ "kind": "reply", "body": "Here.", "attachment_ids": [id] });
    ann.writes(&ticket, message(&of_ann["id"])).await.expect(201);
    bo.writes(&ticket, message(&of_bo["id"])).await.expect(201);
    for file in [&of_ann, &of_bo] {
        for person in [&ann, &bo, &tom] {
            person.get(&path(file)).await.expect(200);
            person.get(&content_path(file)).await.expect(200);
        }
        assert_hidden(&eve, file).await;
    }
    app.run_jobs().await;
});

kit::both_stores!(a_notes_file_is_not_there_for_a_customer, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    app.mailbox.take();
    let ticket = ann.reads(&ticket).await;
    let lists = ["/messages", "/events", ""].map(|list| format!("{}{list}", path_of(&ticket)));
    let mut before = Vec::new();
    for list in &lists {
        before.push(comparable(&ann.get(list).await));
    }
    let file = bo.uploads("SECRET.txt", b"SECRET").await;
    let note = json!({ "kind": "note", "body": "Between us.", "attachment_ids": [file["id"]] });
    bo.writes(&ticket, note).await.expect(201);
    assert_hidden(&ann, &file).await;
    for (list, before) in lists.iter().zip(before) {
        assert_eq!(comparable(&ann.get(list).await), before, "{list}");
    }
    app.run_jobs().await;
    assert!(app.mailbox.take().is_empty(), "a note goes into no mail");
    bo.get(&content_path(&file)).await.expect(200);
});
