//! A desk with one person of each role, and a ticket that everyone can see as far as they may.

use std::collections::HashMap;

use axum::http::Method;
use domain::{
    id::AccountId,
    identity::{Actor, Role, Session, SessionKind},
    job::JobFilter,
    page::PageRequest,
};
use kit::{Person, TestApp, Visitor};
use serde_json::{Value, json};

use crate::calls::{
    address, disclosure, draft_of, note, order, parcel, serial, unidentified_parcel, without_serial,
};

/// Everyone, and something to talk about.
pub struct Desk {
    /// One person of each role. The customer has asked.
    people: HashMap<Role, Person>,
    /// Two API tokens of each role's person: one that stays and one to revoke.
    api_tokens: HashMap<Role, [String; 2]>,
    /// Another customer.
    pub peer: Person,
    /// The customer's ticket.
    pub ticket: Value,
    /// A customer who takes part in it as cc.
    pub copy: Person,
    /// The customer's reply in it.
    pub reply: Value,
    /// A session of each, which may be ended.
    sessions: HashMap<Role, String>,
    /// What is made for one operation, parameter and role, since the operation uses it up.
    made_for: Vec<(&'static str, &'static str, Role, String)>,
    /// A job that waits.
    job: String,
    /// A product that is offered, and one that is not any more.
    pub product: Value,
    pub retired: Value,
    /// The customer's device; the peer has registered the same serial number before.
    pub device: Value,
    /// The customer's repair, in a ticket of its own: it waits for its parcel.
    pub repair: Value,
    /// Its parcel, which waits, and one that was called off.
    pub shipment: Value,
    called_off: Value,
    /// What hands the peer's over to the customer.
    pub code: String,
}

async fn products(admin: &Person) -> (Value, Value) {
    let [offered, retired] = ["K61-BLK", "K49-BLK"].map(|sku| json!({ "sku": sku, "name": "Keyboard" }));
    let offered = admin.post("/api/v1/products", &offered).await.expect(201).json;
    let retired = admin.post("/api/v1/products", &retired).await.expect(201).json;
    let path = format!("/api/v1/products/{}", retired["id"].as_str().unwrap());
    let retired =
        admin.patch(&path, &retired["version"], &json!({ "offered": false })).await.expect(200).json;
    (offered, retired)
}

/// As much of a picture as its kind is known by.
const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;";

impl Desk {
    /// Opens it.
    pub async fn open(app: &TestApp) -> Self {
        let (mut people, mut sessions, mut api_tokens) = (HashMap::new(), HashMap::new(), HashMap::new());
        for role in Role::ALL {
            let person = match role {
                Role::Customer => app.customer("customer").await,
                staff => app.staff(staff.name(), staff).await,
            };
            sessions.insert(role, spare_session(app, &person).await);
            api_tokens.insert(role, [api_token(&person).await, api_token(&person).await]);
            people.insert(role, person);
        }
        let (peer, copy) = (app.customer("peer").await, app.customer("copy").await);
        let customer = &people[&Role::Customer];
        let ticket = customer.opens_ticket("Fader 3 is stuck").await;
        let file = customer.uploads("fader.txt", b"It jams halfway.").await;
        let reply = json!({ "kind": "reply", "body": "It jams halfway.", "attachment_ids": [file["id"]] });
        let reply = customer.writes(&ticket, reply).await.expect(201).json;
        people[&Role::Agent].notes(&ticket, "Third one this week.").await;
        let place = format!("{}/participants/{}", kit::path_of(&ticket), copy.id);
        people[&Role::Agent].client().send(Method::PUT, &place, "").await.expect(200);
        let mut tx = app.store.read().await.expect("the store can be read");
        let jobs = tx.job_records().list(&JobFilter::default(), &PageRequest::first(1)).await;
        let job = jobs.expect("jobs can be listed").items[0].id.to_string();
        drop(tx);
        let (product, retired) = products(&people[&Role::Admin]).await;
        let (device, repair, code, made_for) = (Value::Null, Value::Null, String::new(), Vec::new());
        let (shipment, called_off) = (Value::Null, Value::Null);
        let mut desk = Self {
            people,
            api_tokens,
            peer,
            ticket,
            copy,
            reply,
            sessions,
            made_for,
            job,
            product,
            retired,
            device,
            repair,
            shipment,
            called_off,
            code,
        };
        desk.make_what_is_used_up().await;
        desk.renew_device().await;
        desk.repair = desk.repairs().await;
        desk
    }

    /// A repair as far as the bench.
    async fn repairs(&mut self) -> Value {
        let customer = self.person(Role::Customer);
        let ticket = customer.opens_ticket("To be repaired").await;
        self.repair = json!({ "ticket_id": ticket["id"] });
        let repair = self.person(Role::Customer).post("/api/v1/repairs", &without_serial(self)).await;
        let repair = repair.expect(201).json;
        let path = format!("/api/v1/repairs/{}/transitions", repair["id"].as_str().unwrap());
        let scanned = json!({ "to": "received", "rma_number": repair["rma_number"] });
        let moves = [
            (Role::Agent, json!({ "to": "authorized", "coverage": "paid", "reason": "Out of warranty." })),
            (Role::Logistics, scanned),
            (
                Role::Technician,
                json!({ "to": "diagnosing", "intake": { "condition": "Dusty.", "accessories": [] } }),
            ),
            (Role::Technician, json!({ "to": "testing", "work": { "text": "Cleaned.", "minutes": 5 } })),
            (
                Role::Technician,
                json!({ "to": "ready_to_ship", "checklist": ["All is well."], "outcome": "repaired" }),
            ),
        ];
        for (role, body) in moves {
            self.person(role).with("if-match", "*").post(&path, &body).await.expect(200);
        }
        self.repair = repair.clone();
        self.renew_address().await;
        self.make_parcels().await;
        repair
    }

    /// The repair has a parcel that waits, and one that was called off.
    async fn make_parcels(&mut self) {
        let logistics = self.person(Role::Logistics);
        let path = format!("/api/v1/repairs/{}/shipments", self.repair["id"].as_str().unwrap());
        let called_off = logistics.post(&path, &parcel()).await.expect(201).json;
        let place = format!("/api/v1/shipments/{}", called_off["id"].as_str().unwrap());
        logistics.with("if-match", "*").delete(&place).await.expect(204);
        let shipment = logistics.post(&path, &parcel()).await.expect(201).json;
        (self.called_off, self.shipment) = (called_off, shipment);
    }

    /// The repair has an address, whatever was done to the one before.
    pub async fn renew_address(&self) {
        let path = format!("/api/v1/repairs/{}/address", self.repair["id"].as_str().unwrap());
        self.person(Role::Customer).with("if-match", "*").put(&path, &address()).await.expect(200);
    }

    /// Teams to dissolve, tickets to take and views of one's own, for everyone who may.
    async fn make_what_is_used_up(&mut self) {
        let admin = self.person(Role::Admin);
        let mut made = Vec::new();
        for role in [Role::Lead, Role::Admin] {
            let team = json!({ "name": format!("To be dissolved by {}", role.name()) });
            made.push((
                "deleteTeam",
                "team_id",
                role,
                admin.post("/api/v1/teams", &team).await.expect(201).json,
            ));
        }
        for role in [Role::Agent, Role::Lead, Role::Admin] {
            let ticket = self.person(Role::Customer).opens_ticket("To be claimed").await;
            made.push(("claimTicket", "ticket_id", role, ticket));
            let ordered = self.person(role).post("/api/v1/tickets/bulk", &order(self)).await.expect(202).json;
            made.push(("", "bulk_id", role, ordered));
        }
        for role in [Role::Lead, Role::Admin] {
            let ticket = self.person(Role::Customer).opens_ticket("To be deleted").await;
            made.push(("deleteTicket", "ticket_id", role, ticket));
        }
        let team = admin.post("/api/v1/teams", &json!({ "name": "Repairs" })).await.expect(201).json;
        made.push(("", "team_id", Role::Admin, team));
        let repairs = made.last().expect("a team was made").3["id"].clone();
        for role in Role::ALL.into_iter().filter(|role| role.is_staff()) {
            for to in ["", "deleteView"] {
                let view = json!({ "name": "Waiting" });
                let view = self.person(role).post("/api/v1/views", &view).await.expect(201).json;
                made.push((to, "view_id", role, view));
            }
            for to in ["", "deleteMacro"] {
                let seen = json!({ "name": "Seen", "actions": note() });
                let seen = self.person(role).post("/api/v1/macros", &seen).await.expect(201).json;
                made.push((to, "macro_id", role, seen));
            }
        }
        for number in 0..3 {
            let subject = format!("To be taken {number}");
            let ticket = self.person(Role::Customer).opens_ticket(&subject).await;
            let ours = json!({ "team_id": repairs });
            self.person(Role::Admin).changes(&ticket, ours).await;
        }
        let tagged = self.person(Role::Customer).opens_ticket("To be relabelled").await;
        let admin = self.person(Role::Admin);
        admin.changes(&tagged, json!({ "add_tags": ["mislabelled", "unwanted"] })).await;
        let renamed = admin.post("/api/v1/tags/mislabelled/renames", &json!({ "to": "renamed" })).await;
        made.push(("", "tag_rename_id", Role::Admin, renamed.expect(202).json));
        let removed = admin.client().delete("/api/v1/tags/unwanted").await;
        made.push(("", "tag_removal_id", Role::Admin, removed.expect(202).json));
        let drafted = self.person(Role::Customer).opens_ticket("To be drafted").await;
        for role in Role::ALL {
            for ticket in [&self.ticket, &drafted] {
                let writer = self.person(role).with("if-match", "*");
                let path = format!("{}/draft", kit::path_of(ticket));
                writer.put(&path, &draft_of(Some(role))).await.expect(200);
            }
            made.push(("deleteDraft", "ticket_id", role, drafted.clone()));
        }
        self.make_unidentified_parcels(&mut made).await;
        self.make_repair_photos(&mut made).await;
        let told = self.person(Role::Admin).post("/api/v1/privacy/disclosures", &disclosure(self)).await;
        made.push(("", "disclosure_id", Role::Admin, told.expect(201).json));
        self.make_proofs(&mut made).await;
        made.push(("", "request_id", Role::Customer, self.withdrawn_erasure().await));
        let id = |thing: &Value| thing["id"].as_str().expect("a thing has an id").to_owned();
        self.made_for = made.iter().map(|(to, name, role, thing)| (*to, *name, *role, id(thing))).collect();
    }

    /// Parcels without a number to be settled, and their photos.
    async fn make_unidentified_parcels(&self, made: &mut Vec<(&'static str, &'static str, Role, Value)>) {
        for role in [Role::Logistics, Role::Lead, Role::Admin] {
            for to in ["", "closeUnidentifiedParcel"] {
                let found =
                    self.person(role).post("/api/v1/unidentified-parcels", &unidentified_parcel()).await;
                made.push((to, "parcel_id", role, found.expect(201).json));
            }
            let photo = self.person(role).uploads("parcel.gif", PICTURE).await;
            made.push(("addParcelPhoto", "attachment_id", role, photo));
            let found = self.person(role).post("/api/v1/unidentified-parcels", &unidentified_parcel()).await;
            let found = found.expect(201).json;
            let photo = self.person(role).uploads("parcel.gif", PICTURE).await;
            let place = format!("/api/v1/unidentified-parcels/{}/photos", found["id"].as_str().unwrap());
            let place = format!("{place}/{}", photo["id"].as_str().unwrap());
            self.person(role).client().send(Method::PUT, &place, "").await.expect(200);
            made.push(("removeParcelPhoto", "parcel_id", role, found));
            made.push(("removeParcelPhoto", "attachment_id", role, photo));
        }
    }

    /// Repairs at their intake, and photos of them.
    async fn make_repair_photos(&self, made: &mut Vec<(&'static str, &'static str, Role, Value)>) {
        let customer = self.person(Role::Customer);
        let ticket = customer.opens_ticket("To be photographed").await;
        for role in [Role::Technician, Role::Logistics, Role::Lead, Role::Admin] {
            let new = json!({
                "ticket_id": ticket["id"], "product_id": self.product["id"], "symptom": "It jams halfway.",
                "no_serial_reason": "The label is gone.", "battery": "none",
            });
            let repair = customer.post("/api/v1/repairs", &new).await.expect(201).json;
            let path = format!("/api/v1/repairs/{}", repair["id"].as_str().unwrap());
            let paid = json!({ "to": "authorized", "coverage": "paid", "reason": "Out of warranty." });
            let scanned = json!({ "to": "received", "rma_number": repair["rma_number"] });
            for (by, body) in [(Role::Agent, paid), (Role::Logistics, scanned)] {
                let moves = self.person(by).with("if-match", "*");
                moves.post(&format!("{path}/transitions"), &body).await.expect(200);
            }
            let [add, remove] = [
                self.person(role).uploads("lid.gif", PICTURE).await,
                self.person(role).uploads("lid.gif", PICTURE).await,
            ];
            let place = format!("{path}/photos/{}", remove["id"].as_str().unwrap());
            self.person(role).client().send(Method::PUT, &place, "").await.expect(200);
            made.push(("putRepairIntake", "repair_id", role, repair.clone()));
            for (to, photo) in [("addRepairPhoto", add), ("removeRepairPhoto", remove)] {
                made.push((to, "repair_id", role, repair.clone()));
                made.push((to, "attachment_id", role, photo));
            }
        }
    }

    /// Proofs of a purchase to be added and to be removed.
    async fn make_proofs(&self, made: &mut Vec<(&'static str, &'static str, Role, Value)>) {
        let customer = self.person(Role::Customer);
        for role in [Role::Customer, Role::Agent, Role::Technician, Role::Lead, Role::Admin] {
            let receipt = self.person(role).uploads("receipt.txt", b"Paid.").await;
            made.push(("addProof", "attachment_id", role, receipt));
            let new = json!({ "product_id": self.product["id"], "serial": serial() });
            let device = customer.post("/api/v1/devices", &new).await.expect(201).json;
            let proof = customer.proves(&device, "receipt.txt", b"Paid.").await;
            made.push(("removeProof", "device_id", role, device));
            made.push(("removeProof", "attachment_id", role, proof));
        }
    }

    /// What was withdrawn can be withdrawn without harm, however often.
    async fn withdrawn_erasure(&self) -> Value {
        let customer = self.person(Role::Customer);
        let erasure = json!({ "kind": "erasure", "repairs": "finish" });
        let waits = customer.post("/api/v1/me/privacy-requests", &erasure).await.expect(201).json;
        let place = format!("/api/v1/me/privacy-requests/{}", waits["id"].as_str().unwrap());
        customer.with("if-match", "*").delete(&place).await.expect(204);
        waits
    }

    /// The id that stands for a path parameter when the role calls the operation.
    pub fn id_in(&self, operation: &str, parameter: &str, role: Option<Role>) -> &str {
        if operation == "removeParticipant" && parameter == "participant_id" {
            // Who takes no part is taken out without harm, however often.
            return self.id_for("customer_id");
        }
        if operation == "cancelShipment" {
            // What was called off can be called off without harm, however often.
            return self.called_off["id"].as_str().expect("a parcel has an id");
        }
        if parameter == "token" {
            return "no-such-token";
        }
        if parameter == "country" {
            return "US";
        }
        if parameter == "api_token_id" {
            let [kept, revoked] = &self.api_tokens[&role.unwrap_or(Role::Customer)];
            return if operation == "revokeApiToken" { revoked } else { kept };
        }
        if parameter == "session_id" {
            return self.session(role);
        }
        let made_for = |operation: &str| {
            let mut made = self.made_for.iter();
            made.find(|(to, name, of, _)| *to == operation && *name == parameter && Some(*of) == role)
        };
        let found = made_for(operation).or_else(|| made_for(""));
        found.map_or_else(|| self.id_for(parameter), |(.., id)| id)
    }

    fn made(&self, parameter: &str) -> &str {
        let found = self.made_for.iter().find(|(to, name, ..)| to.is_empty() && *name == parameter);
        found.map(|(.., id)| id).expect("one is made")
    }

    /// The device as it is before anything was done to it: another unit.
    pub async fn renew_device(&mut self) {
        let new = json!({ "product_id": self.product["id"], "serial": serial() });
        let theirs = self.peer.post("/api/v1/devices", &new).await.expect(201).json;
        let transfers = format!("/api/v1/devices/{}/transfers", theirs["id"].as_str().unwrap());
        let offer = self.peer.client().send(Method::POST, &transfers, "").await.expect(201).json;
        offer["code"].as_str().unwrap().clone_into(&mut self.code);
        self.device = self.person(Role::Customer).post("/api/v1/devices", &new).await.expect(201).json;
    }

    /// Another session of whoever calls: a changed password has ended the one before.
    pub async fn renew_session(&mut self, app: &TestApp, role: Option<Role>) {
        if let Some(role) = role {
            let session = spare_session(app, self.person(role)).await;
            self.sessions.insert(role, session);
        }
    }

    /// The person of a role.
    pub fn person(&self, role: Role) -> &Person {
        &self.people[&role]
    }

    /// Whoever calls: the person of the role, or nobody.
    pub fn caller(&self, app: &TestApp, role: Option<Role>) -> Visitor {
        role.map_or_else(|| app.visitor(), |role| self.person(role).client().clone())
    }

    /// A session of whoever calls, which may be ended.
    pub fn session(&self, role: Option<Role>) -> &str {
        &self.sessions[&role.unwrap_or(Role::Customer)]
    }

    /// The id that stands for a path parameter.
    pub fn id_for(&self, parameter: &str) -> &str {
        let id = match parameter {
            "session_id" => return self.session(None),
            "role" => return "logistics",
            "tag" => return "mislabelled",
            "customer_id" => return &self.person(Role::Customer).id,
            "participant_id" => return &self.copy.id,
            "job_id" => return &self.job,
            "team_id" | "view_id" | "macro_id" | "bulk_id" | "tag_rename_id" | "tag_removal_id"
            | "parcel_id" | "disclosure_id" | "request_id" => {
                return self.made(parameter);
            }
            "staff_id" => return &self.person(Role::Agent).id,
            // Nothing is merged or linked yet.
            "ticket_id" | "merge_id" | "link_id" => &self.ticket["id"],
            "message_id" => &self.reply["id"],
            "attachment_id" => &self.reply["attachments"][0]["id"],
            "product_id" => &self.product["id"],
            "device_id" => &self.device["id"],
            "repair_id" => &self.repair["id"],
            "shipment_id" => &self.shipment["id"],
            "rma_number" => &self.repair["rma_number"],
            other => panic!("no id is known for {other}: add it to desk.rs"),
        };
        id.as_str().expect("an id is a text")
    }
}

/// Another session of a person, made without hashing a password.
async fn spare_session(app: &TestApp, person: &Person) -> String {
    let account = AccountId::from_uuid(person.id.parse().expect("an id is a UUID"));
    let session = Session::start(&app.ctx(Actor::Anonymous), account, SessionKind::Browser, false);
    let mut tx = app.store.begin().await.expect("the store can be written");
    tx.sessions().add(&session).await.expect("a session is added");
    tx.commit().await.expect("a session is stored");
    session.id.to_string()
}

async fn api_token(person: &Person) -> String {
    let body = json!({ "name": "Export", "scopes": ["profile.manage"] });
    let created = person.post("/api/v1/api-tokens", &body).await.expect(201).json;
    created["api_token"]["id"].as_str().expect("a token has an id").to_owned()
}
