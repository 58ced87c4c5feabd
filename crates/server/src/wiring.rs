//! Puts the parts together.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use documents::Press;
use domain::{
    Ctx,
    attachment::ObjectStore,
    clock::{Clock, SystemClock},
    identity::Actor,
    keys::Keys,
    mail::Mailer,
    random::{Random, SystemSource},
    shipment::{CarrierPort, ManualCarriers},
    store::Store,
    vault::Vault,
};
use mail::{MailSettings, Postmaster, SettingsError};
use persistence::{Copies, Database, Tuning};
use url::Url;
use worker::{Worker, WorkerParts};

use crate::{
    config::Settings,
    failure::Failure,
    host::Machine,
    secret::{self, Secret},
};

/// What to do with a schema that is not up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Migrations {
    /// Apply what is pending.
    Apply,
    /// Apply it on SQLite, where nobody else uses the file; refuse on PostgreSQL.
    ApplyIfSqlite,
}

/// An open desk: database, keys, clock, randomness.
pub struct Desk {
    /// How it is configured.
    pub settings: Settings,
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Where the bytes of files are kept.
    pub objects: Arc<dyn ObjectStore>,
    /// The machine's clock.
    pub clock: Arc<dyn Clock>,
    /// The system's randomness.
    pub random: Arc<dyn Random>,
    /// All keys.
    pub keys: Arc<Keys>,
    press: Press,
    database: Database,
}

impl Desk {
    /// Opens the database, brings its schema up to date, and makes sure that the secret file belongs
    /// to it.
    pub async fn open(settings: Settings, migrations: Migrations) -> Result<Self, Failure> {
        let random: Arc<dyn Random> = Arc::new(SystemSource::new());
        make_directories(&settings)?;
        let press = set_up_press(&settings)?;
        // What is wrong with the file is said before the database is touched.
        secret::read(&settings.secret_file)?;
        let database = connect(&settings).await?;
        refuse_half_restored(&database).await?;
        bring_up_to_date(&database, migrations).await?;
        let secret = find_secret(&settings, &database, random.as_ref()).await?;
        let desk = Self {
            store: Arc::new(database.store()),
            objects: open_objects(&settings)?,
            clock: Arc::new(SystemClock),
            random,
            keys: Arc::new(Keys::derive(&secret)),
            settings,
            press,
            database,
        };
        desk.check_key().await.map_err(|error| Failure::because("the desk cannot be opened", &error))?;
        Ok(desk)
    }

    /// An act, now.
    pub fn cx(&self, actor: Actor) -> Ctx {
        Ctx::new(self.clock.as_ref(), Arc::clone(&self.random), actor)
    }

    /// A worker that sends mail through `mailer`.
    pub fn worker(&self, mailer: Arc<dyn Mailer>, vault: Vault) -> Worker {
        Worker::new(WorkerParts {
            store: Arc::clone(&self.store),
            objects: Arc::clone(&self.objects),
            mailer,
            carriers: self.carriers(),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            keys: Arc::clone(&self.keys),
            patience: self.settings.patience,
            vault,
            key_rotation: self.settings.key_rotation,
        })
    }

    fn carriers(&self) -> Arc<dyn CarrierPort> {
        Arc::new(ManualCarriers::new(self.settings.carrier_pages.clone()))
    }

    /// The API, as reached by `public_url`.
    pub fn app(&self, public_url: &Url, mailer: Arc<dyn Mailer>, vault: Vault) -> api::App {
        api::App::new(api::Parts {
            store: Arc::clone(&self.store),
            objects: Arc::clone(&self.objects),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
            keys: Arc::clone(&self.keys),
            mailer,
            host: Arc::new(Machine::of(&self.settings)),
            vault,
            carriers: self.carriers(),
            printer: Arc::new(self.press.clone()),
            settings: api::Settings {
                metrics: self.settings.metrics_listen.is_none(),
                public_url: without_slash(public_url).to_owned(),
                request_timeout: self.settings.request_timeout,
                body_limit: self.settings.body_limit,
                requests_per_minute: self.settings.requests_per_minute,
                anonymous_requests_per_minute: self.settings.anonymous_requests_per_minute,
                undo: self.settings.undo,
                trusted_proxies: self.settings.trusted_proxies.clone(),
                attachment_limit: self.settings.attachment_limit,
                address_ceiling: self.settings.address_ceiling,
                address_sure: self.settings.address_sure,
            },
        })
    }

    /// Copies closed tickets beneath the use cases: for the demo.
    pub(crate) async fn copy_closed_tickets(
        &self,
        copies: Copies<'_>,
        done: impl FnMut(usize) + Send,
    ) -> domain::Result<()> {
        self.database.copy_closed_tickets(copies, done).await
    }

    /// Closes the database.
    pub async fn close(self) -> Result<(), Failure> {
        let Self { database, store, .. } = self;
        drop(store);
        close(database).await
    }

    async fn check_key(&self) -> domain::Result<()> {
        let mut tx = self.store.begin().await?;
        domain::instance::check_key(tx.as_mut(), &self.keys).await?;
        tx.commit().await
    }
}

/// Reads the fonts that papers are printed with.
fn set_up_press(settings: &Settings) -> Result<Press, Failure> {
    let read = |file: &PathBuf| {
        std::fs::read(file).map_err(|_| Failure::new(format!("the font {} cannot be read", file.display())))
    };
    let others = settings.font_files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let refused = || Failure::new("font_files names a file that is no TrueType or OpenType font");
    Press::with_fonts(others).ok_or_else(refused)
}

/// Reads the secret file. It is made only for a database that has never had one: a lost file is not
/// replaced by another that fits nothing.
async fn find_secret(
    settings: &Settings,
    database: &Database,
    random: &dyn Random,
) -> Result<Secret, Failure> {
    let file = &settings.secret_file;
    // In this order: of two processes that start for the first time, one makes the file, then the check.
    let known = known_key_check(database).await?;
    match (secret::read(file)?, known) {
        (Some(secret), _) => Ok(secret),
        (None, None) => secret::read_or_create(file, random),
        (None, Some(_)) => Err(Failure::new(format!(
            "the secret file {} is not there, and the database was made with one: bring it back from a backup. \
             Without it nobody stays signed in and no link or code works",
            file.display()
        ))),
    }
}

/// What the database knows of the secret it was made with.
pub async fn known_key_check(database: &Database) -> Result<Option<String>, Failure> {
    let store = database.store();
    let read = async { store.read().await?.instance().known_key_check().await };
    read.await.map_err(|error| Failure::because("the database cannot be read", &error))
}

/// A restore that was cut off leaves a mark: mails in such a database would be sent again.
pub async fn refuse_half_restored(database: &Database) -> Result<(), Failure> {
    match database.is_being_restored().await {
        Ok(false) => Ok(()),
        Ok(true) => Err(Failure::new(
            "the database is being restored, or a restore was cut off: make it empty and restore it again",
        )),
        Err(error) => Err(Failure::because("the database cannot be read", &error)),
    }
}

/// Opens the configured database.
pub async fn connect(settings: &Settings) -> Result<Database, Failure> {
    let tuning = Tuning { connections: settings.database_connections, ..Tuning::default() };
    let database = persistence::connect(&settings.database_url, tuning).await;
    database.map_err(|error| Failure::because("the database cannot be opened", &error))
}

/// Opens the place where the bytes of files are kept.
pub fn open_objects(settings: &Settings) -> Result<Arc<dyn ObjectStore>, Failure> {
    objects::open(&settings.object_store, &settings.s3)
        .map_err(|error| Failure::settings([format!("{error} ({})", settings.origin("object_store"))]))
}

/// Closes the database's connections.
pub async fn close(database: Database) -> Result<(), Failure> {
    database.close().await.map_err(|error| Failure::because("the database cannot be closed", &error))
}

/// The way mail leaves, as configured; links lead to `public_url`.
pub fn postmaster(settings: &Settings, public_url: &Url) -> Result<Postmaster, Failure> {
    let mail = MailSettings {
        url: settings.mail_url.clone(),
        from: settings.mail_from.clone(),
        public_url: public_url.clone(),
    };
    Postmaster::new(&mail, Arc::new(SystemClock)).map_err(|error| {
        let key = match error {
            SettingsError::From => "mail_from",
            SettingsError::PublicUrl => "public_url",
            _ => "mail_url",
        };
        Failure::settings([format!("{error} ({})", settings.origin(key))])
    })
}

/// The URL without the slash at its end, to put a path behind it.
pub fn without_slash(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// The file of an SQLite database.
pub fn sqlite_file(database_url: &str) -> Option<&Path> {
    let path = database_url.strip_prefix("sqlite://")?;
    Some(Path::new(path.split('?').next().unwrap_or_default()))
}

/// Makes the directories of everything that is kept in files; new ones are for their owner only.
pub fn make_directories(settings: &Settings) -> Result<(), Failure> {
    let files = [Some(settings.secret_file.as_path()), sqlite_file(&settings.database_url)];
    let parents = files.into_iter().flatten().filter_map(Path::parent);
    for directory in parents.chain([settings.data_dir.as_path()]) {
        if !directory.as_os_str().is_empty() {
            DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|error| {
                let (directory, kind) = (directory.display(), error.kind());
                Failure::new(format!("the directory {directory} cannot be made: {kind}"))
            })?;
        }
    }
    Ok(())
}

async fn bring_up_to_date(database: &Database, migrations: Migrations) -> Result<(), Failure> {
    if migrations == Migrations::Apply || database.is_sqlite() {
        return migrate(database).await.map(drop);
    }
    match pending(database).await? {
        0 => Ok(()),
        count => Err(Failure::new(format!(
            "the database's schema is {count} migration(s) behind; run `benchdesk migrate`, or serve with --migrate"
        ))),
    }
}

/// Applies pending migrations; returns how many there were.
pub async fn migrate(database: &Database) -> Result<usize, Failure> {
    let applied = migrations::apply(database.connection()).await;
    applied.map_err(|error| Failure::because("the schema cannot be brought up to date", &error))
}

/// How many migrations are pending.
pub async fn pending(database: &Database) -> Result<usize, Failure> {
    let pending = migrations::pending(database.connection()).await;
    pending.map_err(|error| Failure::because("the schema's state cannot be read", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_an_sqlite_database_is_found() {
        assert_eq!(sqlite_file("sqlite://data/desk.db"), Some(Path::new("data/desk.db")));
        assert_eq!(sqlite_file("sqlite:///var/desk.db?mode=rwc"), Some(Path::new("/var/desk.db")));
        assert_eq!(sqlite_file("postgres://localhost/desk"), None);
    }
}
