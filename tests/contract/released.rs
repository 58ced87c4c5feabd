//! What was released is history: a database somewhere has a migration as it was, and a client is made of a document
//! as it was.

use std::{collections::BTreeMap, fs};

use ring::digest::{SHA256, digest};

use crate::files::root;

/// Each released migration and its SHA-256. A release adds its migrations; no line ever changes.
const MIGRATIONS: &str = include_str!("../../migrations/released.sha256");

/// The same of the document, once for each release.
const DOCUMENTS: &str = include_str!("../../openapi/released.sha256");

fn sum(text: &[u8]) -> String {
    digest(&SHA256, text).as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn released(list: &'static str) -> BTreeMap<&'static str, &'static str> {
    let lines = list.lines().map(|line| line.split_once("  ").expect("a sum and a name"));
    lines.map(|(sum, name)| (name, sum)).collect()
}

#[test]
fn no_released_migration_was_edited() {
    let released = released(MIGRATIONS);
    assert!(released.len() >= 3);
    for (name, expected) in released {
        let text = fs::read(root().join("migrations").join(name)).expect("a released migration stays");
        assert_eq!(sum(&text), expected, "{name} was edited: write a new migration instead");
    }
}

#[test]
fn released_migrations_come_before_all_others() {
    let names = migrations::names();
    let released: Vec<_> = released(MIGRATIONS)
        .into_keys()
        .map(|name| name.trim_start_matches("src/").trim_end_matches(".rs").to_owned())
        .collect();
    assert_eq!(names[..released.len()], released, "a new migration has a later name");
}

#[test]
fn no_released_document_was_edited() {
    let released = released(DOCUMENTS);
    let folder = root().join("openapi/released");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), released.len(), "a release adds its line");
    for (name, expected) in released {
        let text = fs::read(folder.join(name)).expect("a released document stays");
        assert_eq!(sum(&text), expected, "{name} was edited: a release adds another");
    }
}
