//! Customers of the real program.

use std::{ops::Range, sync::Arc};

use domain::{
    Ctx,
    clock::SystemClock,
    identity::{Actor, Password, Role},
    random::SystemSource,
    store::Store,
};
use kit::{PASSWORD, TestDatabase};
use serde_json::{Value, json};

use crate::desk::account;

/// Adds customers beneath the program, which must not be running.
pub async fn add_customers(files: &TestDatabase, count: usize) {
    add_people(files, 0..count, Role::Customer).await;
}

/// Adds people with these numbers.
pub async fn add_people(files: &TestDatabase, numbers: Range<usize>, role: Role) {
    let password = Password::parse(PASSWORD).unwrap();
    let hash = api::PasswordHasher::default().hash(&password).await.unwrap();
    let cx = Ctx::new(&SystemClock, Arc::new(SystemSource::new()), Actor::Operator);
    let database = files.connect().await;
    let store = database.store();
    let mut tx = store.begin().await.unwrap();
    for number in numbers {
        let account = account(&cx, &address(number), role, hash.as_str());
        tx.accounts().add(&account).await.unwrap();
    }
    tx.commit().await.unwrap();
    drop(store);
    database.close().await.unwrap();
}

/// Signs one of them in; returns the access token.
pub async fn sign_in(client: &reqwest::Client, url: &str, number: usize) -> String {
    let credentials = json!({ "email": address(number), "password": PASSWORD });
    let answer = client.post(format!("{url}/api/v1/auth/token")).json(&credentials).send().await.unwrap();
    let tokens: Value = answer.json().await.unwrap();
    tokens["access_token"].as_str().expect("the customer can sign in").to_owned()
}

/// Its address.
pub fn address(number: usize) -> String {
    format!("customer{number}@example.org")
}
