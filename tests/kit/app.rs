use std::{path::Path, sync::Arc};

use api::{App, Parts, Settings, TrustedProxies};
use axum::Router;
use chrono::{DateTime, Duration, Utc};
use documents::Press;
use domain::{
    Ctx,
    attachment::ObjectStore,
    clock::{Clock, ManualClock},
    contact::{EmailAddress, PersonName},
    identity::{self, Actor, NewStaff, Password, PasswordHash, Role},
    instance::Host,
    job::JobFilter,
    keys::Keys,
    mail::Mailer,
    page::PageRequest,
    random::{Random, SystemSource},
    shipment::{CarrierPort, ManualCarriers, TrackingPage},
    store::Store,
    ticket::Patience,
    vault::{Vault, check_keys},
};
use mail::{MailSettings, Postmaster};
use objects::Folder;
use serde_json::json;
use tokio::sync::OnceCell;
use worker::{Worker, WorkerParts};

use crate::{
    client::{Person, Visitor},
    database::{Engine, TestDatabase},
    dice::Dice,
    mailbox::Mailbox,
};

/// When tests begin.
pub const START: &str = "2026-11-22T10:00:00Z";
/// The password of everyone in tests.
pub const PASSWORD: &str = "correct horse battery";

/// The secret of the desk in tests.
pub const SECRET: [u8; 32] = [7; 32];
/// How long a key of addresses lasts in tests.
pub const KEY_ROTATION: Duration = Duration::hours(24);
/// The largest file in tests.
pub const ATTACHMENT_LIMIT: usize = 25 * 1024 * 1024;

/// The whole desk, on a database of its own, with a clock that tests move.
pub struct TestApp {
    /// Everything the server answers.
    pub router: Router,
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Where the bytes of files are kept.
    pub objects: Arc<dyn ObjectStore>,
    /// Time.
    pub clock: Arc<ManualClock>,
    /// Where letters arrive.
    pub mailbox: Mailbox,
    /// The database beneath.
    pub database: TestDatabase,
    /// Derived keys.
    pub keys: Arc<Keys>,
    /// What the vault keeps outside the database.
    pub vault: Vault,
    /// Background work.
    pub worker: Worker,
    random: Arc<dyn Random>,
    mailer: Arc<dyn Mailer>,
}

impl TestApp {
    /// Starts on a fresh database.
    pub async fn start(engine: Engine) -> Self {
        Self::on(TestDatabase::create(engine).await).await
    }

    /// Starts on this database.
    pub async fn on(database: TestDatabase) -> Self {
        let folder = Folder::open(database.directory.path().join("attachments")).expect("a folder opens");
        Self::keeping_files_in(database, Arc::new(folder)).await
    }

    /// The same, with keys and ledger at a keyholder's.
    pub async fn with_keyholder(database: TestDatabase, socket: &Path) -> Self {
        let folder = Folder::open(database.directory.path().join("attachments")).expect("a folder opens");
        let vault = crate::vault::at_keyholder(socket, &app_keys());
        Self::with_parts(database, Arc::new(folder), Some(vault), system()).await
    }

    /// Starts on a fresh database, with the same dice each time: what differs between two such desks was
    /// done differently.
    pub async fn with_dice(engine: Engine) -> Self {
        let database = TestDatabase::create(engine).await;
        let folder = Folder::open(database.directory.path().join("attachments")).expect("a folder opens");
        Self::with_parts(database, Arc::new(folder), None, Arc::new(Dice::default())).await
    }

    /// The same, with files somewhere else.
    pub async fn keeping_files_in(database: TestDatabase, objects: Arc<dyn ObjectStore>) -> Self {
        Self::with_parts(database, objects, None, system()).await
    }

    async fn with_parts(
        database: TestDatabase,
        objects: Arc<dyn ObjectStore>,
        vault: Option<Vault>,
        random: Arc<dyn Random>,
    ) -> Self {
        let start: DateTime<Utc> = START.parse().expect("a time");
        let clock = Arc::new(ManualClock::at(start));
        let keys = Arc::new(app_keys());
        let store: Arc<dyn Store> = Arc::new(database.connect().await.store());
        let vault = vault.unwrap_or_else(|| crate::vault::open(database.directory.path(), &keys, &random));
        let cx = Ctx::new(clock.as_ref(), Arc::clone(&random), Actor::Operator);
        check_keys(store.as_ref(), vault.keys.as_ref(), &cx).await.expect("there is an epoch");
        let mailbox = Mailbox::open().await;
        let mail = MailSettings {
            url: format!("smtp://127.0.0.1:{}?tls=none", mailbox.port),
            from: "Benchdesk <desk@example.org>".to_owned(),
            public_url: "http://desk.example.org".parse().expect("an address"),
        };
        let postmaster = Postmaster::new(&mail, clock.clone()).expect("mail settings are right");
        let postmaster: Arc<dyn Mailer> = Arc::new(postmaster);
        let worker = Worker::new(WorkerParts {
            store: Arc::clone(&store),
            mailer: Arc::clone(&postmaster),
            objects: Arc::clone(&objects),
            carriers: carriers(),
            clock: clock.clone(),
            random: Arc::clone(&random),
            keys: Arc::clone(&keys),
            patience: Patience::default(),
            vault: vault.clone(),
            key_rotation: KEY_ROTATION,
        });
        let mut app = Self {
            router: Router::new(),
            store,
            objects,
            clock,
            mailbox,
            database,
            keys,
            vault,
            worker,
            random,
            mailer: postmaster,
        };
        app.router = serve(app.parts());
        app
    }

    /// What the desk's own server is made of.
    fn parts(&self) -> Parts {
        Parts {
            store: Arc::clone(&self.store),
            objects: Arc::clone(&self.objects),
            clock: self.clock.clone(),
            random: self.random(),
            keys: Arc::clone(&self.keys),
            mailer: Arc::clone(&self.mailer),
            host: Arc::new(TestHost),
            vault: self.vault.clone(),
            carriers: carriers(),
            printer: Arc::new(press(Vec::new())),
            settings: settings(),
        }
    }

    /// Another server on the same database, with another place for the bytes of files.
    pub fn router_with(&self, objects: &Arc<dyn ObjectStore>) -> Router {
        serve(Parts { objects: Arc::clone(objects), ..self.parts() })
    }

    /// Another server of the desk, whose operator has these fonts.
    pub fn server_with_fonts(&self, fonts: Vec<Vec<u8>>) -> Router {
        serve(Parts { printer: Arc::new(press(fonts)), ..self.parts() })
    }

    /// Another server of the desk, whose replies of the staff can be taken back for a while. Those of the
    /// others go out at once, so that tests about other things need not wait for them.
    pub fn server_with_undo(&self, undo: Duration) -> Router {
        self.server_with(Settings { undo, ..settings() })
    }

    /// Another server of the desk, where an account may make so many requests in a minute.
    pub fn server_with_pace(&self, requests_per_minute: u32) -> Router {
        self.server_with(Settings { requests_per_minute, ..settings() })
    }

    /// Another server of the desk behind a proxy in `10.0.0.0/8`, where a network may make so many requests
    /// in a minute that nobody has signed in for.
    pub fn server_with_anonymous_pace(&self, anonymous_requests_per_minute: u32) -> Router {
        let trusted_proxies = TrustedProxies::parse("10.0.0.0/8").expect("a network");
        self.server_with(Settings { anonymous_requests_per_minute, trusted_proxies, ..settings() })
    }

    fn server_with(&self, settings: Settings) -> Router {
        serve(Parts { settings, ..self.parts() })
    }

    /// Another server of the same desk, with connections of its own.
    pub async fn another_server(&self) -> Router {
        serve(Parts { store: Arc::new(self.database.connect().await.store()), ..self.parts() })
    }

    /// The world as a use case knows it, for an actor.
    pub fn ctx(&self, actor: Actor) -> Ctx {
        Ctx::new(self.clock.as_ref(), Arc::clone(&self.random), actor)
    }

    /// Randomness.
    pub fn random(&self) -> Arc<dyn Random> {
        Arc::clone(&self.random)
    }

    /// Another worker on the same store, with another way to deliver letters.
    pub fn worker_with(&self, mailer: Arc<dyn Mailer>) -> Worker {
        Worker::new(WorkerParts {
            store: Arc::clone(&self.store),
            objects: Arc::clone(&self.objects),
            mailer,
            carriers: carriers(),
            clock: self.clock.clone(),
            random: Arc::clone(&self.random),
            keys: Arc::clone(&self.keys),
            patience: Patience::default(),
            vault: self.vault.clone(),
            key_rotation: KEY_ROTATION,
        })
    }

    /// Lets time pass. Sign-ins older than ten minutes have to be refreshed.
    pub fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// The time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Someone who is not signed in.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// Runs all background work that is due; returns how many jobs ran.
    pub async fn run_jobs(&self) -> usize {
        self.worker.run_due().await.expect("background work runs")
    }

    /// Registers `name@example.org` over HTTP, confirms the address by the link in the mail, and
    /// signs in. Other letters that arrive meanwhile stay.
    pub async fn customer(&self, name: &str) -> Person {
        let visitor = self.visitor();
        let email = format!("{name}@example.org");
        let registration = json!({ "name": name, "email": email, "password": PASSWORD });
        visitor.post("/api/v1/auth/register", &registration).await.expect(202);
        self.run_jobs().await;
        let token = self.mailbox.take_only_to(&email).token();
        visitor
            .post("/api/v1/auth/verify-email", &json!({ "token": token, "password": PASSWORD }))
            .await
            .expect(204);
        self.sign_in(&email).await
    }

    /// Adds a member of staff as the command line does, and signs in.
    pub async fn staff(&self, name: &str, role: Role) -> Person {
        let email = format!("{name}@desk.example.org");
        let staff = NewStaff {
            name: PersonName::parse(name).expect("a name"),
            email: EmailAddress::parse(&email).expect("an address"),
            password: password_hash().await,
            role,
        };
        let mut tx = self.store.begin().await.expect("the store can be written");
        identity::create_staff(&mut *tx, &self.ctx(Actor::Operator), staff).await.expect("staff is added");
        tx.commit().await.expect("staff is stored");
        self.sign_in(&email).await
    }

    /// An agent.
    pub async fn agent(&self, name: &str) -> Person {
        self.staff(name, Role::Agent).await
    }

    /// Signs in with the password that everyone has.
    pub async fn sign_in(&self, email: &str) -> Person {
        self.visitor().sign_in(email).await
    }

    /// Fails if background work was left undone.
    pub async fn finish(&self) {
        let mut tx = self.store.read().await.expect("the store can be read");
        let filter = JobFilter::default();
        let left =
            tx.job_records().list(&filter, &PageRequest::first(100)).await.expect("jobs can be listed").items;
        assert!(left.is_empty(), "jobs were left: run them or look at them: {left:?}");
    }
}

/// Everything a server answers.
fn serve(parts: Parts) -> Router {
    api::router(App::new(parts))
}

fn press(fonts: Vec<Vec<u8>>) -> Press {
    Press::with_fonts(fonts).expect("fonts can be read")
}

/// What an operator chooses in tests.
fn settings() -> Settings {
    Settings {
        metrics: true,
        public_url: "http://desk.example.org".to_owned(),
        request_timeout: std::time::Duration::from_secs(30),
        body_limit: 1024 * 1024,
        undo: Duration::zero(),
        trusted_proxies: TrustedProxies::default(),
        attachment_limit: ATTACHMENT_LIMIT,
        requests_per_minute: 0,
        anonymous_requests_per_minute: 0,
        address_ceiling: Duration::days(180),
        address_sure: Duration::days(30),
    }
}

/// The operating system's randomness.
fn system() -> Arc<dyn Random> {
    Arc::new(SystemSource::new())
}

/// What all keys of a test's desk come from.
fn app_keys() -> Keys {
    Keys::derive(&SECRET)
}

/// Carriers that the desk knows in tests.
fn carriers() -> Arc<dyn CarrierPort> {
    let pages = TrackingPage::parse_list("DHL=https://carrier.example/track?id={number}");
    Arc::new(ManualCarriers::new(pages.expect("a page")))
}

/// A machine with little room.
struct TestHost;

impl Host for TestHost {
    fn free_bytes(&self) -> Option<u64> {
        Some(1_000_000)
    }

    fn mail_transport(&self) -> &'static str {
        "smtp"
    }
}

/// Hashing takes a while; everyone has the same password.
async fn password_hash() -> PasswordHash {
    static HASH: OnceCell<PasswordHash> = OnceCell::const_new();
    let make = || async {
        let password = Password::parse(PASSWORD).expect("a password");
        api::PasswordHasher::default().hash(&password).await.expect("a hash")
    };
    HASH.get_or_init(make).await.clone()
}
