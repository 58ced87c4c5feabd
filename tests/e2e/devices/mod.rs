//! Products and devices: registered without telling what others own, handed over, remembered.

mod facts;
mod former;
mod history;
mod products;
mod proofs;
mod registration;
mod tickets;
mod transfers;

use axum::http::Method;
use kit::{Person, Reply, TestApp};
use serde_json::{Value, json};

/// A product whose serial numbers are K61 and six digits.
async fn product(admin: &Person) -> Value {
    let new = json!({ "sku": "K61-BLK", "name": "Keys 61", "serial_pattern": "K61[0-9]{6}" });
    admin.post("/api/v1/products", &new).await.expect(201).json
}

fn path(device: &Value) -> String {
    format!("/api/v1/devices/{}", device["id"].as_str().unwrap())
}

/// Asks to register a serial number.
async fn asks(person: &Person, product: &Value, serial: &str) -> Reply {
    let new = json!({ "product_id": product["id"], "serial": serial });
    person.post("/api/v1/devices", &new).await
}

/// Registers a serial number; returns the device.
async fn registers(person: &Person, product: &Value, serial: &str) -> Value {
    asks(person, product, serial).await.expect(201).json
}

/// The device as somebody sees it.
async fn reads(person: &Person, device: &Value) -> Value {
    person.get(&path(device)).await.expect(200).json
}

/// Changes a device, based on its newest version.
async fn changes(person: &Person, device: &Value, patch: Value) -> Reply {
    let current = reads(person, device).await;
    person.patch(&path(device), &current["version"], &patch).await
}

/// Sends to a part of a device with any version.
async fn sends(person: &Person, method: Method, path: &str, body: &Value) -> Reply {
    let client = person.with("if-match", "*").with("content-type", "application/json");
    client.send(method, path, if body.is_null() { String::new() } else { body.to_string() }).await
}

/// Gives a device up.
async fn gives_up(person: &Person, device: &Value) {
    sends(person, Method::DELETE, &path(device), &Value::Null).await.expect(204);
}

/// What proves a device's purchase, by file name.
async fn proofs(person: &Person, device: &Value) -> Vec<String> {
    let list = person.get(&format!("{}/proofs", path(device))).await.expect(200).json;
    let names = list["items"].as_array().unwrap().iter().map(|file| file["file_name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

/// Offers a device; returns the code.
async fn offers(person: &Person, device: &Value) -> String {
    let offer = sends(person, Method::POST, &format!("{}/transfers", path(device)), &Value::Null).await;
    offer.expect(201).json["code"].as_str().unwrap().to_owned()
}

/// Tells a code on one's own device.
async fn accepts(person: &Person, device: &Value, code: &str) -> Reply {
    person.post(&format!("{}/transfers/acceptances", path(device)), &json!({ "code": code })).await
}

/// The kinds of a device's history.
async fn history(person: &Person, device: &Value) -> Vec<String> {
    let entries = person.reads_all(&format!("{}/history", path(device)), 2).await;
    entries.iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

/// An owner, a rival, an agent and an administrator.
async fn people(app: &TestApp) -> (Person, Person, Person, Person) {
    let admin = app.staff("ada", domain::identity::Role::Admin).await;
    (app.customer("ann").await, app.customer("cem").await, app.agent("bo").await, admin)
}
