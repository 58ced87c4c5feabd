//! Addresses that nobody can read any more, and keys that are away: no repair is without an end.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::Duration;
use domain::{
    Error,
    identity::Actor,
    vault::{Step, reconcile},
};
use sea_orm::{ConnectionTrait, Statement};

use super::*;
use crate::support::{rows, time_passes};

async fn execute(app: &TestApp, sql: &str, values: Vec<sea_orm::Value>) {
    let database = app.database.connect().await;
    let engine = database.connection().get_database_backend();
    let statement = Statement::from_sql_and_values(engine, sql, values);
    database.connection().execute_raw(statement).await.unwrap();
    database.close().await.unwrap();
}

impl Case {
    /// The disk, or somebody, has changed the wrapped key.
    async fn is_damaged(&self, app: &TestApp) {
        let damage = "UPDATE address_key SET wrapped = $2 WHERE repair_id = $1";
        execute(app, damage, vec![self.id().as_uuid().into(), vec![7_u8; 72].into()]).await;
    }
}

/// The key directory, while it is not mounted.
struct Away(PathBuf, PathBuf);

impl Away {
    fn from(app: &TestApp) -> Self {
        let place = app.database.directory.path().join("keys");
        let elsewhere = place.with_extension("away");
        fs::rename(&place, &elsewhere).unwrap();
        Self(place, elsewhere)
    }

    fn comes_back(self) {
        fs::rename(self.1, self.0).unwrap();
    }
}

/// The keys, while an empty folder is where theirs should be.
struct Emptied(PathBuf, PathBuf);

impl Emptied {
    fn of(app: &TestApp) -> Self {
        let place = app.database.directory.path().join("keys");
        let elsewhere = place.with_extension("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        carry(&place, &elsewhere);
        Self(place, elsewhere)
    }

    fn come_back(self) {
        carry(&self.1, &self.0);
    }
}

fn carry(from: &Path, to: &Path) {
    for file in fs::read_dir(from).unwrap().flatten() {
        fs::rename(file.path(), to.join(file.file_name())).unwrap();
    }
}

async fn rotates(app: &TestApp) {
    app.pass(Duration::hours(25));
    for step in Step::ALL {
        app.worker.rotate(step).await.unwrap();
    }
}

async fn held(app: &TestApp) -> Vec<i64> {
    app.vault.keys.keys().await.unwrap().into_iter().map(|key| key.epoch.number()).collect()
}

kit::both_engines!(a_repair_whose_address_cannot_be_read_ends_and_says_so, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.ann.replies(&case.ticket, "It is Zwölfapfelstraße 17.").await;
    case.is_damaged(&app).await;
    // It can be replaced, too.
    case.gives(&case.ann, "*", &address()).await.expect(200);
    case.is_damaged(&app).await;
    case.closes().await;
    let ends: Vec<_> = case.receipt().await.iter().map(|end| end["copies"].clone()).collect();
    assert_eq!(ends, [json!("unreadable"), json!("unreadable")]);
    assert_eq!(rows(&app, "repair_address").await, 0);
    app.run_jobs().await;
});

kit::both_engines!(one_that_cannot_be_read_stops_no_rotation_and_is_asked_for_anew, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.is_damaged(&app).await;
    rotates(&app).await;
    assert_eq!(held(&app).await, [2], "its old key is gone, with all that it could have read");
    let case = case.signed_in_again(&app).await;
    let ends = case.receipt().await;
    assert_eq!((&ends[0]["rule"], &ends[0]["copies"]), (&json!("key_lost"), &json!("unreadable")));
    assert!(case.ann.get(&case.path()).await.json["awaiting_address_since"].is_string());
    app.run_jobs().await;
    assert!(app.mailbox.take_only_to(&case.ann.email).subject().starts_with("Where shall we send"));
    let audit = case.pat.get("/api/v1/audit").await.expect(200).json.to_string();
    assert!(audit.contains("address_lost"), "{audit}");
    case.given().await;
    rotates(&app).await;
    assert_eq!(held(&app).await, [3]);
    assert_eq!(rows(&app, "repair_address").await, 1);
});

kit::both_engines!(what_the_law_holds_is_carried_along_unread, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.is_damaged(&app).await;
    let until = domain::clock::to_text(app.now() + Duration::days(2));
    let hold = json!({ "reason": "A court asks.", "until": until });
    let path = format!("{}/legal-hold", case.path());
    put(&case.pat.with("if-match", "*"), &path, &hold).await.expect(200);
    rotates(&app).await;
    assert_eq!((held(&app).await, rows(&app, "repair_address").await), (vec![2], 1));
    rotates(&app).await;
    rotates(&app).await;
    assert_eq!((held(&app).await, rows(&app, "repair_address").await), (vec![4], 0));
    app.run_jobs().await;
});

kit::both_engines!(while_the_keys_are_away_an_end_waits_unless_a_lead_says_otherwise, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.moves(&case.lou, "outbound", json!({ "serial": "K61-1" })).await.expect(200);
    let keys = Away::from(&app);
    let mut lost = json!({ "outcome": "lost_compensated", "reason": "The carrier lost it." });
    kit::errors::expect("address keys not available");
    let waits = case.moves(&case.lea, "closed", lost.clone()).await.expect(503);
    assert!(waits.header("retry-after").is_some());
    assert_eq!((rows(&app, "repair_address").await, rows(&app, "address_access").await), (1, 0));
    lost["without_looking"] = json!(true);
    case.moves(&case.ann, "delivered", json!({ "without_looking": true })).await.expect(403);
    case.moves(&case.lea, "undeliverable", json!({ "without_looking": true })).await.expect(422);
    case.moves(&case.lea, "closed", lost).await.expect(200);
    assert_eq!(case.receipt().await[0]["copies"], "skipped");
    let audit = case.pat.get("/api/v1/audit").await.expect(200).json.to_string();
    assert!(audit.contains("address_not_looked_for"), "{audit}");
    keys.comes_back();
    app.run_jobs().await;
});

kit::both_engines!(what_could_not_be_opened_is_listed_as_failed, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    let list = format!("{}/accesses", case.address());
    let keys = Away::from(&app);
    kit::errors::expect("address keys not available");
    case.reveals(&case.lou, json!({ "purpose": "dispatch" })).await.expect(503);
    kit::errors::expect("address keys not available");
    case.ann.get(&case.address()).await.expect(503);
    keys.comes_back();
    case.reveals(&case.lou, json!({ "purpose": "dispatch" })).await.expect(200);
    let told = case.ann.get(&list).await.expect(200).json["items"].clone();
    let told: Vec<_> = told.as_array().unwrap().iter().map(|one| (&one["purpose"], &one["failed"])).collect();
    let (dispatch, own) = (json!("dispatch"), json!("own"));
    assert_eq!(told, [(&dispatch, &json!(false)), (&own, &json!(true)), (&dispatch, &json!(true))]);
    app.run_jobs().await;
});

kit::both_engines!(a_lead_closes_what_was_delivered_while_the_keys_are_away, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.moves(&case.lou, "delivered", json!({ "identity_checked": true })).await.expect(200);
    let keys = Away::from(&app);
    let closed = json!({ "reason": "It has arrived.", "without_looking": true });
    case.moves(&case.bo, "closed", closed.clone()).await.expect(403);
    case.moves(&case.lea, "closed", closed).await.expect(200);
    assert_eq!(case.receipt().await[0]["copies"], "skipped");
    keys.comes_back();
    app.run_jobs().await;
});

kit::both_engines!(what_time_ends_waits_for_the_keys_and_not_for_ever, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    case.moves(&case.lou, "delivered", json!({ "identity_checked": true })).await.expect(200);
    app.run_jobs().await;
    let keys = Away::from(&app);
    time_passes(&app, Duration::days(8)).await;
    assert_eq!(rows(&app, "repair_case WHERE state = 'delivered'").await, 1);
    // Behind the ceiling it waits for a week, and then ends without.
    time_passes(&app, Duration::days(174)).await;
    assert_eq!(rows(&app, "repair_address").await, 1);
    time_passes(&app, Duration::days(7)).await;
    assert_eq!(rows(&app, "repair_address").await, 0);
    time_passes(&app, Duration::hours(1)).await;
    assert_eq!(rows(&app, "repair_case WHERE state = 'closed'").await, 1);
    keys.comes_back();
    let case = case.signed_in_again(&app).await;
    let ends = case.receipt().await;
    assert_eq!((&ends[0]["rule"], &ends[0]["copies"]), (&json!("ceiling"), &json!("skipped")));
    // The jobs that have waited for the keys, and those that these order.
    for _ in 0..3 {
        time_passes(&app, Duration::hours(8)).await;
    }
    app.run_jobs().await;
});

kit::both_engines!(what_the_law_has_held_waits_a_week_from_then_on, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    time_passes(&app, Duration::days(170)).await;
    let case = case.signed_in_again(&app).await;
    let until = domain::clock::to_text(app.now() + Duration::days(20));
    let hold = json!({ "reason": "A court asks.", "until": until });
    put(&case.pat.with("if-match", "*"), &format!("{}/legal-hold", case.path()), &hold).await.expect(200);
    let keys = Away::from(&app);
    // Eleven days behind its ceiling, and one behind the hold.
    time_passes(&app, Duration::days(21)).await;
    assert_eq!(rows(&app, "repair_address").await, 1);
    time_passes(&app, Duration::days(7)).await;
    assert_eq!(rows(&app, "repair_address").await, 0);
    keys.comes_back();
    // The jobs that have waited for the keys.
    time_passes(&app, Duration::hours(8)).await;
});

kit::both_engines!(an_empty_key_directory_loses_nothing_wherever_a_rotation_is, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    for (epoch, done) in (2..).zip([0, 1, 2, 4]) {
        app.pass(Duration::hours(25));
        for step in &Step::ALL[..done] {
            app.worker.rotate(*step).await.unwrap();
        }
        let keys = Emptied::of(&app);
        // As the job does it: the first step that fails ends the turn; here they all are tried.
        let mut refused = 0;
        for step in Step::ALL {
            if let Err(error) = app.worker.rotate(step).await {
                assert!(matches!(error, Error::KeysUnavailable { .. }), "{step:?}: {error:?}");
                refused += 1;
            }
        }
        assert!(refused > 0, "behind {done} steps");
        assert_eq!(
            (held(&app).await.len(), rows(&app, "repair_address").await),
            (0, 1),
            "behind {done} steps"
        );
        keys.come_back();
        for _ in 0..2 {
            for step in Step::ALL {
                app.worker.rotate(step).await.unwrap();
            }
        }
        assert_eq!((held(&app).await, rows(&app, "repair_address").await), (vec![epoch], 1));
    }
    let case = case.signed_in_again(&app).await;
    case.ann.get(&case.address()).await.expect(200);
    app.run_jobs().await;
});

kit::both_engines!(a_ledger_that_cannot_be_written_keeps_old_keys_for_three_days, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    let ledger = app.database.directory.path().join("ledger");
    let elsewhere = ledger.with_extension("away");
    fs::rename(&ledger, &elsewhere).unwrap();
    let turn = async || {
        for step in Step::ALL {
            app.worker.rotate(step).await?;
        }
        Ok::<_, Error>(())
    };
    app.pass(Duration::hours(25));
    turn().await.unwrap_err();
    assert_eq!(held(&app).await, [1, 2]);
    // However often it is tried, and although it would be time for the next.
    app.pass(Duration::hours(25));
    turn().await.unwrap_err();
    assert_eq!(held(&app).await, [1, 2]);
    app.pass(Duration::hours(48));
    turn().await.unwrap_err();
    assert_eq!(held(&app).await, [2], "only the ledger does not know of it");
    fs::rename(&elsewhere, &ledger).unwrap();
    turn().await.unwrap();
    turn().await.unwrap();
    assert_eq!((held(&app).await, rows(&app, "repair_address").await), (vec![3], 1));
    app.run_jobs().await;
});

kit::both_engines!(after_lost_keys_no_number_is_used_again, |app| {
    let case = Case::in_state(&app, "ready_to_ship").await;
    case.given().await;
    rotates(&app).await;
    rotates(&app).await;
    for key in fs::read_dir(app.database.directory.path().join("keys")).unwrap().flatten() {
        if key.file_name().to_string_lossy().starts_with("key-") {
            fs::remove_file(key.path()).unwrap();
        }
    }
    let (store, vault, cx) = (app.store.as_ref(), &app.vault, app.ctx(Actor::Operator));
    let (keys, archive) = (vault.keys.as_ref(), vault.archive.as_ref());
    let refused = reconcile(store, keys, archive, &cx, false).await.unwrap_err();
    assert!(format!("{refused:?}").contains("--keys-are-lost"), "{refused:?}");
    assert_eq!(
        (held(&app).await.len(), rows(&app, "repair_address").await),
        (0, 1),
        "nothing is changed yet"
    );
    let done = reconcile(store, keys, archive, &cx, true).await.unwrap();
    assert_eq!((done.kept, done.lost), (0, 1));
    assert_eq!(held(&app).await, [4]);
    let case = case.signed_in_again(&app).await;
    assert!(case.ann.get(&case.path()).await.json["awaiting_address_since"].is_string());
    case.given().await;
    app.run_jobs().await;
});
