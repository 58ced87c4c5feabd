//! Clients that speak to the app in verbs, within the process or over the network.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, Response, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{app::PASSWORD, stream::EventStream};

/// How a client reaches the desk.
#[derive(Clone)]
enum Way {
    /// Within the process.
    Router(Router),
    /// Over the network: each request goes to the next server.
    Servers { http: reqwest::Client, urls: Arc<[String]>, turn: Arc<AtomicUsize> },
}

impl Way {
    /// The answer, whose body is still to come.
    async fn open(&self, request: Request<Body>) -> Response<Body> {
        match self {
            Self::Router(router) => router.clone().oneshot(request).await.expect("a router answers"),
            Self::Servers { http, urls, turn } => {
                let url = &urls[turn.fetch_add(1, Ordering::Relaxed) % urls.len()];
                let (parts, body) = request.into_parts();
                let body = body.collect().await.expect("a request has a body").to_bytes();
                let request = http.request(parts.method, format!("{url}{}", parts.uri));
                let sent = request.headers(parts.headers).body(body).send().await;
                Response::from(sent.expect("a server answers")).map(Body::new)
            }
        }
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let (parts, mut body) = self.open(request).await.into_parts();
        if is_stream(&parts.headers) {
            // It has no end: its first piece stands for it.
            let first = body.frame().await.transpose().expect("a stream can be read");
            let first = first.and_then(|frame| frame.into_data().ok()).unwrap_or_default();
            return (parts.status, parts.headers, first.to_vec());
        }
        let body = body.collect().await.expect("an answer has a body").to_bytes().to_vec();
        (parts.status, parts.headers, body)
    }
}

/// Someone who is not signed in.
#[derive(Clone)]
pub struct Visitor {
    way: Way,
    headers: Vec<(String, String)>,
}

/// Someone who is signed in.
#[derive(Clone)]
pub struct Person {
    /// The account's id.
    pub id: String,
    /// The account's address.
    pub email: String,
    /// The newest refresh token.
    pub refresh_token: String,
    client: Visitor,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Raw body.
    pub body: Vec<u8>,
    /// The body as JSON, or null.
    pub json: Value,
}

impl Visitor {
    /// A client of this router.
    pub const fn new(router: Router) -> Self {
        Self { way: Way::Router(router), headers: Vec::new() }
    }

    /// A client of these servers, which it asks in turn.
    pub fn of_servers(urls: Vec<String>) -> Self {
        let way = Way::Servers { http: crate::http(), urls: urls.into(), turn: Arc::default() };
        Self { way, headers: Vec::new() }
    }

    /// Signs in with the password that everyone has.
    pub async fn sign_in(&self, email: &str) -> Person {
        let credentials = json!({ "email": email, "password": PASSWORD });
        let tokens = self.post("/api/v1/auth/token", &credentials).await.expect(200);
        let mut person = Person::new(self, email, &tokens.json);
        let me = person.get("/api/v1/me").await.expect(200).json;
        me["id"].as_str().expect("an account has an id").clone_into(&mut person.id);
        person
    }

    /// The same, sending one more header.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// The same, speaking to another server.
    #[must_use]
    pub fn at(&self, router: Router) -> Self {
        Self { way: Way::Router(router), headers: self.headers.clone() }
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, Body::empty()).await
    }

    /// Sends JSON to replace something.
    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        let client = self.with("content-type", "application/json");
        client.send(Method::PUT, path, body.to_string()).await
    }

    /// Sends anything.
    pub async fn send(&self, method: Method, path: &str, body: impl Into<Body>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(body.into()).expect("a request can be built");
        let (status, headers, body) = self.way.send(request).await;
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Reply { status, headers, body, json }
    }

    /// Listens to what happens; the answer, if that is refused.
    pub async fn listen(&self) -> Result<EventStream, Reply> {
        let mut request = Request::builder().uri("/api/v1/events");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::empty()).expect("a request can be built");
        let response = self.way.open(request).await;
        if is_stream(response.headers()) {
            return Ok(EventStream::new(response.into_body()));
        }
        Err(self.get("/api/v1/events").await)
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, Body::empty()).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        let client = self.with("content-type", "application/json");
        client.send(Method::POST, path, body.to_string()).await
    }

    /// Sends a file that waits for a message.
    pub async fn upload(&self, file_name: &str, bytes: &[u8]) -> Reply {
        let client = self.with("content-type", &format!("multipart/form-data; boundary={BOUNDARY}"));
        client.send(Method::POST, "/api/v1/attachments", form(file_name, bytes)).await
    }

    /// Sends a merge patch based on a version.
    pub async fn patch(&self, path: &str, version: &Value, body: &Value) -> Reply {
        let client = self.with("content-type", "application/merge-patch+json");
        client.with("if-match", &format!("\"{version}\"")).send(Method::PATCH, path, body.to_string()).await
    }
}

impl Person {
    pub(crate) fn new(visitor: &Visitor, email: &str, tokens: &Value) -> Self {
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("an access token"));
        Self {
            id: String::new(),
            email: email.to_owned(),
            refresh_token: tokens["refresh_token"].as_str().expect("a refresh token").to_owned(),
            client: visitor.with(header::AUTHORIZATION.as_str(), &bearer),
        }
    }

    /// The client beneath, to send what verbs don't.
    pub const fn client(&self) -> &Visitor {
        &self.client
    }

    /// The same person, speaking to another server of the desk.
    #[must_use]
    pub fn through(&self, router: &Router) -> Self {
        let mut person = self.clone();
        person.client.way = Way::Router(router.clone());
        person
    }

    /// The same person, sending one more header.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Visitor {
        self.client.with(name, value)
    }

    /// Signs in again with the refresh token: time has passed.
    #[must_use]
    pub async fn refreshed(&self) -> Self {
        let visitor = Visitor { way: self.client.way.clone(), headers: Vec::new() };
        let body = json!({ "refresh_token": self.refresh_token });
        let tokens = visitor.post("/api/v1/auth/token/refresh", &body).await.expect(200);
        let mut person = Self::new(&visitor, &self.email, &tokens.json);
        person.id.clone_from(&self.id);
        person
    }

    /// The same person at another server.
    #[must_use]
    pub fn on(&self, router: Router) -> Visitor {
        self.client.at(router)
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Reply {
        self.client.get(path).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.client.post(path, body).await
    }

    /// Sends a merge patch based on a version.
    pub async fn patch(&self, path: &str, version: &Value, body: &Value) -> Reply {
        self.client.patch(path, version, body).await
    }

    /// Listens to what happens, from now on.
    pub async fn listens(&self) -> EventStream {
        let mut stream = self.client.listen().await.expect("a stream begins");
        assert_eq!(stream.next().await.expect("a stream begins")["type"], "ready");
        stream
    }

    /// Listens on from where a stream was left; the first event is still to be read.
    pub async fn listens_on(&self, last: &str) -> EventStream {
        self.with("last-event-id", last).listen().await.expect("a stream begins")
    }

    /// Opens a ticket; returns it.
    pub async fn opens_ticket(&self, subject: &str) -> Value {
        let body = json!({ "subject": subject, "body": format!("{subject}: please help.") });
        self.post("/api/v1/tickets", &body).await.expect(201).json
    }

    /// Reads a ticket.
    pub async fn reads(&self, ticket: &Value) -> Value {
        self.get(&path_of(ticket)).await.expect(200).json
    }

    /// Writes a reply; returns it.
    pub async fn replies(&self, ticket: &Value, text: &str) -> Value {
        self.writes(ticket, json!({ "kind": "reply", "body": text })).await.expect(201).json
    }

    /// Writes an internal note; returns it.
    pub async fn notes(&self, ticket: &Value, text: &str) -> Value {
        self.writes(ticket, json!({ "kind": "note", "body": text })).await.expect(201).json
    }

    /// Writes a message.
    pub async fn writes(&self, ticket: &Value, message: Value) -> Reply {
        self.post(&format!("{}/messages", path_of(ticket)), &message).await
    }

    /// Sends a file that waits for a message; returns it.
    pub async fn uploads(&self, file_name: &str, bytes: &[u8]) -> Value {
        self.client.upload(file_name, bytes).await.expect(201).json
    }

    /// Uploads a file as a proof of a device's purchase; returns what is known of it.
    pub async fn proves(&self, device: &Value, file_name: &str, bytes: &[u8]) -> Value {
        let file = self.uploads(file_name, bytes).await;
        let id = |thing: &Value| thing["id"].as_str().expect("a thing has an id").to_owned();
        let path = format!("/api/v1/devices/{}/proofs/{}", id(device), id(&file));
        self.client.send(Method::PUT, &path, "").await.expect(200).json
    }

    /// Changes a ticket, based on its newest version; returns it.
    pub async fn changes(&self, ticket: &Value, patch: Value) -> Value {
        let current = self.reads(ticket).await;
        self.patch(&path_of(ticket), &current["version"], &patch).await.expect(200).json
    }

    /// Reads a list to its end, by pages of `limit`.
    pub async fn reads_all(&self, path: &str, limit: usize) -> Vec<Value> {
        let join = if path.contains('?') { '&' } else { '?' };
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{join}limit={limit}{cursor}")).await.expect(200).json;
            let found = page["items"].as_array().expect("a page has items");
            assert!(found.len() <= limit);
            items.extend(found.iter().cloned());
            assert!(items.len() < 10_000, "{path} does not come to an end");
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }
}

/// What separates the parts of a form.
pub const BOUNDARY: &str = "between-the-parts";

/// A form with one file.
pub fn form(file_name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
         Content-Type: text/html\r\n\r\n"
    );
    [head.as_bytes(), bytes, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

fn is_stream(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value == "text/event-stream")
}

/// The path of a ticket.
pub fn path_of(ticket: &Value) -> String {
    format!("/api/v1/tickets/{}", ticket["id"].as_str().expect("a ticket has an id"))
}

impl Reply {
    /// Fails unless the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        let body = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status.as_u16(), status, "{body}");
        self
    }

    /// Fails unless this is the problem with this status and code, in the right form.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let reply = self.expect(status);
        assert_eq!(reply.header("content-type").as_deref(), Some("application/problem+json"));
        assert_eq!(reply.json["code"], code, "{}", reply.json);
        assert_eq!(reply.json["status"], status);
        assert_eq!(reply.json["type"], format!("/problems/{}", code.replace('_', "-")));
        assert_eq!(reply.json["request_id"].as_str().map(str::to_owned), reply.header("x-request-id"));
        reply
    }

    /// Fails unless one of the problem's errors points here.
    #[track_caller]
    pub fn at(self, pointer: &str) -> Self {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        assert!(errors.iter().any(|error| error["pointer"] == pointer), "{}", self.json);
        self
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }
}
