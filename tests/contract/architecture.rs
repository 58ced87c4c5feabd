//! The layers: who may depend on whom, and what may stand where.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::files::{Source, root, sources};

/// Every dependency of one of our crates on another. Nothing sideways, nothing upwards.
const EDGES: [(&str, &str); 16] = [
    ("api", "domain"),
    ("documents", "domain"),
    ("mail", "domain"),
    ("objects", "domain"),
    ("persistence", "domain"),
    ("vault", "domain"),
    ("worker", "domain"),
    ("server", "api"),
    ("server", "documents"),
    ("server", "domain"),
    ("server", "mail"),
    ("server", "migrations"),
    ("server", "objects"),
    ("server", "persistence"),
    ("server", "vault"),
    ("server", "worker"),
];

/// What the domain never names: databases, HTTP, mail, tokens, the run time, logs.
const FOREIGN_TO_THE_DOMAIN: [&str; 12] = [
    "axum",
    "http",
    "hyper",
    "jsonwebtoken",
    "lettre",
    "reqwest",
    "sea-orm",
    "sea-orm-migration",
    "sqlx",
    "tokio",
    "tracing",
    "utoipa",
];

/// The files that may ask which engine they talk to.
const ENGINE_AWARE: [&str; 11] = [
    "crates/persistence/src/conn.rs",
    "crates/persistence/src/connect.rs",
    "crates/persistence/src/dialect.rs",
    "crates/persistence/src/search/mod.rs",
    "crates/persistence/src/search/postgres.rs",
    "crates/persistence/src/search/sqlite.rs",
    "crates/persistence/src/store.rs",
    "crates/persistence/src/waiting.rs",
    "migrations/src/columns.rs",
    "migrations/src/lib.rs",
    "migrations/src/m20261122_000080_search.rs",
];

const MOST_LINES: usize = 500;

fn packages() -> Vec<Package> {
    let manifest = root().join("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec();
    metadata.expect("cargo knows the workspace").packages
}

fn edges(packages: &[Package]) -> BTreeSet<(&str, &str)> {
    let is_ours = |name: &str| packages.iter().any(|package| package.name.as_str() == name);
    packages
        .iter()
        .flat_map(|package| package.dependencies.iter().map(|to| (package.name.as_str(), to.name.as_str())))
        .filter(|(_, to)| is_ours(to))
        .collect()
}

/// The places where something stands that must not, as `path:line`.
fn places<'a>(sources: &'a [Source], is_bad: impl Fn(&Source, &str) -> bool + 'a) -> Vec<String> {
    let in_file =
        |source: &'a Source| source.text.lines().enumerate().map(move |(at, line)| (source, at, line));
    let bad = sources.iter().flat_map(in_file).filter(|(source, _, line)| is_bad(source, line));
    bad.map(|(source, at, _)| format!("{}:{}", source.path, at + 1)).collect()
}

fn asks_for_the_engine(source: &Source, line: &str) -> bool {
    let asks =
        ["DbBackend", "DatabaseBackend", "get_database_backend"].iter().any(|word| line.contains(word));
    asks && !ENGINE_AWARE.contains(&source.path.as_str())
}

fn allows_a_lint(_: &Source, line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("#[allow(") || line.starts_with("#![allow(")
}

/// `ActiveModel::save` guesses between insert and update; clippy does not see it through a macro.
fn guesses_between_insert_and_update(_: &Source, line: &str) -> bool {
    line.contains(".save(")
}

/// SQLite looks for every row that refers to one whose key is written; only `update` leaves the key out.
fn writes_a_key_again(_: &Source, line: &str) -> bool {
    line.contains(".set(to_row(") || line.contains("Entity::update(to_row(")
}

/// Requests and answers carry people's words, and passwords.
fn can_be_printed(_: &Source, line: &str) -> bool {
    let line = line.trim_start();
    let is_shape = ["Validate", "ToSchema", "IntoParams"].iter().any(|derived| line.contains(derived));
    line.starts_with("#[derive(") && line.contains("Debug") && is_shape && !line.contains("Copy")
}

fn too_long(sources: &[Source]) -> Vec<&str> {
    let long = sources.iter().filter(|source| source.text.lines().count() > MOST_LINES);
    long.map(|source| source.path.as_str()).collect()
}

#[test]
fn crates_depend_on_each_other_as_the_layers_say() {
    let packages = packages();
    let (of_tests, found): (BTreeSet<_>, BTreeSet<_>) =
        edges(&packages).into_iter().partition(|(from, _)| *from == "tests");
    assert_eq!(found, BTreeSet::from(EDGES));
    assert!(!of_tests.is_empty(), "the tests depend on what they test");
}

#[test]
fn the_domain_names_no_technology() {
    let packages = packages();
    let domain = packages.iter().find(|package| package.name.as_str() == "domain").unwrap();
    let in_product = domain.dependencies.iter().filter(|to| to.kind != DependencyKind::Development);
    let foreign: Vec<_> =
        in_product.map(|to| to.name.as_str()).filter(|name| FOREIGN_TO_THE_DOMAIN.contains(name)).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn only_the_dialect_knows_which_engine_it_talks_to() {
    let found = places(&sources(&["crates", "migrations"]), asks_for_the_engine);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_file_that_may_know_the_engine_does() {
    let sources = sources(&["crates", "migrations"]);
    for path in ENGINE_AWARE {
        let source = sources.iter().find(|source| source.path == path);
        let source = source.unwrap_or_else(|| panic!("{path} is gone: take it off the list"));
        assert!(source.text.contains("Backend"), "{path} no longer asks: take it off the list");
    }
}

#[test]
fn no_lint_is_switched_off_without_notice_when_it_is_needed_no_more() {
    let found = places(&sources(&["crates", "migrations", "tests"]), allows_a_lint);
    assert!(found.is_empty(), "use expect with a reason: {found:#?}");
}

#[test]
fn rows_are_inserted_or_updated_never_saved() {
    let found = places(&sources(&["crates", "migrations"]), guesses_between_insert_and_update);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_update_of_a_row_leaves_its_key_alone() {
    let found = places(&sources(&["crates"]), writes_a_key_again);
    assert!(found.is_empty(), "use persistence's update(row): {found:#?}");
}

#[test]
fn shapes_of_requests_and_answers_cannot_be_printed() {
    let found = places(&sources(&["crates/api/src/v1"]), can_be_printed);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let sources = sources(&["crates", "migrations", "tests"]);
    let found = too_long(&sources);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_rules_find_what_they_look_for() {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let bad = [
        source("crates/api/src/a.rs", "\nif db.get_database_backend() == DbBackend::Sqlite {"),
        source(
            "crates/api/src/b.rs",
            "    #[allow(dead_code)]\nrow.save(db).await?;\nEntity::update_many().set(to_row(a))",
        ),
        source("crates/api/src/c.rs", &"\n".repeat(MOST_LINES + 1)),
        source("crates/api/src/d.rs", "#[derive(Debug, Deserialize, Validate, ToSchema)]"),
    ];
    assert_eq!(places(&bad, asks_for_the_engine), ["crates/api/src/a.rs:2"]);
    assert_eq!(places(&bad, allows_a_lint), ["crates/api/src/b.rs:1"]);
    assert_eq!(places(&bad, guesses_between_insert_and_update), ["crates/api/src/b.rs:2"]);
    assert_eq!(places(&bad, writes_a_key_again), ["crates/api/src/b.rs:3"]);
    assert_eq!(places(&bad, can_be_printed), ["crates/api/src/d.rs:1"]);
    assert_eq!(too_long(&bad), ["crates/api/src/c.rs"]);
}
