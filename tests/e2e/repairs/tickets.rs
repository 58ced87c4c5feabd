use chrono::Duration;
use kit::path_of;
use serde_json::json;

use super::{Shop, moves};
use crate::support::time_passes;

kit::both_engines!(a_ticket_goes_on_as_long_as_its_repair, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.asks().await;
    let deleted = shop.lead.with("if-match", "*").delete(&path_of(&shop.ticket)).await;
    deleted.expect_problem(409, "state_conflict");
    let target = shop.ann.opens_ticket("Another").await;
    let merge = json!({ "source_id": shop.ticket["id"] });
    let place = format!("{}/merges", path_of(&target));
    let merged = shop.agent.with("if-match", "*").post(&place, &merge).await;
    merged.expect_problem(409, "state_conflict");
    shop.agent.changes(&shop.ticket, json!({ "status": "solved" })).await;
    time_passes(&app, Duration::days(9)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(shop.agent.reads(&shop.ticket).await["status"], "solved", "not closed");
    moves(&shop.ann, &repair, "cancelled", json!({})).await.expect(200);
    time_passes(&app, Duration::hours(1)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(shop.agent.reads(&shop.ticket).await["status"], "closed");
    shop.ann.post("/api/v1/repairs", &shop.request()).await.expect_problem(409, "state_conflict");
    app.run_jobs().await;
});

kit::both_engines!(the_ticket_tells_where_its_repair_is, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("testing").await;
    let place = format!("{}/events", path_of(&shop.ticket));
    let told = |events: Vec<serde_json::Value>| {
        let of_repairs =
            events.into_iter().filter(|event| event["kind"].as_str().unwrap().starts_with("repair_"));
        of_repairs.map(|event| event["to"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let opened = repair["id"].as_str().unwrap();
    let all = [opened, "authorized", "inbound", "received", "diagnosing", "repairing", "testing"];
    assert_eq!(told(shop.agent.reads_all(&place, 50).await), all);
    assert_eq!(told(shop.ann.reads_all(&place, 50).await), all[..6]);
    app.run_jobs().await;
});
