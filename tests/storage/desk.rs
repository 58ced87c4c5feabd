//! A store with one customer, beneath HTTP.

use std::sync::Arc;

use domain::{
    Ctx, Error, Result,
    clock::SystemClock,
    contact::{EmailAddress, PersonName, VoluntaryContact},
    id::{AccountId, MessageId, SessionId, TicketId},
    identity::{Account, AccountState, Actor, Language, PasswordHash, Principal, Role, TimeZone},
    random::{Random, SystemSource},
    store::{Store, Tx},
    ticket::{self, Body, BodyFormat, NewTicket, Subject, Ticket, TicketType},
};
use kit::{Engine, TestDatabase};
use persistence::{Database, Tuning};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::wal;

/// Cheap to clone; clones are the same desk.
#[derive(Clone)]
pub struct Desk {
    pub store: Arc<dyn Store>,
    pub database: Database,
    pub customer: Actor,
    files: Arc<TestDatabase>,
    random: Arc<dyn Random>,
}

impl Desk {
    pub async fn open(engine: Engine) -> Self {
        Self::tuned(engine, Tuning::default()).await
    }

    pub async fn tuned(engine: Engine, tuning: Tuning) -> Self {
        let files = TestDatabase::create(engine).await;
        let database = persistence::connect(&files.url, tuning).await.expect("the database opens");
        let random: Arc<dyn Random> = Arc::new(SystemSource::new());
        let cx = Ctx::new(&SystemClock, Arc::clone(&random), Actor::Anonymous);
        let account = account(&cx, "ann@example.org", Role::Customer, "none");
        let principal = Principal::signed_in(account.id, SessionId::new(&cx), account.role);
        let store: Arc<dyn Store> = Arc::new(database.store());
        let mut tx = store.begin().await.unwrap();
        tx.accounts().add(&account).await.unwrap();
        tx.commit().await.unwrap();
        Self { store, database, customer: Actor::Person(principal), files: Arc::new(files), random }
    }

    /// The customer acts.
    pub fn cx(&self) -> Ctx {
        Ctx::new(&SystemClock, Arc::clone(&self.random), self.customer)
    }

    /// Opens a ticket in this transaction.
    pub async fn opens(&self, tx: &mut dyn Tx, subject: &str) -> Result<Ticket> {
        let cx = self.cx();
        let new = NewTicket {
            attachments: Vec::new(),
            requester: None,
            id: TicketId::new(&cx),
            message: MessageId::new(&cx),
            subject: Subject::parse(subject).unwrap(),
            body: Body::parse(subject).unwrap(),
            format: BodyFormat::Text,
            kind: TicketType::Question,
            follow_up_of: None,
            device: None,
        };
        Ok(ticket::open(tx, &cx, new).await?.ticket)
    }

    /// Opens a ticket in a transaction of its own.
    pub async fn stores(self, subject: String) -> Result<()> {
        let mut tx = self.store.begin().await?;
        self.opens(&mut *tx, &subject).await?;
        tx.commit().await
    }

    /// Opens a ticket for somebody who is not there: a constraint says no.
    pub async fn violates(&self, tx: &mut dyn Tx) -> Result<Ticket> {
        let nobody = AccountId::new(&self.cx());
        let principal = Principal { account: nobody, ..self.customer.principal()? };
        let stranger = Self { customer: Actor::Person(principal), ..self.clone() };
        stranger.opens(tx, "for nobody").await
    }

    /// The subjects of all stored tickets, sorted.
    pub async fn subjects(&self) -> Vec<String> {
        let rows = query(&self.database, "SELECT subject FROM ticket ORDER BY subject").await;
        rows.iter().map(|row| row.try_get("", "subject").unwrap()).collect()
    }

    /// How many commits SQLite's log holds.
    pub fn commits(&self) -> usize {
        wal::commits(&self.files.directory.path().join("benchdesk.db-wal"))
    }
}

/// Asks the database, beside the store.
pub async fn query(database: &Database, sql: &str) -> Vec<QueryResult> {
    let reader = database.reader();
    let statement = Statement::from_string(reader.get_database_backend(), sql);
    reader.query_all_raw(statement).await.expect("the database answers")
}

/// An account that can be used.
pub fn account(cx: &Ctx, email: &str, role: Role, password_hash: &str) -> Account {
    Account {
        id: AccountId::new(cx),
        number: 0,
        role,
        state: AccountState::Active,
        name: PersonName::parse("Someone").unwrap(),
        email: EmailAddress::parse(email).unwrap(),
        contact: VoluntaryContact::default(),
        language: Language::default(),
        time_zone: TimeZone::default(),
        password: PasswordHash::from_stored(password_hash.to_owned()),
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
    }
}

/// Fails unless the store says that it cannot do it now.
#[track_caller]
pub fn assert_unavailable<T>(result: Result<T>) {
    match result {
        Err(Error::Unavailable { .. }) => {}
        Err(other) => panic!("{other:?} is not Unavailable"),
        Ok(_) => panic!("it was done"),
    }
}
