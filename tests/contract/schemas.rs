//! The document's schemas: described, bounded, and kept by their own examples.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::document::{document, name_of, operations, resolved, schemas};

/// Members that are there only when they have something to say (RFC 9457, 3.2).
const EXTENSIONS: [(&str, &str); 7] = [
    ("FieldProblem", "header"),
    ("FieldProblem", "parameter"),
    ("FieldProblem", "pointer"),
    ("Problem", "allowed_transitions"),
    ("Problem", "assignee_id"),
    ("Problem", "changed"),
    ("Problem", "current_version"),
];

type Property = (&'static str, &'static str, &'static Value);

/// The names of the component schemas that these schemas are made of, themselves included.
fn reachable(from: Vec<&'static Value>) -> BTreeSet<&'static str> {
    let (mut seen, mut ahead) = (BTreeSet::new(), from);
    while let Some(next) = ahead.pop() {
        match next {
            Value::Object(members) => {
                ahead.extend(members.values());
                if let Some(name) = name_of(next)
                    && seen.insert(name)
                {
                    ahead.push(&schemas()[name]);
                }
            }
            Value::Array(items) => ahead.extend(items),
            _ => {}
        }
    }
    seen
}

/// What clients send.
fn of_requests() -> BTreeSet<&'static str> {
    reachable(operations().iter().filter_map(|operation| operation.spec.get("requestBody")).collect())
}

/// What clients get.
fn of_answers() -> BTreeSet<&'static str> {
    reachable(operations().iter().map(|operation| &operation.spec["responses"]).collect())
}

fn properties(names: &BTreeSet<&'static str>) -> Vec<Property> {
    let of_schema = |name: &&'static str| {
        let members = schemas()[*name]["properties"].as_object().into_iter().flatten();
        members.map(|(member, schema)| (*name, member.as_str(), schema)).collect::<Vec<_>>()
    };
    names.iter().flat_map(of_schema).collect()
}

/// Fails with the names of the properties that are not right.
#[track_caller]
fn all_right(what: &str, properties: &[Property], is_right: impl Fn(&Property) -> bool) {
    assert!(!properties.is_empty());
    let wrong: Vec<_> = properties.iter().filter(|property| !is_right(property)).collect();
    let wrong: Vec<_> = wrong.iter().map(|(schema, member, _)| format!("{schema}.{member}")).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?}");
}

fn is_described(schema: &Value) -> bool {
    schema["description"].is_string()
        || schema["oneOf"].as_array().is_some_and(|any| any.iter().any(is_described))
}

fn is_nullable(schema: &Value) -> bool {
    let types = schema["type"].as_array();
    types.is_some_and(|types| types.contains(&json!("null")))
        || schema["type"] == "null"
        || schema["oneOf"].as_array().is_some_and(|any| any.iter().any(is_nullable))
}

fn is_required((schema, member, _): &Property) -> bool {
    schemas()[*schema]["required"].as_array().is_some_and(|names| names.iter().any(|name| name == member))
}

fn says(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind
        || schema["type"].as_array().is_some_and(|types| types.iter().any(|one| one == kind))
}

/// A closed set, a fixed form, or a length.
fn is_bounded(schema: &'static Value) -> bool {
    let schema = resolved(schema);
    let formed = ["uuid", "date-time"].iter().any(|format| schema["format"] == *format);
    if says(schema, "string") {
        return formed || schema["enum"].is_array() || schema["maxLength"].is_u64();
    }
    if says(schema, "array") {
        return schema["maxItems"].is_u64() && is_bounded(&schema["items"]);
    }
    !says(schema, "integer") || schema["minimum"].is_i64() && schema["maximum"].is_i64()
}

#[test]
fn every_schema_and_every_property_is_described() {
    let all: BTreeSet<_> = schemas().keys().map(String::as_str).collect();
    let bare: Vec<_> = all.iter().filter(|name| !is_described(&schemas()[**name])).collect();
    assert!(bare.is_empty(), "{bare:?}");
    all_right("described", &properties(&all), |(_, _, schema)| is_described(schema));
}

#[test]
fn every_schema_is_used() {
    let used: BTreeSet<_> = of_requests().union(&of_answers()).copied().collect();
    let in_parameters =
        reachable(operations().iter().map(|operation| &operation.spec["parameters"]).collect());
    let used: BTreeSet<_> = used.union(&in_parameters).copied().collect();
    assert_eq!(used, schemas().keys().map(String::as_str).collect());
}

#[test]
fn requests_are_closed_and_bounded() {
    for operation in operations() {
        let Some((_, name)) = operation.body() else { continue };
        assert_eq!(schemas()[name]["additionalProperties"], false, "{name} takes anything");
        assert!(schemas()[name]["example"].is_object(), "{name} has no example");
    }
    all_right("bounded", &properties(&of_requests()), |(_, _, schema)| is_bounded(schema));
    let unbounded: Vec<_> = operations()
        .iter()
        .flat_map(|operation| {
            ["path", "query", "header"].map(|place| (operation.id(), operation.parameters(place)))
        })
        .flat_map(|(id, parameters)| parameters.map(move |parameter| (id, parameter)))
        .filter(|(_, parameter)| !is_bounded(&parameter["schema"]))
        .map(|(id, parameter)| format!("{id} {}", parameter["name"]))
        .collect();
    assert!(unbounded.is_empty(), "{unbounded:?}");
}

/// What is replaced as a whole, and put back as it was read: `null` is what the answer says there.
const PUT_BACK: [&str; 2] = ["RepairTermsInput", "RepairCountryTermsInput"];

/// `null` clears, so only what a merge patch can clear may be null, or what is put back; and nothing that is required.
#[test]
fn only_patches_take_null() {
    let patches = operations().into_iter().filter_map(|operation| operation.body());
    let patches: BTreeSet<_> =
        patches.filter(|(media_type, _)| media_type.contains("merge-patch")).map(|(_, name)| name).collect();
    all_right("no null", &properties(&of_requests()), |property @ (schema, _, value)| {
        let takes_null = patches.contains(schema) || PUT_BACK.contains(schema);
        !is_nullable(value) || takes_null && !is_required(property)
    });
    all_right("nothing is required of a patch", &properties(&patches), |property| !is_required(property));
}

#[test]
fn answers_have_all_their_members() {
    let extensions = BTreeSet::from(EXTENSIONS);
    all_right("required", &properties(&of_answers()), |property @ (schema, member, _)| {
        is_required(property) != extensions.contains(&(*schema, *member))
    });
    for (schema, member) in EXTENSIONS {
        let property = &schemas()[schema]["properties"][member];
        assert!(property.is_object(), "{schema}.{member} is gone: take it off the list");
        assert!(!is_nullable(property), "{schema}.{member} is absent, never null");
    }
    let open: Vec<_> =
        of_answers().into_iter().filter(|name| schemas()[*name]["additionalProperties"] == false).collect();
    assert!(open.is_empty(), "answers may grow: {open:?}");
}

/// A schema of the document that can be checked by itself. Made once: that takes longer than many checks.
pub fn validator(schema: &Value) -> Arc<Validator> {
    static MADE: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let make = || {
        let whole = json!({ "allOf": [schema], "components": document()["components"] });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Arc::new(options.build(&whole).expect("the document's schemas can be used"))
    };
    let mut kept = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(kept.entry(schema.to_string()).or_insert_with(make))
}

/// Every example and default in the document with the schema it stands for and its place.
fn examples(node: &'static Value, place: &str, found: &mut Vec<(String, &'static Value, &'static Value)>) {
    let Value::Object(members) = node else {
        for (at, item) in node.as_array().into_iter().flatten().enumerate() {
            examples(item, &format!("{place}/{at}"), found);
        }
        return;
    };
    let schema = members.get("schema").unwrap_or(node);
    for (name, value) in members {
        let place = format!("{place}/{name}");
        match name.as_str() {
            "example" | "default" => found.push((place, schema, value)),
            "examples" => found.extend(several(value).map(|value| (place.clone(), schema, value))),
            // Its keys are names that clients see, not words of the document.
            "properties" => value.as_object().into_iter().flat_map(Map::iter).for_each(|(name, property)| {
                examples(property, &format!("{place}/{name}"), found);
            }),
            _ => examples(value, &place, found),
        }
    }
}

/// A schema lists its examples; a parameter names them.
fn several(examples: &'static Value) -> Box<dyn Iterator<Item = &'static Value>> {
    match examples {
        Value::Object(named) => Box::new(named.values().map(|example| &example["value"])),
        listed => Box::new(listed.as_array().into_iter().flatten()),
    }
}

#[test]
fn every_example_is_one() {
    let mut found = Vec::new();
    examples(document(), "#", &mut found);
    assert!(found.len() > 40, "only {} examples were found", found.len());
    for (place, schema, value) in found {
        let broken: Vec<_> = validator(schema).iter_errors(value).map(|error| error.to_string()).collect();
        assert!(broken.is_empty(), "{place}: {broken:?}");
    }
}

#[test]
fn an_example_that_is_none_is_found() {
    let id = validator(&json!({ "$ref": "#/components/schemas/Timestamp" }));
    assert!(id.is_valid(&json!("2026-11-22T10:00:00.000Z")));
    assert!(!id.is_valid(&json!("yesterday")));
    let ticket = validator(&json!({ "$ref": "#/components/schemas/NewTicket" }));
    assert!(!ticket.is_valid(&json!({ "subject": "Fader", "body": "It jams.", "colour": "red" })));
}
