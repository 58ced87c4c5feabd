//! The document: checked in, complete, and the same as the routes and the authorisation table.

use std::collections::BTreeSet;

use api::authorisation::{self, Access};
use serde_json::{Value, json};

use crate::{
    document::{Operation, document, operations},
    files::{assert_checked_in, sources},
};

#[test]
fn the_checked_in_document_is_the_one_that_is_served() {
    assert_checked_in("openapi/benchdesk.v1.json", &api::openapi_json(), "UPDATE_OPENAPI");
}

#[test]
fn the_document_is_the_same_each_time_it_is_made() {
    assert!(api::openapi_json() == api::openapi_json());
    assert_eq!(document()["openapi"], "3.1.0");
}

/// Everything that is said of operations is said of the same operations: by the document, which
/// the routes are served from; by the authorisation table; and by the handlers in the sources.
#[test]
fn document_table_and_handlers_know_the_same_operations() {
    let documented: Vec<_> = operations().iter().map(Operation::id).collect();
    let unique: BTreeSet<_> = documented.iter().copied().collect();
    assert_eq!(unique.len(), documented.len(), "an operationId stands twice");
    assert_eq!(unique, authorisation::operations().map(|row| row.id).collect());
    let sources = sources(&["crates/api/src/v1"]);
    let written = sources.iter().flat_map(|source| source.text.split("operation_id = \"").skip(1));
    // Links name operations, too: in parentheses.
    let written: BTreeSet<_> = written.filter_map(|rest| rest.split_once('"')).map(|(id, _)| id).collect();
    assert_eq!(unique, written);
    let handlers: usize = sources.iter().map(|source| source.text.matches("#[utoipa::path(").count()).sum();
    assert_eq!(documented.len(), handlers, "a handler is not routed");
}

/// Fails with the operation's name unless `is_right`.
#[track_caller]
fn every_operation(what: &str, is_right: impl Fn(&Operation) -> bool) {
    let wrong: Vec<_> = operations().into_iter().filter(|operation| !is_right(operation)).collect();
    let wrong: Vec<_> = wrong.iter().map(Operation::id).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?}");
}

fn is_camel_case(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_said(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

#[test]
fn every_operation_says_what_it_is() {
    let tags = document()["tags"].as_array().unwrap();
    let described =
        |name: &Value| tags.iter().any(|tag| tag["name"] == *name && is_said(&tag["description"]));
    every_operation("operationId in camelCase", |operation| is_camel_case(operation.id()));
    every_operation("summary of at most 60 characters", |operation| {
        is_said(&operation.spec["summary"])
            && operation.spec["summary"].as_str().unwrap().chars().count() <= 60
    });
    every_operation("sentences end once", |operation| {
        let description = operation.spec["description"].as_str().unwrap_or_default();
        description.ends_with('.') && !description.ends_with("..")
    });
    every_operation("exactly one described tag", |operation| match operation.spec["tags"].as_array() {
        Some(tags) => tags.len() == 1 && described(&tags[0]),
        None => false,
    });
    for tag in tags {
        assert!(
            operations().iter().any(|o| o.spec["tags"][0] == tag["name"]),
            "{} has no operation",
            tag["name"]
        );
    }
}

#[test]
fn every_operation_states_the_rights_of_the_table() {
    every_operation("security and x-permission as in the table", |operation| {
        let row = authorisation::find(operation.id()).unwrap();
        let (security, permission) = (&operation.spec["security"], &operation.spec["x-permission"]);
        match row.access {
            Access::Public => *security == json!([]) && permission.is_null(),
            Access::AnyOf(permissions) | Access::SignedIn(permissions) => {
                let names: Vec<_> = permissions.iter().map(|permission| permission.name()).collect();
                let schemes = if row.asks_for_a_session() {
                    json!([{ "bearer": [] }, { "cookie": [] }])
                } else {
                    json!([{ "bearer": [] }, { "apiToken": [] }, { "cookie": [] }])
                };
                *security == schemes && *permission == json!(names) && !names.is_empty()
            }
        }
    });
    assert_eq!(document()["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
}

#[test]
fn every_error_is_a_problem_and_every_parameter_is_described() {
    let problem = json!({ "$ref": "#/components/schemas/Problem" });
    every_operation("errors are problems, successes are not", |operation| {
        let responses = operation.spec["responses"].as_object().unwrap();
        responses.iter().all(|(status, response)| {
            let content = response["content"].as_object();
            let types: Vec<_> = content.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            if status.starts_with(['4', '5']) {
                types == ["application/problem+json"]
                    && response["content"]["application/problem+json"]["schema"] == problem
            } else {
                let is_file =
                    operation.id() == "getAttachmentContent" && types == ["application/octet-stream"];
                let is_stream = operation.id() == "streamEvents" && types == ["text/event-stream"];
                let is_paper = operation.spec["tags"][0] == "Documents" && types == ["application/pdf"];
                types.is_empty() || types == ["application/json"] || is_file || is_stream || is_paper
            }
        })
    });
    every_operation("one success at least", |operation| {
        operation.spec["responses"].as_object().unwrap().keys().any(|status| status.starts_with('2'))
    });
    every_operation("parameters are described", |operation| {
        ["path", "query", "header"]
            .iter()
            .all(|place| operation.parameters(place).all(|p| is_said(&p["description"])))
    });
}

#[test]
fn links_lead_to_operations_and_fill_their_paths() {
    for operation in operations() {
        let responses = operation.spec["responses"].as_object().unwrap();
        for link in
            responses.values().filter_map(|response| response["links"].as_object()).flat_map(|l| l.values())
        {
            let target = operations().into_iter().find(|other| link["operationId"] == other.id());
            let target = target.unwrap_or_else(|| panic!("{} links to nowhere", operation.id()));
            let needed: BTreeSet<_> =
                target.parameters("path").map(|p| p["name"].as_str().unwrap()).collect();
            let given = link["parameters"].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(needed, given, "{} links to {}", operation.id(), target.id());
        }
    }
}
