//! What comes between the look for copies and the end of the address.

use domain::{
    Error,
    address::{Look, look_for_copies},
    id::{AccountId, MessageId, SessionId, TicketId},
    identity::{Actor, Principal},
    ticket::{self, Body, BodyFormat, MessageKind, NewMessage},
    vault::{self, PurgeRule, SealedAddress},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::*;
use crate::support::rows;

fn uuid(text: &Value) -> Uuid {
    text.as_str().unwrap().parse().unwrap()
}

impl Case {
    async fn looks(&self, app: &TestApp) -> Look {
        let cx = app.ctx(Actor::Time);
        look_for_copies(app.store.as_ref(), app.vault.keys.as_ref(), &cx, self.id()).await.unwrap()
    }

    async fn ends_after(&self, app: &TestApp, look: Look) -> Result<(), Error> {
        let cx = app.ctx(Actor::Time);
        let mut tx = app.store.begin().await?;
        kit::vault::ends(tx.as_mut(), &cx, self.id(), look, PurgeRule::Withdrawn).await?;
        tx.commit().await
    }

    async fn messages(&self) -> String {
        let path = format!("{}/messages", kit::path_of(&self.ticket));
        self.bo.get(&path).await.expect(200).json.to_string()
    }
}

kit::both_engines!(no_address_ends_without_a_look_at_that_very_version, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    let of_none = case.looks(&app).await;
    case.given().await;
    let refused = case.ends_after(&app, of_none).await;
    assert!(matches!(refused, Err(Error::Unavailable { .. })), "{refused:?}");
    let of_first = case.looks(&app).await;
    case.gives(&case.ann, "*", &address()).await.expect(200);
    let refused = case.ends_after(&app, of_first).await;
    assert!(matches!(refused, Err(Error::Unavailable { .. })), "{refused:?}");
    assert_eq!(rows(&app, "repair_address").await, 1);
    let look = case.looks(&app).await;
    case.ends_after(&app, look).await.unwrap();
    assert_eq!(rows(&app, "repair_address").await, 0);
    app.run_jobs().await;
});

kit::both_engines!(what_the_law_holds_since_the_look_does_not_end, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    let cx = app.ctx(Actor::Person(Principal::signed_in(
        AccountId::from_uuid(case.ann.id.parse().unwrap()),
        SessionId::new(&app.ctx(Actor::Time)),
        Role::Customer,
    )));
    let look = case.looks(&app).await;
    let until = domain::clock::to_text(app.now() + chrono::Duration::days(2));
    let hold = json!({ "reason": "A court asks.", "until": until });
    put(&case.pat.with("if-match", "*"), &format!("{}/legal-hold", case.path()), &hold).await.expect(200);
    let mut tx = app.store.begin().await.unwrap();
    let refused = domain::address::withdraw(tx.as_mut(), &cx, case.id(), None, look).await;
    assert!(
        matches!(refused, Err(Error::Conflict(domain::error::Conflict::RepairHeld { .. }))),
        "{refused:?}"
    );
    drop(tx);
    assert_eq!(rows(&app, "repair_address").await, 1);
    app.run_jobs().await;
});

kit::both_engines!(a_message_that_comes_late_under_an_older_id_is_swept_too, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    // Its id was given before the first message's, and it is committed after the look.
    let cx = app.ctx(Actor::Time);
    let principal = Principal::signed_in(
        AccountId::from_uuid(case.ann.id.parse().unwrap()),
        SessionId::new(&cx),
        Role::Customer,
    );
    let look = case.looks(&app).await;
    let early = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
    let new = NewMessage {
        id: MessageId::from_uuid(early),
        kind: MessageKind::Reply,
        format: BodyFormat::Text,
        body: Body::parse("Zwölfapfelstraße 17!").unwrap(),
        attachments: Vec::new(),
        set_status: None,
        mentions: Vec::new(),
        draft: None,
        undo: chrono::Duration::zero(),
    };
    let mut tx = app.store.begin().await.unwrap();
    let ticket = TicketId::from_uuid(uuid(&case.ticket["id"]));
    ticket::post(tx.as_mut(), &app.ctx(Actor::Person(principal)), ticket, new).await.unwrap();
    tx.commit().await.unwrap();
    assert!(case.messages().await.contains("Zwölfapfel"));
    case.ends_after(&app, look).await.unwrap();
    assert!(!case.messages().await.contains("Zwölfapfel"), "{}", case.messages().await);
    app.run_jobs().await;
});

/// What a restored database has again.
struct Before {
    record: vault::AddressRecord,
    sealed: SealedAddress,
    message: Uuid,
}

impl Before {
    async fn of(app: &TestApp, case: &Case) -> Self {
        let path = format!("{}/messages", kit::path_of(&case.ticket));
        let messages = case.bo.get(&path).await.json;
        let message = messages["items"].as_array().unwrap().last().unwrap()["id"].clone();
        let mut tx = app.store.read().await.unwrap();
        let record = tx.addresses().find(case.id()).await.unwrap().unwrap();
        let sealed = tx.addresses().sealed(case.id()).await.unwrap().unwrap();
        Self { record, sealed, message: uuid(&message) }
    }

    /// As after a restore: the repair goes on, the address and the message are there, their end is not known.
    async fn comes_back(&self, app: &TestApp, text: &str) {
        let mut tx = app.store.begin().await.unwrap();
        let mut message = tx.messages().find(MessageId::from_uuid(self.message)).await.unwrap().unwrap();
        message.body = Body::parse(text).unwrap();
        tx.messages().rewrite(&[message]).await.unwrap();
        tx.commit().await.unwrap();
        let database = app.database.connect().await;
        for sql in ["DELETE FROM purge_record", "UPDATE repair_case SET state = 'delivered', ended_at = NULL"]
        {
            database.connection().execute_unprepared(sql).await.unwrap();
        }
        database.close().await.unwrap();
        let mut tx = app.store.begin().await.unwrap();
        tx.addresses().add(&self.record, &self.sealed).await.unwrap();
        tx.commit().await.unwrap();
    }
}

kit::both_engines!(what_a_restore_brings_back_is_swept_again_while_it_can_be_read, |app| {
    const PASTED: &str = "It is Zwölfapfelstraße 17, as ever.";
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.ann.replies(&case.ticket, PASTED).await;
    let before = Before::of(&app, &case).await;
    case.closes().await;
    app.run_jobs().await;
    assert!(!case.messages().await.contains("Zwölfapfel"));

    before.comes_back(&app, PASTED).await;
    assert!(case.messages().await.contains("Zwölfapfel"));
    let (vault, cx) = (&app.vault, app.ctx(Actor::Operator));
    let (keys, archive) = (vault.keys.as_ref(), vault.archive.as_ref());
    let done = vault::reconcile(app.store.as_ref(), keys, archive, &cx, false).await.unwrap();
    assert_eq!((done.purged, done.unswept, done.lost), (1, 0, 0));
    assert!(!case.messages().await.contains("Zwölfapfel"));
    let ends = case.receipt().await;
    assert_eq!((&ends[0]["rule"], &ends[0]["copies"]), (&json!("closed"), &json!("removed")));
    assert_eq!(rows(&app, "repair_address").await, 0);

    // Once its key is destroyed nobody knows what to look for, and the receipt says so.
    before.comes_back(&app, PASTED).await;
    let database = app.database.connect().await;
    let damaged = match database.connection().get_database_backend() {
        sea_orm::DbBackend::Sqlite => "UPDATE address_key SET wrapped = zeroblob(72)",
        _ => "UPDATE address_key SET wrapped = decode(repeat('00', 72), 'hex')",
    };
    database.connection().execute_unprepared(damaged).await.unwrap();
    database.close().await.unwrap();
    let done = vault::reconcile(app.store.as_ref(), keys, archive, &cx, false).await.unwrap();
    assert_eq!((done.purged, done.unswept), (1, 1));
    assert_eq!(case.receipt().await[0]["copies"], "unreadable");
    assert!(case.messages().await.contains("Zwölfapfel"));
    app.run_jobs().await;
});
