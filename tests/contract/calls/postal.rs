use serde_json::json;

use super::{Callers, Known, read};

pub(super) const KNOWN: &[Known] = &[
    read("listAddressFormats", Callers::Anyone),
    read("getAddressFormat", Callers::Anyone),
    Known {
        id: "proposeAddress",
        callers: Callers::Anyone,
        status: 200,
        body: |_, _| json!({ "text": "Ann Example, 12 Example Road, Reno, NV 89501" }),
    },
];
