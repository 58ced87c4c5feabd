//! Who may do what, with what, and what is on record of it.

mod api_tokens;
mod audit;
mod confidentiality;
mod customers;
mod staff;
pub(crate) mod totp;

use domain::{
    id::AccountId,
    identity::{AccountState, Actor, Role},
    job::{JobRequest, Work},
};
use kit::{Person, TestApp};

/// Runs the job that forgets, now.
async fn forget(app: &TestApp) {
    let mut tx = app.store.begin().await.unwrap();
    tx.jobs().enqueue(JobRequest::now(&app.ctx(Actor::Time), Work::RemoveExpired)).await.unwrap();
    tx.commit().await.unwrap();
    app.run_jobs().await;
}

/// Gives the person another role, as another server would.
async fn has_role(app: &TestApp, person: &Person, role: Role) {
    let mut tx = app.store.begin().await.unwrap();
    let id = AccountId::from_uuid(person.id.parse().unwrap());
    let mut account = tx.accounts().find(id).await.unwrap().unwrap();
    let version = account.version;
    account.role = role;
    account.version += 1;
    tx.accounts().update(&account, version).await.unwrap();
    tx.commit().await.unwrap();
}

/// Disables the person's account, as another server would.
async fn ends(app: &TestApp, person: &Person) {
    let mut tx = app.store.begin().await.unwrap();
    let id = AccountId::from_uuid(person.id.parse().unwrap());
    let mut account = tx.accounts().find(id).await.unwrap().unwrap();
    let version = account.version;
    account.state = AccountState::Disabled;
    account.version += 1;
    tx.accounts().update(&account, version).await.unwrap();
    tx.commit().await.unwrap();
}
