use chrono::Duration;
use serde_json::{Value, json};

use super::{gives_up, history, path, people, product, reads, registers};
use crate::support::{rows, time_passes};

kit::both_engines!(what_is_given_up_stays_without_a_person_while_a_ticket_refers_to_it, |app| {
    let (ann, _, bo, admin) = people(&app).await;
    let keys = product(&admin).await;
    let (kept, gone) =
        (registers(&ann, &keys, "K61-004711").await, registers(&ann, &keys, "K61-004712").await);
    let facts = json!({ "os": "macOS 15.2" });
    let new = json!({ "subject": "Fader", "body": "Jams.", "device": { "id": kept["id"], "facts": facts } });
    ann.post("/api/v1/tickets", &new).await.expect(201);
    gives_up(&ann, &kept).await;
    gives_up(&ann, &gone).await;
    bo.get(&path(&gone)).await.expect_problem(404, "not_found");
    let shown = reads(&bo, &kept).await;
    assert_eq!((&shown["facts"], &shown["staff"]["owner_id"]), (&Value::Null, &Value::Null));
    assert_eq!(history(&bo, &kept).await, ["registered", "ticket_linked", "unregistered"]);
    let entries = bo.get(&format!("{}/history", path(&kept))).await;
    assert!(!String::from_utf8(entries.body).unwrap().contains(&ann.id), "nobody is named");
    assert_eq!(rows(&app, "device_facts").await, 0);
    time_passes(&app, Duration::days(731)).await;
    assert_eq!((rows(&app, "device").await, rows(&app, "device_event").await), (1, 0));
});
