//! Every list can be read to its end: nothing twice, nothing missing, in order.

use std::collections::BTreeSet;

use chrono::Duration;
use kit::{Person, TestApp, path_of};
use serde_json::{Value, json};

use crate::support::texts;

/// Sixty tickets of two people; many of them alike in everything that lists are sorted by.
async fn sixty(app: &TestApp, [ann, eve, bo]: [&Person; 3]) -> Vec<Value> {
    let mut tickets = Vec::new();
    for number in 0..60 {
        let requester = if number % 3 == 0 { eve } else { ann };
        tickets.push(requester.opens_ticket(&format!("Ticket {number}")).await);
        if number % 4 == 3 {
            app.pass(Duration::milliseconds(7));
        }
    }
    for (number, ticket) in tickets.iter().enumerate().filter(|(number, _)| number % 2 == 0) {
        let status = ["open", "pending", "on_hold", "solved"][number / 2 % 4];
        let priority = ["low", "high", "urgent"][number / 2 % 3];
        bo.changes(ticket, json!({ "status": status, "priority": priority })).await;
        if number % 12 == 0 {
            app.pass(Duration::milliseconds(500));
        }
    }
    app.run_jobs().await;
    app.mailbox.take();
    tickets
}

/// What a list is sorted by, so that text order is its order.
fn place(item: &Value, sort: &str) -> (String, String) {
    let id = item["id"].as_str().unwrap().to_owned();
    let value = match sort.trim_start_matches('-') {
        "priority" => {
            let ranks = ["low", "normal", "high", "urgent"];
            let rank = ranks.iter().position(|rank| item["staff"]["priority"] == *rank).unwrap();
            rank.to_string()
        }
        member => item[member].as_str().unwrap().to_owned(),
    };
    (value, id)
}

async fn read_in_every_way(person: &Person, sorts: &[&str], expected: &BTreeSet<&str>) {
    for sort in sorts {
        let mut first = None;
        for limit in [1, 2, 7] {
            let items = person.reads_all(&format!("/api/v1/tickets?sort={sort}"), limit).await;
            let ids = texts(&items, "id");
            assert_eq!(ids.len(), expected.len(), "{sort} by {limit}");
            assert_eq!(ids.iter().copied().collect::<BTreeSet<_>>(), *expected, "{sort} by {limit}");
            let mut places: Vec<_> = items.iter().map(|item| place(item, sort)).collect();
            if sort.starts_with('-') {
                places.reverse();
            }
            assert!(places.is_sorted(), "{sort} by {limit}: {places:#?}");
            assert_eq!(*first.get_or_insert_with(|| items.clone()), items, "{sort} by {limit}");
        }
    }
}

kit::both_engines!(tickets_are_read_to_the_end_in_every_order_by_every_page_size, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    let tickets = sixty(&app, [&ann, &eve, &bo]).await;
    let of = |person: &Person| {
        let own = tickets.iter().filter(|ticket| ticket["requester"]["id"] == person.id);
        own.map(|ticket| ticket["id"].as_str().unwrap()).collect::<BTreeSet<_>>()
    };
    let by_time = ["updated_at", "-updated_at", "created_at", "-created_at"];
    read_in_every_way(&ann, &by_time, &of(&ann)).await;
    read_in_every_way(&eve, &by_time, &of(&eve)).await;
    let all = of(&ann).union(&of(&eve)).copied().collect();
    read_in_every_way(&bo, &[&by_time[..], &["priority", "-priority"]].concat(), &all).await;

    let unsorted = bo.reads_all("/api/v1/tickets", 100).await;
    assert_eq!(unsorted, bo.reads_all("/api/v1/tickets?sort=-updated_at", 100).await);
    let open = bo.reads_all("/api/v1/tickets?status=open,new&sort=priority", 4).await;
    let picked = bo.reads_all("/api/v1/tickets?sort=priority", 100).await.into_iter();
    let picked: Vec<_> = picked.filter(|item| item["status"] == "open" || item["status"] == "new").collect();
    assert_eq!(open, picked);
});

kit::both_engines!(a_ticket_in_a_list_is_the_ticket, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let change = json!({ "assignee_id": bo.id, "priority": "high", "add_tags": ["rail", "fader"] });
    bo.changes(&ticket, change).await;
    for reader in [&ann, &bo] {
        let (listed, read) = (reader.reads_all("/api/v1/tickets", 10).await, reader.reads(&ticket).await);
        for member in ["id", "number", "subject", "status", "type", "version", "created_at", "updated_at"] {
            assert_eq!(listed[0][member], read[member], "{member}");
        }
        assert_eq!(listed[0]["requester_id"], read["requester"]["id"]);
        assert_eq!(listed[0]["requester_name"], read["requester"]["name"]);
        for member in ["priority", "tags"] {
            assert_eq!(listed[0]["staff"][member], read["staff"][member]);
        }
        assert_eq!(listed[0]["staff"]["assignee_id"], read["staff"]["assignee"]["id"]);
    }
    app.run_jobs().await;
});

kit::both_engines!(messages_and_history_are_read_to_the_end, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    for number in 0..15 {
        match number % 3 {
            0 => ann.replies(&ticket, &format!("Reply {number}")).await,
            1 => bo.notes(&ticket, &format!("Note {number}")).await,
            _ => bo.replies(&ticket, &format!("Answer {number}")).await,
        };
    }
    for (reader, list, count) in
        [(&ann, "messages", 11), (&bo, "messages", 16), (&ann, "events", 11), (&bo, "events", 17)]
    {
        let path = format!("{}/{list}", path_of(&ticket));
        let all = reader.reads_all(&path, 100).await;
        assert_eq!(all.len(), count, "{list}");
        assert!(texts(&all, "id").is_sorted_by(|a, b| a < b), "{list}");
        for limit in [1, 2, 7, count, count - 1] {
            assert_eq!(reader.reads_all(&path, limit).await, all, "{list} by {limit}");
        }
    }
    app.run_jobs().await;
});

kit::both_engines!(people_are_read_to_the_end_by_number, |app| {
    let bo = app.agent("bo").await;
    for name in ["ann", "ben", "cat", "dan", "eve"] {
        app.customer(name).await;
        app.agent(name).await;
    }
    for (path, count) in [("/api/v1/customers", 5), ("/api/v1/staff", 6)] {
        let all = bo.reads_all(path, 100).await;
        assert_eq!(all.len(), count);
        assert!(all.is_sorted_by(|a, b| a["number"].as_i64() < b["number"].as_i64()));
        for limit in [1, 2, 5] {
            assert_eq!(bo.reads_all(path, limit).await, all);
        }
    }
});

kit::both_engines!(the_link_leads_to_the_next_page, |app| {
    let ann = app.customer("ann").await;
    for number in 0..3 {
        ann.opens_ticket(&format!("Ticket {number}")).await;
    }
    let mut path = "/api/v1/tickets?sort=created_at&limit=2".to_owned();
    let page = ann.get(&path).await.expect(200);
    let link = page.header("link").unwrap();
    path = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
    assert!(path.contains("sort=created_at") && path.contains("limit=2"), "{path}");
    let last = ann.get(&path).await.expect(200);
    assert_eq!(last.json["items"][0]["subject"], "Ticket 2");
    assert_eq!((last.header("link"), &last.json["next_cursor"]), (None, &Value::Null));
    app.run_jobs().await;
});
