//! The document: checked in, complete, and the same as the routes and the authorisation table.

use std::collections::BTreeSet;

use api::authorisation::{self, Access, OPERATIONS};

use crate::{
    document::{document, operations, schemas},
    files::{assert_checked_in, sources},
};

#[test]
fn the_checked_in_document_is_the_one_that_is_served() {
    assert_checked_in("openapi/benchdesk.v1.json", &api::openapi_json(), "UPDATE_OPENAPI");
}
