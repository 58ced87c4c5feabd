//! One's own account.

use axum::http::Method;
use domain::identity::Role;
use kit::{Person, Reply, Visitor};
use serde_json::{Value, json};

use crate::support::text_of;

const ME: &str = "/api/v1/me";

async fn change(person: &Person, patch: Value) -> Reply {
    let version = person.get(ME).await.expect(200).json["version"].clone();
    person.patch(ME, &version, &patch).await
}

kit::both_engines!(a_change_is_based_on_the_version_that_was_read, |app| {
    let ann = app.customer("ann").await;
    let read = ann.get(ME).await.expect(200);
    let version = read.json["version"].clone();
    assert_eq!(read.header("etag"), Some(format!("\"{version}\"")));

    let blind = ann.with("content-type", "application/merge-patch+json");
    let send = |client: Visitor| async move { client.send(Method::PATCH, ME, r#"{"city":"Berlin"}"#).await };
    send(blind.clone()).await.expect_problem(428, "precondition_required");
    for odd in ["3", "W/\"1\"", "\"1\", \"2\"", "\"1", ""] {
        send(blind.with("if-match", odd)).await.expect_problem(400, "invalid_header");
    }
    assert_eq!(ann.get(ME).await.json, read.json, "nothing has changed");

    let changed = ann.patch(ME, &version, &json!({ "city": "Berlin" })).await.expect(200);
    let current = changed.json["version"].clone();
    assert_eq!(changed.header("etag"), Some(format!("\"{current}\"")));
    let stale = ann.patch(ME, &version, &json!({ "city": "Bonn" })).await;
    let stale = stale.expect_problem(412, "precondition_failed");
    assert_eq!(stale.json["current_version"], current);
    assert_eq!(stale.header("etag"), Some(format!("\"{current}\"")));
    assert_eq!(ann.get(ME).await.json["contact"]["city"], "Berlin");
    send(blind.with("if-match", "*")).await.expect(200);
});

kit::both_engines!(what_is_absent_stays_and_null_clears, |app| {
    let ann = app.customer("ann").await;
    let full = json!({
        "name": "Ann B.", "phone": "+49 30 901820", "postcode": "10997", "city": "Berlin", "country": "DE"
    });
    let filled = change(&ann, full).await.expect(200).json;
    assert_eq!(filled["name"], "Ann B.");
    for member in ["phone", "postcode", "city", "country"] {
        let before = ann.get(ME).await.json["contact"].clone();
        assert_ne!(before[member], Value::Null);
        let after = change(&ann, json!({ member: null })).await.expect(200).json["contact"].clone();
        let mut expected = before;
        expected[member] = Value::Null;
        assert_eq!(after, expected);
    }
    let kept = change(&ann, json!({})).await.expect(200).json;
    assert_eq!((&kept["name"], &kept["contact"]["email"]), (&json!("Ann B."), &json!("ann@example.org")));
});

kit::both_engines!(a_number_is_read_as_dialled_in_the_country_that_will_be_stored, |app| {
    let ann = app.customer("ann").await;
    let dialled = json!({ "phone": "030 901820" });
    change(&ann, dialled.clone()).await.expect_problem(422, "validation_failed").at("#/phone");
    change(&ann, json!({ "country": "DE" })).await.expect(200);
    assert_eq!(change(&ann, dialled).await.expect(200).json["contact"]["phone"], "+4930901820");
    let moved = change(&ann, json!({ "country": "CH", "phone": "044 668 18 00" })).await.expect(200).json;
    assert_eq!(moved["contact"]["phone"], "+41446681800");
    let nowhere = change(&ann, json!({ "country": null, "phone": "044 668 18 00" })).await;
    nowhere.expect_problem(422, "validation_failed").at("#/phone");
    assert_eq!(ann.get(ME).await.json["contact"]["country"], "CH", "a refused change changes nothing");
});

kit::both_engines!(a_bad_value_is_refused_at_its_place, |app| {
    let ann = app.customer("ann").await;
    let before = ann.get(ME).await.json;
    for (member, value) in [
        ("name", Value::Null),
        ("name", json!("")),
        ("name", json!("MARKER\r\nBcc: MARKER")),
        ("email", json!("MARKER@example.org")),
        ("role", json!("admin")),
        ("password", json!("MARKER-long-enough")),
        ("phone", json!("MARKER")),
        ("country", json!("XX")),
        ("postcode", json!("MARKER-longer-than-20-characters")),
        ("language", json!("fr")),
        ("language", json!("de-AT")),
        ("language", Value::Null),
        ("time_zone", json!("Mars/MARKER 1")),
        ("time_zone", Value::Null),
    ] {
        let reply = change(&ann, json!({ "city": "Bonn", member: value })).await;
        let reply = reply.expect_problem(422, "validation_failed").at(&format!("#/{member}"));
        assert!(!text_of(&reply).contains("MARKER"));
    }
    assert_eq!(ann.get(ME).await.json, before);
});

kit::both_engines!(staff_have_no_contact_record_of_their_own, |app| {
    for role in [Role::Agent, Role::Technician, Role::Admin] {
        let bo = app.staff(role.name(), role).await;
        for member in ["phone", "postcode", "city", "country"] {
            let value = if member == "country" { json!("DE") } else { json!("+49 30 901820") };
            for value in [value, Value::Null] {
                change(&bo, json!({ member: value })).await.expect_problem(403, "forbidden");
            }
        }
        let changed = change(&bo, json!({ "name": "Bo B." })).await.expect(200).json;
        assert_eq!((&changed["name"], &changed["version"]), (&json!("Bo B."), &json!(2)));
    }
});

kit::both_engines!(language_and_time_zone_can_be_chosen, |app| {
    for person in [app.customer("ann").await, app.agent("bo").await] {
        let before = person.get(ME).await.json;
        assert_eq!((&before["language"], &before["time_zone"]), (&json!("en"), &json!("UTC")));
        let chosen = json!({ "language": "de", "time_zone": "America/Argentina/Buenos_Aires" });
        change(&person, chosen.clone()).await.expect(200);
        let after = person.get(ME).await.json;
        assert_eq!(after["language"], chosen["language"]);
        assert_eq!(after["time_zone"], chosen["time_zone"]);
    }
});
