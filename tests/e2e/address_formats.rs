//! The forms that clients show are made from what addresses are checked against.

use axum::http::Method;
use domain::postal::{AddressInput, PostalAddress};
use serde_json::{Value, json};

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The region of the form that may have this postcode, if the form has regions.
fn regions(format: &Value) -> Vec<Option<String>> {
    let regions = format["regions"].as_array().unwrap();
    if regions.is_empty() {
        vec![None]
    } else {
        regions.iter().map(|region| Some(text(&region["key"]))).collect()
    }
}

/// Fills in what the form asks for, and nothing else.
fn filled(format: &Value, postcode: Option<&String>, region: Option<&String>) -> AddressInput {
    let is_required = |field: &&Value| field["required"] == true;
    let mut input = AddressInput { country: text(&format["country"]), ..AddressInput::default() };
    for field in format["fields"].as_array().unwrap().iter().filter(is_required) {
        match field["name"].as_str().unwrap() {
            "recipient" => "Ada Example".clone_into(&mut input.recipient),
            "street_lines" => input.street_lines = vec!["12 Example Road".to_owned()],
            "locality" => input.locality = Some("Example City".to_owned()),
            "dependent_locality" => input.dependent_locality = Some("Old Town".to_owned()),
            "postal_code" => input.postal_code = Some(postcode.unwrap().clone()),
            "administrative_area" => {
                input.administrative_area = Some(region.cloned().unwrap_or_else(|| "North".to_owned()));
            }
            other => unreachable!("{other} is asked for"),
        }
    }
    input
}

kit::both_engines!(each_countrys_form_makes_an_address_that_is_valid, |app| {
    let visitor = app.visitor();
    let list = visitor.get("/api/v1/address-formats").await.expect(200).json;
    let countries = list["items"].as_array().unwrap();
    assert_eq!(countries.len(), 252);
    for country in countries {
        let path = format!("/api/v1/address-formats/{}", text(&country["country"]));
        let format = visitor.get(&path).await.expect(200).json;
        assert_eq!(format["name"], country["name"]);
        let examples = format["postal_code"]["examples"].as_array().cloned().unwrap_or_default();
        let postcode = examples.first().map(text);
        let valid = regions(&format).into_iter().any(|region| {
            PostalAddress::parse(&filled(&format, postcode.as_ref(), region.as_ref()), false).is_ok()
        });
        assert!(valid, "{format}");
        let mut without = filled(&format, postcode.as_ref(), None);
        without.street_lines.clear();
        assert!(PostalAddress::parse(&without, true).is_err());
    }
});

kit::both_engines!(a_form_speaks_the_readers_language_and_may_be_kept, |app| {
    let path = "/api/v1/address-formats/de";
    let english = app.visitor().get(path).await.expect(200);
    assert_eq!(english.header("cache-control").as_deref(), Some("public, max-age=86400"));
    assert_eq!(english.header("vary").as_deref(), Some("accept-language"));
    let order: Vec<_> =
        english.json["fields"].as_array().unwrap().iter().map(|field| text(&field["name"])).collect();
    assert_eq!(
        order,
        ["recipient", "organization", "street_lines", "postal_code", "locality", "delivery_note"]
    );
    let tag = english.header("etag").unwrap();
    app.visitor().with("if-none-match", &tag).send(Method::GET, path, "").await.expect(304);
    let german = app.visitor().with("accept-language", "de").with("if-none-match", &tag);
    let german = german.send(Method::GET, path, "").await.expect(200);
    assert_eq!(german.json["name"], "Deutschland");
    assert_eq!(german.json["fields"][3]["label"], "Postleitzahl");
    assert_ne!(german.header("etag").unwrap(), tag);
    let american = app.visitor().get("/api/v1/address-formats/US").await.expect(200).json;
    assert_eq!(american["fields"][4]["label"], "State");
    assert_eq!(
        american["regions"][0],
        json!({
            "key": "AL", "name": "Alabama", "latin_name": null, "required_fields": null, "postal_code_pattern": null
        })
    );
    // Where there are no postcodes there is no field for one.
    let irish = app.visitor().get("/api/v1/address-formats/HK").await.expect(200).json;
    assert_eq!(irish["postal_code"], Value::Null);
    for nowhere in ["ZZ", "XX", "DEU", "d", "%00%00", "..", "🇩🇪"] {
        app.visitor().get(&format!("/api/v1/address-formats/{nowhere}")).await.expect(404);
    }
});

kit::both_engines!(a_pasted_address_is_taken_apart, |app| {
    let path = "/api/v1/address-formats/DE/proposals";
    let pasted = json!({ "text": "Grace Example, Schlesische Straße 29, 10997 Berlin, Germany" });
    let proposal = app.visitor().post(path, &pasted).await.expect(200).json;
    assert_eq!(
        proposal,
        json!({
            "country": "DE", "recipient": "Grace Example", "street_lines": ["Schlesische Straße 29"],
            "locality": "Berlin", "administrative_area": null, "postal_code": "10997"
        })
    );
    let refused = app.visitor().post(path, &json!({ "text": "MARKER" })).await.expect(422);
    assert_eq!(refused.json["errors"][0]["code"], "not_understood");
    assert!(!refused.json.to_string().contains("MARKER"));
    app.visitor().post(path, &json!({ "text": "a", "more": 1 })).await.expect(422);
    // What stands in the wrong field is moved.
    let parts = json!({ "street_lines": ["Schlesische Straße 29"], "locality": "10997 Berlin" });
    let moved = app.visitor().post(path, &json!({ "parts": parts })).await.expect(200).json;
    assert_eq!((&moved["postal_code"], &moved["locality"]), (&json!("10997"), &json!("Berlin")));
    let long = json!({ "parts": { "street_lines": ["Beispielweg 5", "1 ".repeat(251)] } });
    let refused = app.visitor().post(path, &long).await.expect_problem(422, "validation_failed");
    refused.at("#/parts/street_lines/1");
    for neither in
        [json!({}), json!({ "text": "a", "parts": parts }), json!({ "parts": { "street_lines": [] } })]
    {
        app.visitor().post(path, &neither).await.expect(422);
    }
    app.visitor().post("/api/v1/address-formats/ZZ/proposals", &json!({ "text": "a" })).await.expect(404);
});
