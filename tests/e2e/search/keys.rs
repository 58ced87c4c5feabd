use axum::http::Method;
use domain::identity::Role;
use kit::{Person, path_of};
use serde_json::{Value, json};

use super::{asks, finds};
use crate::support::comparable;

async fn registers(person: &Person, product: &Value, serial: &str) -> Value {
    let new = json!({ "product_id": product["id"], "serial": serial });
    person.post("/api/v1/devices", &new).await.expect(201).json
}

async fn opens_about(person: &Person, device: &Value, subject: &str) -> Value {
    let new = json!({ "subject": subject, "body": "It jams.", "device": { "id": device["id"] } });
    person.post("/api/v1/tickets", &new).await.expect(201).json
}

/// Puts somebody into a ticket as cc, or takes them out.
async fn takes_part(agent: &Person, ticket: &Value, who: &Person, method: Method) {
    let place = format!("{}/participants/{}", path_of(ticket), who.id);
    let done = agent.client().send(method, &place, "").await;
    assert!(done.status.is_success(), "{}", done.json);
}

kit::both_engines!(a_serial_number_finds_the_tickets_about_its_devices, |app| {
    let admin = app.staff("ada", Role::Admin).await;
    let (ann, ben, bo) = (app.customer("ann").await, app.customer("ben").await, app.agent("bo").await);
    let new = json!({ "sku": "K61-BLK", "name": "Keys 61" });
    let keys = admin.post("/api/v1/products", &new).await.expect(201).json;
    let (anns, bens) =
        (registers(&ann, &keys, "K61-004711").await, registers(&ben, &keys, "K61-004711").await);
    opens_about(&ann, &anns, "Keys of Ann").await;
    opens_about(&ben, &bens, "Keys of Ben").await;
    ann.opens_ticket("Another thing").await;
    let both = ["Keys of Ben", "Keys of Ann"];
    for q in ["serial:K61-004711", "serial:k61004711", "serial:\"K61 004711\"", "serial:X9,K61004711 jams"] {
        assert_eq!(finds(&bo, q).await, both, "{q}");
    }
    assert_eq!(finds(&bo, "-serial:K61004711").await, ["Another thing"]);
    assert!(finds(&bo, "serial:K61-004712").await.is_empty());
    // To a customer, only their own device has a serial number.
    assert_eq!(finds(&ann, "serial:K61-004711").await, ["Keys of Ann"]);
    takes_part(&bo, &opens_about(&ann, &anns, "Shared keys").await, &ben, Method::PUT).await;
    app.run_jobs().await;
    assert_eq!(finds(&ben, "shared").await, ["Shared keys"], "a cc finds the ticket");
    assert_eq!(finds(&ben, "serial:K61-004711").await, ["Keys of Ben"], "and not by another's device");
    let unowned = comparable(&asks(&ben, "search", "serial:K61-004799").await);
    registers(&ann, &keys, "K61-004799").await;
    assert_eq!(comparable(&asks(&ben, "search", "serial:K61-004799").await), unowned);
    app.run_jobs().await;
});

kit::both_engines!(a_team_finds_its_tickets, |app| {
    let lead = app.staff("lea", Role::Lead).await;
    let (ann, bo, tom) = (app.customer("ann").await, app.agent("bo").await, app.agent("tom").await);
    let new = json!({ "name": "Second Line", "member_ids": [bo.id] });
    let team = lead.post("/api/v1/teams", &new).await.expect(201).json;
    let theirs = ann.opens_ticket("Fader of a team").await;
    ann.opens_ticket("Fader of none").await;
    bo.changes(&theirs, json!({ "team_id": team["id"] })).await;
    let (of_team, of_none) = (["Fader of a team"], ["Fader of none"]);
    for q in ["team:\"second line\"", "team:mine", &format!("team:{} fader", team["id"].as_str().unwrap())] {
        assert_eq!(finds(&bo, q).await, of_team, "{q}");
    }
    assert_eq!(finds(&bo, "team:none").await, of_none);
    assert_eq!(finds(&bo, "-team:\"Second Line\" fader").await, of_none);
    assert_eq!(finds(&bo, "team:nowhere,none").await, of_none);
    assert!(finds(&tom, "team:mine").await.is_empty());
    assert_eq!(finds(&tom, "-team:mine").await.len(), 2);
    app.run_jobs().await;
});

kit::both_engines!(a_cc_finds_replies_and_no_notes_while_they_take_part, |app| {
    let (ann, cem, bo) = (app.customer("ann").await, app.customer("cem").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3 is stuck").await;
    bo.replies(&ticket, "Please clean the rail.").await;
    bo.notes(&ticket, "Probably the ferrite.").await;
    takes_part(&bo, &ticket, &cem, Method::PUT).await;
    app.run_jobs().await;
    for (q, found) in [("fader", 1), ("rail", 1), ("ferrite", 0), ("fader -ferrite", 1)] {
        assert_eq!(finds(&cem, q).await.len(), found, "{q}");
    }
    takes_part(&bo, &ticket, &cem, Method::DELETE).await;
    for q in ["fader", "rail", "-nowhere"] {
        assert!(finds(&cem, q).await.is_empty(), "{q}");
    }
    app.run_jobs().await;
});
