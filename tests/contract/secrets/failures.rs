//! Everything that can go wrong, said with markers.

use std::sync::Arc;

use axum::http::Method;
use chrono::Duration;
use kit::{Visitor, path_of};
use mail::{MailSettings, Postmaster};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::{places, story::Story};

const JSON: &str = "application/json";

impl Story<'_> {
    /// Requests that are refused, each for another reason.
    pub async fn all_that_fails(&mut self) {
        let customer = self.customer().await;
        let visitor = self.app.visitor();
        for (path, body) in self.bad_bodies() {
            let caller = if path.contains("/auth/") { &visitor } else { &customer };
            self.fails(caller, Method::POST, &path, JSON, body.to_string()).await;
        }
        for (media_type, body) in self.bad_texts() {
            self.fails(&customer, Method::POST, "/api/v1/tickets", media_type, body).await;
        }
        for path in self.bad_paths() {
            self.fails(&customer, Method::GET, &path, JSON, String::new()).await;
        }
        let agent = self.agent().await.client().clone();
        for parameter in ["status", "priority", "type", "assignee", "requester_id", "updated_after", "cursor"]
        {
            let path = format!("/api/v1/tickets?{parameter}=%20{}", self.markers.of("subject"));
            self.fails(&agent, Method::GET, &path, JSON, String::new()).await;
        }
        self.bad_patches(&agent).await;
        self.bad_headers(&customer).await;
        self.both_at_once().await;
    }

    async fn fails(&mut self, caller: &Visitor, method: Method, path: &str, media_type: &str, body: String) {
        let reply = caller.with("content-type", media_type).send(method, path, body).await;
        let name = format!("{path}, refused");
        self.note_answer(&name, &reply);
        assert!(reply.status.is_client_error(), "{name}: {} {}", reply.status, reply.json);
    }

    fn bad_bodies(&self) -> Vec<(String, Value)> {
        let of = |field| self.markers.of(field);
        let good = json!({ "name": of("name"), "email": self.markers.address(), "password": of("password") });
        let wrong = [
            ("name", json!(of("name").repeat(20))),
            ("name", json!({ "first": of("name") })),
            ("email", json!(format!("{} at example", of("email")))),
            ("password", json!([of("password")])),
            ("phone", json!(format!("{}x", self.markers.phone()))),
            ("postcode", json!(of("zip").repeat(2))),
            ("city", json!(format!("{}\u{7}", of("city")))),
            ("country", json!(of("city"))),
        ];
        let registrations = wrong.into_iter().map(|(field, value)| {
            let mut body = good.clone();
            body[field] = value;
            ("/api/v1/auth/register".to_owned(), body)
        });
        let (secret, subject) = (of("password"), of("subject"));
        let others = [
            ("/api/v1/auth/token", json!({ "email": self.markers.address(), "password": of("body") })),
            ("/api/v1/auth/token", json!({ "email": of("name"), "password": secret })),
            ("/api/v1/auth/token/refresh", json!({ "refresh_token": secret })),
            ("/api/v1/auth/verify-email", json!({ "token": secret, "password": secret })),
            ("/api/v1/auth/session", json!({ "email": self.markers.address(), "password": of("body") })),
            ("/api/v1/auth/password-reset", json!({ "email": of("email") })),
            ("/api/v1/auth/password-reset/confirm", json!({ "token": secret, "password": secret })),
            ("/api/v1/me/email-change", json!({ "email": of("email"), "password": secret })),
            (
                "/api/v1/me/email-change",
                json!({ "email": self.markers.next_address(), "password": of("body") }),
            ),
            ("/api/v1/me/email-change/confirm", json!({ "token": secret })),
            (
                "/api/v1/auth/setup",
                json!({ "token": secret, "name": of("name"), "email": self.markers.address(), "password": secret }),
            ),
            ("/api/v1/tickets", json!({ "subject": subject.repeat(20), "body": of("body") })),
            ("/api/v1/tickets", json!({ "subject": format!("{subject}\r\nBcc: x"), "body": of("body") })),
            ("/api/v1/tickets", json!({ "subject": subject, "body": format!("{}\0", of("body")) })),
            ("/api/v1/tickets", json!({ "subject": subject, "body": of("body"), "type": of("body") })),
            (
                "/api/v1/tickets",
                json!({ "subject": subject, "body": of("body"), "follow_up_of": of("body") }),
            ),
            ("/api/v1/tickets", json!({ "subject": subject, "body": 17, "format": subject })),
            ("/api/v1/tickets", json!(of("body"))),
        ];
        let others = others.into_iter().map(|(path, body)| (path.to_owned(), body));
        let messages = format!("{}/messages", path_of(&self.ticket));
        let notes = [
            json!({ "kind": of("note"), "body": of("note") }),
            json!({ "kind": "note", "body": of("note") }),
            json!({ "kind": "reply", "body": of("note"), "set_status": of("note") }),
            json!({ "kind": "reply", "body": of("note"), "set_status": "closed" }),
        ];
        registrations.chain(others).chain(notes.map(|body| (messages.clone(), body))).collect()
    }

    /// What is no JSON, or not only.
    fn bad_texts(&self) -> Vec<(&'static str, String)> {
        let (subject, body) = (self.markers.of("subject"), self.markers.of("body"));
        vec![
            (JSON, format!("{{\"subject\": \"{subject}\", \"body\": \"{body}")),
            (JSON, format!("{{\"subject\": \"{subject}\", \"body\": {body}}}")),
            (JSON, format!("{{\"subject\": \"{subject}\", \"subject\": \"{body}\"}}")),
            (JSON, format!("{{\"subject\": \"{subject}\", \"body\": \"\\ud800{body}\"}}")),
            (JSON, format!("\"{}\"", body.repeat(60_000))),
            ("text/plain", format!("{subject} {body}")),
        ]
    }

    fn bad_paths(&self) -> Vec<String> {
        let word = self.markers.of("subject");
        let ticket = path_of(&self.ticket);
        vec![
            format!("/{word}"),
            format!("/api/v1/{word}"),
            format!("/problems/{word}"),
            format!("/api/v1/tickets/{word}"),
            format!("/api/v1/customers/{word}"),
            format!("{ticket}/messages/{word}"),
            format!("{ticket}/messages?cursor={word}"),
            format!("{ticket}/events?limit={word}"),
            format!("/api/v1/tickets?sort={word}"),
            format!("/api/v1/tickets?status={word}%FF"),
        ]
    }

    async fn bad_patches(&mut self, agent: &Visitor) {
        let path = path_of(&self.ticket);
        let (subject, stale) = (self.markers.of("subject"), json!(999));
        for (version, patch) in [
            (&stale, json!({ "subject": subject })),
            (&json!(subject), json!({ "subject": subject })),
            (&json!(1), json!({ "assignee_id": subject })),
            (&json!(1), json!({ "tags": [format!("{subject} and more")] })),
            (&json!(1), json!({ "status": subject, "subject": subject })),
        ] {
            let reply = agent.patch(&path, version, &patch).await;
            self.note_answer("a bad patch", &reply);
            assert!(reply.status.is_client_error(), "{}", reply.json);
        }
    }

    async fn bad_headers(&mut self, customer: &Visitor) {
        let word = self.markers.of("key");
        let reused = json!({ "subject": word, "body": self.markers.of("changed") });
        let reply = customer.with("idempotency-key", &word).post("/api/v1/tickets", &reused).await;
        self.note_answer("a key that was used", &reply);
        for (name, value) in [
            ("idempotency-key", format!("{word} {word}")),
            ("authorization", format!("Bearer {word}")),
            ("authorization", format!("Basic {word}")),
            ("content-type", word.clone()),
        ] {
            let client = if name == "authorization" { self.app.visitor() } else { customer.clone() };
            let client = client.with(name, &value).with("accept-language", &word).with("traceparent", &word);
            let client = client.with("x-request-id", &format!("{word}@example.org")).with("cookie", &word);
            let reply = client.send(Method::POST, "/api/v1/tickets", "{}").await;
            self.note_answer("a bad header", &reply);
            assert!(reply.status.is_client_error(), "{name}: {}", reply.json);
        }
    }

    /// Two that want the same address at the same moment: on PostgreSQL the database says no.
    async fn both_at_once(&mut self) {
        let registration = json!({
            "name": self.markers.of("name"), "email": format!("twin-{}", self.markers.address()),
            "password": self.markers.of("password"),
        });
        let visitor = self.app.visitor();
        let registered = || visitor.post("/api/v1/auth/register", &registration);
        let (one, other) = tokio::join!(registered(), registered());
        for reply in [one, other] {
            self.note_answer("registering at once", &reply);
        }
        self.work().await;
    }

    /// A mail server that refuses the recipient, and names them when it does.
    pub async fn letters_that_are_refused(&mut self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut servers = JoinSet::new();
        servers.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                refuse(stream).await;
            }
        });
        let settings = MailSettings {
            url: format!("smtp://127.0.0.1:{port}?tls=none"),
            from: "Benchdesk <desk@example.org>".to_owned(),
            public_url: "http://desk.example.org".parse().unwrap(),
        };
        let worker =
            self.app.worker_with(Arc::new(Postmaster::new(&settings, self.app.clock.clone()).unwrap()));
        self.agent().await.replies(&self.ticket, &self.markers.of("answer")).await;
        assert_eq!(worker.run_due().await.unwrap(), 1);
        self.look_at_jobs().await;
        let mut tx = self.app.store.begin().await.unwrap();
        assert_eq!(tx.jobs().remove_dead(self.app.now() + Duration::days(1), 10).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }

    /// A stored value that cannot be read.
    pub async fn stored_nonsense(&mut self) {
        let agent = self.agent().await;
        let version = agent.reads(&self.ticket).await["version"].clone();
        places::plant(self.app, "ticket", "status", &self.markers.of("subject")).await;
        let path = path_of(&self.ticket);
        let reply = agent.get(&path).await;
        self.answered("reading nonsense", reply, 500);
        let reply = agent.patch(&path, &version, &json!({ "priority": "high" })).await;
        self.answered("changing nonsense", reply, 500);
        places::plant(self.app, "ticket", "status", "open").await;
    }
}

async fn refuse(stream: TcpStream) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let _ = write.write_all(b"220 refusing\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.strip_prefix("RCPT TO:") {
            Some(recipient) => format!("550 5.1.1 {recipient} does not live here\r\n"),
            None => "250 ok\r\n".to_owned(),
        };
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}
