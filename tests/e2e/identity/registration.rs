//! Registration takes exactly the contact record and a password.

use kit::{PASSWORD, Person, Reply, TestApp};
use serde_json::{Value, json};

use crate::support::{text_of, waiting_jobs};

const REGISTER: &str = "/api/v1/auth/register";

fn registration(more: &Value) -> Value {
    let mut body = json!({ "name": "Una", "email": "una@example.org", "password": PASSWORD });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn register(app: &TestApp, more: &Value) -> Reply {
    app.visitor().post(REGISTER, &registration(more)).await
}

/// The stored contact record of who registered last.
async fn newest_contact(agent: &Person) -> Value {
    let customers = agent.reads_all("/api/v1/customers", 100).await;
    customers.last().unwrap()["contact"].clone()
}

kit::both_engines!(the_whole_contact_record_is_kept_as_given, |app| {
    let contact = json!({ "phone": "+49 30 901820", "postcode": "10997", "city": "Berlin", "country": "de" });
    let reply = register(&app, &contact).await.expect(202);
    assert!(reply.body.is_empty());
    app.run_jobs().await;
    let token = app.mailbox.take_only_to("una@example.org").token();
    app.visitor()
        .post("/api/v1/auth/verify-email", &json!({ "token": token, "password": PASSWORD }))
        .await
        .expect(204);

    let me = app.sign_in("una@example.org").await.get("/api/v1/me").await.expect(200).json;
    let expected = json!({
        "email": "una@example.org", "phone": "+4930901820", "postcode": "10997", "city": "Berlin",
        "country": "DE"
    });
    assert_eq!((&me["name"], &me["contact"]), (&json!("Una"), &expected));
    let members: Vec<_> = me.as_object().unwrap().keys().map(String::as_str).collect();
    let known = [
        "contact",
        "created_at",
        "id",
        "language",
        "name",
        "number",
        "permissions",
        "role",
        "time_zone",
        "updated_at",
        "version",
    ];
    assert_eq!(members, known);
});

kit::both_engines!(nothing_else_can_be_handed_over, |app| {
    for member in [
        "street",
        "address",
        "house_number",
        "company",
        "birth_date",
        "gender",
        "title",
        "language",
        "role",
        "is_staff",
        "state",
        "id",
        "number",
    ] {
        let reply = register(&app, &json!({ member: "MARKER" })).await;
        let reply = reply.expect_problem(422, "validation_failed").at(&format!("#/{member}"));
        assert_eq!(reply.json["errors"][0]["code"], "unknown_field");
        assert!(!text_of(&reply).contains("MARKER"));
    }
    assert_eq!(waiting_jobs(&app).await, 0);
});

kit::both_engines!(a_bad_value_is_refused_at_its_place_and_not_repeated, |app| {
    let long = |length: usize| format!("MARKER{}", "x".repeat(length));
    let cases = [
        ("name", json!("")),
        ("name", json!(" \t ")),
        ("name", json!("MARKER\r\nBcc: MARKER@example.org")),
        ("name", json!(long(200))),
        ("name", json!(["MARKER"])),
        ("email", json!("MARKER")),
        ("email", json!("MARKER@localhost")),
        ("email", json!("MARKER@example.org\nBcc: eve@example.org")),
        ("email", json!(format!("{}@example.org", long(250)))),
        ("email", Value::Null),
        ("password", json!("MARKER789")),
        ("password", json!(long(256))),
        ("phone", json!("MARKER")),
        ("phone", json!("030 901820")),
        ("phone", json!("+99")),
        ("phone", json!("+4930901820 ext. MARKER")),
        ("phone", Value::Null),
        ("postcode", json!(long(20))),
        ("postcode", json!("")),
        ("postcode", json!(10997)),
        ("city", json!(long(100))),
        ("city", json!("MARKER\nMARKER")),
        ("country", json!("ZZ")),
        ("country", json!("Germany MARKER")),
        ("country", json!("EU")),
    ];
    for (member, value) in cases {
        let reply = register(&app, &json!({ member: value })).await;
        let reply = reply.expect_problem(422, "validation_failed").at(&format!("#/{member}"));
        assert_eq!(reply.json["errors"].as_array().unwrap().len(), 1, "{}", reply.json);
        assert!(!text_of(&reply).contains("MARKER"), "{member}");
        let text = value.as_str().filter(|text| !text.trim().is_empty());
        assert!(text.is_none_or(|text| !text_of(&reply).contains(text)), "{member}: {value}");
    }
    assert_eq!(waiting_jobs(&app).await, 0);
    register(&app, &json!({})).await.expect(202);
    app.run_jobs().await;
    assert!(app.mailbox.take_only_to("una@example.org").subject().contains("confirm"));
});

kit::both_engines!(all_that_is_wrong_is_told_at_once, |app| {
    let wrong = json!({ "name": " ", "email": "una@example", "country": "ZZ" });
    let reply = register(&app, &wrong).await.expect_problem(422, "validation_failed");
    let reply = reply.at("#/name").at("#/email").at("#/country");
    assert_eq!(reply.json["errors"].as_array().unwrap().len(), 3);
    for missing in ["name", "email", "password"] {
        let mut body = registration(&json!({}));
        body.as_object_mut().unwrap().remove(missing);
        let reply = app.visitor().post(REGISTER, &body).await;
        reply.expect_problem(422, "validation_failed").at(&format!("#/{missing}"));
    }
});

kit::both_engines!(telephone_numbers_become_e164, |app| {
    let bo = app.agent("bo").await;
    let cases = [
        ("+49 (30) 90-18.20", None, "+4930901820"),
        ("030 / 901820", Some("DE"), "+4930901820"),
        ("(020) 7946 0018", Some("gb"), "+442079460018"),
        ("044 668 18 00", Some("CH"), "+41446681800"),
        ("+41 44 668 18 00", Some("DE"), "+41446681800"),
    ];
    for (number, (phone, country, stored)) in cases.into_iter().enumerate() {
        let mut body = json!({ "email": format!("caller{number}@example.org"), "phone": phone });
        if let Some(country) = country {
            body["country"] = json!(country);
        }
        register(&app, &body).await.expect(202);
        let contact = newest_contact(&bo).await;
        assert_eq!(contact["phone"], stored, "{phone}");
        assert_eq!(contact["country"], json!(country.map(str::to_uppercase)), "{phone}");
    }
    app.run_jobs().await;
});

kit::both_engines!(no_country_makes_a_postcode_or_a_city_required, |app| {
    let bo = app.agent("bo").await;
    let cases = [
        json!({ "country": "DE" }),
        json!({ "country": "US" }),
        json!({ "country": "AE", "city": "Dubai" }),
        json!({ "country": "SG", "postcode": "018956" }),
        json!({ "city": "Hamburg" }),
        json!({ "postcode": "SW1A 1AA" }),
    ];
    for (number, given) in cases.iter().enumerate() {
        let mut body = given.clone();
        body["email"] = json!(format!("someone{number}@example.org"));
        register(&app, &body).await.expect(202);
        let contact = newest_contact(&bo).await;
        for member in ["postcode", "city", "country", "phone"] {
            assert_eq!(contact[member], given[member], "{given}");
        }
    }
    app.run_jobs().await;
});
