//! A customer whose every word is a marker, and everything that is done with them.

use axum::http::Method;
use chrono::Duration;
use domain::identity::Role;
use kit::{Mail, Person, Reply, TestApp, Visitor, path_of};
use serde_json::{Value, json};

use super::{
    markers::Markers,
    places::{self, Place},
};

/// The story so far.
pub struct Story<'a> {
    pub(super) app: &'a TestApp,
    /// The words that were used.
    pub markers: Markers,
    /// The customer's ticket.
    pub(super) ticket: Value,
    seen: Vec<Place>,
}

impl<'a> Story<'a> {
    /// Begins with new words.
    pub fn begin(app: &'a TestApp) -> Self {
        Self { app, markers: Markers::new(), ticket: Value::Null, seen: Vec::new() }
    }

    /// What was seen on the way: answers, links, waiting jobs.
    pub fn places(self) -> Vec<Place> {
        self.seen
    }

    /// Keeps what an answer says beside what was asked for.
    pub fn note_answer(&mut self, name: &str, reply: &Reply) {
        self.seen.extend(places::of_answer(name, reply));
    }

    /// Keeps the answer, and fails if it is not this one.
    pub(super) fn answered(&mut self, name: &str, reply: Reply, status: u16) -> Reply {
        self.note_answer(name, &reply);
        reply.expect(status)
    }

    /// Runs what waits, after a look at it; takes the letters that were sent.
    pub(super) async fn work(&mut self) -> Vec<Mail> {
        self.look_at_jobs().await;
        self.app.run_jobs().await;
        let letters = self.app.mailbox.take();
        for link in letters.iter().flat_map(|letter| links(&letter.text())) {
            self.seen.push(Place { name: "a link in a letter".to_owned(), text: link });
        }
        letters
    }

    /// Keeps the waiting jobs' rows: they go when the work is done.
    pub(super) async fn look_at_jobs(&mut self) {
        let stored = places::stored_elsewhere(self.app).await;
        self.seen.extend(stored.into_iter().filter(|place| place.name.starts_with("job.")));
    }

    /// The customer, signed in anew.
    pub(super) async fn customer(&mut self) -> Visitor {
        let credentials = json!({ "email": self.markers.address(), "password": self.markers.of("password") });
        let reply = self.app.visitor().post("/api/v1/auth/token", &credentials).await;
        let tokens = self.answered("signing in", reply, 200).json;
        let refresh = json!({ "refresh_token": tokens["refresh_token"] });
        let reply = self.app.visitor().post("/api/v1/auth/token/refresh", &refresh).await;
        let fresh = self.answered("refreshing", reply, 200).json;
        for token in [&tokens, &fresh].iter().flat_map(|t| [&t["access_token"], &t["refresh_token"]]) {
            self.markers.add_secret(token.as_str().unwrap());
        }
        let bearer = format!("Bearer {}", fresh["access_token"].as_str().unwrap());
        self.app.visitor().with("authorization", &bearer).with("user-agent", &self.markers.of("agent"))
    }

    /// An agent, signed in anew.
    pub(super) async fn agent(&self) -> Person {
        self.app.sign_in(&format!("{}@desk.example.org", self.markers.of("agent"))).await
    }

    /// Everything that a customer and an agent do on a good day.
    pub async fn all_that_succeeds(&mut self) {
        self.registers().await;
        let customer = self.customer().await;
        self.moves(&customer).await;
        let customer = self.customer().await;
        self.asks(&customer).await;
        self.app.staff(&self.markers.of("agent"), Role::Agent).await;
        self.is_answered().await;
        self.waits().await;
        let customer = self.customer().await;
        let reply = customer.send(Method::POST, "/api/v1/auth/token/revoke", "").await;
        self.answered("signing out", reply, 204);
    }

    async fn registers(&mut self) {
        let (visitor, of) = (self.app.visitor(), |field| self.markers.of(field));
        let registration = json!({
            "name": of("name"), "email": self.markers.address(), "password": of("password"),
            "phone": self.markers.phone(), "postcode": of("zip"), "city": of("city"), "country": "DE",
        });
        let reply = visitor.post("/api/v1/auth/register", &registration).await;
        self.answered("registering", reply, 202);
        let reply = visitor.post("/api/v1/auth/register", &registration).await;
        self.answered("registering again", reply, 202);
        let again = json!({ "email": self.markers.address() });
        let reply = visitor.post("/api/v1/auth/verify-email/resend", &again).await;
        self.answered("asking for another link", reply, 202);
        let tokens: Vec<_> = self.work().await.iter().map(Mail::token).collect();
        for token in &tokens {
            self.markers.add_secret(token);
        }
        // The link of the first registration is void; letters may arrive in any order.
        let mut confirmed = 0;
        for token in &tokens {
            let reply = visitor.post("/api/v1/auth/verify-email", &self.confirmation(token)).await;
            self.note_answer("confirming", &reply);
            confirmed += usize::from(reply.status.is_success());
        }
        assert!(confirmed >= tokens.len() - 1);
    }

    /// What confirms the address.
    fn confirmation(&self, token: &str) -> Value {
        json!({ "token": token, "password": self.markers.of("password") })
    }

    /// The customer changes password and address, with a browser's session beside.
    async fn moves(&mut self, customer: &Visitor) {
        let (visitor, password) = (self.app.visitor(), self.markers.of("password"));
        let credentials = json!({ "email": self.markers.address(), "password": password });
        let reply = visitor.post("/api/v1/auth/session", &credentials).await;
        let cookie = reply.header("set-cookie").unwrap();
        let (_, value) = cookie.split_once('=').unwrap();
        self.markers.add_secret(value.split(';').next().unwrap());
        // What an answer sets is for the browser that asked.
        reply.expect(200);
        let reply = customer.get("/api/v1/me/sessions").await;
        self.answered("listing sessions", reply, 200);

        let reply =
            visitor.post("/api/v1/auth/password-reset", &json!({ "email": self.markers.address() })).await;
        self.answered("forgetting the password", reply, 202);
        let letters = self.work().await;
        let token = letters.iter().find(|letter| letter.raw.contains("token=")).unwrap().token();
        self.markers.add_secret(&token);
        let reply = visitor
            .post("/api/v1/auth/password-reset/confirm", &json!({ "token": token, "password": password }))
            .await;
        self.answered("setting a password", reply, 204);
        self.work().await;

        let customer = self.customer().await;
        let change = json!({ "current_password": password, "new_password": password });
        let reply = customer.put("/api/v1/me/password", &change).await;
        self.answered("changing the password", reply, 204);
        let next = json!({ "email": self.markers.next_address(), "password": password });
        let reply = customer.post("/api/v1/me/email-change", &next).await;
        self.answered("changing the address", reply, 202);
        for letter in self.work().await.iter().filter(|letter| letter.raw.contains("token=")) {
            let token = letter.token();
            self.markers.add_secret(&token);
            let reply = visitor.post("/api/v1/me/email-change/confirm", &json!({ "token": token })).await;
            self.answered("confirming the change", reply, 200);
        }
        self.markers.moves();
        self.work().await;
    }

    async fn asks(&mut self, customer: &Visitor) {
        let me = customer.get("/api/v1/me").await.expect(200).json;
        let reply = customer.patch("/api/v1/me", &me["version"], &json!({ "language": "de" })).await;
        self.answered("changing oneself", reply, 200);
        let token = json!({ "name": self.markers.of("name"), "scopes": ["profile.manage"] });
        let keyed = customer.with("idempotency-key", &format!("{}-token", self.markers.of("key")));
        let reply = keyed.post("/api/v1/api-tokens", &token).await;
        let made = self.answered("making a token", reply, 201).json;
        self.markers.add_secret(made["secret"].as_str().unwrap());
        let reply = customer.post("/api/v1/me/totp", &Value::Null).await;
        let begun = self.answered("beginning two-step sign-in", reply, 201).json;
        self.markers.add_secret(begun["secret"].as_str().unwrap());
        let reply = customer.send(Method::DELETE, "/api/v1/me/totp", "").await;
        self.answered("giving two-step sign-in up", reply, 204);
        let (name, bytes) = (format!("{}.txt", self.markers.of("file")), self.markers.of("bytes"));
        let reply = customer.upload(&name, bytes.as_bytes()).await;
        let file = self.answered("uploading", reply, 201).json;
        let reply = customer.upload(&name, format!("\u{89}PNG {bytes}").as_bytes()).await;
        self.note_answer("uploading nonsense", &reply);
        let damaged = [&b"\xff\xd8\xff\xe0\0\x02"[..], bytes.as_bytes()].concat();
        let reply = customer.upload(&name, &damaged).await;
        self.answered("uploading a damaged picture", reply, 422);
        let new = json!({
            "subject": self.markers.of("subject"), "body": self.markers.of("body"),
            "attachment_ids": [file["id"]],
        });
        let keyed = customer.with("idempotency-key", &self.markers.of("key"));
        for name in ["opening", "opening again"] {
            let reply = keyed.post("/api/v1/tickets", &new).await;
            self.ticket = self.answered(name, reply, 201).json;
        }
        let mut new = new;
        new["attachment_ids"] = json!([]);
        let reply = customer.post("/api/v1/tickets", &new).await;
        let other = self.answered("opening another", reply, 201).json;
        let path = path_of(&self.ticket);
        for list in ["/api/v1/tickets?limit=1".to_owned(), path.clone(), format!("{path}/events?limit=1")] {
            let reply = customer.get(&list).await;
            self.answered("reading", reply, 200);
        }
        let reply = customer.patch(&path_of(&other), &other["version"], &json!({ "status": "solved" })).await;
        self.answered("solving", reply, 200);
        self.work().await;
    }

    async fn is_answered(&mut self) {
        let agent = self.agent().await;
        let path = path_of(&self.ticket);
        let lists =
            ["/api/v1/tickets?limit=1&sort=-priority", "/api/v1/customers?limit=1", "/api/v1/staff?limit=1"];
        for list in lists.map(str::to_owned).into_iter().chain([format!("{path}/messages?limit=1")]) {
            let reply = agent.get(&list).await;
            self.answered("reading as staff", reply, 200);
        }
        let customer = self.ticket["requester"]["id"].as_str().unwrap().to_owned();
        let reply = agent.get(&format!("/api/v1/customers/{customer}")).await;
        let read = self.answered("reading a customer", reply, 200).json;
        let place = format!("/api/v1/customers/{customer}");
        let change = json!({ "city": self.markers.of("city"), "time_zone": "Europe/Berlin" });
        let reply = agent.patch(&place, &read["version"], &change).await;
        self.answered("correcting a customer", reply, 200);
        let reply = agent.patch(&place, &read["version"], &change).await;
        self.answered("correcting from a stale version", reply, 412);
        let known = json!({ "name": self.markers.of("name"), "email": self.markers.address() });
        let reply = agent.post("/api/v1/customers", &known).await;
        self.answered("inviting who is known", reply, 409);
        for (kind, word) in [("note", "note"), ("reply", "answer")] {
            let reply =
                agent.writes(&self.ticket, json!({ "kind": kind, "format": "html", "body": format!("<p>{}</p>", self.markers.of(word)) })).await;
            self.answered("writing", reply, 201);
        }
        let draft = json!({ "kind": "note", "body": self.markers.of("draft") });
        let reply = agent.with("if-match", "*").put(&format!("{path}/draft"), &draft).await;
        self.answered("keeping a draft", reply, 200);
        let reply = agent.get("/api/v1/me/drafts").await;
        self.answered("listing drafts", reply, 200);
        let change =
            json!({ "assignee_id": agent.id, "add_tags": ["fader"], "subject": self.markers.of("changed") });
        let version = agent.reads(&self.ticket).await["version"].clone();
        let reply = agent.patch(&path, &version, &change).await;
        self.answered("changing", reply, 200);
        self.work().await;
    }

    /// Leaves a job that waits and a remembered request.
    pub async fn asks_once_more(&mut self) {
        let customer = self.customer().await.with("idempotency-key", "once-more");
        let new = json!({ "subject": "Once more", "body": "It jams." });
        customer.post("/api/v1/tickets", &new).await.expect(201);
    }

    /// Time reminds, solves and closes; a reply opens a follow-up.
    async fn waits(&mut self) {
        let agent = self.agent().await;
        agent.changes(&self.ticket, json!({ "status": "pending" })).await;
        for days in [4, 8, 8] {
            self.app.pass(Duration::days(days));
            self.app.worker.tick().await.unwrap();
            self.work().await;
        }
        let customer = self.customer().await;
        let message = json!({ "kind": "reply", "body": self.markers.of("body") });
        let reply = customer.post(&format!("{}/messages", path_of(&self.ticket)), &message).await;
        let follow_up = self.answered("following up", reply, 201).json;
        assert_ne!(follow_up["ticket_id"], self.ticket["id"], "the ticket was closed by time");
        self.ticket = json!({ "id": follow_up["ticket_id"] });
        self.work().await;
    }
}

/// The links in a text, without the token behind `#`: a browser keeps that to itself.
fn links(text: &str) -> Vec<String> {
    let words = text.split_whitespace().filter(|word| word.starts_with("http"));
    words.map(|word| word.split('#').next().unwrap_or_default().to_owned()).collect()
}
