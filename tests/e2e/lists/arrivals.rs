//! Reading on while tickets arrive and move.

use std::collections::BTreeSet;

use chrono::Duration;
use kit::Person;
use serde_json::json;

/// One page; returns the ids on it and where the next starts.
async fn page(person: &Person, sort: &str, cursor: Option<&str>) -> (Vec<String>, Option<String>) {
    let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    let path = format!("/api/v1/tickets?sort={sort}&limit=3{cursor}");
    let reply = person.get(&path).await.expect(200).json;
    let items = reply["items"].as_array().unwrap();
    let ids = items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    (ids, reply["next_cursor"].as_str().map(str::to_owned))
}

kit::both_engines!(tickets_that_arrive_meanwhile_make_none_appear_twice_or_vanish, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut known = BTreeSet::new();
    for sort in ["-updated_at", "updated_at", "-created_at", "created_at", "-priority", "priority"] {
        for number in 0..7 {
            known.insert(ann.opens_ticket(&format!("{sort} {number}")).await["id"].to_string());
        }
        let (mut seen, mut next) = (Vec::new(), None);
        loop {
            let (ids, cursor) = page(&bo, sort, next.as_deref()).await;
            seen.extend(ids.into_iter().map(|id| json!(id).to_string()));
            next = cursor;
            if next.is_none() {
                break;
            }
            // Some at the same instant as the page was read, some later.
            if seen.len() < 15 {
                ann.opens_ticket("Arrives meanwhile").await;
                app.pass(Duration::milliseconds(1));
                ann.opens_ticket("Arrives meanwhile").await;
            }
        }
        let unique: BTreeSet<_> = seen.iter().cloned().collect();
        assert_eq!(unique.len(), seen.len(), "{sort}: something was shown twice");
        assert!(unique.is_superset(&known), "{sort}: something was not shown");
        known.extend(unique);
        known =
            bo.reads_all("/api/v1/tickets", 100).await.iter().map(|item| item["id"].to_string()).collect();
    }
    app.run_jobs().await;
});

kit::both_engines!(a_cursor_goes_on_from_its_place_also_when_that_ticket_has_moved_away, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut tickets = Vec::new();
    for number in 0..9 {
        tickets.push(ann.opens_ticket(&format!("Ticket {number}")).await);
        app.pass(Duration::milliseconds(1));
    }
    let (first, cursor) = page(&bo, "-updated_at", None).await;
    // The last ticket of the page is the cursor's place: it goes to the top.
    bo.changes(&json!({ "id": first[2] }), json!({ "priority": "high" })).await;
    let (second, cursor) = page(&bo, "-updated_at", cursor.as_deref()).await;
    let (third, end) = page(&bo, "-updated_at", cursor.as_deref()).await;
    let read: Vec<_> = [first, second, third].concat();
    let mut all: Vec<_> = tickets.iter().map(|ticket| ticket["id"].as_str().unwrap().to_owned()).collect();
    all.reverse();
    assert_eq!((read, end), (all, None));
    app.run_jobs().await;
});
