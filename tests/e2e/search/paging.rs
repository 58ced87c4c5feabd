use kit::Person;
use serde_json::{Value, json};

use super::asks;

/// All subjects that a query finds, read page by page.
async fn walk(person: &Person, q: &str, limit: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut path = format!("search?limit={limit}");
    loop {
        let page = asks(person, &path, q).await.expect(200).json;
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        found.extend(items.iter().map(|item| item["subject"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => path = format!("search?limit={limit}&cursor={next}"),
            None => return found,
        }
    }
}

kit::both_engines!(pages_join_without_gap_or_repetition, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for at in 0..12 {
        let ticket = ann.opens_ticket(&format!("Fader {at}")).await;
        // Several documents of one ticket are one ticket.
        for _ in 0..at % 4 {
            bo.replies(&ticket, "The fader again.").await;
            bo.notes(&ticket, "A fader, internally.").await;
        }
        if at % 3 == 0 {
            bo.changes(&ticket, json!({ "add_tags": ["third"] })).await;
        }
    }
    let all: Vec<_> = (0..12).rev().map(|at| format!("Fader {at}")).collect();
    let third: Vec<_> = [9, 6, 3, 0].map(|at| format!("Fader {at}")).into();
    for limit in [1, 2, 5, 12, 100] {
        for person in [&ann, &bo] {
            assert_eq!(walk(person, "fader", limit).await, all, "by {limit}");
            assert_eq!(walk(person, "-nowhere", limit).await, all, "by {limit}");
            assert_eq!(walk(person, "status:open,new", limit).await, all, "by {limit}");
        }
        assert_eq!(walk(&bo, "fader tag:third", limit).await, third, "by {limit}");
        assert_eq!(walk(&bo, "tag:third -nowhere", limit).await, third, "by {limit}");
    }
    app.run_jobs().await;
});

kit::both_engines!(a_cursor_stays_good_while_tickets_arrive_and_holds_for_its_query_alone, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for subject in ["Fader 1", "Fader 2", "Fader 3"] {
        ann.opens_ticket(subject).await;
    }
    let first = asks(&bo, "search?limit=2", "fader").await.expect(200);
    let cursor = first.json["next_cursor"].as_str().unwrap();
    assert!(first.header("link").unwrap().contains(&format!("cursor={cursor}")));
    ann.opens_ticket("Fader 4").await;
    let path = format!("search?limit=2&cursor={cursor}");
    let second = asks(&bo, &path, "fader").await.expect(200).json;
    assert_eq!(second["items"][0]["subject"], "Fader 1");
    assert_eq!(second["next_cursor"], Value::Null);
    for (person, q) in [(&bo, "fader "), (&ann, "fader"), (&bo, "stuck")] {
        asks(person, &path, q).await.expect_problem(400, "invalid_cursor");
    }
    app.run_jobs().await;
});
