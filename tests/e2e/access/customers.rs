//! Customers by staff: invited, corrected, and helped in their name.

use chrono::Duration;
use domain::identity::Role;
use kit::{PASSWORD, Person, TestApp, path_of};
use serde_json::{Value, json};

use super::forget;
use crate::support::{close, rows, texts};

async fn invite(by: &Person, name: &str) -> Value {
    let body = json!({ "name": name, "email": format!("{name}@example.org"), "language": "de" });
    by.post("/api/v1/customers", &body).await.expect(201).json
}

async fn ticket_for(by: &Person, customer: &Value) -> Value {
    let new = json!({ "subject": "Fader 3", "body": "She called.", "requester_id": customer["id"] });
    by.post("/api/v1/tickets", &new).await.expect(201).json
}

async fn letter(app: &TestApp, subject: &str) -> kit::Mail {
    app.run_jobs().await;
    let found = app.mailbox.take().into_iter().find(|letter| letter.subject().contains(subject));
    found.expect(subject)
}

kit::both_engines!(an_invited_customer_chooses_a_password_and_finds_the_ticket, |app| {
    let bo = app.agent("bo").await;
    let ida = invite(&bo, "ida").await;
    assert_eq!((&ida["state"], &ida["language"]), (&json!("unverified"), &json!("de")));
    let invitation = letter(&app, "Verfolgen Sie").await;
    let ticket = ticket_for(&bo, &ida).await;
    assert_eq!(ticket["requester"]["id"], ida["id"]);
    assert_eq!(letter(&app, "[#1]").await.to, "ida@example.org");

    let accepted = json!({ "token": invitation.token(), "password": PASSWORD });
    app.visitor().post("/api/v1/auth/invitations/accept", &accepted).await.expect(204);
    let ida = app.sign_in("ida@example.org").await;
    assert_eq!(ida.reads(&ticket).await["number"], ticket["number"]);
    let messages = ida.get(&format!("{}/messages", path_of(&ticket))).await.expect(200).json;
    assert_eq!(messages["items"][0]["author"]["id"], bo.id.as_str(), "who wrote it is shown");
    let events = ida.get(&format!("{}/events", path_of(&ticket))).await.expect(200).json;
    assert_eq!(events["items"][0]["kind"], "opened");
    ida.replies(&ticket, "Thank you.").await;
    app.run_jobs().await;
});

kit::both_engines!(only_staff_who_answer_open_tickets_in_a_customer_s_name, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let (bo, tia) = (app.agent("bo").await, app.staff("tia", Role::Technician).await);
    let new = |requester: &str| json!({ "subject": "A", "body": "B", "requester_id": requester });
    for (who, status) in [(&eve, 403), (&ann, 403), (&tia, 403), (&bo, 201)] {
        who.post("/api/v1/tickets", &new(&ann.id)).await.expect(status);
    }
    for nobody in [&bo.id, "01936f3e-0000-7000-8000-000000000000"] {
        let refused = bo.post("/api/v1/tickets", &new(nobody)).await;
        refused.expect_problem(422, "validation_failed").at("#/requester_id");
    }
    bo.post("/api/v1/tickets", &json!({ "subject": "A", "body": "B" }))
        .await
        .expect_problem(403, "forbidden");
    app.run_jobs().await;
});

kit::both_engines!(who_has_a_ticket_is_kept_and_who_has_none_is_forgotten, |app| {
    let bo = app.agent("bo").await;
    let (ida, _) = (invite(&bo, "ida").await, invite(&bo, "uwe").await);
    ticket_for(&bo, &ida).await;
    app.run_jobs().await;
    app.pass(Duration::days(8));
    forget(&app).await;
    assert_eq!(rows(&app, "account").await, 2, "bo and ida");
    app.mailbox.take();
});

kit::both_engines!(contact_data_is_corrected_on_record_but_not_the_address, |app| {
    let (ada, bo, ann) =
        (app.staff("ada", Role::Admin).await, app.agent("bo").await, app.customer("ann").await);
    let place = format!("/api/v1/customers/{}", ann.id);
    let version = bo.get(&place).await.expect(200).json["version"].clone();
    let change = json!({ "city": "Lyon", "country": "FR", "name": "Ann Ample" });
    let changed = bo.patch(&place, &version, &change).await.expect(200).json;
    assert_eq!((&changed["contact"]["city"], &changed["name"]), (&json!("Lyon"), &json!("Ann Ample")));
    bo.patch(&place, &version, &change).await.expect_problem(412, "precondition_failed");
    let other = json!({ "email": "eve@example.org" });
    bo.patch(&place, &changed["version"], &other)
        .await
        .expect_problem(422, "validation_failed")
        .at("#/email");
    let acts = ada.reads_all(&format!("/api/v1/audit?actor_id={}", bo.id), 10).await;
    assert_eq!(texts(&acts, "act"), ["customer_corrected"]);
    let tia = app.staff("tia", Role::Technician).await;
    tia.patch(&place, &json!(1), &change).await.expect_problem(403, "forbidden");
});

kit::both_engines!(a_customer_who_has_not_come_is_invited_again, |app| {
    let (bo, ann) = (app.agent("bo").await, app.customer("ann").await);
    let ida = invite(&bo, "ida").await;
    app.run_jobs().await;
    app.mailbox.take();
    app.pass(Duration::days(8));
    let bo = app.sign_in(&bo.email).await;
    let again = |id: &Value| format!("/api/v1/customers/{}/invitations", id.as_str().unwrap());
    bo.post(&again(&ida["id"]), &Value::Null).await.expect(202);
    let token = letter(&app, "Verfolgen Sie").await.token();
    bo.post(&again(&json!(ann.id)), &Value::Null).await.expect_problem(409, "state_conflict");
    let accepted = json!({ "token": token, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/invitations/accept", &accepted).await.expect(204);
    bo.post(&again(&ida["id"]), &Value::Null).await.expect_problem(409, "state_conflict");
});

// Who proves an address takes it from an empty registration, but not from a customer with tickets.
kit::both_engines!(another_s_change_of_address_does_not_take_a_customer_with_tickets_away, |app| {
    let (bo, ann) = (app.agent("bo").await, app.customer("ann").await);
    let ida = invite(&bo, "ida").await;
    ticket_for(&bo, &ida).await;
    app.run_jobs().await;
    app.mailbox.take();
    let address = json!({ "email": "ida@example.org", "password": PASSWORD });
    ann.post("/api/v1/me/email-change", &address).await.expect(202);
    app.run_jobs().await;
    let mut statuses = Vec::new();
    for letter in app.mailbox.take().into_iter().filter(|letter| letter.raw.contains("token=")) {
        let token = json!({ "token": letter.token() });
        let reply = app.visitor().post("/api/v1/me/email-change/confirm", &token).await;
        statuses.push(reply.status.as_u16());
    }
    assert_eq!(statuses, [200, 409]);
    assert_eq!(rows(&app, "account").await, 3);
});

kit::both_engines!(an_invitation_of_a_customer_can_be_repeated_and_known_ones_are_not_invited, |app| {
    let (bo, ann) = (app.agent("bo").await, app.customer("ann").await);
    let body = json!({ "name": "Ida", "email": "ida@example.org" });
    let keyed = bo.with("idempotency-key", "one");
    let first = keyed.post("/api/v1/customers", &body).await.expect(201).json;
    assert_eq!(keyed.post("/api/v1/customers", &body).await.expect(201).json, first);
    app.run_jobs().await;
    app.mailbox.take_only_to("ida@example.org");
    let known = json!({ "name": "Ann", "email": ann.email });
    bo.post("/api/v1/customers", &known).await.expect_problem(409, "email_taken");
});

kit::both_engines!(nobody_registers_over_an_invited_customer, |app| {
    let bo = app.agent("bo").await;
    let ida = invite(&bo, "ida").await;
    letter(&app, "Verfolgen Sie").await;
    let eve = json!({
        "name": "Eve", "email": "ida@example.org", "password": PASSWORD, "phone": "+33142685300",
    });
    app.visitor().post("/api/v1/auth/register", &eve).await.expect(202);
    let token = letter(&app, "Verfolgen Sie").await.token();
    let place = format!("/api/v1/customers/{}", ida["id"].as_str().unwrap());
    let shown = bo.get(&place).await.expect(200).json;
    assert_eq!((&shown["name"], &shown["contact"]["phone"]), (&json!("ida"), &Value::Null));
    let accepted = json!({ "token": token, "password": PASSWORD });
    app.visitor().post("/api/v1/auth/invitations/accept", &accepted).await.expect(204);
});

kit::both_engines!(a_follow_up_is_opened_in_a_customer_s_name, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader 3").await;
    let [ann, bo] = close(&app, &ticket, [&ann, &bo]).await;
    let new = |requester: &str| json!({ "subject": "Again", "body": "She called.", "requester_id": requester, "follow_up_of": ticket["id"] });
    let fresh = bo.post("/api/v1/tickets", &new(&ann.id)).await.expect(201).json;
    assert_eq!(fresh["follow_up_of"], ticket["id"]);
    let foreign = bo.post("/api/v1/tickets", &new(&eve.id)).await;
    foreign.expect_problem(422, "validation_failed").at("#/follow_up_of");
    app.run_jobs().await;
});
