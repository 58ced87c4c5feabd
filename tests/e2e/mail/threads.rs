//! All letters about a ticket form one thread, and each has its own name.

use std::collections::BTreeSet;

use kit::Mail;
use serde_json::json;

fn names(letters: &[Mail], header: &str) -> BTreeSet<String> {
    letters.iter().map(|letter| letter.header(header).unwrap()).collect()
}

kit::both_engines!(letters_about_one_ticket_refer_to_the_same_thread, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let (ticket, other) = (ann.opens_ticket("Fader").await, ann.opens_ticket("Fader").await);
    bo.replies(&ticket, "Clean the rail.").await;
    bo.changes(&ticket, json!({ "assignee_id": bo.id })).await;
    ann.replies(&ticket, "Done.").await;
    bo.changes(&ticket, json!({ "status": "solved" })).await;
    app.run_jobs().await;
    let letters = app.mailbox.take();
    assert_eq!(letters.len(), 5);
    assert_eq!(names(&letters, "Message-ID").len(), 5, "each letter has a name of its own");

    let about = |ticket: &serde_json::Value| {
        let mark = format!("[#{}]", ticket["number"]);
        letters.iter().filter(|letter| letter.subject().contains(&mark)).cloned().collect::<Vec<_>>()
    };
    let (about_ticket, about_other) = (about(&ticket), about(&other));
    assert_eq!((about_ticket.len(), about_other.len()), (4, 1));
    assert!(about_ticket.iter().any(|letter| letter.to == "bo@desk.example.org"));
    for header in ["References", "In-Reply-To"] {
        let thread = names(&about_ticket, header);
        assert_eq!(thread.len(), 1, "{thread:?}");
        assert!(thread.is_disjoint(&names(&about_other, header)));
    }
    assert!(names(&letters, "Message-ID").is_disjoint(&names(&letters, "References")));
});

kit::both_engines!(only_what_a_person_wrote_may_be_answered_by_machines, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    let received = app.mailbox.take_only_to("ann@example.org");
    assert_eq!(received.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    bo.replies(&ticket, "Clean the rail.").await;
    app.run_jobs().await;
    let answer = app.mailbox.take_only_to("ann@example.org");
    assert_eq!(answer.header("Auto-Submitted"), None);
});
