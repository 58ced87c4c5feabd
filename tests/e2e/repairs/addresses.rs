use axum::http::Method;
use domain::{
    Error,
    id::RepairId,
    identity::Actor,
    repair,
    vault::{self, Capture, CapturedVia, PurgeRule, Quality},
};
use kit::TestApp;
use serde_json::{Value, json};

use super::{
    Shop, letters, moves, path, reads, sends,
    unpacking::{confirms, unpacks},
};
use crate::support::rows;

/// Addresses of repairs that are over.
const LEFT: &str = "repair_address a JOIN repair_case c ON c.id = a.repair_id WHERE c.ended_at IS NOT NULL";

fn id(repair: &Value) -> RepairId {
    RepairId::from_uuid(repair["id"].as_str().unwrap().parse().unwrap())
}

/// Gives an address to a repair, as its customer's page does.
pub(super) async fn gives_address(app: &TestApp, repair: &Value) -> Result<(), Error> {
    let cx = app.ctx(Actor::Time);
    let ceiling = chrono::Duration::days(180);
    let capture = Capture { quality: Quality::Valid, via: CapturedVia::Customer, ceiling };
    let keys = app.vault.keys.as_ref();
    kit::vault::give(app.store.as_ref(), keys, &cx, id(repair), b"Ring 1", capture).await?;
    let mut tx = app.store.begin().await?;
    repair::address_changed(tx.as_mut(), &cx, id(repair)).await?;
    tx.commit().await
}

/// No repair that is over has an address.
pub(super) async fn assert_none_is_left(app: &TestApp) {
    assert_eq!(rows(app, LEFT).await, 0);
}

async fn receipts(app: &TestApp, repair: &Value) -> Vec<PurgeRule> {
    let mut tx = app.store.read().await.unwrap();
    vault::receipts(tx.as_mut(), id(repair)).await.unwrap().into_iter().map(|receipt| receipt.rule).collect()
}

/// A repair that is to be sent by parcel.
async fn by_parcel(shop: &Shop, state: &str) -> Value {
    let repair = shop.repair_in(state).await;
    let parcel = json!({ "return_method": "parcel" });
    sends(&shop.ann, Method::PATCH, &path(&repair), &parcel).await.expect(200);
    repair
}

kit::both_engines!(an_address_lives_from_ready_to_its_end, |app| {
    let shop = Shop::open(&app).await;
    let repair = by_parcel(&shop, "ready_to_ship").await;
    assert!(reads(&shop.ann, &repair).await["awaiting_address_since"].is_string());
    gives_address(&app, &repair).await.unwrap();
    assert!(reads(&shop.ann, &repair).await["awaiting_address_since"].is_null());
    let wrong = json!({ "serial": "K61-999999" });
    let refused = moves(&shop.logistics, &repair, "outbound", wrong).await;
    refused.expect_problem(422, "validation_failed").at("#/serial");
    let out = json!({ "serial": "k61004711", "shipment": { "carrier": "DHL", "tracking_number": "0034" } });
    moves(&shop.logistics, &repair, "outbound", out.clone()).await.expect(200);
    // It comes back: the address is bad until it is confirmed or given anew.
    letters(&app, &shop.ann).await;
    moves(&shop.logistics, &repair, "undeliverable", json!({})).await.expect(200);
    assert!(letters(&app, &shop.ann).await[0].ends_with("your parcel did not arrive"));
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect_problem(409, "repair_not_ready");
    gives_address(&app, &repair).await.unwrap();
    moves(&shop.ann, &repair, "ready_to_ship", json!({})).await.expect(200);
    moves(&shop.logistics, &repair, "outbound", out).await.expect(200);
    moves(&shop.ann, &repair, "delivered", json!({})).await.expect(200);
    assert_eq!(rows(&app, "repair_address").await, 1);
    moves(&shop.ann, &repair, "closed", json!({})).await.expect(200);
    assert_eq!((rows(&app, "repair_address").await, rows(&app, "address_key").await), (0, 0));
    assert_eq!(receipts(&app, &repair).await, [PurgeRule::Replaced, PurgeRule::Closed]);
    assert!(gives_address(&app, &repair).await.is_err(), "the database takes none");
    // The one way back: the address is asked for anew.
    let scanned = json!({ "rma_number": repair["rma_number"] });
    moves(&shop.logistics, &repair, "undeliverable", scanned).await.expect(200);
    assert_eq!(rows(&app, "repair_address").await, 0);
    moves(&shop.agent, &repair, "ready_to_ship", json!({})).await.expect_problem(409, "repair_not_ready");
    app.run_jobs().await;
});

kit::both_engines!(an_address_that_is_not_needed_is_destroyed_at_once, |app| {
    let shop = Shop::open(&app).await;
    let repair = by_parcel(&shop, "received").await;
    gives_address(&app, &repair).await.unwrap();
    let pick_up = json!({ "return_method": "pick_up" });
    sends(&shop.ann, Method::PATCH, &path(&repair), &pick_up).await.expect(200);
    assert_eq!(receipts(&app, &repair).await, [PurgeRule::NotNeeded]);
    assert!(gives_address(&app, &repair).await.is_err());
    app.run_jobs().await;
});

kit::both_engines!(before_the_device_is_here_only_what_is_sent_first_has_an_address, |app| {
    let shop = Shop::open(&app).await;
    let repair = by_parcel(&shop, "authorized").await;
    assert!(gives_address(&app, &repair).await.is_err());
    let prepaid = json!({ "prepaid": true });
    sends(&shop.ann, Method::PATCH, &path(&repair), &prepaid).await.expect_problem(403, "forbidden");
    sends(&shop.agent, Method::PATCH, &path(&repair), &prepaid).await.expect(200);
    gives_address(&app, &repair).await.unwrap();
    moves(&shop.ann, &repair, "cancelled", json!({})).await.expect(200);
    assert_eq!(receipts(&app, &repair).await, [PurgeRule::Cancelled]);
    assert_none_is_left(&app).await;
    app.run_jobs().await;
});

kit::both_engines!(what_leaves_is_what_was_unpacked, |app| {
    let shop = Shop::open(&app).await;
    // Another unit than the one that is registered, and one whose number nobody can read.
    for (found, refused, scanned) in [
        (json!("K61-009999"), json!({ "serial": "K61-008888" }), json!({ "serial": "k61009999" })),
        // Whoever unpacked it may have misread the number.
        (json!("K61-004771"), json!({}), json!({ "serial": "K61-004711" })),
        (Value::Null, json!({ "serial": "" }), json!({})),
    ] {
        let repair = shop.asks().await;
        for (to, who, mut body) in shop.way(&repair, "ready_to_ship") {
            if to == "diagnosing" {
                body["intake"].as_object_mut().unwrap().remove("serial");
                if found.is_string() {
                    body["intake"]["serial"] = found.clone();
                }
                unpacks(&shop.logistics, &repair, &body["intake"]).await.expect(200);
                if found.is_string() {
                    confirms(&shop.lead, &repair, "It is hers.").await.expect(200);
                }
                body = json!({});
            }
            moves(who, &repair, to, body).await.expect(200);
        }
        sends(&shop.ann, Method::PATCH, &path(&repair), &json!({ "return_method": "parcel" }))
            .await
            .expect(200);
        gives_address(&app, &repair).await.unwrap();
        let reply = moves(&shop.logistics, &repair, "outbound", refused).await;
        reply.expect_problem(422, "validation_failed").at("#/serial");
        moves(&shop.logistics, &repair, "outbound", scanned).await.expect(200);
        for to in ["delivered", "closed"] {
            moves(&shop.ann, &repair, to, json!({})).await.expect(200);
        }
    }
    app.run_jobs().await;
    app.mailbox.take();
    assert_none_is_left(&app).await;
});
