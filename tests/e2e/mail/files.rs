//! A letter names the files of its message; it carries none, and names them to nobody who may not see them.

use axum::http::Method;
use kit::path_of;
use serde_json::json;

kit::both_engines!(a_letter_names_the_files_of_its_message, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let place = format!("{}/participants/{}", path_of(&ticket), eve.id);
    bo.client().send(Method::PUT, &place, "").await.expect(200);
    app.run_jobs().await;
    app.mailbox.take();
    let file = bo.uploads("how to clean.txt", b"With a brush.").await;
    let sent = json!({ "kind": "reply", "body": "See there.", "attachment_ids": [file["id"]] });
    bo.writes(&ticket, sent).await.expect(201);
    app.run_jobs().await;
    let letters = app.mailbox.take();
    assert_eq!(letters.len(), 2, "the requester and who takes part");
    for letter in letters {
        assert!(letter.text().contains("- how to clean.txt (13 B)"), "{}", letter.raw);
        assert!(letter.html().contains("<li>how to clean.txt (13 B)</li>"), "{}", letter.raw);
        assert!(!letter.raw.contains("With a brush."), "the file itself stays here");
    }
});

kit::both_engines!(files_of_notes_are_named_to_staff_alone, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    app.run_jobs().await;
    app.mailbox.take();
    let file = bo.uploads("invoice.txt", b"Paid.").await;
    let note = json!({
        "kind": "note", "body": "Have a look.", "attachment_ids": [file["id"]], "mentions": [cy.id],
    });
    bo.writes(&ticket, note).await.expect(201);
    bo.replies(&ticket, "We are on it.").await;
    app.run_jobs().await;
    for letter in app.mailbox.take() {
        let is_cys = letter.to == "cy@desk.example.org";
        assert_eq!(letter.text().contains("invoice.txt"), is_cys, "{}", letter.raw);
    }
});

kit::both_engines!(what_was_redacted_before_a_letter_goes_is_not_named, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    app.run_jobs().await;
    app.mailbox.take();
    let file = bo.uploads("somebody else.txt", b"Oops.").await;
    let sent = json!({ "kind": "reply", "body": "See there.", "attachment_ids": [file["id"]] });
    let sent = bo.writes(&ticket, sent).await.expect(201).json;
    let path = format!("{}/messages/{}/redactions", path_of(&ticket), sent["id"].as_str().unwrap());
    let redaction = json!({ "attachment_ids": [file["id"]] });
    bo.with("if-match", "*").post(&path, &redaction).await.expect(200);
    app.run_jobs().await;
    assert!(!app.mailbox.take_only_to("ann@example.org").text().contains("somebody"));
});
