//! Who may do what: every operation by every role, and by nobody.

use std::collections::BTreeSet;

use api::authorisation;
use axum::http::Method;
use domain::identity::Role;
use kit::{Reply, TestApp};

use crate::{
    answers::assert_documented,
    calls::{Call, Callers, known, known_operations, stays},
    desk::Desk,
    document::{Operation, operations},
};

#[test]
fn the_calls_are_those_of_the_table_and_of_the_document() {
    let ids: Vec<_> = known_operations().map(|known| known.id).collect();
    assert_eq!(ids, authorisation::operations().map(|row| row.id).collect::<Vec<_>>());
    let documented: BTreeSet<_> = operations().iter().map(Operation::id).collect();
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), documented);
}

#[test]
fn the_table_lets_in_whom_the_calls_say() {
    for known in known_operations() {
        let row = authorisation::find(known.id).unwrap();
        for role in Role::ALL {
            assert_eq!(
                row.allows(role.permission_set()),
                known.allows(role),
                "{} by {}",
                known.id,
                role.name()
            );
        }
    }
}

#[test]
#[should_panic(expected = "no call of deleteEverything is known")]
fn an_operation_without_a_call_fails() {
    known("deleteEverything");
}

/// Everyone who can call: each role, and nobody.
fn everyone() -> impl Iterator<Item = Option<Role>> {
    std::iter::once(None).chain(Role::ALL.map(Some))
}

#[track_caller]
fn assert_answer(id: &str, role: Option<Role>, reply: Reply) {
    let known = known(id);
    match role {
        None if known.callers != Callers::Anyone => {
            let reply = reply.expect_problem(401, "unauthenticated");
            assert_eq!(
                reply.header("www-authenticate").as_deref(),
                Some("Bearer realm=\"benchdesk\""),
                "{id}"
            );
        }
        Some(role) if !known.allows(role) => {
            reply.expect_problem(403, "forbidden");
        }
        _ => {
            let body = String::from_utf8_lossy(&reply.body);
            assert_eq!(reply.status.as_u16(), known.status, "{id} by {role:?}: {body}");
        }
    }
}

/// The caller, through a session that the call may end.
async fn disposable(app: &TestApp, desk: &Desk, role: Option<Role>) -> kit::Visitor {
    match role {
        None => app.visitor(),
        Some(role) => app.sign_in(&desk.person(role).email).await.client().clone(),
    }
}

/// Somebody else of the role, who may be signed out everywhere.
async fn newcomer(app: &TestApp, desk: &Desk, role: Option<Role>) -> kit::Visitor {
    match role {
        None => app.visitor(),
        Some(Role::Customer) => app.sign_in(&desk.peer.email).await.client().clone(),
        Some(role) => app.staff(&format!("new-{}", role.name()), role).await.client().clone(),
    }
}

/// Letters about a ticket that is deleted wait for it to come back.
async fn bring_back_deleted(desk: &Desk) {
    let lead = desk.person(Role::Lead);
    for ticket in lead.reads_all("/api/v1/tickets/deleted", 10).await {
        let restore = format!("/api/v1/tickets/{}/restorations", ticket["id"].as_str().unwrap());
        lead.client().send(Method::POST, &restore, "").await.expect(200);
    }
}

kit::both_engines!(every_operation_answers_every_role_as_the_table_says, |app| {
    let mut desk = Desk::open(&app).await;
    for operation in operations() {
        for role in everyone() {
            if operation.path.contains("{device_id}") {
                desk.renew_device().await;
            }
            if operation.id() == "createRepair" {
                stays(desk.person(Role::Customer)).await;
            }
            if operation.path.ends_with("/address") {
                desk.renew_address().await;
            }
            if operation.path.contains("{session_id}") {
                desk.renew_session(&app, role).await;
            }
            let caller = match operation.id() {
                "endSessions" => newcomer(&app, &desk, role).await,
                "revokeToken" | "deleteSession" => disposable(&app, &desk, role).await,
                _ => desk.caller(&app, role),
            };
            let reply = Call::plausible(&operation, &desk, role).by(&caller).await;
            assert_documented(&operation, &reply);
            assert_answer(operation.id(), role, reply);
        }
    }
    bring_back_deleted(&desk).await;
    app.run_jobs().await;
});

kit::both_engines!(asking_for_the_head_only_takes_the_same_rights, |app| {
    let desk = Desk::open(&app).await;
    for operation in operations().into_iter().filter(|operation| operation.method == "get") {
        for role in everyone() {
            let call = Call { method: Method::HEAD, ..Call::plausible(&operation, &desk, role) };
            let reply = call.by(&desk.caller(&app, role)).await;
            let expected = match role {
                None if known(operation.id()).is_public() => known(operation.id()).status,
                None => 401,
                Some(role) if known(operation.id()).allows(role) => known(operation.id()).status,
                Some(_) => 403,
            };
            assert_eq!(reply.status.as_u16(), expected, "{} by {role:?}", operation.id());
            assert!(reply.body.is_empty());
        }
    }
    app.run_jobs().await;
});
