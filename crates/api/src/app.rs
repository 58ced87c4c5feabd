use std::{sync::Arc, time::Duration};

use domain::{
    Ctx, attachment::ObjectStore, clock::Clock, document::Printer, identity::Actor, instance::Host,
    keys::Keys, mail::Mailer, random::Random, shipment::CarrierPort, store::Store, vault::Vault,
};

use crate::{
    auth::{AccessTokens, Browsers, PasswordHasher, Principals, StillHere},
    http::TrustedProxies,
    live::{Feed, Seats},
};

/// What the API is made of.
pub struct Parts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Where the bytes of files are kept.
    pub objects: Arc<dyn ObjectStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Keys derived from the application key.
    pub keys: Arc<Keys>,
    /// Delivers the test letter; all others are the worker's.
    pub mailer: Arc<dyn Mailer>,
    /// The machine beneath.
    pub host: Arc<dyn Host>,
    /// What the vault keeps outside the store.
    pub vault: Vault,
    /// Who carries parcels.
    pub carriers: Arc<dyn CarrierPort>,
    /// What makes papers.
    pub printer: Arc<dyn Printer>,
    /// What an operator may choose.
    pub settings: Settings,
}

/// What an operator may choose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How clients reach this server, without a trailing slash.
    pub public_url: String,
    /// The longest a request may take.
    pub request_timeout: Duration,
    /// The largest request body, in bytes.
    pub body_limit: usize,
    /// Whether `/metrics` is among the answers; otherwise [`crate::inner_router`] alone has it.
    pub metrics: bool,
    /// How long a reply of the staff can be taken back before it goes out.
    pub undo: chrono::Duration,
    /// Whom to believe where a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// The largest file, in bytes.
    pub attachment_limit: usize,
    /// How many requests an account may make in a minute; 0 for as many as it likes.
    pub requests_per_minute: u32,
    /// How many requests a network may make in a minute that nobody has signed in for; 0 for as many as it
    /// likes.
    pub anonymous_requests_per_minute: u32,
    /// How long an address is kept although its repair goes on.
    pub address_ceiling: chrono::Duration,
    /// How long an address is taken for right without asking.
    pub address_sure: chrono::Duration,
}

/// The API's shared state; clones share it.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    passwords: PasswordHasher,
    tokens: AccessTokens,
    principals: Principals,
    browsers: Browsers,
    feed: Feed,
    seats: Seats,
}

impl App {
    /// Puts the API together.
    pub fn new(parts: Parts) -> Self {
        crate::auth::install_crypto();
        let parts = Parts { store: Arc::new(StillHere(Arc::clone(&parts.store))), ..parts };
        let tokens = AccessTokens::new(parts.keys.access_token(), parts.settings.public_url.clone());
        let passwords = PasswordHasher::default();
        let (principals, browsers) = (Principals::default(), Browsers::default());
        let (feed, seats) = (Feed::default(), Seats::default());
        Self(Arc::new(Inner { parts, passwords, tokens, principals, browsers, feed, seats }))
    }

    pub(crate) fn store(&self) -> &dyn Store {
        self.0.parts.store.as_ref()
    }

    pub(crate) fn shared_store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.0.parts.store)
    }

    pub(crate) fn objects(&self) -> &dyn ObjectStore {
        self.0.parts.objects.as_ref()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.0.parts.clock.as_ref()
    }

    pub(crate) fn random(&self) -> &Arc<dyn Random> {
        &self.0.parts.random
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.parts.keys
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.parts.vault
    }

    pub(crate) fn carriers(&self) -> &dyn CarrierPort {
        self.0.parts.carriers.as_ref()
    }

    pub(crate) fn printer(&self) -> Arc<dyn Printer> {
        Arc::clone(&self.0.parts.printer)
    }

    pub(crate) fn mailer(&self) -> &dyn Mailer {
        self.0.parts.mailer.as_ref()
    }

    pub(crate) fn host(&self) -> &dyn Host {
        self.0.parts.host.as_ref()
    }

    pub(crate) fn feed(&self) -> &Feed {
        &self.0.feed
    }

    pub(crate) fn seats(&self) -> &Seats {
        &self.0.seats
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.parts.settings
    }

    pub(crate) fn passwords(&self) -> &PasswordHasher {
        &self.0.passwords
    }

    pub(crate) fn tokens(&self) -> &AccessTokens {
        &self.0.tokens
    }

    pub(crate) fn principals(&self) -> &Principals {
        &self.0.principals
    }

    pub(crate) fn browsers(&self) -> &Browsers {
        &self.0.browsers
    }

    /// The world as a use case may know it, for one request.
    pub(crate) fn ctx(&self, actor: Actor) -> Ctx {
        Ctx::new(self.clock(), Arc::clone(self.random()), actor)
    }
}
