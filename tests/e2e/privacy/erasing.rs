use domain::vault::{self, Fact};
use kit::{Mood, PASSWORD, path_of};

use super::*;
use crate::support::{rows, time_passes};

async fn registers(app: &TestApp, name: &str) -> Person {
    app.customer(name).await
}

/// All that the ledger knows of accounts.
async fn erased_in_ledger(app: &TestApp) -> Vec<String> {
    let entries = app.vault.archive.entries(0).await.unwrap();
    let account = |fact: &Fact| match fact {
        Fact::Erased { account } => Some(account.to_string()),
        _ => None,
    };
    entries.iter().filter_map(|entry| account(&entry.fact)).collect()
}

kit::both_engines!(who_is_erased_is_gone_and_may_come_again, |app| {
    let desk = Desk::open(&app).await;
    let ticket = desk.ann.opens_ticket("Zwiebelfisch").await;
    let file = desk.ann.uploads("zwiebel.txt", b"fish").await;
    desk.ann
        .writes(&ticket, json!({ "kind": "reply", "body": "Zwiebel", "attachment_ids": [file["id"]] }))
        .await
        .expect(201);
    desk.agent.notes(&ticket, "Zwiebel again.").await;
    desk.device("K61-000001").await;
    let theirs = desk.theo.opens_ticket("Of Theo").await;
    let part = format!("{}/participants/{}", path_of(&theirs), desk.ann.id);
    desk.agent.client().send(Method::PUT, &part, "").await.expect(200);
    let said =
        desk.ann.writes(&theirs, json!({ "kind": "reply", "body": "Zwiebel here." })).await.expect(201).json;
    app.run_jobs().await;
    app.mailbox.take();

    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    app.run_jobs().await;
    let letters = app.mailbox.take();
    assert_eq!(letters.iter().filter(|letter| letter.subject().contains("has been erased")).count(), 1);
    // Nobody comes in with it any more, and it may register anew.
    is_out(&app, &desk.ann).await;
    let credentials = json!({ "email": desk.ann.email, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/token", &credentials).await.expect_problem(401, "invalid_credentials");
    let ann = registers(&app, "ann").await;
    assert_ne!(ann.id, desk.ann.id);
    assert_eq!(ann.get("/api/v1/tickets").await.expect(200).json["items"], json!([]));

    // Of the ticket stays that there was one.
    let seen = desk.agent.reads(&ticket).await;
    assert_eq!((&seen["subject"], &seen["status"]), (&json!("[erased]"), &json!("closed")));
    assert_eq!(seen["number"], ticket["number"]);
    assert_eq!(seen["requester"]["name"], "[erased]");
    let messages = format!("{}/messages", path_of(&ticket));
    assert_eq!(desk.agent.get(&messages).await.expect(200).json["items"], json!([]));
    assert_eq!(rows(&app, "attachment").await, 0);
    assert_eq!(app.objects.list(None, 10, chrono::DateTime::UNIX_EPOCH).await.unwrap(), []);
    for gone in [
        format!("/api/v1/customers/{}", desk.ann.id),
        format!("/api/v1/customers/{}", seen["requester"]["id"].as_str().unwrap()),
    ] {
        desk.agent.get(&gone).await.expect_problem(404, "not_found");
    }
    let customers = desk.agent.get("/api/v1/customers").await.expect(200).json;
    assert_eq!(customers["items"].as_array().unwrap().len(), 2, "{customers}");
    let found = desk.agent.get("/api/v1/search?q=zwiebel").await.expect(200).json;
    assert_eq!(found["items"], json!([]), "{found}");

    // In the ticket of somebody else stands a mark.
    let read = format!("{}/messages/{}", path_of(&theirs), said["id"].as_str().unwrap());
    let mark = desk.theo.get(&read).await.expect(200).json;
    assert_eq!((&mark["body"], &mark["author"]["name"]), (&json!("[erased]"), &json!("[erased]")));
    assert_eq!(desk.theo.reads(&theirs).await["subject"], "Of Theo");

    let one = format!("/api/v1/privacy/requests/{}", asked["id"].as_str().unwrap());
    let done = desk.officer.get(&one).await.expect(200).json;
    assert_eq!((&done["state"], &done["account_id"]), (&json!("done"), &Value::Null));
    let figures =
        json!({ "tickets": 1, "messages": 4, "files": 1, "devices": 1, "repairs": 0, "kept_quotes": 0 });
    assert_eq!(done["erased"], figures);
    assert_eq!(erased_in_ledger(&app).await, [desk.ann.id.as_str()]);
    let checks = vault::verify(
        app.store.as_ref(),
        app.vault.keys.as_ref(),
        app.vault.archive.as_ref(),
        app.now(),
        kit::KEY_ROTATION,
    );
    let wrong: Vec<_> = checks.await.unwrap().into_iter().flat_map(|check| check.wrong).collect();
    assert_eq!(wrong, [""; 0]);
});

kit::both_engines!(what_the_law_wants_is_kept_blocked_until_it_does_not, |app| {
    let mut desk = Desk::open(&app).await;
    let paid = desk.paid_repair(&app, "K61-000001").await;
    let free = desk.repair("K61-000002", "closed", "goodwill").await;
    asks(&desk.ann, "finish").await.expect(201);
    app.run_jobs().await;
    let letter =
        app.mailbox.take().into_iter().find(|letter| letter.subject().contains("has been erased")).unwrap();
    assert!(letter.text().contains("Article 17(3)(b)"), "{}", letter.text());
    for repair in [&paid, &free] {
        let seen = desk.lead.get(&path(repair)).await.expect(200).json;
        assert_eq!((&seen["requester_id"], &seen["symptom"]), (&Value::Null, &Value::Null), "{seen}");
        assert_eq!((&seen["state"], &seen["rma_number"]), (&json!("closed"), &repair["rma_number"]));
    }
    let quotes = format!("{}/quotes", path(&paid));
    assert_eq!(desk.lead.get(&quotes).await.expect(200).json["items"], json!([]));
    desk.lead.get(&format!("{}/documents/quote.pdf", path(&paid))).await.expect_problem(404, "not_found");
    let kept = desk.officer.get(&quotes).await.expect(200).json;
    assert_eq!(kept["items"][0]["lines"][0]["text"], "Replace fader 3");
    // Until the end of the sixth year after this one.
    app.pass(Duration::days(38 + 6 * 365 + 1));
    time_passes(&app, Duration::hours(2)).await;
    desk.officer = app.sign_in(&desk.officer.email).await;
    assert_eq!(
        desk.officer.get(&quotes).await.expect(200).json["items"][0]["lines"][0]["text"],
        "Replace fader 3"
    );
    app.pass(Duration::days(4));
    time_passes(&app, Duration::hours(2)).await;
    desk.officer = app.sign_in(&desk.officer.email).await;
    assert_eq!(desk.officer.get(&quotes).await.expect(200).json["items"][0]["lines"][0]["text"], "");
    assert_eq!(rows(&app, "privacy_request").await, 0, "that it was carried out is on record for 36 months");
});

kit::both_engines!(the_last_letter_is_waited_for_and_not_for_ever, |app| {
    let desk = Desk::open(&app).await;
    let ticket = desk.ann.opens_ticket("Fader 3 is stuck").await;
    app.run_jobs().await;
    app.mailbox.take();
    app.mailbox.becomes(Mood::Busy);
    asks(&desk.ann, "finish").await.expect(201);
    app.run_jobs().await;
    // All is gone but where the letter goes to.
    let seen = desk.agent.reads(&ticket).await;
    assert_eq!(seen["subject"], "[erased]");
    is_out(&app, &desk.ann).await;
    assert_eq!(erased_in_ledger(&app).await, [""; 0]);
    app.mailbox.becomes(Mood::Willing);
    app.pass(Duration::hours(1));
    app.run_jobs().await;
    assert_eq!(app.mailbox.take().len(), 1);
    assert_eq!(erased_in_ledger(&app).await, [desk.ann.id.as_str()]);

    app.mailbox.becomes(Mood::Busy);
    let theo = app.sign_in(&desk.theo.email).await;
    asks(&theo, "finish").await.expect(201);
    app.run_jobs().await;
    assert_eq!(erased_in_ledger(&app).await.len(), 1);
    for _ in 0..29 {
        app.pass(Duration::days(1));
        app.run_jobs().await;
    }
    assert_eq!(erased_in_ledger(&app).await.len(), 2);
    app.mailbox.becomes(Mood::Willing);
    assert_eq!(rows(&app, "account").await, 7, "six of the staff, and who stands for all others");
});

kit::both_engines!(a_deleted_ticket_is_erased_with_its_requester, |app| {
    let desk = Desk::open(&app).await;
    let ticket = desk.ann.opens_ticket("Zwiebelfisch").await;
    app.run_jobs().await;
    desk.lead.with("if-match", "*").delete(&path_of(&ticket)).await.expect(204);
    asks(&desk.ann, "finish").await.expect(201);
    app.run_jobs().await;
    assert_eq!((rows(&app, "ticket").await, rows(&app, "message").await), (0, 0));
});

kit::both_engines!(an_erasure_that_was_cut_off_goes_on_where_it_was, |app| {
    let desk = Desk::open(&app).await;
    for _ in 0..12 {
        desk.ann.opens_ticket("Fader 3 is stuck").await;
    }
    app.run_jobs().await;
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    let id = PrivacyRequestId::from_uuid(asked["id"].as_str().unwrap().parse().unwrap());
    // One worker dies behind the second step, another in the third.
    for commits in [true, true, false] {
        let mut tx = app.store.begin().await.unwrap();
        privacy::step(tx.as_mut(), &app.ctx(Actor::Time), id).await.unwrap();
        if commits {
            tx.commit().await.unwrap();
        }
    }
    app.run_jobs().await;
    let one = format!("/api/v1/privacy/requests/{id}");
    let done = desk.officer.get(&one).await.expect(200).json;
    assert_eq!((&done["state"], &done["erased"]["tickets"]), (&json!("done"), &json!(12)));
    assert_eq!(done["erased"]["messages"], 12);
});

// Whatever there is much of goes in small pieces; a worker dies in every other one.
kit::both_engines!(who_has_written_much_is_erased_in_pieces, |app| {
    let desk = Desk::open(&app).await;
    let ben = registers(&app, "ben").await;
    let long = desk.ann.opens_ticket("Fader 3 is stuck").await;
    for number in 0..130 {
        desk.ann.replies(&long, &format!("It jams, {number}.")).await;
    }
    let file = desk.ann.uploads("fader.txt", b"It jams.").await;
    let last = json!({ "kind": "reply", "body": "See the file.", "attachment_ids": [file["id"]] });
    desk.ann.writes(&long, last).await.expect(201);
    for number in 0..60 {
        let ticket = ben.opens_ticket(&format!("Fader {number} is stuck")).await;
        let place = format!("{}/participants/{}", path_of(&ticket), desk.ann.id);
        desk.agent.client().send(Method::PUT, &place, "").await.expect(200);
    }
    app.run_jobs().await;
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    let left = async || [rows(&app, "message").await, rows(&app, "participant").await];
    let (mut before, mut pieces) = (left().await, 0);
    loop {
        let mut tx = app.store.begin().await.unwrap();
        privacy::step(tx.as_mut(), &app.ctx(Actor::Time), id_of(&asked)).await.unwrap();
        drop(tx);
        assert_eq!(left().await, before, "what was cut off has done nothing");
        if matches!(steps(&app, &asked).await, Next::Farewell(_)) {
            break;
        }
        let now = left().await;
        for (before, now) in before.iter().zip(now) {
            assert!(before - now <= 50, "{before} went to {now} at once");
        }
        before = now;
        pieces += 1;
    }
    assert!(pieces >= 5, "it went in {pieces} pieces");
    assert_eq!(before, [60, 0], "what others wrote stays");
    app.run_jobs().await;
    let done =
        desk.officer.get(&format!("/api/v1/privacy/requests/{}", id_of(&asked))).await.expect(200).json;
    assert_eq!((&done["state"], &done["erased"]["tickets"]), (&json!("done"), &json!(1)));
    assert_eq!((&done["erased"]["messages"], &done["erased"]["files"]), (&json!(132), &json!(1)));
    app.mailbox.take();
});

// A column that names somebody in many rows is cut some rows at a time.
kit::both_engines!(a_column_is_cut_in_pieces, |app| {
    let desk = Desk::open(&app).await;
    for _ in 0..7 {
        desk.ann.opens_ticket("Fader 3 is stuck").await;
    }
    app.run_jobs().await;
    let account = AccountId::from_uuid(desk.ann.id.parse().unwrap());
    let cut = Cut { table: "ticket_event", column: "actor_id", cutting: Cutting::Emptied };
    let mut tx = app.store.begin().await.unwrap();
    for expected in [3, 3, 1, 0] {
        assert_eq!(tx.forgets().cut(&cut, account, 3).await.unwrap(), expected);
    }
    assert!(!tx.forgets().names(&cut, account).await.unwrap());
});

kit::both_engines!(a_search_that_somebody_keeps_names_nobody_who_is_erased, |app| {
    let desk = Desk::open(&app).await;
    let keeps = async |query: String, shared_with: &str| {
        let filter = json!({ "query": query, "statuses": ["closed"] });
        let view = json!({ "name": "Kept", "filter": filter, "shared_with": shared_with });
        desk.lead.post("/api/v1/views", &view).await.expect(201).json
    };
    let of_ann = keeps(format!("requester:{} fader -{}", desk.ann.email, desk.ann.email), "everyone").await;
    let of_theo = keeps(format!("requester:{}", desk.theo.email), "nobody").await;
    let of_both = keeps(format!("requester:{},{}", desk.theo.email, desk.ann.id), "nobody").await;
    desk.ann.opens_ticket("Of Ann").await;
    asks(&desk.ann, "finish").await.expect(201);
    app.run_jobs().await;
    app.mailbox.take();
    let reads = async |view: &Value| {
        let view =
            desk.lead.get(&format!("/api/v1/views/{}", view["id"].as_str().unwrap())).await.expect(200);
        (view.json["filter"]["query"].as_str().unwrap().to_owned(), view.json["version"].clone())
    };
    assert_eq!(reads(&of_ann).await, ("requester:[erased] fader -[erased]".to_owned(), json!(2)));
    assert_eq!(reads(&of_theo).await, (format!("requester:{}", desk.theo.email), json!(1)));
    let left = format!("requester:{},[erased]", desk.theo.email);
    assert_eq!(reads(&of_both).await, (left, json!(2)));
    let shown = format!("/api/v1/views/{}/tickets", of_both["id"].as_str().unwrap());
    assert_eq!(desk.lead.get(&shown).await.expect(200).json["items"], json!([]), "others were erased, too");
});
