//! Whose ticket it is.

use domain::identity::{AccountState, Role};
use serde_json::{Value, json};

use super::{ask, history};
use crate::{identity::set_state, support::waiting_jobs};

kit::both_engines!(who_is_given_a_ticket_is_told_unless_they_took_it_themselves, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    app.mailbox.take();

    let taken = bo.changes(&ticket, json!({ "assignee_id": bo.id })).await;
    assert_eq!((&taken["status"], &taken["staff"]["assignee"]["id"]), (&json!("open"), &json!(bo.id)));
    assert_eq!(waiting_jobs(&app).await, 0, "nobody is told of what they did themselves");

    bo.changes(&ticket, json!({ "assignee_id": cy.id })).await;
    app.run_jobs().await;
    let letter = app.mailbox.take_only_to("cy@desk.example.org");
    assert!(letter.subject().contains(&format!("[#{}]", ticket["number"])));

    let back = bo.changes(&ticket, json!({ "assignee_id": null })).await;
    assert_eq!((&back["status"], &back["staff"]["assignee"]), (&json!("open"), &Value::Null));
    assert_eq!(waiting_jobs(&app).await, 0);

    let events = history(&bo, &ticket).await;
    let steps: Vec<_> = events.iter().filter(|event| event["kind"] == "assignee_changed").collect();
    let expected = [(Value::Null, json!(bo.id)), (json!(bo.id), json!(cy.id)), (json!(cy.id), Value::Null)];
    assert_eq!(steps.len(), expected.len());
    for (event, (from, to)) in steps.into_iter().zip(expected) {
        assert_eq!((&event["from"], &event["to"], &event["actor"]["id"]), (&from, &to, &json!(bo.id)));
    }
});

kit::both_engines!(tickets_go_only_to_active_staff_who_may_answer_them, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    let locked = app.agent("locked").await;
    set_state(&app, &locked.email, AccountState::Disabled).await;
    let mut unfit = vec![ann.id.clone(), locked.id, "0190a000-0000-7000-8000-000000000000".to_owned()];
    for role in [Role::Technician, Role::Logistics, Role::PrivacyOfficer] {
        unfit.push(app.staff(role.name(), role).await.id);
    }
    let before = (bo.reads(&ticket).await, history(&bo, &ticket).await);
    for id in unfit {
        let refused = ask(&bo, &ticket, json!({ "assignee_id": id, "priority": "high" })).await;
        let refused = refused.expect_problem(422, "validation_failed").at("#/assignee_id");
        assert_eq!(refused.json["errors"][0]["code"], "unknown_reference");
    }
    ask(&bo, &ticket, json!({ "assignee_id": "bo" })).await.expect_problem(422, "validation_failed");
    assert_eq!((bo.reads(&ticket).await, history(&bo, &ticket).await), before);
    assert_eq!(waiting_jobs(&app).await, 0);
    for role in [Role::Agent, Role::Lead, Role::Admin] {
        let fit = app.staff(role.name(), role).await;
        ask(&bo, &ticket, json!({ "assignee_id": fit.id })).await.expect(200);
    }
    app.run_jobs().await;
});

kit::both_engines!(only_who_may_assign_assigns, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let ticket = ann.opens_ticket("Fader").await;
    app.run_jobs().await;
    let before = bo.reads(&ticket).await;
    let tom = app.staff("tom", Role::Technician).await;
    for person in [&ann, &tom] {
        for assignee in [json!(bo.id), Value::Null] {
            let refused = ask(person, &ticket, json!({ "assignee_id": assignee })).await;
            refused.expect_problem(403, "forbidden");
        }
    }
    assert_eq!(bo.reads(&ticket).await, before);
});

kit::both_engines!(a_reply_goes_to_whoever_had_the_ticket_when_it_came, |app| {
    let (ann, bo, cy) = (app.customer("ann").await, app.agent("bo").await, app.agent("cy").await);
    let ticket = ann.opens_ticket("Fader").await;
    ann.replies(&ticket, "Nobody has it yet.").await;
    app.run_jobs().await;
    app.mailbox.take_only_to("ann@example.org");

    bo.changes(&ticket, json!({ "assignee_id": bo.id })).await;
    ann.replies(&ticket, "For whoever has it.").await;
    bo.changes(&ticket, json!({ "assignee_id": cy.id })).await;
    app.run_jobs().await;
    let letters = app.mailbox.take();
    let told = |text: &str| -> Vec<_> {
        letters.iter().filter(|mail| mail.text().contains(text)).map(|mail| mail.to.as_str()).collect()
    };
    assert_eq!(told("For whoever has it."), ["bo@desk.example.org"]);
    assert_eq!(told("is now assigned to you"), ["cy@desk.example.org"]);
    assert_eq!(letters.len(), 2);
});
