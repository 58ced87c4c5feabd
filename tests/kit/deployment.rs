//! The real program as it is deployed: one process on SQLite, two on PostgreSQL.

use std::{
    io::Write,
    process::{Command, Stdio},
    sync::Arc,
};

use domain::{
    Ctx,
    clock::SystemClock,
    identity::Actor,
    job::{JobRequest, Work},
    random::SystemSource,
    store::Store as _,
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    app::PASSWORD,
    binary::{Server, binary},
    client::{Person, Visitor},
    database::{Engine, TestDatabase},
    mailbox::Mailbox,
};

const PUBLIC_URL: &str = "http://desk.example.org";

/// Server processes on one database. Clients speak to each in turn.
pub struct Deployment {
    /// Where letters arrive.
    pub mailbox: Mailbox,
    database: TestDatabase,
    servers: Vec<Server>,
}

impl Deployment {
    /// Starts the processes; `environment` adds to their settings.
    pub async fn start(engine: Engine, environment: &[(&str, &str)]) -> Self {
        let (database, mailbox) = (TestDatabase::create(engine).await, Mailbox::open().await);
        let mail_url = format!("smtp://127.0.0.1:{}?tls=none", mailbox.port);
        // Servers of one desk have one address: tokens are issued in its name.
        let common = [("BENCHDESK_MAIL_URL", mail_url.as_str()), ("BENCHDESK_PUBLIC_URL", PUBLIC_URL)];
        let settings = [&common, environment].concat();
        let mut servers = Vec::new();
        for _ in 0..processes(engine) {
            servers.push(Server::start(&database.url, &database.directory, &settings).await);
        }
        Self { mailbox, database, servers }
    }

    /// Where the servers answer.
    pub fn urls(&self) -> Vec<String> {
        self.servers.iter().map(|server| server.url.clone()).collect()
    }

    /// Someone who is not signed in.
    pub fn visitor(&self) -> Visitor {
        Visitor::of_servers(self.urls())
    }

    /// Registers `name@example.org`, confirms the address by the link in the mail, and signs in.
    pub async fn customer(&self, name: &str) -> Person {
        let (visitor, email) = (self.visitor(), format!("{name}@example.org"));
        let registration = json!({ "name": name, "email": email, "password": PASSWORD });
        visitor.post("/api/v1/auth/register", &registration).await.expect(202);
        let token = self.mailbox.wait_for(&email, "#token=").await.token();
        let proof = json!({ "token": token, "password": PASSWORD });
        visitor.post("/api/v1/auth/verify-email", &proof).await.expect(204);
        visitor.sign_in(&email).await
    }

    /// Adds a member of staff by the command line, and signs in.
    pub async fn staff(&self, name: &str, role: &str) -> Person {
        let email = format!("{name}@desk.example.org");
        let directory = self.database.directory.path();
        let mut command = Command::new(binary())
            .args(["admin", "create", "--name", name, "--email", &email, "--role", role, "--password-stdin"])
            .env("BENCHDESK_DATABASE_URL", &self.database.url)
            .env("BENCHDESK_DATA_DIR", directory.join("data"))
            .env("BENCHDESK_SECRET_FILE", directory.join("benchdesk.secret"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut input = command.stdin.take().expect("it reads the password");
        input.write_all(PASSWORD.as_bytes()).expect("it reads the password");
        drop(input);
        assert!(command.wait().is_ok_and(|status| status.success()), "a member of staff is added");
        self.visitor().sign_in(&email).await
    }

    /// Has a ticket stand where it stands for years, and the desk look for what has stood too long.
    pub async fn ages(&self, ticket: &Value) {
        let database = self.database.connect().await;
        let long_ago = format!(
            "UPDATE ticket SET status_at = '2020-01-01T00:00:00+00:00' WHERE number = {}",
            ticket["number"].as_i64().expect("a ticket has a number")
        );
        database.connection().execute_unprepared(&long_ago).await.expect("the ticket can be changed");
        database.close().await.expect("it closes");
        let store = self.database.connect().await.store();
        let cx = Ctx::new(&SystemClock, Arc::new(SystemSource::default()), Actor::Time);
        let mut tx = store.begin().await.expect("a transaction begins");
        tx.jobs().enqueue(JobRequest::now(&cx, Work::AdvanceTickets)).await.expect("a job is stored");
        tx.commit().await.expect("it is stored");
    }

    /// Stops the processes, which must end well.
    pub fn stop(self) {
        for server in self.servers {
            server.stop();
        }
    }
}

const fn processes(engine: Engine) -> usize {
    match engine {
        Engine::Sqlite => 1,
        Engine::Postgres => 2,
    }
}
