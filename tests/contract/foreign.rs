//! What belongs to another customer looks exactly like what does not exist.

use chrono::Duration;
use domain::identity::Role;
use kit::{Person, Reply, TestApp};
use serde_json::{Value, json};

use crate::{
    answers::assert_documented,
    calls::{Call, known},
    desk::Desk,
    document::{Operation, operation, operations},
};

const ABSENT: &str = "01936f3e-0000-7000-8000-000000000000";
/// Both requests are given this name, so that answers can be equal to the last byte.
const REQUEST_ID: &str = "one-and-the-same";

/// Ids for the parameters of a path, and the same with an absent id for each foreign one.
struct Twins {
    what: &'static str,
    foreign: Vec<(&'static str, String)>,
    absent: Vec<(&'static str, String)>,
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("a thing has an id").to_owned()
}

/// A closed ticket of the desk's customer: other rules hold for it.
async fn closed_ticket(app: &TestApp, desk: &Desk) -> Value {
    let ticket = desk.person(Role::Customer).opens_ticket("Fader 5 is stuck").await;
    desk.person(Role::Agent).changes(&ticket, json!({ "status": "solved" })).await;
    app.pass(Duration::days(15));
    for _ in 0..2 {
        app.worker.tick().await.unwrap();
        app.run_jobs().await;
        app.pass(Duration::hours(1));
    }
    let staff = app.sign_in(&desk.person(Role::Agent).email).await;
    assert_eq!(staff.reads(&ticket).await["status"], "closed");
    ticket
}

fn twins(operation: &Operation, desk: &Desk, closed: &Value, own: &Value, own_note: &Value) -> Vec<Twins> {
    let names: Vec<_> = operation.parameters("path").map(|p| p["name"].as_str().unwrap()).collect();
    let ids = |values: &[String]| names.iter().copied().zip(values.iter().cloned()).collect();
    let nowhere = || ABSENT.to_owned();
    match names[..] {
        ["ticket_id"] => [("a ticket", &desk.ticket), ("a closed ticket", closed)]
            .map(|(what, ticket)| Twins { what, foreign: ids(&[id(ticket)]), absent: ids(&[nowhere()]) })
            .into(),
        ["ticket_id", "message_id"] => [
            ("a message", &desk.ticket, id(&desk.reply), nowhere()),
            ("a message at one's own ticket", own, id(&desk.reply), id(own)),
            ("a note at one's own ticket", own, id(own_note), id(own)),
            ("nothing at another's ticket", &desk.ticket, nowhere(), nowhere()),
        ]
        .map(|(what, ticket, message, other)| Twins {
            what,
            foreign: ids(&[id(ticket), message]),
            absent: ids(&[other, nowhere()]),
        })
        .into(),
        ["ticket_id", "participant_id"] => [
            ("a participant", desk.copy.id.clone(), nowhere()),
            ("oneself as a participant", desk.peer.id.clone(), desk.peer.id.clone()),
        ]
        .map(|(what, person, other)| Twins {
            what,
            foreign: ids(&[id(&desk.ticket), person]),
            absent: ids(&[nowhere(), other]),
        })
        .into(),
        ["device_id" | "parcel_id" | "repair_id", "attachment_id"] => vec![Twins {
            what: "a proof of another's purchase, a photo of a parcel or a repair",
            foreign: names
                .iter()
                .map(|name| (*name, desk.id_in(operation.id(), name, Some(Role::Customer)).to_owned()))
                .collect(),
            absent: ids(&[nowhere(), nowhere()]),
        }],
        ["ticket_id", "merge_id" | "link_id"] => vec![Twins {
            what: "nothing at another's ticket",
            foreign: ids(&[id(&desk.ticket), nowhere()]),
            absent: ids(&[nowhere(), nowhere()]),
        }],
        ["rma_number"] => vec![Twins {
            what: "a repair by its number",
            foreign: ids(&[desk.id_for("rma_number").to_owned()]),
            absent: ids(&["R26-00000-M".to_owned()]),
        }],
        // Countries are nobody's.
        ["country"] => Vec::new(),
        ["product_id"] => vec![Twins {
            what: "a product that is not offered",
            foreign: ids(&[id(&desk.retired)]),
            absent: ids(&[nowhere()]),
        }],
        [one] => {
            vec![Twins {
                what: one,
                foreign: ids(&[desk.id_in(operation.id(), one, Some(Role::Customer)).to_owned()]),
                absent: ids(&[nowhere()]),
            }]
        }
        _ => panic!("no foreign things are known for {}: add them to foreign.rs", operation.id()),
    }
}

/// The bodies and versions to try: good, forbidden, wrong, stale.
fn variations(operation: &Operation, plausible: &Call) -> Vec<Call> {
    let bodies = match operation.id() {
        "updateTicket" => vec![
            json!({ "status": "solved" }),
            json!({ "priority": "high" }),
            json!({}),
            json!({ "status": 1 }),
        ],
        "createMessage" => vec![
            json!({ "kind": "reply", "body": "Hi." }),
            json!({ "kind": "note", "body": "Hi." }),
            json!({ "kind": "note", "body": "Hi.", "mentions": [ABSENT] }),
            json!({}),
        ],
        _ => vec![plausible.body.clone()],
    };
    let with_versions = |call: Call| {
        let mut calls = vec![call.clone()];
        if operation.parameters("header").any(|header| header["name"] == "If-Match") {
            calls
                .extend(["\"1\"", "\"99\"", "nonsense"].map(|version| call.with_header("if-match", version)));
        }
        if operation.parameters("header").any(|header| header["name"] == "Idempotency-Key") {
            calls.push(call.with_header("idempotency-key", "the-same-for-both"));
        }
        calls
    };
    bodies.into_iter().map(|body| plausible.saying(body)).flat_map(with_versions).collect()
}

fn path(operation: &Operation, ids: &[(&str, String)]) -> String {
    let fill = |path: String, (name, id): &(&str, String)| path.replace(&format!("{{{name}}}"), id);
    ids.iter().fold(operation.path.to_owned(), fill)
}

async fn answer(operation: &Operation, call: &Call, caller: &Person) -> Reply {
    let mut reply = call.by(&caller.with("x-request-id", REQUEST_ID)).await;
    reply.headers.remove("date");
    assert_documented(operation, &reply);
    reply
}

/// Fails unless both answers are equal to the last byte.
#[track_caller]
fn assert_same(what: &str, foreign: &Reply, absent: &Reply) {
    let same =
        (foreign.status, &foreign.headers, &foreign.body) == (absent.status, &absent.headers, &absent.body);
    assert!(same, "{what}: {foreign:#?} is not {absent:#?}");
    assert!(foreign.status.is_client_error(), "{what} is let out: {}", foreign.json);
}

kit::both_engines!(what_is_anothers_answers_like_what_is_not_there, |app| {
    let desk = Desk::open(&app).await;
    let closed = closed_ticket(&app, &desk).await;
    let peer = app.sign_in(&desk.peer.email).await;
    let own = peer.opens_ticket("My own").await;
    let own_note = app.sign_in(&desk.person(Role::Agent).email).await.notes(&own, "Between us.").await;
    for operation in
        operations().into_iter().filter(|operation| operation.parameters("path").next().is_some())
    {
        let allowed = known(operation.id()).allows(Role::Customer);
        let plausible = Call::plausible(&operation, &desk, Some(Role::Customer));
        for Twins { what, foreign, absent } in twins(&operation, &desk, &closed, &own, &own_note) {
            let what = format!("{what} by {}", operation.id());
            for (at, call) in variations(&operation, &plausible).into_iter().enumerate() {
                let foreign = answer(&operation, &call.to(&path(&operation, &foreign)), &peer).await;
                let absent = answer(&operation, &call.to(&path(&operation, &absent)), &peer).await;
                assert_same(&what, &foreign, &absent);
                let expected = if allowed { 404 } else { 403 };
                assert!(at > 0 || foreign.status == expected, "{what}: {}", foreign.json);
            }
        }
        let without_id = plausible.to(&operation.path.replace(['{', '}'], ""));
        let reply = answer(&operation, &without_id, &peer).await;
        let expected = if allowed { 404 } else { 403 };
        assert_eq!(reply.status, expected, "what is no id is not there");
    }
    app.run_jobs().await;
});

kit::both_engines!(a_foreign_ticket_cannot_be_followed_up_nor_told_from_none, |app| {
    let desk = Desk::open(&app).await;
    let closed = closed_ticket(&app, &desk).await;
    let peer = app.sign_in(&desk.peer.email).await;
    let create = operation("createTicket");
    let call = Call::plausible(&create, &desk, Some(Role::Customer));
    let following = |id: &str| {
        let mut body = call.body.clone();
        body["follow_up_of"] = json!(id);
        call.saying(body)
    };
    let absent = answer(&create, &following(ABSENT), &peer).await;
    for ticket in [&desk.ticket, &closed] {
        let foreign = answer(&create, &following(&id(ticket)), &peer).await;
        assert_same("a ticket to follow up", &foreign, &absent);
    }
    app.run_jobs().await;
});

kit::both_engines!(the_owner_gets_what_others_do_not, |app| {
    let mut desk = Desk::open(&app).await;
    for operation in
        operations().into_iter().filter(|operation| operation.parameters("path").next().is_some())
    {
        if known(operation.id()).allows(Role::Customer) {
            desk.renew_device().await;
            if operation.path.ends_with("/address") {
                desk.renew_address().await;
            }
            let call = Call::plausible(&operation, &desk, Some(Role::Customer));
            let reply = call.by(desk.person(Role::Customer).client()).await;
            assert_eq!(reply.status, known(operation.id()).status, "{}: {}", operation.id(), reply.json);
        }
    }
    app.run_jobs().await;
});
