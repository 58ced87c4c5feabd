use domain::identity::Role;
use serde_json::Value;

use super::{Callers, EVERY_ROLE, Known, STAFF, read};

const SENDS: Callers = Callers::Roles(&[Role::Logistics]);

pub(super) const KNOWN: &[Known] = &[
    read("getPackingSlip", EVERY_ROLE),
    read("getBenchLabel", STAFF),
    // The desk's repair has cost nothing: `repairs` in e2e prints one.
    Known { id: "getQuoteDocument", callers: EVERY_ROLE, status: 404, body: |_, _| Value::Null },
    read("getIntakeReport", EVERY_ROLE),
    read("getAddressLabel", SENDS),
];
