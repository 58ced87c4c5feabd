//! Who comes at the same moment as somebody else, or twice.

use std::{collections::HashSet, sync::Arc};

use kit::{Engine, PASSWORD, TestApp};
use persistence::Database;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;

use super::{at_once, many_writers};
use crate::desk::query;

/// Sends the same registration as often as there are connections; all must be accepted.
async fn registers_eight_times(app: Arc<TestApp>) {
    let answers = at_once(8, |_| {
        let visitor = app.visitor();
        let registration = json!({ "name": "Ann", "email": "ann@example.org", "password": PASSWORD });
        async move { visitor.post("/api/v1/auth/register", &registration).await }
    });
    for answer in answers.await {
        assert!(answer.expect(202).body.is_empty(), "none of them learns of the others");
    }
}

async fn assert_one_account(app: &TestApp) {
    let database = app.database.connect().await;
    assert_eq!(count(&database, "SELECT COUNT(*) FROM account").await, 1);
    assert_eq!(app.run_jobs().await, 8, "one mail for each request");
    let mut confirmed = 0;
    for letter in app.mailbox.take() {
        assert_eq!(letter.to, "ann@example.org");
        let token = json!({ "token": letter.token(), "password": PASSWORD });
        match app.visitor().post("/api/v1/auth/verify-email", &token).await.status.as_u16() {
            204 => confirmed += 1,
            // Of a registration that another has replaced.
            other => assert_eq!(other, 410),
        }
    }
    assert!(confirmed > 0, "the last registration counts");
    app.sign_in("ann@example.org").await;
}

kit::both_engines!(an_address_that_is_registered_by_many_at_once_gets_one_account, |app| {
    registers_eight_times(Arc::clone(&app)).await;
    assert_one_account(&app).await;
});

#[tokio::test]
async fn an_address_that_was_free_for_all_of_them_gets_one_account() {
    kit::run(Engine::Postgres, |app| async move {
        let database = app.database.connect().await;
        let brake = database.connection().begin().await.unwrap();
        brake.execute_unprepared("LOCK TABLE account IN SHARE MODE").await.unwrap();
        let release = async {
            // All have seen that the address is free, and wait to take it.
            let waiting =
                "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'account'::regclass";
            while count(&database, waiting).await < 8 {}
            brake.rollback().await.unwrap();
        };
        tokio::join!(registers_eight_times(Arc::clone(&app)), release);
        assert_one_account(&app).await;
    })
    .await;
}

many_writers!(a_refresh_token_that_is_used_by_many_at_once_moves_the_session_by_one, |app, clients| {
    let ann = app.customer("ann").await;
    let request = json!({ "refresh_token": ann.refresh_token });
    let answers = at_once(clients, |_| {
        let (visitor, request) = (app.visitor(), request.clone());
        async move { visitor.post("/api/v1/auth/token/refresh", &request).await.expect(200) }
    });
    let successors: HashSet<_> = answers
        .await
        .iter()
        .map(|answer| answer.json["refresh_token"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(successors.len(), 1, "all get the same successor");
    let database = app.database.connect().await;
    let rows = query(&database, "SELECT generation FROM session").await;
    let generations: Vec<i32> = rows.iter().map(|row| row.try_get("", "generation").unwrap()).collect();
    assert_eq!(generations, [1]);
});

async fn count(database: &Database, sql: &str) -> i64 {
    query(database, sql).await[0].try_get_by_index(0).unwrap()
}

many_writers!(a_person_sends_files_in_many_tickets_at_once, |app, writers| {
    let person = Arc::new(app.customer("ann").await);
    let sent = at_once(writers, |number| {
        let person = Arc::clone(&person);
        async move {
            let ticket = person.opens_ticket("It hums").await;
            let file = person.uploads(&format!("{number}.txt"), b"a file").await["id"].clone();
            let reply = json!({ "kind": "reply", "body": "See the file", "attachment_ids": [file] });
            person.writes(&ticket, reply).await.expect(201).json["attachments"][0]["id"] == file
        }
    });
    assert!(sent.await.into_iter().all(|has_it| has_it), "each file goes with what it was sent with");
    app.run_jobs().await;
    app.mailbox.take();
});
