use domain::identity::Role;
use serde_json::json;

use super::{Callers, EVERY_ROLE, Known, STAFF, read};

const LEADS: Callers = Callers::Roles(&[Role::Lead, Role::Admin]);

pub(super) const KNOWN: &[Known] = &[
    read("getDeviceCoverage", EVERY_ROLE),
    Known {
        id: "grantGoodwill",
        callers: LEADS,
        status: 200,
        body: |_, _| json!({ "until": "2030-01-01", "reason": "It failed three times." }),
    },
    read("getRepairCoverage", EVERY_ROLE),
    read("getRepairTerms", STAFF),
    Known {
        id: "putRepairTerms",
        callers: LEADS,
        status: 200,
        body: |_, _| {
            json!({
                "guarantee_months": 24, "extension_months": 12, "repair_warranty_months": 6,
                "checked_by_another": false, "notices": { "count": 3, "days": 30 },
                "countries": [{ "country": "ES", "guarantee_months": 36 }],
            })
        },
    },
];
