//! A deleted ticket answers like one that does not exist: by every operation, to everyone.

use domain::identity::Role;
use kit::{Person, Reply, path_of};
use serde_json::{Value, json};

use crate::{
    calls::Call,
    desk::Desk,
    document::{Operation, operations},
};

const ABSENT: &str = "01936f3e-0000-7000-8000-000000000000";
/// Both requests are given this name, so that answers can be equal to the last byte.
const REQUEST_ID: &str = "one-and-the-same";

fn text(thing: &Value) -> String {
    thing.as_str().expect("it is a text").to_owned()
}

/// Paths that name the ticket or what belongs to it, and the same of nothing.
fn twins(operation: &Operation, ticket: &Value, reply: &Value) -> Option<(String, String)> {
    let file = text(&reply["attachments"][0]["id"]);
    let belongs = [
        ("{ticket_id}", text(&ticket["id"])),
        ("{message_id}", text(&reply["id"])),
        ("{attachment_id}", file),
    ];
    let path = operation.path;
    let names_it = belongs.iter().any(|(name, _)| path.contains(name));
    let mut paths = (path.to_owned(), path.to_owned());
    for (name, id) in belongs {
        paths = (paths.0.replace(name, &id), paths.1.replace(name, ABSENT));
    }
    for other in ["participant_id", "merge_id", "link_id"] {
        let name = format!("{{{other}}}");
        paths = (paths.0.replace(&name, ABSENT), paths.1.replace(&name, ABSENT));
    }
    let is_whole = !paths.0.contains('{');
    (names_it && is_whole).then_some(paths)
}

async fn answer(call: &Call, path: &str, person: &Person) -> Reply {
    let mut reply = call.to(path).by(&person.with("x-request-id", REQUEST_ID)).await;
    reply.headers.remove("date");
    reply
}

kit::both_engines!(a_deleted_ticket_answers_like_none, |app| {
    let desk = Desk::open(&app).await;
    app.run_jobs().await;
    let deleted = desk.person(Role::Lead).with("if-match", "*").delete(&path_of(&desk.ticket)).await;
    deleted.expect(204);
    let mut compared = 0;
    for operation in operations() {
        let Some((deleted, absent)) = twins(&operation, &desk.ticket, &desk.reply) else { continue };
        for role in Role::ALL {
            if operation.id() == "restoreTicket" && [Role::Lead, Role::Admin].contains(&role) {
                continue;
            }
            let call = Call::plausible(&operation, &desk, Some(role));
            let person = desk.person(role);
            let deleted = answer(&call, &deleted, person).await;
            let absent = answer(&call, &absent, person).await;
            let what = format!("{} by {}", operation.id(), role.name());
            assert_eq!(
                (deleted.status, &deleted.headers, &deleted.json),
                (absent.status, &absent.headers, &absent.json),
                "{what}"
            );
            assert!([403, 404].contains(&deleted.status.as_u16()), "{what}: {}", deleted.json);
            compared += 1;
        }
    }
    assert!(compared > 100, "only {compared} answers were compared");
    let preview = desk.id_in("previewMacro", "macro_id", Some(Role::Agent));
    let refused = desk
        .person(Role::Agent)
        .post(&format!("/api/v1/macros/{preview}/preview"), &json!({ "ticket_id": desk.ticket["id"] }))
        .await;
    refused.expect_problem(422, "validation_failed").at("#/ticket_id");
    app.run_jobs().await;
});
