//! A cursor works for the list, filter and person that it was made for, or not at all.

use kit::{Person, TestApp, path_of};
use serde_json::Value;

async fn cursor(person: &Person, path: &str) -> String {
    let join = if path.contains('?') { '&' } else { '?' };
    let page = person.get(&format!("{path}{join}limit=1")).await.expect(200).json;
    page["next_cursor"].as_str().unwrap().to_owned()
}

async fn refused(person: &Person, path: &str, cursor: &str) {
    let join = if path.contains('?') { '&' } else { '?' };
    let reply = person.get(&format!("{path}{join}cursor={cursor}")).await;
    let reply = reply.expect_problem(400, "invalid_cursor");
    assert!(cursor.is_empty() || !reply.json.to_string().contains(cursor));
}

/// Two tickets of two people each, with two messages in each.
async fn tickets(app: &TestApp, [ann, eve, bo]: [&Person; 3]) -> Vec<Value> {
    let mut tickets = Vec::new();
    for person in [ann, ann, eve, eve] {
        let ticket = person.opens_ticket("Fader").await;
        bo.replies(&ticket, "We look into it.").await;
        tickets.push(ticket);
    }
    app.run_jobs().await;
    app.mailbox.take();
    tickets
}

kit::both_engines!(a_cursor_is_no_good_for_another_list_filter_or_person, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    let cy = app.agent("cy").await;
    let tickets = tickets(&app, [&ann, &eve, &bo]).await;
    let list = "/api/v1/tickets";
    let plain = cursor(&bo, list).await;
    for other in [
        "?status=open",
        "?sort=-updated_at",
        "?sort=updated_at",
        "?sort=created_at",
        "?sort=priority",
        "?tag=x",
        "?assignee=me",
        "?type=question",
        "?priority=low",
        "?updated_after=2026-11-22T10:00:00Z",
    ] {
        refused(&bo, &format!("{list}{other}"), &plain).await;
    }
    let filtered = cursor(&bo, &format!("{list}?status=open")).await;
    refused(&bo, list, &filtered).await;
    refused(&bo, &format!("{list}?status=open,new"), &filtered).await;
    for stranger in [&cy, &ann, &eve] {
        refused(stranger, list, &plain).await;
    }
    let own = cursor(&ann, list).await;
    refused(&eve, list, &own).await;
    refused(&bo, list, &own).await;
    ann.get(&format!("{list}?limit=50&cursor={own}")).await.expect(200);

    let parts: Vec<_> = ["messages", "events"].map(|part| format!("{}/{part}", path_of(&tickets[0]))).into();
    let other = format!("{}/messages", path_of(&tickets[1]));
    let message = cursor(&ann, &parts[0]).await;
    refused(&ann, &parts[1], &message).await;
    refused(&ann, &other, &message).await;
    refused(&ann, list, &message).await;
    refused(&bo, &parts[0], &message).await;
    refused(&ann, &parts[0], &own).await;
    let customers = cursor(&bo, "/api/v1/customers").await;
    refused(&bo, "/api/v1/staff", &customers).await;
    refused(&cy, "/api/v1/customers", &customers).await;
});

kit::both_engines!(an_altered_cursor_is_refused, |app| {
    let ann = app.customer("ann").await;
    for _ in 0..3 {
        ann.opens_ticket("Fader").await;
    }
    let genuine = cursor(&ann, "/api/v1/tickets").await;
    for place in 0..genuine.len() - 1 {
        let mut altered = genuine.clone().into_bytes();
        altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
        refused(&ann, "/api/v1/tickets", &String::from_utf8(altered).unwrap()).await;
    }
    let doubled = genuine.repeat(2);
    for wrong in ["", "x", "AAAA", "%20", &genuine[1..], &genuine[..genuine.len() - 4], &doubled] {
        let reply = ann.get(&format!("/api/v1/tickets?cursor={wrong}")).await;
        reply.expect_problem(400, "invalid_cursor");
    }
    ann.get(&format!("/api/v1/tickets?cursor={genuine}")).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_cursor_hides_the_place_it_stands_for, |app| {
    let ann = app.customer("ann").await;
    for _ in 0..3 {
        ann.opens_ticket("Fader").await;
    }
    let (one, other) = (cursor(&ann, "/api/v1/tickets").await, cursor(&ann, "/api/v1/tickets").await);
    assert_ne!(one, other, "the same place is sealed anew each time");
    assert_eq!(one.len(), other.len());
    for cursor in [&one, &other] {
        let page = ann.get(&format!("/api/v1/tickets?limit=1&cursor={cursor}")).await.expect(200);
        assert_eq!(page.json["items"].as_array().unwrap().len(), 1);
    }
    app.run_jobs().await;
});
