//! How much the database is asked does not tell who has an account. Counted on the wire between the
//! desk and PostgreSQL; the same code asks SQLite.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use kit::{Engine, PASSWORD, TestApp, TestDatabase};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, UnixStream, tcp::OwnedReadHalf, unix::OwnedWriteHalf},
    task::JoinSet,
};
use url::Url;

/// Stands between the desk and its database and counts what is carried out.
struct Wire {
    statements: Arc<AtomicUsize>,
    _running: JoinSet<()>,
}

impl Wire {
    /// Puts itself into the database's address.
    async fn into(database: &mut TestDatabase) -> Self {
        let mut url = Url::parse(&database.url).unwrap();
        let socket = url.query_pairs().find(|(name, _)| name == "host").unwrap().1.into_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        url.set_query(Some("sslmode=disable"));
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        database.url = url.into();
        let statements = Arc::new(AtomicUsize::new(0));
        let mut running = JoinSet::new();
        running.spawn(carry_all(listener, format!("{socket}/.s.PGSQL.5432"), Arc::clone(&statements)));
        Self { statements, _running: running }
    }

    fn count(&self) -> usize {
        self.statements.load(Ordering::SeqCst)
    }
}

async fn carry_all(listener: TcpListener, socket: String, statements: Arc<AtomicUsize>) {
    let mut connections = JoinSet::new();
    while let Ok((desk, _)) = listener.accept().await {
        let server = UnixStream::connect(&socket).await.unwrap();
        let (from_desk, mut to_desk) = desk.into_split();
        let (mut from_server, to_server) = server.into_split();
        connections.spawn(carry(from_desk, to_server, Arc::clone(&statements)));
        connections.spawn(async move {
            let _ = tokio::io::copy(&mut from_server, &mut to_desk).await;
        });
    }
}

/// Passes on message by message: the first has no type; of the others, `Q` (a simple query) and `E`
/// (a prepared statement, carried out) are counted.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, statements: Arc<AtomicUsize>) {
    let mut is_first = true;
    loop {
        let kind = if is_first { None } else { from.read_u8().await.ok() };
        let Ok(length) = from.read_u32().await else { return };
        let mut body = vec![0; length as usize - 4];
        if from.read_exact(&mut body).await.is_err() {
            return;
        }
        if matches!(kind, Some(b'Q' | b'E')) {
            statements.fetch_add(1, Ordering::SeqCst);
        }
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend(length.to_be_bytes());
        message.extend(body);
        if to.write_all(&message).await.is_err() {
            return;
        }
        is_first = false;
    }
}

/// How many statements a request takes.
async fn statements(app: &TestApp, wire: &Wire, path: &str, body: &serde_json::Value) -> usize {
    let before = wire.count();
    app.visitor().post(path, body).await.expect(202);
    wire.count() - before
}

#[tokio::test]
async fn registration_and_resending_ask_as_much_for_everyone() {
    let mut database = TestDatabase::create(Engine::Postgres).await;
    let wire = Wire::into(&mut database).await;
    let app = TestApp::on(database).await;
    app.customer("ann").await;
    let registration = |name: &str| {
        let email = format!("{name}@example.org");
        json!({ "name": name, "email": email, "password": PASSWORD })
    };
    app.visitor().post("/api/v1/auth/register", &registration("una")).await.expect(202);

    let mut resending = Vec::new();
    for name in ["ann", "una", "nobody"] {
        let body = json!({ "email": format!("{name}@example.org") });
        resending.push(statements(&app, &wire, "/api/v1/auth/verify-email/resend", &body).await);
    }
    let mut registering = Vec::new();
    for name in ["ann", "una", "new"] {
        registering.push(statements(&app, &wire, "/api/v1/auth/register", &registration(name)).await);
    }
    assert!(resending[0] >= 5, "begin, look up, code, job, commit: {resending:?}");
    assert_eq!(resending, [resending[0]; 3]);
    assert_eq!(registering, [resending[0] + 4; 3], "and the account, with its words in the index");
    app.run_jobs().await;
}
