//! Who takes part beside the requester and the assignee.

use axum::http::Method;
use chrono::Duration;
use domain::identity::Role;
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use super::{history, messages};
use crate::support::{close, comparable, rows, texts, waiting_jobs};

async fn put(who: &Person, ticket: &Value, person: &str) -> Reply {
    who.client().send(Method::PUT, &format!("{}/participants/{person}", path_of(ticket)), "").await
}

async fn delete(who: &Person, ticket: &Value, person: &str) -> Reply {
    who.client().send(Method::DELETE, &format!("{}/participants/{person}", path_of(ticket)), "").await
}

async fn invite(who: &Person, ticket: &Value, email: &str) -> Reply {
    let client = who.with("content-type", "application/json");
    let body = json!({ "email": email }).to_string();
    client.send(Method::PUT, &format!("{}/participants", path_of(ticket)), body).await
}

async fn names(who: &Person, ticket: &Value) -> Vec<String> {
    let list = who.get(&format!("{}/participants", path_of(ticket))).await.expect(200).json;
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| {
            format!("{}:{}", item["role"].as_str().unwrap(), item["person"]["name"].as_str().unwrap())
        })
        .collect()
}

async fn ids(who: &Person, query: &str) -> Vec<String> {
    let items = who.reads_all(&format!("/api/v1/tickets{query}"), 2).await;
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Ann asks, Kim takes part as cc, Bo answers.
async fn three(app: &TestApp) -> ([Person; 3], Value) {
    let (ann, kim, bo) = (app.customer("ann").await, app.customer("kim").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    put(&bo, &ticket, &kim.id).await.expect(200);
    app.run_jobs().await;
    app.mailbox.take();
    ([ann, kim, bo], ticket)
}

kit::both_engines!(a_cc_sees_the_ticket_as_its_requester_does_and_may_reply, |app| {
    let ([ann, kim, bo], ticket) = three(&app).await;
    bo.notes(&ticket, "SECRET").await;
    bo.changes(&ticket, json!({ "status": "pending", "priority": "high" })).await;
    let (mut hers, mut mine) = (ann.reads(&ticket).await, kim.reads(&ticket).await);
    assert!(hers["requester"]["contact"].is_object() && mine["requester"]["contact"].is_null());
    assert_eq!(
        (&hers["allowed_transitions"], &mine["allowed_transitions"]),
        (&json!(["open", "solved"]), &json!([]))
    );
    for seen in [&mut hers, &mut mine] {
        seen["requester"]["contact"] = Value::Null;
        seen["allowed_transitions"] = Value::Null;
    }
    // What is odd about a text is told to who wrote it.
    assert_eq!(hers["subject_warnings"].take(), json!([]));
    assert_eq!(hers, mine);
    let (mut hers, mine) = (messages(&ann, &ticket).await, messages(&kim, &ticket).await);
    assert_eq!(hers[0]["warnings"].take(), json!([]));
    assert_eq!(hers, mine);
    assert_eq!(history(&ann, &ticket).await, history(&kim, &ticket).await);
    assert_eq!(names(&kim, &ticket).await, ["cc:kim"]);

    kim.replies(&ticket, "It jams with me, too.").await;
    assert_eq!(bo.reads(&ticket).await["status"], "open", "a cc's reply makes it the desk's turn");
    let moving = json!({ "kind": "reply", "body": "Done.", "set_status": "solved" });
    kim.writes(&ticket, moving).await.expect_problem(403, "forbidden");
    let version = kim.reads(&ticket).await["version"].clone();
    kim.patch(&path_of(&ticket), &version, &json!({ "status": "solved" }))
        .await
        .expect_problem(403, "forbidden");
    kim.writes(&ticket, json!({ "kind": "note", "body": "Mine." })).await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(who_is_taken_out_finds_nothing_any_more, |app| {
    let ([ann, kim, bo], ticket) = three(&app).await;
    let eve = app.customer("eve").await;
    let reply = kim.replies(&ticket, "Me, too.").await;
    for (taker, by_self) in [(&ann, false), (&kim, true), (&bo, false)] {
        put(&bo, &ticket, &kim.id).await.expect(200);
        assert_eq!(ids(&kim, "").await.len(), 1);
        delete(taker, &ticket, &kim.id).await.expect(204);
        let path = path_of(&ticket);
        let message = format!("{path}/messages/{}", reply["id"].as_str().unwrap());
        for place in [
            path.clone(),
            format!("{path}/messages"),
            message,
            format!("{path}/events"),
            format!("{path}/participants"),
        ] {
            let (was_here, never) = (kim.get(&place).await, eve.get(&place).await);
            assert_eq!(comparable(&was_here), comparable(&never), "{place}, by themselves: {by_self}");
            was_here.expect_problem(404, "not_found");
        }
        assert!(ids(&kim, "").await.is_empty());
        assert!(names(&ann, &ticket).await.is_empty());
        put(&kim, &ticket, &kim.id).await.expect_problem(404, "not_found");
    }
    let kinds = history(&ann, &ticket).await;
    let kinds = texts(&kinds, "kind");
    assert_eq!(kinds.iter().filter(|kind| **kind == "cc_added").count(), 3);
    assert_eq!(kinds.iter().filter(|kind| **kind == "cc_removed").count(), 3);
    app.run_jobs().await;
});

kit::both_engines!(who_may_take_part_and_who_may_let_them, |app| {
    let ([ann, kim, bo], ticket) = three(&app).await;
    let (lea, tom) = (app.customer("lea").await, app.staff("tom", Role::Technician).await);
    put(&bo, &ticket, &lea.id).await.expect(200);
    delete(&kim, &ticket, &lea.id).await.expect_problem(403, "forbidden");
    invite(&kim, &ticket, "una@example.org").await.expect_problem(403, "forbidden");
    put(&ann, &ticket, &bo.id).await.expect_problem(404, "not_found");
    put(&bo, &ticket, &ann.id).await.expect_problem(409, "state_conflict");
    put(&bo, &ticket, "0190a000-0000-7000-8000-000000000000").await.expect_problem(404, "not_found");

    let version = ann.reads(&ticket).await["version"].clone();
    put(&tom, &ticket, &tom.id).await.expect(200);
    put(&tom, &ticket, &lea.id).await.expect(200);
    put(&tom, &ticket, &bo.id).await.expect_problem(403, "forbidden");
    delete(&tom, &ticket, &lea.id).await.expect_problem(403, "forbidden");
    invite(&tom, &ticket, "una@example.org").await.expect_problem(403, "forbidden");
    put(&bo, &ticket, &bo.id).await.expect(200);
    assert_eq!(names(&bo, &ticket).await.len(), 4);
    assert_eq!(names(&ann, &ticket).await, ["cc:kim", "cc:lea"], "followers are the desk's business");
    put(&ann, &ticket, &tom.id).await.expect_problem(404, "not_found");
    delete(&ann, &ticket, &tom.id).await.expect(204);
    assert_eq!(names(&bo, &ticket).await.len(), 4, "whom one does not see one does not take out");
    assert_eq!(ann.reads(&ticket).await["version"], version);
    assert_eq!(ids(&tom, "?role=follower").await.len(), 1);
    delete(&tom, &ticket, &tom.id).await.expect(204);
    assert!(ids(&tom, "?role=follower").await.is_empty());
    app.run_jobs().await;
});

kit::both_engines!(an_invitation_tells_the_inviter_nothing, |app| {
    let (ann, kim, bo) = (app.customer("ann").await, app.customer("kim").await, app.agent("bo").await);
    let una = json!({ "name": "Una", "email": "una@example.org", "password": kit::PASSWORD });
    app.visitor().post("/api/v1/auth/register", &una).await.expect(202);
    app.run_jobs().await;
    app.mailbox.take();
    let (ticket, other) = (ann.opens_ticket("Fader 3").await, ann.opens_ticket("Fader 4").await);
    app.run_jobs().await;
    app.mailbox.take();
    let before = (ann.reads(&ticket).await, history(&ann, &ticket).await);
    let addresses = [
        "kim@example.org",
        "nobody@example.org",
        "una@example.org",
        "bo@desk.example.org",
        "ann@example.org",
    ];
    let mut answers = Vec::new();
    for (at, address) in addresses.into_iter().enumerate() {
        answers.push(comparable(&invite(&ann, &ticket, address).await.expect(202)));
        assert_eq!(waiting_jobs(&app).await, at as u64 + 1, "one job for each");
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to("kim@example.org");
    assert!(letter.text().contains("ann invites you to take part") && letter.text().contains("/invitation"));
    assert_eq!((ann.reads(&ticket).await, history(&ann, &ticket).await), before);
    assert!(names(&ann, &ticket).await.is_empty() && names(&bo, &ticket).await.is_empty());
    kim.get(&path_of(&ticket)).await.expect_problem(404, "not_found");
    put(&kim, &other, &kim.id).await.expect_problem(404, "not_found");

    for _ in 0..15 {
        invite(&ann, &ticket, "nobody@example.org").await.expect(202);
    }
    invite(&ann, &ticket, "kim@example.org").await.expect_problem(409, "state_conflict");
    invite(&ann, &ticket, "nobody@example.org").await.expect_problem(409, "state_conflict");
    let eve = app.customer("eve").await;
    invite(&eve, &ticket, "eve@example.org").await.expect_problem(404, "not_found");
    invite(&ann, &ticket, "no address").await.expect_problem(422, "validation_failed").at("#/email");

    put(&kim, &ticket, &kim.id).await.expect(200);
    assert_eq!(names(&ann, &ticket).await, ["cc:kim"]);
    assert_eq!(kim.reads(&ticket).await["subject"], "Fader 3");
    app.run_jobs().await;
});

kit::both_engines!(an_invitation_can_be_declined_ends_and_pesters_nobody, |app| {
    let (ann, kim) = (app.customer("ann").await, app.customer("kim").await);
    let mut tickets = Vec::new();
    for subject in ["One", "Two", "Three", "Four"] {
        tickets.push(ann.opens_ticket(subject).await);
    }
    app.run_jobs().await;
    app.mailbox.take();
    for ticket in tickets.iter().chain([&tickets[0]]) {
        invite(&ann, ticket, "KIM@example.org").await.expect(202);
        app.run_jobs().await;
    }
    assert_eq!(app.mailbox.take().len(), 3, "three a day, and one for each ticket");
    delete(&kim, &tickets[0], &kim.id).await.expect(204);
    delete(&kim, &tickets[0], &kim.id).await.expect_problem(404, "not_found");
    put(&kim, &tickets[0], &kim.id).await.expect_problem(404, "not_found");

    app.pass(Duration::days(14) + Duration::seconds(1));
    let kim = app.sign_in(&kim.email).await;
    put(&kim, &tickets[1], &kim.id).await.expect_problem(404, "not_found");
    assert_eq!(rows(&app, "invitation").await, 3);
    crate::support::time_passes(&app, Duration::hours(2)).await;
    assert_eq!(rows(&app, "invitation").await, 0);
});

kit::both_engines!(no_more_than_twenty_take_part, |app| {
    let ([_, _, bo], ticket) = three(&app).await;
    for number in 0..19 {
        let customer = app.customer(&format!("c{number}")).await;
        put(&bo, &ticket, &customer.id).await.expect(200);
    }
    let one_more = app.customer("last").await;
    put(&bo, &ticket, &one_more.id).await.expect_problem(409, "state_conflict");
    put(&bo, &ticket, &bo.id).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_customers_list_holds_what_they_asked_and_take_part_in, |app| {
    let ([ann, kim, bo], first) = three(&app).await;
    let mut expected = vec![first["id"].as_str().unwrap().to_owned()];
    for number in 0..9 {
        app.pass(Duration::seconds(1));
        let (asker, other) = if number % 2 == 0 { (&kim, &ann) } else { (&ann, &kim) };
        let ticket = asker.opens_ticket(&format!("Ticket {number}")).await;
        if number % 3 != 0 {
            put(&bo, &ticket, &other.id).await.expect(200);
        }
        if number % 3 != 0 || asker.id == kim.id {
            expected.push(ticket["id"].as_str().unwrap().to_owned());
        }
        if number == 4 {
            bo.changes(&ticket, json!({ "status": "solved" })).await;
        }
    }
    let own = ids(&kim, "?role=requester").await;
    let part = ids(&kim, "?role=cc").await;
    assert_eq!((own.len(), part.len()), (5, 4));
    assert_eq!(ids(&kim, "?sort=created_at").await, expected);
    let mut newest_first = expected.clone();
    newest_first.reverse();
    assert_eq!(ids(&kim, "?sort=-created_at").await, newest_first);
    let mut by_change = ids(&kim, "").await;
    assert_eq!(by_change.len(), expected.len());
    by_change.sort();
    assert_eq!(by_change, expected);
    let open = ids(&kim, "?status=open").await;
    assert_eq!(open.len(), expected.len() - 1);
    assert_eq!(ids(&kim, "?status=solved").await.len(), 1);
    for (who, query) in
        [(&kim, "?role=follower"), (&bo, "?role=cc"), (&bo, "?role=requester"), (&kim, "?role=boss")]
    {
        who.get(&format!("/api/v1/tickets{query}")).await.expect_problem(400, "invalid_parameter");
    }
    app.run_jobs().await;
});

kit::both_engines!(a_cc_opens_no_follow_up, |app| {
    let ([ann, kim, bo], ticket) = three(&app).await;
    let [ann, bo] = close(&app, &ticket, [&ann, &bo]).await;
    let kim = app.sign_in(&kim.email).await;
    let reply = json!({ "kind": "reply", "body": "It jams again." });
    kim.writes(&ticket, reply.clone()).await.expect_problem(409, "state_conflict");
    let following = json!({ "subject": "Again", "body": "It jams.", "follow_up_of": ticket["id"] });
    kim.post("/api/v1/tickets", &following)
        .await
        .expect_problem(422, "validation_failed")
        .at("#/follow_up_of");
    put(&bo, &ticket, &bo.id).await.expect_problem(409, "state_conflict");
    invite(&ann, &ticket, "eve@example.org").await.expect_problem(409, "state_conflict");
    delete(&kim, &ticket, &kim.id).await.expect(204);
    let follow_up = ann.writes(&ticket, reply).await.expect(201).json;
    assert_ne!(follow_up["ticket_id"], ticket["id"]);
    app.run_jobs().await;
});
