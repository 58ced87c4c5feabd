use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use super::{Shop, moves, path, possible, reads, sends};
use crate::support::time_passes;

kit::both_engines!(what_rests_is_left_alone_by_time, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("delivered").await;
    let hold = format!("{}/hold", path(&repair));
    let until = |days| json!({ "reason": "Wait for the claim.", "until": app.now() + Duration::days(days) });
    for days in [0, 15] {
        let refused = sends(&shop.agent, Method::PUT, &hold, &until(days)).await;
        refused.expect_problem(422, "validation_failed").at("#/until");
    }
    sends(&shop.ann, Method::PUT, &hold, &until(10)).await.expect_problem(403, "forbidden");
    let before = reads(&shop.ann, &repair).await;
    let held = sends(&shop.agent, Method::PUT, &hold, &until(10)).await.expect(200).json;
    assert_eq!(held["staff"]["hold"]["reason"], "Wait for the claim.");
    assert_eq!(reads(&shop.ann, &repair).await, before, "it is the desk's business");
    time_passes(&app, Duration::days(8)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.ann, &repair).await["state"], "delivered");
    sends(&shop.agent, Method::DELETE, &hold, &Value::Null).await.expect(200);
    time_passes(&app, Duration::hours(1)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "closed");
    sends(&shop.agent, Method::PUT, &hold, &until(3)).await.expect_problem(409, "state_conflict");
    app.run_jobs().await;
});

kit::both_engines!(what_the_law_holds_cannot_end, |app| {
    let mut shop = Shop::open(&app).await;
    let repair = shop.repair_in("delivered").await;
    let hold = format!("{}/legal-hold", path(&repair));
    let until = |days| json!({ "reason": "Police.", "until": app.now() + Duration::days(days) });
    sends(&shop.lead, Method::PUT, &hold, &until(9)).await.expect_problem(403, "forbidden");
    sends(&shop.officer, Method::PUT, &hold, &until(91)).await.expect_problem(422, "validation_failed");
    assert_eq!(possible(&shop.ann, &repair).await, ["closed"]);
    sends(&shop.officer, Method::PUT, &hold, &until(20)).await.expect(200);
    assert!(possible(&shop.ann, &repair).await.is_empty(), "no end is offered");
    moves(&shop.ann, &repair, "closed", json!({})).await.expect_problem(409, "repair_held");
    time_passes(&app, Duration::days(8)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "delivered");
    time_passes(&app, Duration::days(13)).await;
    shop.sign_in_again(&app).await;
    assert_eq!(reads(&shop.agent, &repair).await["state"], "closed", "it has run out");
    app.run_jobs().await;
});
