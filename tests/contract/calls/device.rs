use std::sync::atomic::{AtomicU32, Ordering};

use domain::identity::Role;
use serde_json::{Value, json};

use super::{Callers, EVERY_ROLE, Known, REQUESTERS, read};
use crate::desk::Desk;

const MANAGES_PRODUCTS: Callers = Callers::Roles(&[Role::Lead, Role::Admin]);
const CHANGES_DEVICES: Callers =
    Callers::Roles(&[Role::Customer, Role::Agent, Role::Technician, Role::Lead, Role::Admin]);

pub(super) const KNOWN: &[Known] = &[
    read("listProducts", EVERY_ROLE),
    Known { id: "createProduct", callers: MANAGES_PRODUCTS, status: 201, body: |_, _| product() },
    read("getProduct", EVERY_ROLE),
    Known {
        id: "updateProduct",
        callers: MANAGES_PRODUCTS,
        status: 200,
        body: |_, _| json!({ "family": "Keyboards" }),
    },
    // Devices of it are registered.
    Known { id: "deleteProduct", callers: MANAGES_PRODUCTS, status: 409, body: |_, _| Value::Null },
    read("listDevices", EVERY_ROLE),
    Known { id: "createDevice", callers: CHANGES_DEVICES, status: 201, body: device },
    read("getDevice", EVERY_ROLE),
    Known { id: "updateDevice", callers: CHANGES_DEVICES, status: 200, body: |_, role| change_by(role) },
    Known { id: "deleteDevice", callers: CHANGES_DEVICES, status: 204, body: |_, _| Value::Null },
    Known {
        id: "registerPurchase",
        callers: CHANGES_DEVICES,
        status: 200,
        body: |_, _| json!({ "purchased_on": "2026-11-02", "seller_country": "DE" }),
    },
    Known {
        id: "putDeviceFacts",
        callers: CHANGES_DEVICES,
        status: 200,
        body: |_, _| json!({ "os": "macOS 15.2", "connection": "usb" }),
    },
    read("listProofs", EVERY_ROLE),
    Known { id: "addProof", callers: CHANGES_DEVICES, status: 200, body: |_, _| Value::Null },
    Known { id: "removeProof", callers: CHANGES_DEVICES, status: 204, body: |_, _| Value::Null },
    Known { id: "createTransfer", callers: REQUESTERS, status: 201, body: |_, _| Value::Null },
    Known { id: "deleteTransfer", callers: REQUESTERS, status: 204, body: |_, _| Value::Null },
    Known {
        id: "acceptTransfer",
        callers: REQUESTERS,
        status: 200,
        body: |desk, _| json!({ "code": desk.code }),
    },
    read("listDeviceHistory", EVERY_ROLE),
];

/// A serial number that no other call has.
pub fn serial() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("K61-{:06}", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn product() -> Value {
    json!({ "sku": serial(), "name": "Keyboard 88" })
}

/// A customer registers for themselves, staff for a customer.
fn device(desk: &Desk, role: Option<Role>) -> Value {
    let mut body = json!({ "product_id": desk.product["id"], "serial": serial() });
    if role.is_some_and(Role::is_staff) {
        body["owner_id"] = json!(desk.peer.id);
    }
    body
}

fn change_by(role: Option<Role>) -> Value {
    match role {
        Some(Role::Customer) => json!({ "purchased_on": "2026-11-02" }),
        _ => json!({ "status": "refused" }),
    }
}
