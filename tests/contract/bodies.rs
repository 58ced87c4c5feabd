//! Every operation that takes a body refuses what is none, says so without repeating or logging it, and
//! stores nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::body::Body;
use domain::privacy::{non_personal_columns, personal_columns};
use futures_util::{Stream, StreamExt, stream};
use kit::{BOUNDARY, Reply, TestApp, Visitor};
use sea_orm::{ConnectionTrait, Statement};

use crate::{
    answers::assert_documented,
    calls::{Call, known},
    desk::Desk,
    document::{Operation, operations},
    silence::{MARKER, Silence},
};

const JSON: &str = "application/json";
/// What the server waits for the next piece of a body (`Limits::body_pause`), in seconds.
const PAUSE: u64 = 10;
/// What a request may take altogether, in seconds: in the kit, and where files are sent.
const REQUEST_SECONDS: u64 = 30;
const UPLOAD_SECONDS: u64 = 600;

/// Something bad: what is sent with which headers beside the right media type, and how it is refused.
struct Bad {
    name: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
    refused: (u16, &'static str),
}

impl Bad {
    /// What is no JSON at all.
    fn text(name: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { name, headers: Vec::new(), body: body.into(), refused: (400, "malformed_json") }
    }

    /// JSON that is not what is wanted.
    fn value(name: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { refused: (422, "validation_failed"), ..Self::text(name, body) }
    }

    /// A body of another kind than the operation takes.
    fn kind(name: &'static str, header: (&'static str, &'static str), body: impl Into<Vec<u8>>) -> Self {
        Self { headers: vec![header], refused: (415, "unsupported_media_type"), ..Self::text(name, body) }
    }

    /// Too much.
    fn size(name: &'static str, headers: &[(&'static str, &'static str)], body: impl Into<Vec<u8>>) -> Self {
        Self { headers: headers.to_vec(), refused: (413, "payload_too_large"), ..Self::text(name, body) }
    }

    /// Sends it, and looks at the answer and at the log.
    async fn is_refused(&self, target: &Target, silence: &mut Silence) {
        let named = |name: &str| self.headers.iter().any(|(header, _)| *header == name);
        let own = target.call.headers.iter().filter(|(name, _)| !named(name));
        let mut client = own.fold(target.caller.clone(), |client, (name, value)| client.with(name, value));
        for (name, value) in self.headers.iter().filter(|(_, value)| !value.is_empty()) {
            client = client.with(name, value);
        }
        let reply = target.send(&client, self.body.clone()).await;
        let what = format!("{} with {}", target.operation.id(), self.name);
        let found = (reply.status.as_u16(), reply.json["code"].as_str().unwrap_or_default());
        assert_eq!(found, self.refused, "{what}: {}", reply.json);
        silence.is_kept(&reply, &what);
    }
}

/// Whatever is no body for an operation that takes JSON.
fn bad_bodies() -> Vec<Bad> {
    let m = MARKER;
    vec![
        Bad::text("no body", ""),
        Bad::text("no JSON", m),
        Bad::text("half a JSON", format!(r#"{{"name":"{m}"#)),
        Bad::text("two JSONs", format!(r#"{{}}{{"{m}":1}}"#)),
        Bad::text("a comma too much", format!(r#"{{"{m}":1,}}"#)),
        Bad::text("no UTF-8", [b"{\"name\":\"", m.as_bytes(), b"\xff\xfe\"}"].concat()),
        Bad::text("Latin-1", [b"{\"name\":\"", m.as_bytes(), b"\xe4\"}"].concat()),
        Bad::text("UTF-16", b"{\0\"\0a\0\"\0:\x001\0}\0"),
        Bad::text("a byte order mark", b"\xef\xbb\xbf{}"),
        Bad::text("a raw control character", format!("{{\"name\":\"{m}\u{1}\"}}")),
        Bad::text("a number beyond all bounds", format!(r#"{{"{m}":1e999}}"#)),
        Bad::text("a list ten thousand deep", "[".repeat(10_000)),
        Bad::text("an object ten thousand deep", r#"{"a":"#.repeat(10_000)),
        Bad::text(
            "a deep but whole value",
            format!("{{\"body\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000)),
        ),
        Bad::value("a list", format!(r#"["{m}"]"#)),
        Bad::value("a string", format!(r#""{m}""#)),
        Bad::value("nothing", "null"),
        Bad::value("an unknown member", format!(r#"{{"{m} <b>":1}}"#)),
        Bad::value("a member twice", format!(r#"{{"name":"{m}","name":"{m}"}}"#)),
        Bad::value("a NUL", format!(r#"{{"name":"{m}\u0000"}}"#)),
        Bad::value("a NUL in a name", format!(r#"{{"{m}\u0000":1}}"#)),
        Bad::value("a way to a file", format!(r#"{{"../../etc/{m}":"../../etc/{m}"}}"#)),
        Bad::value("a statement", format!(r#"{{"'; DROP TABLE {m}; --":"%' OR 1=1 -- {m}"}}"#)),
        Bad::value("a broken line", format!(r#"{{"{m}\r\nSet-Cookie: {m}":1}}"#)),
        Bad::kind("no type", ("content-type", ""), format!(r#"{{"{m}":1}}"#)),
        Bad::kind("plain text", ("content-type", "text/plain"), format!(r#"{{"{m}":1}}"#)),
        Bad::kind("a form", ("content-type", "application/x-www-form-urlencoded"), format!("name={m}")),
        Bad::kind("another charset", ("content-type", "application/json; charset=iso-8859-1"), "{}"),
        Bad { headers: vec![("content-type", JSON); 2], ..Bad::kind("two types", ("", ""), "{}") },
        Bad::kind("something compressed", ("content-encoding", "gzip"), m),
        // The beginning of an archive that claims to hold 4 GiB.
        Bad::kind(
            "a bomb",
            ("content-encoding", "deflate"),
            b"PK\x03\x04\x14\0\0\0\x08\0\0\x10\0\0\0\xff\xff\xff",
        ),
        Bad::text("a file of two kinds", format!("%PDF-1.7\n<script>{m}</script>PK\u{3}\u{4}")),
        Bad::size("two gigabytes to come", &[("content-length", "2147483648")], "{}"),
        Bad::size("too much", &[], vec![b' '; 2 * 1024 * 1024]),
    ]
}

/// An operation with a body, a plausible call of it, and who may make it.
struct Target {
    operation: Operation,
    call: Call,
    caller: Visitor,
}

impl Target {
    /// All that take a body.
    fn all(app: &TestApp, desk: &Desk) -> Vec<Self> {
        let all = operations().into_iter().filter(|operation| operation.body().is_some());
        let targets: Vec<_> = all
            .map(|operation| {
                let role = (!known(operation.id()).is_public()).then(|| known(operation.id()).first_role());
                let call = Call::plausible(&operation, desk, role);
                Self { operation, call, caller: desk.caller(app, role) }
            })
            .collect();
        assert!(targets.len() >= 70, "only {} operations take a body", targets.len());
        targets
    }

    fn takes_json(&self) -> bool {
        self.operation.body().is_some_and(|(media_type, _)| media_type.ends_with("json"))
    }

    /// What a body begins with that goes on.
    fn beginning(&self) -> String {
        if self.takes_json() {
            return MARKER.to_owned();
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"";
        format!("--{BOUNDARY}\r\n{head}\r\n\r\n{MARKER}")
    }

    async fn send(&self, client: &Visitor, body: impl Into<Body>) -> Reply {
        let reply = client.send(self.call.method.clone(), &self.call.path, body).await;
        assert_documented(&self.operation, &reply);
        reply
    }
}

/// How many rows each table has.
pub async fn stored(app: &TestApp) -> BTreeMap<&'static str, i64> {
    let personal = personal_columns().map(|entry| entry.table);
    let tables: BTreeSet<_> = personal.chain(non_personal_columns().map(|(table, _)| table)).collect();
    let database = app.database.connect().await;
    let mut counts = BTreeMap::new();
    for table in tables {
        let count = format!("SELECT count(*) FROM {table}");
        let statement = Statement::from_string(database.connection().get_database_backend(), count);
        let row = database.connection().query_one_raw(statement).await.unwrap().unwrap();
        counts.insert(table, row.try_get_by_index(0).unwrap());
    }
    database.close().await.unwrap();
    counts
}

kit::both_engines!(what_is_no_body_is_refused_by_every_operation, |app| {
    let desk = Desk::open(&app).await;
    app.run_jobs().await;
    let before = stored(&app).await;
    let mut silence = Silence::begin();
    for target in Target::all(&app, &desk).iter().filter(|target| target.takes_json()) {
        for bad in bad_bodies() {
            bad.is_refused(target, &mut silence).await;
        }
    }
    assert_eq!(stored(&app).await, before);
    app.visitor().get("/readyz").await.expect(200);
});

/// A body that comes in drops, each just before the server's patience ends; each drop drives the time.
fn dripping(first: String, drops: Arc<AtomicU64>) -> impl Stream<Item = io::Result<String>> + Send + 'static {
    stream::unfold((first, drops), |(drop, drops)| async move {
        if drops.fetch_add(1, Ordering::Relaxed) > 0 {
            pass(PAUSE - 1).await;
        }
        Some((Ok(drop), (MARKER.to_owned(), drops)))
    })
}

/// A body that stops after its first drop.
fn stopping(first: String) -> impl Stream<Item = io::Result<String>> + Send + 'static {
    stream::once(async { Ok(first) }).chain(stream::once(async {
        pass(PAUSE).await;
        std::future::pending().await
    }))
}

/// Lets so many seconds go by for whatever waits; the database's own waiting is not hurried otherwise.
async fn pass(seconds: u64) {
    // Whoever waits for the next drop has to have begun.
    tokio::task::yield_now().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

kit::both_engines!(who_drips_is_not_waited_for, |app| {
    let desk = Desk::open(&app).await;
    app.run_jobs().await;
    let before = stored(&app).await;
    let mut silence = Silence::begin();
    for target in Target::all(&app, &desk) {
        let id = target.operation.id();
        let client = target
            .call
            .headers
            .iter()
            .fold(target.caller.clone(), |client, (name, value)| client.with(name, value));
        let drops = Arc::new(AtomicU64::new(0));
        let dripping = Body::from_stream(dripping(target.beginning(), Arc::clone(&drops)));
        let whole = if target.takes_json() { REQUEST_SECONDS } else { UPLOAD_SECONDS };
        for (body, most) in
            [(dripping, whole / (PAUSE - 1) + 3), (Body::from_stream(stopping(target.beginning())), 1)]
        {
            let reply = target.send(&client, body).await.expect_problem(408, "request_timeout");
            silence.is_kept(&reply, id);
            let came = drops.swap(0, Ordering::Relaxed);
            assert!(came <= most, "{id} took {came} drops");
        }
    }
    assert_eq!(stored(&app).await, before);
});
