//! A letter for each event, in its recipient's language.

use chrono::Duration;
use kit::{Mail, PASSWORD, Person, TestApp};
use serde_json::json;

use crate::support::time_passes;

async fn speaks(person: &Person, language: &str) {
    let version = person.get("/api/v1/me").await.json["version"].clone();
    person.patch("/api/v1/me", &version, &json!({ "language": language })).await.expect(200);
}

/// The only letter that arrives now.
async fn letter(app: &TestApp, to: &str) -> Mail {
    app.run_jobs().await;
    app.mailbox.take_only_to(to)
}

fn assert_says(letter: &Mail, language: &str, words: &[&str]) {
    assert_eq!(letter.header("Content-Language").as_deref(), Some(language), "{}", letter.raw);
    assert!(letter.html().contains(&format!("<html lang=\"{language}\">")));
    let text = letter.text().replace("\r\n", "\n");
    for words in words {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// One ticket's life; each letter says what its event is, in the language given.
async fn life(app: &TestApp, language: &str, words: [&str; 6]) {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    for person in [&ann, &cy] {
        speaks(person, language).await;
    }
    let ticket = ann.opens_ticket("Größe „XL“ & <b>").await;
    let subject = format!("[#{}] Größe „XL“ & <b>", ticket["number"]);
    let [received, assigned, replied, answered, reminder, solved] = words;

    let first = letter(app, "ann@example.org").await;
    assert_says(&first, language, &[received, "Größe „XL“ & <b>"]);
    assert_eq!(first.subject(), subject);
    assert!(first.text().contains("http://desk.example.org"));

    bo.changes(&ticket, json!({ "assignee_id": cy.id })).await;
    assert_says(&letter(app, "cy@desk.example.org").await, language, &[assigned]);
    bo.replies(&ticket, "Reinigen Sie die Schiene: 1 < 2.\n.\nEnde").await;
    let answer = letter(app, "ann@example.org").await;
    assert_says(&answer, language, &[replied, "bo", "Reinigen Sie die Schiene: 1 < 2.\n.\nEnde"]);
    assert!(answer.html().contains("1 &lt; 2."));
    ann.replies(&ticket, "Danke!").await;
    assert_says(&letter(app, "cy@desk.example.org").await, language, &[answered, "ann", "Danke!"]);

    bo.changes(&ticket, json!({ "status": "pending" })).await;
    time_passes(app, Duration::days(4)).await;
    assert_says(&app.mailbox.take_only_to("ann@example.org"), language, &[reminder]);
    time_passes(app, Duration::days(4)).await;
    assert_says(&app.mailbox.take_only_to("ann@example.org"), language, &[solved]);
}

kit::both_engines!(every_event_has_its_letter_in_english, |app| {
    let words = [
        "We have received your request",
        "is now assigned to you",
        "has replied to your ticket",
        "has replied in ticket",
        "We are waiting for your answer",
        "solved",
    ];
    life(&app, "en", words).await;
});

kit::both_engines!(every_event_has_its_letter_in_german, |app| {
    let words = [
        "wir haben Ihre Anfrage erhalten",
        "ist jetzt Ihnen zugewiesen",
        "auf Ihr Ticket",
        "geantwortet",
        "wir warten im Ticket",
        "als gelöst",
    ];
    life(&app, "de", words).await;
});

kit::both_engines!(who_registers_in_german_is_written_to_in_german, |app| {
    let una = json!({ "name": "Una", "email": "una@example.org", "password": PASSWORD });
    let german = app.visitor().with("accept-language", "fr, de-AT;q=0.9, en;q=0.5");
    german.post("/api/v1/auth/register", &una).await.expect(202);
    let first = letter(&app, "una@example.org").await;
    assert_eq!(first.subject(), "Bitte bestätigen Sie Ihre E-Mail-Adresse");
    assert_says(&first, "de", &["Der Link gilt 24 Stunden"]);
    assert!(!first.text().contains("Una"), "no letter to a stranger says what was typed by who knows whom");
    german
        .post("/api/v1/auth/verify-email", &json!({ "token": first.token(), "password": PASSWORD }))
        .await
        .expect(204);
    assert_eq!(app.sign_in("una@example.org").await.get("/api/v1/me").await.json["language"], "de");

    // The owner is told in the owner's language, whatever the other one speaks.
    app.visitor().with("accept-language", "en").post("/api/v1/auth/register", &una).await.expect(202);
    let again = letter(&app, "una@example.org").await;
    assert_eq!(again.subject(), "Ihre E-Mail-Adresse ist bereits registriert");
    assert_says(&again, "de", &["daran hat sich nichts geändert"]);
});

kit::both_engines!(a_reply_in_html_arrives_without_what_could_run, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    letter(&app, "ann@example.org").await;
    let html = "<p>Clean the <b>rail</b>.</p><script>alert('SECRET')</script>\
                <img src=\"https://tracker.example/SECRET.png\" onerror=\"SECRET()\">";
    let reply = json!({ "kind": "reply", "body": html, "format": "html" });
    bo.writes(&ticket, reply).await.expect(201);
    let answer = letter(&app, "ann@example.org").await;
    assert!(answer.html().contains("<b>rail</b>"), "{}", answer.html());
    assert!(answer.text().contains("Clean the rail."), "{}", answer.text());
    for part in [answer.raw.clone(), answer.text(), answer.html()] {
        assert!(!part.contains("SECRET") && !part.contains("<script"), "{part}");
    }
});

kit::both_engines!(no_header_can_be_smuggled_into_a_letter, |app| {
    let ann = app.customer("ann").await;
    for subject in
        ["Fader\r\nBcc: eve@example.org", "Fader\nX-Evil: 1", "Fader\rX", "Fader\u{85}X", "a\u{b}b"]
    {
        let body = json!({ "subject": subject, "body": "It jams." });
        let refused = ann.post("/api/v1/tickets", &body).await;
        refused.expect_problem(422, "validation_failed").at("#/subject");
    }
    let odd = "=?utf-8?q?Bcc=3A_eve=40example=2Eorg?= \u{202e}\u{1f3b9} Bcc: eve@example.org";
    let body = json!({ "subject": odd, "body": "Bcc: eve@example.org\r\n\r\n.\r\nQUIT" });
    ann.post("/api/v1/tickets", &body).await.expect(201);
    let first = letter(&app, "ann@example.org").await;
    assert!(first.subject().replace('\u{2060}', "").contains(odd), "{}", first.subject());
    assert_eq!((first.header("Bcc"), first.header("X-Evil")), (None, None));
    assert!(first.raw.lines().all(|line| line.len() <= 998), "RFC 5322, 2.1.1");
});
