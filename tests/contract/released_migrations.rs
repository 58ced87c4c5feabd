//! A migration that was released is history: a database somewhere has it as it was.

use std::{collections::BTreeMap, fs};

use ring::digest::{SHA256, digest};

use crate::files::root;

/// Each released migration and its SHA-256. A release adds its migrations; no line ever changes.
const RELEASED: &str = include_str!("../../migrations/released.sha256");

fn sum(text: &[u8]) -> String {
    digest(&SHA256, text).as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn released() -> BTreeMap<&'static str, &'static str> {
    let lines = RELEASED.lines().map(|line| line.split_once("  ").expect("a sum and a name"));
    lines.map(|(sum, name)| (name, sum)).collect()
}

#[test]
fn no_released_migration_was_edited() {
    let released = released();
    assert!(released.len() >= 3);
    for (name, expected) in released {
        let text = fs::read(root().join("migrations").join(name)).expect("a released migration stays");
        assert_eq!(sum(&text), expected, "{name} was edited: write a new migration instead");
    }
}

#[test]
fn released_migrations_come_before_all_others() {
    let names = migrations::names();
    let released: Vec<_> = released()
        .into_keys()
        .map(|name| name.trim_start_matches("src/").trim_end_matches(".rs").to_owned())
        .collect();
    assert_eq!(names[..released.len()], released, "a new migration has a later name");
}
