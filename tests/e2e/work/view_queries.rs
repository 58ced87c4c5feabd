//! Views that search.

use domain::identity::Role;
use kit::Person;
use serde_json::{Value, json};

use super::team;
use crate::support::texts;

const VIEWS: &str = "/api/v1/views";

async fn make(person: &Person, view: Value) -> Value {
    person.post(VIEWS, &view).await.expect(201).json
}

async fn searching(person: &Person, query: &str, sort: &str) -> Value {
    make(person, json!({ "name": "A search", "filter": { "query": query }, "sort": sort })).await
}

fn path(view: &Value) -> String {
    format!("{VIEWS}/{}", view["id"].as_str().unwrap())
}

/// The subjects that a view shows, in its order.
async fn shown(person: &Person, view: &Value) -> String {
    let items = person.reads_all(&format!("{}/tickets", path(view)), 2).await;
    texts(&items, "subject").concat()
}

/// How many tickets a view has when all are counted.
async fn counted(person: &Person, view: &Value) -> Value {
    let counts = person.get("/api/v1/views/counts").await.expect(200).json["items"].clone();
    let of_view = |count: &&Value| count["view_id"] == view["id"];
    counts.as_array().unwrap().iter().find(of_view).expect("it is counted").clone()
}

async fn opens(person: &Person, subject: &str, body: &str) -> Value {
    person.post("/api/v1/tickets", &json!({ "subject": subject, "body": body })).await.expect(201).json
}

kit::both_engines!(a_view_shows_counts_and_gives_what_its_search_finds, |app| {
    let (ann, ben) = (app.customer("ann").await, app.customer("ben").await);
    let (bo, cy) = (app.agent("bo").await, app.agent("cy").await);
    for (person, subject, body, change) in [
        (&ann, "a", "The USB hub is warm.", json!({ "priority": "low" })),
        (&ben, "b", "My usb hub hums.", json!({ "priority": "urgent", "assignee_id": bo.id })),
        (&ann, "c", "The hub has one USB too few.", json!({ "priority": "high" })),
        (&ann, "d", "A usb hub, again.", json!({ "status": "solved" })),
    ] {
        let ticket = opens(person, subject, body).await;
        bo.changes(&ticket, change).await;
    }
    app.run_jobs().await;
    app.mailbox.take();
    for (query, sort, expected) in [
        ("\"usb hub\"", "created_at", "ab"),
        ("usb hub", "-priority", "bca"),
        ("status<closed \"usb hub\"", "created_at", "abd"),
        ("status:solved", "created_at", "d"),
        ("\"usb hub\" -warm", "created_at", "b"),
        ("-warm", "created_at", "bc"),
        ("requester:ben", "created_at", "b"),
        ("ben", "created_at", "b"),
        ("assignee:me", "created_at", "b"),
        ("nowhere", "created_at", ""),
    ] {
        let view = searching(&bo, query, sort).await;
        assert_eq!(view["filter"]["query"], query);
        assert_eq!(shown(&bo, &view).await, expected, "{query}");
        let count = counted(&bo, &view).await;
        assert_eq!((&count["count"], &count["is_exact"]), (&json!(expected.len()), &json!(true)), "{query}");
        let page = bo.get(&format!("{}/tickets?count=true", path(&view))).await.expect(200).json;
        assert_eq!(page["count"], expected.len(), "{query}: {}", page["count"]);
        bo.with("if-match", "*").delete(&path(&view)).await.expect(204);
    }
    let both = json!({ "query": "usb", "priorities": ["low", "high"], "assignee": "none" });
    let both = make(&bo, json!({ "name": "Both", "filter": both, "sort": "-priority" })).await;
    assert_eq!(shown(&bo, &both).await, "ca");

    let next = json!({ "view_id": both["id"] });
    let taken = cy.post("/api/v1/tickets/next", &next).await.expect_problem(422, "validation_failed");
    taken.at("#/view_id");
    for expected in ["c", "a"] {
        let taken = bo.post("/api/v1/tickets/next", &next).await.expect(200).json;
        assert_eq!(taken["subject"], expected);
    }
    bo.post("/api/v1/tickets/next", &next).await.expect(204);
    let named = searching(&bo, "requester:ben usb", "created_at").await;
    let order = json!({ "view_id": named["id"], "actions": { "add_tags": ["hub"] } });
    let order = bo.post("/api/v1/tickets/bulk", &order).await.expect(202).json;
    assert_eq!(order["total"], 1);
    app.run_jobs().await;
    let tagged = bo.get("/api/v1/tickets?tag=hub").await.expect(200).json;
    assert_eq!(texts(tagged["items"].as_array().unwrap(), "subject"), ["b"]);
});

kit::both_engines!(a_shared_search_finds_what_its_reader_would_find, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let (lea, tom) = (app.staff("lea", Role::Lead).await, app.staff("tom", Role::Technician).await);
    let ours = team(&lea, "Repairs", &[&bo, &cy, &tom]).await;
    let ticket = ann.opens_ticket("A").await;
    bo.changes(&ticket, json!({ "assignee_id": bo.id })).await;
    app.run_jobs().await;
    let sharing = async |query: &str| {
        let view = json!({ "name": "Ours", "filter": { "query": query }, "shared_with": "team",
            "team_id": ours["id"] });
        make(&bo, view).await
    };
    for (query, to_bo, to_cy, to_tom) in [
        ("assignee:me", "A", "", ""),
        ("ann@example.org", "A", "A", ""),
        ("requester:ann", "A", "A", ""),
        ("requester:ann help", "A", "A", ""),
        ("help", "A", "A", "A"),
    ] {
        let view = sharing(query).await;
        for (person, expected) in [(&bo, to_bo), (&cy, to_cy), (&tom, to_tom)] {
            assert_eq!(shown(person, &view).await, expected, "{query} by {}", person.email);
            assert_eq!(counted(person, &view).await["count"], expected.len(), "{query} by {}", person.email);
        }
    }
});

kit::both_engines!(a_search_that_is_none_is_not_kept, |app| {
    let (bo, tom) = (app.agent("bo").await, app.staff("tom", Role::Technician).await);
    let refused = async |person: &Person, query: &str| {
        let body = json!({ "name": "A", "filter": { "query": query } });
        let reply = person.post(VIEWS, &body).await.expect_problem(422, "validation_failed");
        reply.at("#/filter/query");
    };
    for query in ["", " ", "nonsense:x", "status:gone", "a \"b", "us*", "-!?", "a\u{0}b"] {
        refused(&bo, query).await;
    }
    refused(&bo, &"a".repeat(501)).await;
    refused(&tom, "requester:ann").await;
    refused(&bo, "-requester:ann").await;
    let kept = searching(&bo, "usb", "created_at").await;
    let wrong = json!({ "filter": { "query": "status:gone" } });
    let reply = bo.patch(&path(&kept), &kept["version"], &wrong).await;
    reply.expect_problem(422, "validation_failed").at("#/filter/query");
});

kit::both_engines!(who_belongs_to_a_team_shares_with_it, |app| {
    let (lea, bo, cy) = (app.staff("lea", Role::Lead).await, app.agent("bo").await, app.agent("cy").await);
    let (ours, others) =
        (team(&lea, "Repairs", &[&bo, &cy]).await, team(&lea, "Sales", &[]).await["id"].clone());
    let nowhere = json!("0190a000-0000-7000-8000-000000000000");
    let note = json!({ "message": { "kind": "note", "texts": { "en": "Seen." } } });
    for (place, new) in
        [(VIEWS, json!({ "name": "A" })), ("/api/v1/macros", json!({ "name": "A", "actions": note }))]
    {
        let with = |sharing: Value| {
            let mut body = new.clone();
            body.as_object_mut().unwrap().extend(sharing.as_object().unwrap().clone());
            body
        };
        let team = |id: &Value| json!({ "shared_with": "team", "team_id": id });
        let everyone = json!({ "shared_with": "everyone" });
        let made = bo.post(place, &with(team(&ours["id"]))).await.expect(201).json;
        let made_at = format!("{place}/{}", made["id"].as_str().unwrap());
        cy.get(&made_at).await.expect(200);
        cy.patch(&made_at, &made["version"], &json!({ "name": "B" })).await.expect_problem(403, "forbidden");
        let own = bo.post(place, &new).await.expect(201).json;
        let own_at = format!("{place}/{}", own["id"].as_str().unwrap());
        for refused in [team(&others), team(&nowhere), everyone] {
            bo.post(place, &with(refused.clone())).await.expect_problem(403, "forbidden");
            bo.patch(&own_at, &own["version"], &refused).await.expect_problem(403, "forbidden");
        }
        bo.patch(&own_at, &own["version"], &team(&ours["id"])).await.expect(200);
        lea.post(place, &with(team(&others))).await.expect(201);
        let unknown = lea.post(place, &with(team(&nowhere))).await;
        unknown.expect_problem(422, "validation_failed").at("#/team_id");
    }
});
