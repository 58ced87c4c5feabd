//! The address vault: given, opened, ended, and gone from every copy one rotation later.

mod ended;
mod given;
mod rotation;

use chrono::Duration;
use domain::{
    Error,
    id::RepairId,
    identity::Actor,
    vault::{self, AddressBytes, AddressRecord, Capture, CapturedVia, PurgeRule, Quality, Swept},
};
use kit::{Person, TestApp};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use serde_json::json;
use uuid::Uuid;

/// An address that is found nowhere else.
const STREET: &str = "Kupferdreher Markt 17\u{2007}Hinterhaus";

/// A case in this state, with neither ticket nor requester.
async fn case(app: &TestApp, admin: &Person, state: &str) -> RepairId {
    let sku = Uuid::from_u128(u128::from_be_bytes(app.ctx(Actor::Time).random_bytes())).simple().to_string();
    let new = json!({ "sku": sku[..12], "name": "Keys 61" });
    let product = admin.post("/api/v1/products", &new).await.expect(201).json;
    let (id, product) =
        (app.ctx(Actor::Time).uuid(), product["id"].as_str().unwrap().parse::<Uuid>().unwrap());
    let now = app.now();
    let insert = "INSERT INTO repair_case (id, rma_number, product_id, state, state_at, battery, return_method, \
        is_prepaid, reminders, version, requester_version, created_at, updated_at, \
        requester_updated_at) VALUES ($1, $2, $3, $4, $5, 'none', 'parcel', false, 0, 1, 1, $5, $5, $5)";
    let values = [id.into(), id.to_string().into(), product.into(), state.into(), now.into()];
    execute(app, insert, values.to_vec()).await.unwrap();
    RepairId::from_uuid(id)
}

async fn execute(app: &TestApp, sql: &str, values: Vec<sea_orm::Value>) -> Result<u64, DbErr> {
    let database = app.database.connect().await;
    let engine = database.connection().get_database_backend();
    let done = database.connection().execute_raw(Statement::from_sql_and_values(engine, sql, values)).await;
    database.close().await.unwrap();
    Ok(done?.rows_affected())
}

/// Changes the case's state beneath all rules of the program: the database's own are left.
async fn moves(app: &TestApp, case: RepairId, state: &str) -> Result<u64, DbErr> {
    let ended = if ["closed", "cancelled", "rejected", "expired"].contains(&state) { "$3" } else { "NULL" };
    let update =
        format!("UPDATE repair_case SET state = $2, outcome = 'repaired', ended_at = {ended} WHERE id = $1");
    let mut values = vec![case.as_uuid().into(), state.into()];
    if ended == "$3" {
        values.push(app.now().into());
    }
    execute(app, &update, values).await
}

fn capture() -> Capture {
    Capture { quality: Quality::Valid, via: CapturedVia::Customer, ceiling: Duration::days(180) }
}

/// Gives an address; an error if the vault takes none.
async fn tries_to_give(app: &TestApp, case: RepairId, text: &str) -> Result<AddressRecord, Error> {
    let (cx, keys) = (app.ctx(Actor::Time), app.vault.keys.as_ref());
    kit::vault::give(app.store.as_ref(), keys, &cx, case, text.as_bytes(), capture()).await
}

async fn gives(app: &TestApp, case: RepairId, text: &str) -> AddressRecord {
    tries_to_give(app, case, text).await.unwrap()
}

/// The address as it can be read now.
async fn opens(app: &TestApp, case: RepairId) -> Option<String> {
    let opened = vault::open(app.store.as_ref(), app.vault.keys.as_ref(), case).await.unwrap();
    opened.map(|(_, plain)| String::from_utf8(plain.reveal().to_vec()).unwrap())
}

/// Ends the case with its address, as a transition does.
async fn ends(app: &TestApp, case: RepairId) {
    purges(app, case, PurgeRule::Closed).await;
    moves(app, case, "closed").await.unwrap();
}

async fn purges(app: &TestApp, case: RepairId, rule: PurgeRule) {
    let (cx, keys) = (app.ctx(Actor::Time), app.vault.keys.as_ref());
    kit::vault::end(app.store.as_ref(), keys, &cx, case, rule).await.unwrap();
}

async fn receipts(app: &TestApp, case: RepairId) -> Vec<vault::PurgeRecord> {
    let mut tx = app.store.read().await.unwrap();
    vault::receipts(tx.as_mut(), case).await.unwrap()
}

/// Every key that is held, by epoch.
async fn held(app: &TestApp) -> Vec<i64> {
    app.vault.keys.keys().await.unwrap().into_iter().map(|key| key.epoch.number()).collect()
}
