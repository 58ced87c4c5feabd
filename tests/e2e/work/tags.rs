use domain::identity::Role;
use kit::path_of;
use serde_json::json;

use super::send;
use crate::support::texts;

kit::both_engines!(tags_are_listed_with_how_many_tickets_carry_them, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    let lea = app.staff("lea", Role::Lead).await;
    assert!(bo.reads_all("/api/v1/tags", 2).await.is_empty());
    let mut tickets = Vec::new();
    for tags in [["usb", "rail"].as_slice(), &["usb", "driver"], &["usb", "zz"], &["änderung"]] {
        let ticket = ann.opens_ticket("Fader").await;
        bo.changes(&ticket, json!({ "tags": tags })).await;
        tickets.push(ticket);
    }
    send(&lea, axum::http::Method::DELETE, &path_of(&tickets[2]), json!(null)).await.expect(204);
    let mut found = bo.reads_all("/api/v1/tags", 2).await;
    found.sort_by_key(|one| one["tag"].as_str().unwrap().to_owned());
    assert_eq!(texts(&found, "tag"), ["driver", "rail", "usb", "änderung"]);
    let counts: Vec<_> = found.iter().map(|one| (one["count"].as_u64().unwrap(), &one["is_exact"])).collect();
    let yes = &json!(true);
    assert_eq!(counts, [(1, yes), (1, yes), (2, yes), (1, yes)]);
    ann.get("/api/v1/tags").await.expect_problem(403, "forbidden");
    app.run_jobs().await;
});
