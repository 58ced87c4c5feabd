//! The six states: who may move a ticket where, and that a refused move changes nothing.

use domain::identity::Role;
use kit::{Person, TestApp, path_of};
use serde_json::{Value, json};

use super::{ask, history, messages};
use crate::support::{close, comparable, waiting_jobs};

const STATES: [&str; 6] = ["new", "open", "pending", "on_hold", "solved", "closed"];

/// From where staff can take a ticket where: `closed` is for time alone.
const BY_STAFF: [(&str, &[&str]); 5] = [
    ("new", &["open", "pending", "on_hold", "solved"]),
    ("open", &["pending", "on_hold", "solved"]),
    ("pending", &["open", "on_hold", "solved"]),
    ("on_hold", &["open", "pending", "solved"]),
    ("solved", &["open", "pending", "on_hold"]),
];

/// The same for the requester, in the requester's terms: `new` and `on_hold` look like `open`.
const BY_REQUESTER: [(&str, &[&str]); 5] = [
    ("new", &["solved"]),
    ("open", &["solved"]),
    ("pending", &["open", "solved"]),
    ("on_hold", &["solved"]),
    ("solved", &["open"]),
];

fn seen_by_requester(state: &str) -> &str {
    if matches!(state, "new" | "on_hold") { "open" } else { state }
}

/// A ticket that stands there.
async fn standing(state: &str, ann: &Person, bo: &Person) -> Value {
    let ticket = ann.opens_ticket("Fader").await;
    if state != "new" {
        bo.changes(&ticket, json!({ "status": state })).await;
    }
    ticket
}

/// What anyone could see of a ticket, and how many mails wait.
async fn everything(app: &TestApp, ticket: &Value, people: [&Person; 2]) -> (Vec<String>, u64) {
    let mut seen = Vec::new();
    for person in people {
        seen.push(comparable(&person.get(&path_of(ticket)).await).2);
        seen.push(json!(history(person, ticket).await).to_string());
        seen.push(json!(messages(person, ticket).await).to_string());
    }
    (seen, waiting_jobs(app).await)
}

/// Tries every move from one state: what is allowed is said beforehand and works, anything else is
/// refused, with what is allowed, and changes nothing.
async fn try_all(app: &TestApp, from: &str, allowed: &[&str], [ann, bo]: [&Person; 2], mover: &Person) {
    let by_requester = mover.id == ann.id;
    let here = if by_requester { seen_by_requester(from) } else { from };
    for to in STATES {
        let ticket = standing(from, ann, bo).await;
        let mut said = mover.reads(&ticket).await["allowed_transitions"].clone();
        said.as_array_mut().unwrap().sort_by_key(|state| STATES.iter().position(|known| known == state));
        assert_eq!(said, json!(allowed), "from {from}");

        let before = everything(app, &ticket, [ann, bo]).await;
        let reply = ask(mover, &ticket, json!({ "status": to })).await;
        let looks_the_same = to == here || (by_requester && seen_by_requester(to) == here);
        if allowed.contains(&to) {
            assert_eq!(reply.expect(200).json["status"], to, "{from} to {to}");
            assert_eq!(bo.reads(&ticket).await["status"], to, "{from} to {to}");
        } else if looks_the_same {
            reply.expect(200);
        } else {
            let problem = reply.expect_problem(409, "state_conflict").json;
            let mut told = problem["allowed_transitions"].clone();
            told.as_array_mut().unwrap().sort_by_key(|state| STATES.iter().position(|known| known == state));
            assert_eq!(told, json!(allowed), "{from} to {to}");
            assert_eq!(everything(app, &ticket, [ann, bo]).await, before, "{from} to {to}");
        }
    }
}

kit::both_engines!(staff_move_tickets_as_the_table_says, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for (from, allowed) in BY_STAFF {
        try_all(&app, from, allowed, [&ann, &bo], &bo).await;
    }
    app.run_jobs().await;
});

kit::both_engines!(requesters_move_tickets_as_the_table_says, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for (from, allowed) in BY_REQUESTER {
        try_all(&app, from, allowed, [&ann, &bo], &ann).await;
    }
    app.run_jobs().await;
});

kit::both_engines!(who_only_reads_tickets_moves_none, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    for role in [Role::Technician, Role::Logistics, Role::PrivacyOfficer] {
        let reader = app.staff(role.name(), role).await;
        let before = everything(&app, &ticket, [&ann, &bo]).await;
        for to in STATES {
            ask(&reader, &ticket, json!({ "status": to })).await.expect_problem(403, "forbidden");
        }
        assert_eq!(everything(&app, &ticket, [&ann, &bo]).await, before);
    }
    for role in [Role::Lead, Role::Admin] {
        let mover = app.staff(role.name(), role).await;
        ask(&mover, &ticket, json!({ "status": "pending" })).await.expect(200);
        ask(&mover, &ticket, json!({ "status": "open" })).await.expect(200);
    }
});

kit::both_engines!(nothing_moves_a_closed_ticket, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    let [ann, bo] = close(&app, &ticket, [&ann, &bo]).await;
    let before = everything(&app, &ticket, [&ann, &bo]).await;
    for mover in [&ann, &bo] {
        assert_eq!(mover.reads(&ticket).await["allowed_transitions"], json!([]));
        for to in STATES {
            let refused = ask(mover, &ticket, json!({ "status": to })).await;
            let refused = refused.expect_problem(409, "state_conflict").json;
            assert_eq!(refused["allowed_transitions"], json!([]), "to {to}");
        }
    }
    assert_eq!(everything(&app, &ticket, [&ann, &bo]).await, before);
});

kit::both_engines!(a_requester_cannot_tell_new_open_and_on_hold_apart, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let mut answers = Vec::new();
    for from in ["new", "open", "on_hold"] {
        let ticket = standing(from, &ann, &bo).await;
        let mut seen = Vec::new();
        for to in ["new", "open", "on_hold", "pending", "closed"] {
            let reply = ask(&ann, &ticket, json!({ "status": to })).await;
            let id = ticket["id"].as_str().unwrap();
            let number = format!("\"number\":{}", ticket["number"]);
            let (status, mut headers, body) = comparable(&reply);
            // Each next ticket looks like the one before, which the answer says.
            headers.retain(|(name, _)| name != "content-length");
            let body = without_hint(&body).replace(id, "id").replace(&number, "number");
            seen.push((status, headers, body));
        }
        answers.push(seen);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    app.run_jobs().await;
});

/// An answer without what it says of tickets that look alike.
fn without_hint(body: &str) -> String {
    let parts = body.split_once("\"possible_duplicate\":").and_then(|(before, rest)| {
        let (_, after) = rest.split_once(",\"merged_into\"")?;
        Some(format!("{before}{after}"))
    });
    parts.unwrap_or_else(|| body.to_owned())
}
