//! Members of a body that need a right of their own: without it nothing changes.

use std::collections::BTreeSet;

use api::authorisation::operations;
use domain::identity::Role;
use kit::path_of;
use serde_json::{Value, json};

use crate::{
    calls::{Call, note, serial},
    desk::Desk,
    document::{operation, schemas},
};

/// Members that whoever may call the operation may send.
const FREE: [(&str, &[&str]); 11] = [
    ("createTicket", &["subject", "body", "format", "attachment_ids", "type", "follow_up_of", "device"]),
    ("updateTicket", &["status", "device_id"]),
    (
        "createMessage",
        &["kind", "body", "format", "attachment_ids", "set_status", "mentions", "draft_version"],
    ),
    ("putDraft", &["kind", "body", "format", "attachment_ids", "set_status", "mentions", "base_version"]),
    ("createView", &["name", "shared_with", "team_id", "filter", "sort"]),
    ("updateView", &["name", "shared_with", "team_id", "filter", "sort"]),
    ("createMacro", &["name", "shared_with", "team_id", "actions"]),
    ("updateMacro", &["name", "shared_with", "team_id", "actions"]),
    ("createDevice", &["product_id", "serial"]),
    ("updateDevice", &["purchased_on", "seller_country"]),
    ("updateRepair", &["accessories", "return_method", "limit"]),
];

/// A body that uses the member, as the table names it, with what the operation cannot do without.
fn using(id: &str, field: &str, desk: &Desk) -> Value {
    let mut body = with(field, desk);
    if (id, field) == ("updateRepair", "assignee_id") {
        body[field] = json!(desk.person(Role::Technician).id);
    }
    if id == "createMacro" {
        body["actions"] = note();
    }
    body
}

fn with(field: &str, desk: &Desk) -> Value {
    match field {
        "requester_id" => {
            json!({ "subject": "Fader 3", "body": "It jams.", "requester_id": desk.person(Role::Customer).id })
        }
        "subject" => json!({ "subject": "Fader 4 is stuck" }),
        "type" => json!({ "type": "repair" }),
        "priority" => json!({ "priority": "urgent" }),
        "assignee_id" => json!({ "assignee_id": desk.person(Role::Agent).id }),
        "team_id" => json!({ "team_id": desk.id_for("team_id") }),
        "shared_with=everyone" => json!({ "name": "Ours", "shared_with": "everyone" }),
        "tags" => json!({ "tags": ["fader"] }),
        "add_tags" => json!({ "add_tags": ["fader"] }),
        "remove_tags" => json!({ "remove_tags": ["fader"] }),
        "kind=note" => json!({ "kind": "note", "body": "Between us." }),
        "owner_id" => {
            json!({ "product_id": desk.product["id"], "serial": serial(), "owner_id": desk.peer.id })
        }
        "status" => json!({ "status": "refused" }),
        "prepaid" => json!({ "prepaid": true }),
        "claim_open" => json!({ "claim_open": true }),
        other => panic!("no body with {other} is known: add it to fields.rs"),
    }
}

/// Everything there is about the desk's ticket, and every device.
async fn everything(desk: &Desk) -> [Value; 4] {
    let admin = desk.person(Role::Admin);
    let ticket = path_of(&desk.ticket);
    let (messages, events) = (format!("{ticket}/messages"), format!("{ticket}/events"));
    let read = async |path: &str| admin.get(path).await.expect(200).json;
    [read(&ticket).await, read(&messages).await, read(&events).await, read("/api/v1/devices").await]
}

#[test]
fn every_member_is_free_or_needs_a_right() {
    for row in operations().filter(|row| !row.fields.is_empty()) {
        let (_, body) = operation(row.id).body().unwrap();
        let sent: BTreeSet<_> =
            schemas()[body]["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let (_, free) =
            FREE.iter().find(|(id, _)| *id == row.id).unwrap_or_else(|| panic!("{} is new", row.id));
        let with_rights = row.fields.iter().map(|(field, _)| *field).filter(|field| !field.contains('='));
        assert_eq!(with_rights.chain(free.iter().copied()).collect::<BTreeSet<_>>(), sent, "{}", row.id);
    }
}

kit::both_engines!(a_member_without_its_right_is_refused_and_changes_nothing, |app| {
    let desk = Desk::open(&app).await;
    let before = everything(&desk).await;
    let mut refused = 0;
    for row in operations() {
        for (field, permission) in row.fields {
            for role in Role::ALL
                .into_iter()
                .filter(|role| row.allows(role.permission_set()) && !role.may(*permission))
            {
                let call = Call::plausible(&operation(row.id), &desk, Some(role))
                    .saying(using(row.id, field, &desk));
                call.by(desk.person(role).client()).await.expect_problem(403, "forbidden");
                assert_eq!(everything(&desk).await, before, "{field} by {role:?}");
                refused += 1;
            }
        }
    }
    assert!(refused >= 8, "only {refused} members were tried");
    app.run_jobs().await;
});

kit::both_engines!(a_member_with_its_right_is_taken, |app| {
    let desk = Desk::open(&app).await;
    for row in operations() {
        for (field, permission) in row.fields {
            for role in Role::ALL
                .into_iter()
                .filter(|role| row.allows(role.permission_set()) && role.may(*permission))
            {
                let call = Call::plausible(&operation(row.id), &desk, Some(role))
                    .saying(using(row.id, field, &desk));
                let reply = call.by(desk.person(role).client()).await;
                assert!(reply.status.is_success(), "{field} by {role:?}: {}", reply.json);
            }
        }
    }
    app.run_jobs().await;
});

// The right for notes alone lets nobody speak to the requester or move the ticket.
kit::both_engines!(who_may_only_write_notes_can_neither_reply_nor_move, |app| {
    let desk = Desk::open(&app).await;
    let before = everything(&desk).await;
    for role in [Role::Technician, Role::Logistics, Role::PrivacyOfficer] {
        for body in [
            json!({ "kind": "reply", "body": "Hello." }),
            json!({ "kind": "note", "body": "Done.", "set_status": "solved" }),
        ] {
            let call = Call::plausible(&operation("createMessage"), &desk, Some(role)).saying(body);
            call.by(desk.person(role).client()).await.expect_problem(403, "forbidden");
        }
    }
    assert_eq!(everything(&desk).await, before);
    app.run_jobs().await;
});
