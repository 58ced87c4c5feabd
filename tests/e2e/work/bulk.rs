use axum::http::Method;
use chrono::Duration;
use domain::{
    bulk,
    id::BulkId,
    identity::{Actor, Role},
    job::{JobRequest, Work},
};
use kit::{Person, Reply, TestApp, path_of};
use serde_json::{Value, json};

use super::{history, send};
use crate::support::{rows, texts, time_passes};

async fn order(person: &Person, body: Value) -> Value {
    person.post("/api/v1/tickets/bulk", &body).await.expect(202).json
}

fn path(order: &Value) -> String {
    format!("/api/v1/bulk-orders/{}", order["id"].as_str().unwrap())
}

async fn results(person: &Person, order: &Value) -> Vec<Value> {
    person.reads_all(&format!("{}/results", path(order)), 2).await
}

/// Tickets of a customer, with their first letters out of the way.
async fn tickets(app: &TestApp, ann: &Person, count: usize) -> Vec<Value> {
    let mut tickets = Vec::new();
    for number in 0..count {
        tickets.push(ann.opens_ticket(&format!("Ticket {number}")).await);
    }
    app.run_jobs().await;
    app.mailbox.take();
    tickets
}

fn ids(tickets: &[Value]) -> Vec<Value> {
    tickets.iter().map(|ticket| ticket["id"].clone()).collect()
}

async fn notes(person: &Person, ticket: &Value) -> usize {
    let messages = person.reads_all(&format!("{}/messages", path_of(ticket)), 100).await;
    messages.iter().filter(|message| message["kind"] == "note").count()
}

kit::both_engines!(each_ticket_has_its_own_result, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let tickets = tickets(&app, &ann, 4).await;
    bo.changes(&tickets[1], json!({ "add_tags": ["driver"] })).await;
    bo.changes(&tickets[2], json!({ "status": "solved" })).await;
    time_passes(&app, Duration::days(8)).await;
    app.mailbox.take();
    let [bo, cy, ann] =
        [app.sign_in(&bo.email).await, app.sign_in(&cy.email).await, app.sign_in(&ann.email).await];
    let mut chosen = ids(&tickets[..3]);
    chosen.push(json!("01936f3e-0000-7000-8000-000000000000"));
    chosen.push(tickets[0]["id"].clone());
    let ordered = order(&bo, json!({ "ticket_ids": chosen, "actions": { "add_tags": ["driver"] } })).await;
    assert_eq!(
        (&ordered["state"], &ordered["total"], &ordered["pending"]),
        (&json!("running"), &json!(4), &json!(4))
    );
    app.run_jobs().await;
    let found = results(&bo, &ordered).await;
    assert_eq!(texts(&found, "outcome"), ["done", "unchanged", "refused", "refused"]);
    assert_eq!(
        found.iter().map(|one| &one["code"]).collect::<Vec<_>>(),
        [&Value::Null, &Value::Null, &json!("state_conflict"), &json!("not_found")]
    );
    assert_eq!(found[2]["detail"], "the ticket is closed");
    let german =
        bo.with("accept-language", "de").get(&format!("{}/results", path(&ordered))).await.expect(200);
    assert_eq!(german.json["items"][2]["detail"], "das Ticket ist geschlossen");
    let done = bo.get(&path(&ordered)).await.expect(200).json;
    assert_eq!(
        (&done["state"], &done["done"], &done["unchanged"], &done["refused"]),
        (&json!("finished"), &json!(1), &json!(1), &json!(2))
    );
    assert_eq!(bo.reads(&tickets[3]).await["staff"]["tags"], json!([]));
    for foreign in [path(&ordered), format!("{}/results", path(&ordered))] {
        cy.get(&foreign).await.expect_problem(404, "not_found");
        ann.get(&foreign).await.expect_problem(403, "forbidden");
    }
    assert!(app.mailbox.take().is_empty());

    time_passes(&app, Duration::days(8)).await;
    let bo = app.sign_in(&bo.email).await;
    bo.get(&path(&ordered)).await.expect_problem(404, "not_found");
    assert_eq!((rows(&app, "bulk").await, rows(&app, "bulk_item").await), (0, 0));
    app.mailbox.take();
});

kit::both_engines!(an_order_that_is_done_keeps_no_text, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let tickets = tickets(&app, &ann, 2).await;
    let note = json!({ "message": { "kind": "note", "texts": { "en": "Zwiebelfisch" } } });
    order(&bo, json!({ "ticket_ids": ids(&tickets), "actions": note })).await;
    assert_eq!(rows(&app, "bulk WHERE actions LIKE '%Zwiebelfisch%'").await, 1);
    app.run_jobs().await;
    assert_eq!(notes(&bo, &tickets[1]).await, 1);
    assert_eq!(rows(&app, "bulk").await, 1);
    assert_eq!(rows(&app, "bulk WHERE actions LIKE '%Zwiebelfisch%'").await, 0);
});

kit::both_engines!(a_macro_in_bulk_sends_one_letter_per_ticket, |app| {
    let (ann, ben, bo) = (app.customer("ann").await, app.customer("ben").await, app.agent("bo").await);
    let mut chosen = tickets(&app, &ann, 2).await;
    chosen.extend(tickets(&app, &ben, 1).await);
    let asking = json!({ "name": "Ask", "actions": { "status": "pending", "message": {
        "kind": "reply", "texts": { "en": "Hello {{requester.name}}, which driver?" } } } });
    let asking = bo.post("/api/v1/macros", &asking).await.expect(201).json;
    let body = json!({ "ticket_ids": ids(&chosen), "macro_id": asking["id"] });
    let keyed = bo.with("idempotency-key", "once");
    let ordered = keyed.post("/api/v1/tickets/bulk", &body).await.expect(202);
    assert_eq!(ordered.header("location"), Some(path(&ordered.json)));
    let again = keyed.post("/api/v1/tickets/bulk", &body).await.expect(202);
    assert_eq!((again.header("idempotency-replayed").as_deref(), &again.json), (Some("true"), &ordered.json));
    // What the macro says later is of no matter.
    send(&bo, Method::DELETE, &format!("/api/v1/macros/{}", asking["id"].as_str().unwrap()), Value::Null)
        .await
        .expect(204);
    app.run_jobs().await;
    let mut to: Vec<_> = app.mailbox.take().into_iter().map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, [ann.email.clone(), ann.email.clone(), ben.email.clone()]);
    assert_eq!(texts(&results(&bo, &ordered.json).await, "outcome"), ["done", "done", "done"]);
    for ticket in &chosen {
        assert_eq!(bo.reads(ticket).await["status"], "pending");
        let events = history(&bo, ticket, 1).await;
        assert!(
            events
                .iter()
                .all(|event| event["macro_id"] == asking["id"] && event["actor"]["id"] == bo.id.as_str())
        );
    }
});

kit::both_engines!(a_view_is_done_as_it_was_when_ordered, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let chosen = tickets(&app, &ann, 3).await;
    bo.changes(&chosen[0], json!({ "add_tags": ["usb"] })).await;
    bo.changes(&chosen[2], json!({ "add_tags": ["usb"] })).await;
    let view = json!({ "name": "USB", "filter": { "tags": ["usb"] } });
    let view = bo.post("/api/v1/views", &view).await.expect(201).json;
    let body = json!({ "view_id": view["id"], "actions": { "priority": "urgent", "remove_tags": ["usb"] } });
    let ordered = order(&bo, body).await;
    app.run_jobs().await;
    let found = results(&bo, &ordered).await;
    assert_eq!(
        found.iter().map(|one| one["ticket_id"].clone()).collect::<Vec<_>>(),
        ids(&[chosen[0].clone(), chosen[2].clone()])
    );
    assert_eq!(texts(&found, "outcome"), ["done", "done"]);
    let nothing = order(&bo, json!({ "view_id": view["id"], "actions": { "priority": "low" } })).await;
    assert_eq!((&nothing["state"], &nothing["total"]), (&json!("finished"), &json!(0)));
});

kit::both_engines!(rights_are_those_that_there_are_when_it_is_done, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let chosen = tickets(&app, &ann, 2).await;
    let token = |scopes: Value| json!({ "name": "Export", "scopes": scopes });
    let narrow = token(json!(["ticket.read", "ticket.tag"]));
    let narrow = bo.post("/api/v1/api-tokens", &narrow).await.expect(201).json;
    let program =
        app.visitor().with("authorization", &format!("Bearer {}", narrow["secret"].as_str().unwrap()));
    let body = json!({ "ticket_ids": ids(&chosen), "actions": { "add_tags": ["a"], "priority": "low" } });
    let by_program = program.post("/api/v1/tickets/bulk", &body).await.expect(202).json;
    app.run_jobs().await;
    for one in results(&bo, &by_program).await {
        assert_eq!((&one["outcome"], &one["code"]), (&json!("refused"), &json!("forbidden")));
    }
    assert_eq!(bo.reads(&chosen[0]).await["staff"]["tags"], json!([]), "all of it, or nothing");

    let body = json!({ "ticket_ids": ids(&chosen), "actions": { "add_tags": ["b"] } });
    let ordered = order(&bo, body.clone()).await;
    disable(&app, &bo).await;
    app.run_jobs().await;
    let mut tx = app.store.read().await.unwrap();
    let counts =
        tx.bulks().count(BulkId::from_uuid(ordered["id"].as_str().unwrap().parse().unwrap())).await.unwrap();
    assert_eq!((counts.refused, counts.pending), (2, 0));
    let tec = app.staff("tec", Role::Technician).await;
    tec.post("/api/v1/tickets/bulk", &body).await.expect_problem(403, "forbidden");
    app.customer("cus").await.post("/api/v1/tickets/bulk", &body).await.expect_problem(403, "forbidden");
});

async fn disable(app: &TestApp, person: &Person) {
    let mut tx = app.store.begin().await.unwrap();
    let id = domain::id::AccountId::from_uuid(person.id.parse().unwrap());
    let account = tx.accounts().find(id).await.unwrap().unwrap();
    let version = account.version;
    let state = domain::identity::AccountState::Disabled;
    let disabled = domain::identity::Account { state, version: version + 1, ..account };
    tx.accounts().update(&disabled, version).await.unwrap();
    tx.commit().await.unwrap();
}

// A process dies before, or behind, the commit of a ticket; two workers have the job at once.
kit::both_engines!(whatever_happens_no_ticket_is_done_twice, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let chosen = tickets(&app, &ann, 7).await;
    let note = json!({ "message": { "kind": "note", "texts": { "en": "Seen." } } });
    let ordered = order(&bo, json!({ "ticket_ids": ids(&chosen), "actions": note })).await;
    let id = BulkId::from_uuid(ordered["id"].as_str().unwrap().parse().unwrap());
    for commits in [false, true, false, true] {
        let mut tx = app.store.begin().await.unwrap();
        bulk::step(&mut *tx, &app.ctx(Actor::Time), id).await.unwrap();
        if commits {
            tx.commit().await.unwrap();
        }
    }
    let done = bo.get(&path(&ordered)).await.expect(200).json;
    assert_eq!((&done["done"], &done["pending"]), (&json!(2), &json!(5)));
    let mut tx = app.store.begin().await.unwrap();
    let cx = app.ctx(Actor::Time);
    tx.jobs().enqueue(JobRequest::now(&cx, Work::RunBulk { bulk: id })).await.unwrap();
    tx.commit().await.unwrap();
    let other = app.worker.clone();
    let (one, two) = tokio::join!(app.worker.run_due(), other.run_due());
    one.unwrap();
    two.unwrap();
    app.run_jobs().await;
    for ticket in &chosen {
        assert_eq!(notes(&bo, ticket).await, 1);
    }
    assert_eq!(bo.get(&path(&ordered)).await.expect(200).json["done"], 7);
});

kit::both_engines!(an_order_says_what_is_done_to_what, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let chosen = tickets(&app, &ann, 1).await;
    let (one, tag) = (json!(ids(&chosen)), json!({ "add_tags": ["a"] }));
    let refused = async |body: Value, pointer: &str| -> Reply {
        bo.post("/api/v1/tickets/bulk", &body).await.expect_problem(422, "validation_failed").at(pointer)
    };
    refused(json!({ "actions": tag }), "#/ticket_ids").await;
    refused(json!({ "ticket_ids": one, "view_id": one[0], "actions": tag }), "#/ticket_ids").await;
    refused(json!({ "ticket_ids": [], "actions": tag }), "#/ticket_ids").await;
    refused(json!({ "ticket_ids": one }), "#/actions").await;
    refused(json!({ "ticket_ids": one, "actions": {} }), "#/actions").await;
    refused(json!({ "ticket_ids": one, "actions": { "assignee": one[0] } }), "#/actions/assignee").await;
    refused(json!({ "ticket_ids": one, "macro_id": one[0] }), "#/macro_id").await;
    refused(json!({ "ticket_ids": one, "macro_id": one[0], "actions": tag }), "#/actions").await;
    refused(json!({ "view_id": one[0], "actions": tag }), "#/view_id").await;
    assert_eq!(rows(&app, "bulk").await, 0);
});

kit::both_engines!(what_a_search_finds_is_done_as_it_was_when_ordered, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let chosen = tickets(&app, &ann, 4).await;
    bo.notes(&chosen[0], "The encoder is loose.").await;
    bo.notes(&chosen[2], "The encoder again.").await;
    bo.changes(&chosen[3], json!({ "priority": "high" })).await;
    app.run_jobs().await;
    let add = |query: &str, tag: &str| json!({ "query": query, "actions": { "add_tags": [tag] } });
    for (query, tag, total) in [("encoder", "knob", 2), ("priority:high", "hot", 1), ("tag:absent", "x", 0)] {
        assert_eq!(order(&bo, add(query, tag)).await["total"], total, "{query}");
    }
    app.run_jobs().await;
    let tags: Vec<_> = {
        let mut tags = Vec::new();
        for ticket in &chosen {
            tags.push(bo.reads(ticket).await["staff"]["tags"].clone());
        }
        tags
    };
    assert_eq!(tags, [json!(["knob"]), json!([]), json!(["knob"]), json!(["hot"])]);
    let both = json!({ "query": "encoder", "ticket_ids": ids(&chosen), "actions": { "add_tags": ["a"] } });
    for (bad, pointer) in [
        (add("", "a"), "#/query"),
        (add(" ", "a"), "#/query"),
        (add("nonsense:1", "a"), "#/query"),
        (add(&"x".repeat(501), "a"), "#/query"),
        (both, "#/ticket_ids"),
    ] {
        bo.post("/api/v1/tickets/bulk", &bad).await.expect_problem(422, "validation_failed").at(pointer);
    }
    app.mailbox.take();
});

kit::both_engines!(an_order_ends_with_the_session_that_it_was_given_in, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let tickets = tickets(&app, &ann, 2).await;
    let ordered =
        order(&bo, json!({ "ticket_ids": ids(&tickets), "actions": { "add_tags": ["driver"] } })).await;
    let elsewhere = app.sign_in(&bo.email).await;
    send(&elsewhere, Method::DELETE, "/api/v1/me/sessions", Value::Null).await.expect(204);
    app.run_jobs().await;
    let bo = app.sign_in(&bo.email).await;
    let codes: Vec<_> = results(&bo, &ordered).await.iter().map(|result| result["code"].clone()).collect();
    assert_eq!(codes, ["forbidden", "forbidden"]);
    assert_eq!(bo.reads(&tickets[0]).await["staff"]["tags"], json!([]));
});

kit::both_engines!(an_order_can_be_taken_back, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let tickets = tickets(&app, &ann, 3).await;
    let ordered =
        order(&bo, json!({ "ticket_ids": ids(&tickets), "actions": { "add_tags": ["driver"] } })).await;
    let id = BulkId::from_uuid(ordered["id"].as_str().unwrap().parse().unwrap());
    let mut tx = app.store.begin().await.unwrap();
    bulk::step(&mut *tx, &app.ctx(Actor::Time), id).await.unwrap();
    tx.commit().await.unwrap();
    let cancel = format!("{}/cancel", path(&ordered));
    send(&cy, Method::POST, &cancel, Value::Null).await.expect_problem(404, "not_found");
    let cancelled = send(&bo, Method::POST, &cancel, Value::Null).await.expect(200).json;
    assert_eq!(
        (&cancelled["state"], &cancelled["done"], &cancelled["refused"]),
        (&json!("finished"), &json!(1), &json!(2))
    );
    app.run_jobs().await;
    let found = results(&bo, &ordered).await;
    assert_eq!(texts(&found, "outcome"), ["done", "refused", "refused"]);
    assert_eq!(found[1]["code"], "cancelled");
    assert_eq!(bo.reads(&tickets[2]).await["staff"]["tags"], json!([]));
    assert_eq!(send(&bo, Method::POST, &cancel, Value::Null).await.expect(200).json, cancelled);
});

kit::both_engines!(who_orders_again_gets_the_first_answer_though_the_view_is_gone, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    tickets(&app, &ann, 1).await;
    let view = json!({ "name": "All", "filter": {} });
    let view = bo.post("/api/v1/views", &view).await.expect(201).json;
    let body = json!({ "view_id": view["id"], "actions": { "add_tags": ["driver"] } });
    let keyed = bo.with("idempotency-key", "once");
    let first = keyed.post("/api/v1/tickets/bulk", &body).await.expect(202);
    send(&bo, Method::DELETE, &format!("/api/v1/views/{}", view["id"].as_str().unwrap()), Value::Null)
        .await
        .expect(204);
    let again = keyed.post("/api/v1/tickets/bulk", &body).await.expect(202);
    assert_eq!((&again.json["id"], &again.json["total"]), (&first.json["id"], &json!(1)));
    bo.post("/api/v1/tickets/bulk", &body).await.expect_problem(422, "validation_failed").at("#/view_id");
    app.run_jobs().await;
});
