use domain::identity::Role;
use serde_json::{Value, json};

use super::{Callers, Known, STAFF, read};

const RECEIVES: Callers = Callers::Roles(&[Role::Logistics, Role::Lead, Role::Admin]);

pub(super) const KNOWN: &[Known] = &[
    read("listUnidentifiedParcels", STAFF),
    Known {
        id: "recordUnidentifiedParcel",
        callers: RECEIVES,
        status: 201,
        body: |_, _| unidentified_parcel(),
    },
    read("getUnidentifiedParcel", STAFF),
    read("listParcelPhotos", STAFF),
    Known { id: "addParcelPhoto", callers: RECEIVES, status: 200, body: |_, _| Value::Null },
    Known { id: "removeParcelPhoto", callers: RECEIVES, status: 204, body: |_, _| Value::Null },
    // The desk's repair has been received already: `repairs` in e2e matches parcels.
    Known {
        id: "matchUnidentifiedParcel",
        callers: RECEIVES,
        status: 409,
        body: |desk, _| json!({ "repair_id": desk.repair["id"], "rma_number": desk.repair["rma_number"] }),
    },
    Known {
        id: "closeUnidentifiedParcel",
        callers: RECEIVES,
        status: 200,
        body: |_, _| json!({ "reason": "Handed back to the carrier." }),
    },
];

/// A parcel without a number.
pub fn unidentified_parcel() -> Value {
    json!({ "carrier": "DHL", "contents": "A keyboard, no letter.", "place": "Shelf U3" })
}
