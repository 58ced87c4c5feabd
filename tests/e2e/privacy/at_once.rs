//! Two who do something at the same moment: the person, the desk, a worker.

use super::*;
use crate::support::rows;
use domain::{
    Ctx,
    id::{AccountId, MessageId, ProductId, RepairId, SessionId, TicketId},
    identity::Principal,
    privacy::Farewell,
    repair::{self, Battery, CaseText, NewRepair, ReturnMethod, Subject},
    ticket::{self, Body, BodyFormat, MessageKind, NewMessage},
};
use kit::path_of;

/// A repair of somebody's in a ticket, asked for by an agent.
fn new_repair(cx: &Ctx, ticket: &Value, desk: &Desk) -> NewRepair {
    let id = |value: &Value| value["id"].as_str().unwrap().parse().unwrap();
    let text = |text| CaseText::parse(text).unwrap();
    NewRepair {
        id: RepairId::new(cx),
        ticket: TicketId::from_uuid(id(ticket)),
        subject: Subject::WithoutSerial {
            product: ProductId::from_uuid(id(&desk.product)),
            reason: text("Gone."),
        },
        symptom: text("It jams."),
        accessories: Vec::new(),
        battery: Battery::None,
        limit: None,
        return_method: ReturnMethod::PickUp,
        follow_up_of: None,
    }
}

kit::both_engines!(an_erasure_waits_for_a_repair_that_is_just_being_opened, |app| {
    let desk = Desk::open(&app).await;
    let ticket = desk.ann.opens_ticket("Fader 3 is stuck").await;
    let agent = AccountId::from_uuid(desk.agent.id.parse().unwrap());
    let session = SessionId::new(&app.ctx(Actor::Time));
    let cx = app.ctx(Actor::Person(Principal::signed_in(agent, session, Role::Agent)));
    let mut opening = app.store.begin().await.unwrap();
    repair::open(opening.as_mut(), &cx, new_repair(&cx, &ticket, &desk)).await.unwrap();
    // On SQLite who asks waits for the writer; there the two cannot meet.
    let (asked, ()) = tokio::join!(asks_and_steps(&app, &desk), async {
        for _ in 0..40 {
            app.store.read().await.unwrap().jobs().count().await.unwrap();
        }
        opening.commit().await.unwrap();
    });
    assert!(matches!(asked, Next::Repairs(ref open, _) if open.len() == 1), "{asked:?}");
    desk.ann.get("/api/v1/me").await.expect(200);
    app.run_jobs().await;
});

async fn asks_and_steps(app: &TestApp, desk: &Desk) -> Next {
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    steps(app, &asked).await
}

kit::both_engines!(who_takes_the_request_back_keeps_the_repairs, |app| {
    let desk = Desk::open(&app).await;
    let repair = desk.repair("K61-000001", "received", "goodwill").await;
    gives_address(&desk.ann, &repair).await.expect(200);
    let asked = asks(&desk.ann, "stop").await.expect(201).json;
    let wants_that = async || {
        let mut tx = app.store.begin().await.unwrap();
        privacy::wants_repairs_stopped(tx.as_mut(), id_of(&asked)).await.unwrap()
    };
    assert!(matches!(steps(&app, &asked).await, Next::Repairs(..)));
    assert!(wants_that().await);
    desk.ann.with("if-match", "*").delete(&place(&asked)).await.expect(204);
    assert!(!wants_that().await);
    app.run_jobs().await;
    let seen = desk.lead.get(&path(&repair)).await.expect(200).json;
    assert_eq!(seen["return_method"], "parcel");
    assert_eq!(rows(&app, "repair_address").await, 1);
});

kit::both_engines!(the_last_letter_is_one_workers_at_a_time_and_goes_out_once, |app| {
    let desk = Desk::open(&app).await;
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    while steps(&app, &asked).await == Next::Step {}
    let take = async || {
        let mut tx = app.store.begin().await.unwrap();
        let taken = privacy::take_farewell(tx.as_mut(), &app.ctx(Actor::Time), id_of(&asked)).await.unwrap();
        tx.commit().await.unwrap();
        taken
    };
    let note = async |is_over| {
        let mut tx = app.store.begin().await.unwrap();
        privacy::note_farewell(tx.as_mut(), &app.ctx(Actor::Time), id_of(&asked), is_over).await.unwrap();
        tx.commit().await.unwrap();
    };
    assert!(matches!(take().await, Farewell::Send(..)));
    assert!(matches!(take().await, Farewell::Elsewhere));
    // The mail server is away, or the worker died.
    note(false).await;
    assert!(matches!(take().await, Farewell::Send(..)));
    app.pass(Duration::minutes(11));
    assert!(matches!(take().await, Farewell::Send(..)));
    note(true).await;
    assert!(matches!(take().await, Farewell::Over));
    app.mailbox.take();
    app.run_jobs().await;
    assert_eq!(app.mailbox.take().len(), 0, "it was sent");
    assert_eq!(rows(&app, "privacy_request").await, 1);
    is_out(&app, &desk.ann).await;
});

kit::both_engines!(who_waits_for_a_repair_keeps_nobody_from_being_erased, |app| {
    let desk = Desk::open(&app).await;
    desk.repair("K61-000001", "received", "goodwill").await;
    asks(&desk.ann, "finish").await.expect(201);
    app.run_jobs().await;
    let theo = asks(&desk.theo, "finish").await.expect(201).json;
    let open = app.store.glance().await.unwrap().privacy_requests().open(1).await.unwrap();
    assert_eq!(open, [id_of(&theo)]);
    app.run_jobs().await;
    is_out(&app, &desk.theo).await;
    assert_eq!(crate::support::waiting_jobs(&app).await, 0, "no job orders itself again");
});

fn reply(cx: &Ctx) -> NewMessage {
    NewMessage {
        id: MessageId::new(cx),
        kind: MessageKind::Reply,
        format: BodyFormat::Text,
        body: Body::parse("Dear Ann").unwrap(),
        attachments: Vec::new(),
        set_status: None,
        mentions: Vec::new(),
        draft: None,
        undo: Duration::zero(),
    }
}

kit::both_engines!(what_staff_write_at_the_same_moment_goes_too, |app| {
    let desk = Desk::open(&app).await;
    let ticket = desk.ann.opens_ticket("Fader 3 is stuck").await;
    app.run_jobs().await;
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    assert_eq!(steps(&app, &asked).await, Next::Step);
    let agent = AccountId::from_uuid(desk.agent.id.parse().unwrap());
    let session = SessionId::new(&app.ctx(Actor::Time));
    let cx = app.ctx(Actor::Person(Principal::signed_in(agent, session, Role::Agent)));
    let mut writing = app.store.begin().await.unwrap();
    let id = TicketId::from_uuid(ticket["id"].as_str().unwrap().parse().unwrap());
    ticket::post(writing.as_mut(), &cx, id, reply(&cx)).await.unwrap();
    let ((), ()) = tokio::join!(
        async {
            steps(&app, &asked).await;
        },
        async {
            for _ in 0..40 {
                app.store.read().await.unwrap().jobs().count().await.unwrap();
            }
            writing.commit().await.unwrap();
        }
    );
    app.run_jobs().await;
    assert_eq!(rows(&app, "message").await, 0);
    let seen = desk.agent.reads(&ticket).await;
    assert_eq!((&seen["subject"], &seen["status"]), (&json!("[erased]"), &json!("closed")));
});

// Another server has just let her in, and remembers that for five seconds.
kit::both_engines!(who_is_being_erased_writes_nothing_more_on_any_server, |app| {
    let desk = Desk::open(&app).await;
    let elsewhere = app.another_server().await;
    let token = json!({ "name": "Export", "scopes": ["ticket.request"] });
    let token = desk.ann.post("/api/v1/api-tokens", &token).await.expect(201).json;
    let bearer = format!("Bearer {}", token["secret"].as_str().unwrap());
    let program = app.visitor().with("authorization", &bearer).at(elsewhere.clone());
    let there = desk.ann.through(&elsewhere);
    let ticket = there.opens_ticket("Fader 3 is stuck").await;
    let messages = format!("{}/messages", path_of(&ticket));
    program.get("/api/v1/tickets").await.expect(200);
    app.run_jobs().await;
    let asked = asks(&desk.ann, "finish").await.expect(201).json;
    assert_eq!(steps(&app, &asked).await, Next::Step, "nobody comes in any more");

    let stored =
        async || [rows(&app, "ticket").await, rows(&app, "message").await, rows(&app, "attachment").await];
    let before = stored().await;
    let tries = async || {
        for client in [there.client(), &program] {
            let new = json!({ "subject": "Fader 4", "body": "It jams." });
            client.post("/api/v1/tickets", &new).await.expect_problem(401, "unauthenticated");
            let reply = json!({ "kind": "reply", "body": "Hello?" });
            client.post(&messages, &reply).await.expect_problem(401, "unauthenticated");
        }
        there.client().upload("fader.txt", b"It jams.").await.expect_problem(401, "unauthenticated");
        let name = there.client().patch("/api/v1/me", &json!(1), &json!({ "name": "Ann again" })).await;
        name.expect_problem(401, "unauthenticated");
    };
    tries().await;
    assert_eq!(stored().await, before);
    app.run_jobs().await;
    tries().await;
    assert_eq!(stored().await, [1, 0, 0]);
    app.mailbox.take();
});
