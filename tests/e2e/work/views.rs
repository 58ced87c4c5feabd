use axum::http::Method;
use chrono::Duration;
use domain::{
    clock::to_text,
    identity::Role,
    search::{Condition, Criterion},
    ticket::TicketFilter,
};
use kit::Person;
use serde_json::{Value, json};

use super::{send, snooze, team};
use crate::support::{texts, time_passes};

async fn make(person: &Person, view: Value) -> Value {
    person.post("/api/v1/views", &view).await.expect(201).json
}

fn path(view: &Value) -> String {
    format!("/api/v1/views/{}", view["id"].as_str().unwrap())
}

/// The subjects that a view shows, in its order.
async fn shown(person: &Person, view: &Value) -> String {
    let items = person.reads_all(&format!("{}/tickets", path(view)), 2).await;
    texts(&items, "subject").concat()
}

/// The views that this person sees, by what the API calls them.
async fn views(person: &Person) -> Vec<Value> {
    person.reads_all("/api/v1/views", 3).await
}

async fn builtin(person: &Person, name: &str) -> Value {
    views(person).await.into_iter().find(|view| view["builtin"] == name).expect("everyone has it")
}

kit::both_engines!(everyone_has_the_built_in_views, |app| {
    let (ann, lea, bo) =
        (app.customer("ann").await, app.staff("lea", Role::Lead).await, app.agent("bo").await);
    let repairs = team(&lea, "Repairs", &[&bo]).await;
    let tomorrow = to_text(app.now() + Duration::days(1));
    for (subject, change) in [
        ("a", json!({})),
        ("b", json!({ "team_id": repairs["id"] })),
        ("c", json!({ "assignee_id": bo.id })),
        ("d", json!({ "assignee_id": lea.id, "status": "pending" })),
        ("e", json!({ "assignee_id": bo.id, "status": "solved" })),
        ("f", json!({ "assignee_id": bo.id })),
    ] {
        let ticket = ann.opens_ticket(subject).await;
        bo.changes(&ticket, change).await;
        if subject == "d" {
            let note = json!({ "kind": "note", "body": "Do you know it?", "mentions": [bo.id] });
            lea.writes(&ticket, note).await.expect(201);
        }
        if subject == "f" {
            snooze(&bo, &ticket, json!({ "wake_at": tomorrow })).await.expect(200);
        }
        app.pass(Duration::seconds(1));
    }
    app.run_jobs().await;
    for (name, expected) in [
        ("my_open", "c"),
        ("team_unassigned", "b"),
        ("unassigned", "ab"),
        ("unsolved", "fdcba"),
        ("pending", "d"),
        ("snoozed", "f"),
        ("woke", ""),
        ("recently_solved", "e"),
        ("mentioned", "d"),
    ] {
        let view = builtin(&bo, name).await;
        assert_eq!(shown(&bo, &view).await, expected, "{name}");
        let refused = send(&lea, Method::DELETE, &path(&view), Value::Null).await;
        refused.expect_problem(403, "forbidden");
    }
    let german = bo.with("accept-language", "de").get("/api/v1/views?limit=1").await.expect(200).json;
    assert_eq!(german["items"][0]["name"], "Meine offenen Tickets");
    time_passes(&app, Duration::days(1)).await;
    let bo = app.sign_in(&bo.email).await;
    assert_eq!(shown(&bo, &builtin(&bo, "woke").await).await, "f");
    app.mailbox.take();
    ann.get("/api/v1/views").await.expect_problem(401, "token_expired");
    let ann = app.sign_in(&ann.email).await;
    ann.get("/api/v1/views").await.expect_problem(403, "forbidden");
});

kit::both_engines!(a_view_is_seen_by_whom_it_is_shared_with, |app| {
    let (lea, bo, cy) = (app.staff("lea", Role::Lead).await, app.agent("bo").await, app.agent("cy").await);
    let repairs = team(&lea, "Repairs", &[&bo]).await;
    let own = make(&bo, json!({ "name": "Own" })).await;
    let team = json!({ "name": "Team", "shared_with": "team", "team_id": repairs["id"] });
    let team = make(&lea, team).await;
    let all = make(&lea, json!({ "name": "All", "shared_with": "everyone" })).await;
    for (person, names) in
        [(&lea, ["Team", "All"].as_slice()), (&bo, &["Own", "Team", "All"]), (&cy, &["All"])]
    {
        let seen = views(person).await;
        assert_eq!(texts(&seen[9..], "name"), names);
    }
    for hidden in [&own, &team] {
        cy.get(&path(hidden)).await.expect_problem(404, "not_found");
        cy.get(&format!("{}/tickets", path(hidden))).await.expect_problem(404, "not_found");
        send(&cy, Method::DELETE, &path(hidden), Value::Null).await.expect_problem(404, "not_found");
    }
    let rename = json!({ "name": "Renamed" });
    bo.patch(&path(&all), &all["version"], &rename).await.expect_problem(403, "forbidden");
    let share = json!({ "shared_with": "everyone" });
    bo.patch(&path(&own), &own["version"], &share).await.expect_problem(403, "forbidden");
    bo.post("/api/v1/views", &json!({ "name": "A", "shared_with": "everyone" }))
        .await
        .expect_problem(403, "forbidden");

    let other = app.staff("other", Role::Admin).await;
    let renamed = other.patch(&path(&all), &all["version"], &rename).await.expect(200);
    assert_eq!(renamed.header("etag").as_deref(), Some("\"2\""), "who may share changes what others share");
    lea.patch(&path(&all), &all["version"], &rename).await.expect_problem(412, "precondition_failed");
    send(&bo, Method::DELETE, &path(&own), Value::Null).await.expect(204);
    bo.get(&path(&own)).await.expect_problem(404, "not_found");
});

kit::both_engines!(who_leaves_a_team_takes_back_what_they_shared_with_it_and_changes_nothing_for_it, |app| {
    let (lea, bo) = (app.staff("lea", Role::Lead).await, app.agent("bo").await);
    let repairs = team(&lea, "Repairs", &[&bo]).await;
    let with_team = |name: &str| json!({ "name": name, "shared_with": "team", "team_id": repairs["id"] });
    let view = make(&bo, with_team("A")).await;
    let another = make(&bo, with_team("B")).await;
    let new = json!({ "actions": { "add_tags": ["a"] }, "name": "A", "shared_with": "team", "team_id": repairs["id"] });
    let made = bo.post("/api/v1/macros", &new).await.expect(201).json;
    let of_team = format!("/api/v1/teams/{}", repairs["id"].as_str().unwrap());
    send(&lea, Method::PATCH, &of_team, json!({ "member_ids": [] })).await.expect(200);
    let rename = json!({ "name": "Renamed" });
    bo.patch(&path(&view), &view["version"], &rename).await.expect_problem(403, "forbidden");
    let of_macro = format!("/api/v1/macros/{}", made["id"].as_str().unwrap());
    bo.patch(&of_macro, &made["version"], &rename).await.expect_problem(403, "forbidden");
    let back = json!({ "name": "Mine", "shared_with": "nobody" });
    let taken = bo.patch(&path(&view), &view["version"], &back).await.expect(200).json;
    assert_eq!((&taken["name"], &taken["shared_with"]), (&json!("Mine"), &json!("nobody")));
    bo.patch(&of_macro, &made["version"], &back).await.expect(200);
    send(&bo, Method::DELETE, &path(&another), Value::Null).await.expect(204);
});

kit::both_engines!(counts_of_all_views_take_as_many_values_as_there_are, |app| {
    let ann = app.customer("ann").await;
    ann.opens_ticket("a").await;
    let among = |numbers: Vec<i64>| TicketFilter {
        conditions: vec![Condition { negated: false, criterion: Criterion::Among(numbers) }],
        ..TicketFilter::default()
    };
    let mut filters = vec![among((1_000_000..1_001_500).collect()); 49];
    filters.push(TicketFilter::default());
    let counts = app.store.glance().await.unwrap().queue().count(&filters, 100).await.unwrap();
    let found: Vec<_> = counts.iter().map(|count| count.found).collect();
    assert_eq!(found, [[0; 49].as_slice(), &[1]].concat());
    app.run_jobs().await;
    app.mailbox.take();
});

kit::both_engines!(a_view_shows_what_fits_its_filter, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for (subject, change) in [
        ("a", json!({ "priority": "urgent", "add_tags": ["rail", "usb"], "type": "repair" })),
        ("b", json!({ "priority": "low", "add_tags": ["usb"], "status": "pending" })),
        ("c", json!({ "priority": "high", "assignee_id": bo.id })),
        ("d", json!({ "status": "solved" })),
    ] {
        let ticket = ann.opens_ticket(subject).await;
        bo.changes(&ticket, change).await;
        app.pass(Duration::minutes(2));
    }
    app.run_jobs().await;
    app.mailbox.take();
    for (filter, sort, expected) in [
        (json!({}), "created_at", "abc"),
        (json!({ "statuses": ["solved", "pending"] }), "created_at", "bd"),
        (json!({ "tags": ["USB"] }), "-created_at", "ba"),
        (json!({ "tags": ["usb", "rail"] }), "created_at", "a"),
        (json!({ "priorities": ["urgent", "high"] }), "-priority", "ac"),
        (json!({ "types": ["repair"] }), "created_at", "a"),
        (json!({ "assignee": "me" }), "created_at", "c"),
        (json!({ "assignee": bo.id }), "created_at", "c"),
        (json!({ "assignee": "none", "team": "none" }), "updated_at", "ab"),
        (json!({ "team": "mine" }), "created_at", ""),
        (json!({ "idle_for_hours": 1 }), "created_at", ""),
        (json!({ "changed_within_hours": 1, "snoozed": false }), "-updated_at", "cba"),
        (json!({ "older_than_hours": 1 }), "created_at", ""),
    ] {
        let view = make(&bo, json!({ "name": "A view", "filter": filter, "sort": sort })).await;
        assert_eq!(shown(&bo, &view).await, expected, "{filter}");
        send(&bo, Method::DELETE, &path(&view), Value::Null).await.expect(204);
    }
    for (body, pointer) in [
        (json!({ "name": " " }), "#/name"),
        (json!({ "name": "A", "filter": { "colour": "red" } }), "#/filter/colour"),
        (json!({ "name": "A", "filter": { "assignee": "bo" } }), "#/filter/assignee"),
        (json!({ "name": "A", "filter": { "team": "me" } }), "#/filter/team"),
        (json!({ "name": "A", "filter": { "tags": ["ok", "not ok"] } }), "#/filter/tags/1"),
        (json!({ "name": "A", "filter": { "idle_for_hours": 0 } }), "#/filter/idle_for_hours"),
        (json!({ "name": "A", "filter": { "statuses": ["gone"] } }), "#/filter/statuses/0"),
        (json!({ "name": "A", "shared_with": "team" }), "#/team_id"),
        (json!({ "name": "A", "sort": "subject" }), "#/sort"),
    ] {
        bo.post("/api/v1/views", &body).await.expect_problem(422, "validation_failed").at(pointer);
    }
    let view = make(&bo, json!({ "name": "A view" })).await;
    let first = bo.get(&format!("{}/tickets?limit=1", path(&view))).await.expect(200).json;
    let wider = json!({ "filter": { "statuses": ["solved"] } });
    bo.patch(&path(&view), &view["version"], &wider).await.expect(200);
    let on = format!("{}/tickets?limit=1&cursor={}", path(&view), first["next_cursor"].as_str().unwrap());
    bo.get(&on).await.expect_problem(400, "invalid_cursor");
});

kit::both_engines!(all_views_are_counted_at_once_and_up_to_a_bound, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for number in 0..102 {
        let ticket = ann.opens_ticket(&format!("Ticket {number}")).await;
        if number < 3 {
            bo.changes(&ticket, json!({ "assignee_id": bo.id, "add_tags": ["usb"] })).await;
        }
    }
    app.run_jobs().await;
    make(&bo, json!({ "name": "Tagged", "filter": { "tags": ["usb"], "assignee": "me" } })).await;
    let counts = bo.get("/api/v1/views/counts").await.expect(200).json["items"].as_array().unwrap().clone();
    let seen = views(&bo).await;
    assert_eq!(counts.len(), seen.len());
    let found: Vec<_> = counts.iter().map(|count| (&count["count"], &count["is_exact"])).collect();
    let (three, none) = ((&json!(3), &json!(true)), (&json!(0), &json!(true)));
    let unassigned = (&json!(99), &json!(true));
    let many = (&json!(100), &json!(false));
    assert_eq!(found, [three, none, unassigned, many, none, none, none, none, none, three]);
    assert!(counts.iter().zip(&seen).all(|(count, view)| count["view_id"] == view["id"]));
});
