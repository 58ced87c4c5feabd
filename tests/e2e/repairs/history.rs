use serde_json::{Value, json};

use super::{Shop, moves, path};

kit::both_engines!(the_customer_reads_what_was_told_and_the_desk_all_of_it, |app| {
    let shop = Shop::open(&app).await;
    let repair = shop.repair_in("testing").await;
    moves(&shop.technician, &repair, "repairing", json!({ "note": "Fader 4 sticks, too." }))
        .await
        .expect(200);
    let place = format!("{}/history", path(&repair));
    let staff = shop.agent.reads_all(&place, 3).await;
    let ways: Vec<_> = staff.iter().map(|entry| (entry["from"].clone(), entry["to"].clone())).collect();
    assert_eq!(ways.first(), Some(&(Value::Null, json!("requested"))));
    assert_eq!(ways.last(), Some(&(json!("testing"), json!("repairing"))));
    assert_eq!(ways.len(), 8);
    assert_eq!(staff[7]["staff"]["note"], "Fader 4 sticks, too.");
    assert_eq!(staff[7]["staff"]["actor_id"], json!(shop.technician.id));
    assert_eq!((&staff[1]["by"], &staff[1]["reason"]), (&json!("agent"), &json!("We pay.")));
    let own = shop.ann.reads_all(&place, 3).await;
    let to: Vec<_> = own.iter().map(|entry| entry["to"].clone()).collect();
    assert_eq!(to, ["requested", "authorized", "inbound", "received", "diagnosing", "repairing"]);
    assert!(own.iter().all(|entry| entry["staff"].is_null()));
    assert_eq!(own[1]["reason"], "We pay.");
    shop.cem.get(&place).await.expect_problem(404, "not_found");
    app.run_jobs().await;
});
