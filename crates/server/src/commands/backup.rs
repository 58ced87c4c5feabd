use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use domain::{
    clock::{Clock, SystemClock},
    instance::Engine,
    keys::Keys,
    random::SystemSource,
};
use persistence::{Database, Tuning};
use vault::{LEDGER, SHELF};

use crate::{
    backup::{ATTACHMENTS, Attachments, Draft, Manifest, POSTGRES, SECRET, SQLITE, postgres},
    cli::BackupArgs,
    config::Settings,
    failure::Failure,
    output::say,
    safekeeping, secret,
    wiring::{self, known_key_check, sqlite_file},
};

/// Copies the desk into a folder while it runs.
pub(super) async fn backup(settings: Settings, args: BackupArgs) -> Result<(), Failure> {
    refuse_without_database(&settings)?;
    refuse_keys(&settings, &args.target)?;
    let mut draft = Draft::begin(&args.target, &SystemSource::new())?;
    let begun = SystemClock.now();
    let copied = if sqlite_file(&settings.database_url).is_some() {
        copy_sqlite(&settings, &mut draft).await?
    } else {
        copy_postgres(&settings, &mut draft).await?
    };
    // After the database: whatever it refers to was there before.
    let attachments = match settings.attachments() {
        Some(folder) => {
            copy(&mut draft, "the attachments", |draft| draft.copy_folder(folder, ATTACHMENTS))?;
            Attachments::Held
        }
        None => Attachments::Elsewhere,
    };
    copy_ledger(&settings, &mut draft).await?;
    if args.with_secret {
        secret::read(&settings.secret_file)?
            .ok_or_else(|| Failure::new("there is no secret file to take along"))?;
        copy(&mut draft, "the secret file", |draft| draft.copy(&settings.secret_file, SECRET))?;
    }
    let manifest = copied.manifest(begun, args.with_secret, attachments, draft.files());
    let files = draft.files();
    draft.finish(&manifest).map_err(|error| cannot("the backup", &error))?;
    say(format_args!("backed up to {}: {files} file(s)", args.target.display()));
    if attachments == Attachments::Elsewhere {
        say(format_args!(
            "the attachments are not in it: they are in {}; let that store keep what is deleted for as long as \
             you keep backups (versioning)",
            settings.object_store
        ));
    }
    if !args.with_secret {
        say("the secret file is not in it: keep a copy of it elsewhere, or restore cannot be used");
    }
    Ok(())
}

/// The database's copy, as far as the manifest tells of it.
struct Copied {
    engine: Engine,
    migrations: Vec<String>,
    key_check: Option<String>,
    holds_addresses: bool,
}

impl Copied {
    async fn look(database: &Database) -> Result<Self, Failure> {
        let cannot = |error: &domain::Error| Failure::because("the copy cannot be read", error);
        let store = database.store();
        let engine = async {
            let mut tx = domain::store::Store::read(&store).await?;
            tx.instance().engine().await
        };
        Ok(Self {
            engine: engine.await.map_err(|error| cannot(&error))?,
            migrations: database.applied_migrations().await.map_err(|error| cannot(&error))?,
            key_check: known_key_check(database).await?,
            holds_addresses: database.holds_addresses().await.map_err(|error| cannot(&error))?,
        })
    }

    fn manifest(
        self,
        made_at: DateTime<Utc>,
        holds_secret: bool,
        attachments: Attachments,
        files: usize,
    ) -> Manifest {
        Manifest {
            format: 1,
            made_at,
            benchdesk: env!("CARGO_PKG_VERSION").to_owned(),
            engine: self.engine.name.to_owned(),
            engine_version: self.engine.version,
            migrations: self.migrations,
            key_check: self.key_check,
            holds_secret,
            attachments,
            holds_addresses: self.holds_addresses,
            files,
        }
    }
}

fn refuse_without_database(settings: &Settings) -> Result<(), Failure> {
    match sqlite_file(&settings.database_url) {
        Some(file) if !file.exists() => {
            Err(Failure::new(format!("there is no database {} to back up", file.display())))
        }
        _ => Ok(()),
    }
}

/// The ledger and the newest shelf, from wherever they are.
async fn copy_ledger(settings: &Settings, draft: &mut Draft) -> Result<(), Failure> {
    if settings.keyholder.is_none() {
        let names = [LEDGER, SHELF];
        return copy(draft, "the ledger", |draft| draft.copy_some(&settings.ledger_dir, &names));
    }
    let Some(secret) = secret::read(&settings.secret_file)? else { return Ok(()) };
    let random = Arc::new(SystemSource::new());
    let vault = safekeeping::open(settings, &Keys::derive(&secret), random)?;
    let fetched = async { Ok((vault.archive.entries(0).await?, vault.archive.shelf().await?)) };
    let fetched: domain::Result<_> = fetched.await;
    let (entries, shelf) =
        fetched.map_err(|error| Failure::because("the keyholder's ledger cannot be had", &error))?;
    copy(draft, "the ledger", |draft| {
        let written = vault::write_copy(&draft.path(""), &entries, shelf.as_ref())?;
        written.into_iter().try_for_each(|name| draft.take_in(name))
    })
}

/// Whoever had both could read in the backup what has ended since.
fn refuse_keys(settings: &Settings, target: &Path) -> Result<(), Failure> {
    let Ok(keys) = settings.key_dir.canonicalize() else { return Ok(()) };
    let is_in = |folder: &Path| folder.canonicalize().is_ok_and(|folder| keys.starts_with(folder));
    let copied = [Some(settings.ledger_dir.as_path()), settings.attachments()];
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if copied.into_iter().flatten().any(is_in) || parent.canonicalize().is_ok_and(|at| at.starts_with(&keys))
    {
        return Err(Failure::new(format!(
            "the key directory {} is where files are backed up: keys are in no backup",
            settings.key_dir.display()
        )));
    }
    Ok(())
}

/// Copies, and then reads the copy from end to end: what is damaged is found now.
async fn copy_sqlite(settings: &Settings, draft: &mut Draft) -> Result<Copied, Failure> {
    let file = draft.path(SQLITE);
    let database = persistence::connect_to_copy(&settings.database_url).await;
    let database = database.map_err(|error| Failure::because("the database cannot be opened", &error))?;
    let copied = database.copy_to(&file).await;
    wiring::close(database).await?;
    copied.map_err(|error| Failure::because("the database cannot be copied", &error))?;
    let copy = open(&file).await?;
    let checked = copy.check_integrity().await;
    checked.map_err(|error| Failure::because("the database is damaged", &error))?;
    let copied = Copied::look(&copy).await?;
    wiring::close(copy).await?;
    self::copy(draft, "the database", |draft| draft.take_in(SQLITE))?;
    Ok(copied)
}

async fn copy_postgres(settings: &Settings, draft: &mut Draft) -> Result<Copied, Failure> {
    let database = wiring::connect(settings).await?;
    wiring::refuse_half_restored(&database).await?;
    let before = Copied::look(&database).await?;
    postgres::dump(&settings.database_url, &before.engine.version, &draft.path(POSTGRES)).await?;
    let after = Copied::look(&database).await?;
    wiring::close(database).await?;
    if before.migrations != after.migrations {
        return Err(Failure::new("the schema was changed meanwhile: back up again"));
    }
    copy(draft, "the database", |draft| draft.take_in(POSTGRES))?;
    Ok(before)
}

/// Opens an SQLite file by its path.
pub(super) async fn open(file: &Path) -> Result<Database, Failure> {
    let url = sqlite_url(file)?;
    let database = persistence::connect(&url, Tuning::default()).await;
    database.map_err(|error| Failure::because("the copy cannot be opened", &error))
}

/// The address of a file: what would be read as something else is percent-encoded.
fn sqlite_url(file: &Path) -> Result<String, Failure> {
    let path: PathBuf = std::path::absolute(file).map_err(|error| cannot("the path", &error))?;
    let path = path.to_str().ok_or_else(|| Failure::new("the path must be UTF-8"))?;
    Ok(format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3f").replace('#', "%23")))
}

fn copy(
    draft: &mut Draft,
    what: &str,
    copy: impl FnOnce(&mut Draft) -> std::io::Result<()>,
) -> Result<(), Failure> {
    copy(draft).map_err(|error| cannot(what, &error))
}

fn cannot(what: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("{what} cannot be copied: {}", error.kind()))
}
