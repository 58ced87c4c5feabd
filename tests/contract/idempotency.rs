//! Every POST can be repeated without doing anything twice: by a key, or by its nature.

use chrono::Duration;
use domain::identity::Role;
use kit::{Reply, TestApp, Visitor};
use serde_json::Value;

use crate::{
    calls::{Call, known, stays},
    desk::Desk,
    document::{Operation, operation, operations},
    files::root,
};

/// What takes no `Idempotency-Key`, and why a repetition does no harm. `docs/api-design.md` names them, too.
const REPEATABLE: &[(&str, &str)] = &[
    ("setUp", "works once: the link is used up"),
    ("register", "nobody is signed in; answered alike, and the second registration replaces the first"),
    ("verifyEmail", "works once: the link is used up"),
    ("resendVerification", "nobody is signed in; a new link replaces the one before"),
    ("createToken", "answers secrets, which are not kept; a second session ends by itself"),
    ("refreshToken", "the same token answers the same successor for ten seconds"),
    ("revokeToken", "ends a session that has ended"),
    ("createSession", "answers a secret, which is not kept; a second session ends by itself"),
    ("orderPasswordReset", "nobody is signed in; a new link replaces the one before"),
    ("resetPassword", "works once: the link is used up"),
    ("orderEmailChange", "a new order replaces the one before"),
    ("decideEmailChange", "works once: the link is used up"),
    ("inviteStaff", "sends another letter; the newest name and role hold"),
    ("inviteCustomerAgain", "sends another letter; whoever is invited comes in once"),
    ("acceptInvitation", "works once: the link is used up"),
    ("beginTotp", "answers a secret, which is not kept; beginning again replaces it"),
    ("confirmTotp", "a code works once, and it answers secrets, which are not kept"),
    ("renewRecoveryCodes", "answers secrets, which are not kept; the newest set holds"),
    ("acceptConfidentiality", "accepting what one has accepted changes nothing"),
    ("claimTicket", "taking what one has changes nothing"),
    ("cancelBulk", "what is taken back stays so"),
    ("previewMerge", "changes nothing"),
    ("previewMacro", "changes nothing"),
    ("restoreTicket", "harmless if the ticket is there"),
    ("stepUp", "proves the same again"),
    ("retryJob", "makes the same job due again"),
    ("sendTestMail", "once in 30 seconds, and nothing is kept"),
    ("proposeAddress", "keeps nothing"),
    ("requestAddress", "a new link takes the place of the one before"),
    ("renewAddressLink", "nobody is signed in; a new link replaces the one before"),
    ("confirmAddress", "confirming what one has confirmed changes nothing"),
    ("revealAddress", "each reading is to be on record"),
    ("reportTrackingEvent", "the carrier's `event_id` says that it is the same"),
    ("registerPurchase", "`If-Match` lets it happen once"),
];

fn takes_a_key(operation: &Operation) -> bool {
    operation.parameters("header").any(|header| header["name"] == "Idempotency-Key")
}

fn posts() -> impl Iterator<Item = Operation> {
    operations().into_iter().filter(|operation| operation.method == "post")
}

#[test]
fn every_post_takes_a_key_or_is_repeatable_by_its_nature() {
    let reason = |id: &str| REPEATABLE.iter().find(|(known, _)| *known == id);
    for operation in posts() {
        let id = operation.id();
        match (takes_a_key(&operation), reason(id)) {
            (true, Some(_)) => panic!("{id} takes a key: take it out of REPEATABLE"),
            (false, None) => panic!("{id} takes no Idempotency-Key: let it, or say why not in REPEATABLE"),
            _ => {}
        }
    }
    let design = std::fs::read_to_string(root().join("docs/api-design.md")).unwrap();
    for (id, _) in REPEATABLE {
        assert_eq!(operation(id).method, "post", "{id}");
        assert!(design.contains(&format!("`{id}`")), "docs/api-design.md does not say why {id} takes no key");
    }
}

fn is_replayed(reply: &Reply) -> bool {
    reply.header("idempotency-replayed").as_deref() == Some("true")
}

/// The same body in other bytes.
fn rewritten(body: &Value) -> Option<Value> {
    body.is_object().then(|| Value::String(format!("{body} ")))
}

/// A secret is told once.
fn without_secret(reply: &Reply) -> Value {
    let mut shown = reply.json.clone();
    if let Some(members) = shown.as_object_mut() {
        members.remove("secret");
    }
    shown
}

async fn check(operation: &Operation, call: &Call, caller: &Visitor) -> Call {
    let id = operation.id();
    let call = call.with_header("idempotency-key", &format!("the-key-of-{id}"));
    let first = call.by(caller).await;
    assert_eq!(first.status.as_u16(), known(id).status, "{id}: {}", first.json);
    assert!(!is_replayed(&first), "{id}");
    let again = call.by(caller).await;
    assert!(is_replayed(&again), "{id} again: {} {}", again.status, again.json);
    let same = |name| first.header(name) == again.header(name);
    assert!(again.status == first.status && same("location"), "{id} again: {}", again.status);
    assert_eq!(without_secret(&again), without_secret(&first), "{id} again");
    if let Some(other) = rewritten(&call.body) {
        let reused = call.saying(other).by(caller).await.expect_problem(422, "idempotency_key_reused");
        assert_eq!(reused.json["errors"][0]["header"], "Idempotency-Key", "{id}");
    }
    call
}

/// As an administrator does; known everywhere five seconds later.
async fn set_role(app: &TestApp, email: &str, role: Role) {
    let mut tx = app.store.begin().await.unwrap();
    let mut account = tx.accounts().find_by_email_key(email).await.unwrap().unwrap();
    let version = account.version;
    account.role = role;
    account.version += 1;
    tx.accounts().update(&account, version).await.unwrap();
    tx.commit().await.unwrap();
    app.pass(Duration::seconds(5));
}

kit::both_engines!(a_repeated_post_is_answered_again_and_not_carried_out, |app| {
    let mut desk = Desk::open(&app).await;
    let mut calls = Vec::new();
    // Some plausible calls are refused on purpose: what is refused uses no key up.
    let made = |operation: &Operation| takes_a_key(operation) && known(operation.id()).status < 300;
    for operation in posts().filter(made) {
        let role = known(operation.id()).first_role();
        desk.renew_device().await;
        if operation.id() == "createRepair" {
            stays(desk.person(Role::Customer)).await;
        }
        let call = Call::plausible(&operation, &desk, Some(role));
        calls.push((operation, role, check(&operation, &call, &desk.caller(&app, Some(role))).await));
    }
    assert!(calls.len() >= 10, "only {} were made", calls.len());
    for (operation, role, call) in calls {
        if !known(operation.id()).allows(Role::Customer) {
            set_role(&app, &desk.person(role).email, Role::Customer).await;
            let refused = call.by(desk.person(role).client()).await.expect_problem(403, "forbidden");
            assert!(!is_replayed(&refused), "{} without the right", operation.id());
            set_role(&app, &desk.person(role).email, role).await;
        }
    }
    app.run_jobs().await;
});
