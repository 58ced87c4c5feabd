//! Every operation that takes a body refuses what is none, says so without repeating it, and stores nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::privacy::{non_personal_columns, personal_columns};
use kit::TestApp;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use crate::{
    answers::assert_documented,
    calls::{Call, known},
    desk::Desk,
    document::operations,
};

const JSON: &str = "application/json";

/// What is sent as what, and what is wrong with it.
fn bad_bodies() -> Vec<(&'static str, String, u16, &'static str)> {
    vec![
        (JSON, String::new(), 400, "malformed_json"),
        (JSON, "MARKER".to_owned(), 400, "malformed_json"),
        (JSON, r#"{"MARKER":1,}"#.to_owned(), 400, "malformed_json"),
        (JSON, r#"{"a":"#.repeat(10_000), 400, "malformed_json"),
        (JSON, r#"["MARKER"]"#.to_owned(), 422, "validation_failed"),
        (JSON, r#"{"MARKER <b>":1}"#.to_owned(), 422, "validation_failed"),
        (JSON, r#"{"MARKER\u0000":1}"#.to_owned(), 422, "validation_failed"),
        ("text/plain", "{}".to_owned(), 415, "unsupported_media_type"),
        ("application/x-www-form-urlencoded", "a=MARKER".to_owned(), 415, "unsupported_media_type"),
    ]
}

/// How many rows each table has.
pub async fn stored(app: &TestApp) -> BTreeMap<&'static str, i64> {
    let personal = personal_columns().map(|entry| entry.table);
    let tables: BTreeSet<_> = personal.chain(non_personal_columns().map(|(table, _)| table)).collect();
    let database = app.database.connect().await;
    let mut counts = BTreeMap::new();
    for table in tables {
        let count = format!("SELECT count(*) FROM {table}");
        let statement = Statement::from_string(database.connection().get_database_backend(), count);
        let row = database.connection().query_one_raw(statement).await.unwrap().unwrap();
        counts.insert(table, row.try_get_by_index(0).unwrap());
    }
    database.close().await.unwrap();
    counts
}

kit::both_engines!(what_is_no_body_is_refused_by_every_operation, |app| {
    let desk = Desk::open(&app).await;
    app.run_jobs().await;
    let before = stored(&app).await;
    let mut tried = 0;
    for operation in operations() {
        let Some((JSON, _)) = operation.body() else { continue };
        let role = (!known(operation.id()).is_public()).then(|| known(operation.id()).first_role());
        let call = Call::plausible(&operation, &desk, role);
        for (media_type, body, status, code) in bad_bodies() {
            let bad = call.saying(Value::String(body.clone())).with_header("content-type", media_type);
            let reply = bad.by(&desk.caller(&app, role)).await;
            assert_documented(&operation, &reply);
            let found = (reply.status.as_u16(), reply.json["code"].as_str());
            assert_eq!(found, (status, Some(code)), "{} {body:.40}: {}", operation.id(), reply.json);
            assert!(!reply.json.to_string().contains("MARKER"), "{}: {}", operation.id(), reply.json);
        }
        tried += 1;
    }
    assert!(tried >= 50, "only {tried} operations were tried");
    assert_eq!(stored(&app).await, before);
});
