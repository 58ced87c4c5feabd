//! What has ended since a copy of the database was made ends in it again.

use std::{
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
    path::Path,
    sync::Arc,
};

use domain::{
    Ctx,
    clock::SystemClock,
    identity::Actor,
    keys::Keys,
    random::SystemSource,
    store::Store,
    vault::{HeldKey, LedgerEntry, Reconciled, Shelf, Vault, reconcile as reconcile_store, refuse_losses},
};
use persistence::Database;
use vault::{LEDGER, SHELF};

use crate::{
    backup::{POSTGRES, SECRET, Sealed, copy_file, postgres},
    cli::ReconcileArgs,
    config::Settings,
    failure::Failure,
    output::say,
    safekeeping, secret,
    wiring::{Desk, Migrations},
};

/// Reconciles the configured database.
pub(super) async fn reconcile(settings: Settings, args: ReconcileArgs) -> Result<(), Failure> {
    let desk = Desk::open(settings, Migrations::ApplyIfSqlite).await?;
    let vault = safekeeping::open(&desk.settings, &desk.keys, Arc::clone(&desk.random))?;
    refuse_without_keys(&vault, args.keys_are_lost).await?;
    let done = run(desk.store.as_ref(), &vault, args.keys_are_lost).await?;
    tell(done);
    desk.close().await
}

async fn refuse_without_keys(vault: &Vault, keys_are_lost: bool) -> Result<(), Failure> {
    let held = vault.keys.keys().await;
    let held = held.map_err(|error| Failure::because("the address keys cannot be read", &error))?;
    if held.is_empty() && !keys_are_lost { Err(no_keys()) } else { Ok(()) }
}

fn no_keys() -> Failure {
    Failure::new(
        "there are no address keys where they should be: bring the key directory back, or say --keys-are-lost; \
         then open cases ask for their addresses anew",
    )
}

/// What can be refused of a backup before anything is changed: a ledger that is older than the backup, and keys of
/// its addresses that are not there, all or some.
pub(super) async fn refuse_old_or_lost(
    backup: &Sealed,
    settings: &Settings,
    keys_are_lost: bool,
) -> Result<(), Failure> {
    let holds_addresses = backup.manifest.holds_addresses;
    if backup.manifest.key_check.is_none() && !holds_addresses {
        return Ok(());
    }
    let Some(outside) = Outside::look(backup, settings).await? else { return Ok(()) };
    if holds_addresses && outside.held.is_empty() && !keys_are_lost {
        return Err(no_keys());
    }
    let known = vault::read_ledger(&backup.path("")).map_err(|error| unreadable(&error))?;
    let is_told = |hash: &str| outside.entries.iter().any(|entry| entry.hash == hash);
    // Where there is no ledger, that of the backup is taken.
    if !outside.entries.is_empty() && known.last().is_some_and(|last| !is_told(&last.hash)) {
        return Err(Failure::new(
            "the ledger is older than the backup, or another desk's: put its newest copy into ledger_dir, or move the \
             old one away and say --without-newest-ledger; the one in the backup is taken then",
        ));
    }
    // A copy of SQLite is looked at where nobody sees it yet; PostgreSQL has one database only.
    if !holds_addresses || keys_are_lost || backup.manifest.engine != "postgresql" {
        return Ok(());
    }
    let sealed = postgres::addresses(&backup.manifest.engine_version, &backup.path(POSTGRES)).await?;
    let entries = if outside.entries.is_empty() { known } else { outside.entries };
    refuse_losses(&entries, outside.shelf, outside.held, &sealed.places, &sealed.keys)
        .map_err(|error| Failure::because("the backup cannot be restored", &error))
}

/// What there is outside the database, as it is before a restore.
struct Outside {
    entries: Vec<LedgerEntry>,
    shelf: Option<Shelf>,
    held: Vec<HeldKey>,
}

impl Outside {
    async fn look(backup: &Sealed, settings: &Settings) -> Result<Option<Self>, Failure> {
        if settings.keyholder.is_none() {
            let (folder, copy) = (&settings.ledger_dir, backup.path(""));
            let read = || {
                let shelf = vault::read_shelf(folder)?
                    .map_or_else(|| vault::read_shelf(&copy), |ours| Ok(Some(ours)));
                let (entries, held) = (vault::read_ledger(folder)?, vault::read_keys(&settings.key_dir)?);
                Ok(Self { entries, shelf: shelf?, held })
            };
            return read().map(Some).map_err(|error| unreadable(&error));
        }
        let Some(vault) = vault_after(backup, settings)? else { return Ok(None) };
        let ask = async {
            let (entries, shelf) = (vault.archive.entries(0).await?, vault.archive.shelf().await?);
            Ok(Self { entries, shelf, held: vault.keys.keys().await? })
        };
        ask.await.map(Some).map_err(|error| unreadable(&error))
    }
}

fn unreadable(error: &domain::Error) -> Failure {
    Failure::because("address keys and ledger cannot be read", error)
}

/// A backup of a desk that was served is restored with the newest ledger, or who was erased since would come back,
/// and what has ended.
pub(super) fn refuse_without_ledger(
    backup: &Sealed,
    settings: &Settings,
    go_on: bool,
) -> Result<(), Failure> {
    let ledger = settings.ledger_dir.join(LEDGER);
    // A keyholder has the newest.
    if settings.keyholder.is_some() || ledger.exists() || go_on || backup.manifest.key_check.is_none() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} is not there: put the newest copy of the ledger there, or addresses and accounts that have ended since the \
         backup come back. If there is none, say --without-newest-ledger; the one in the backup is taken then",
        ledger.display()
    )))
}

/// Reconciles a database that has just been filled, before anything else is put in its place.
pub(super) async fn after_restore(
    database: &Database,
    backup: &Sealed,
    settings: &Settings,
    keys_are_lost: bool,
) -> Result<Reconciled, Failure> {
    if backup.manifest.key_check.is_none() {
        return Ok(Reconciled::default());
    }
    if settings.keyholder.is_none() {
        take_ledger(&backup.path(""), &settings.ledger_dir).map_err(|error| {
            Failure::new(format!("the ledger of the backup cannot be taken: {}", error.kind()))
        })?;
    }
    let Some(vault) = vault_after(backup, settings)? else { return Ok(Reconciled::default()) };
    run(&database.store(), &vault, keys_are_lost).await
}

/// The vault that the restored desk will have. A database that no server has opened has no secret, and no
/// addresses.
fn vault_after(backup: &Sealed, settings: &Settings) -> Result<Option<Vault>, Failure> {
    let ours = secret::read(&settings.secret_file)?;
    let secret = match ours {
        None if backup.manifest.holds_secret => secret::read(&backup.path(SECRET))?,
        ours => ours,
    };
    let Some(secret) = secret else { return Ok(None) };
    safekeeping::open(settings, &Keys::derive(&secret), Arc::new(SystemSource::new())).map(Some)
}

/// Where there is no ledger or no shelf, that of the backup goes on.
fn take_ledger(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.join(LEDGER).exists() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(to)?;
    for file in [SHELF, LEDGER] {
        if fs::exists(from.join(file))? && !fs::exists(to.join(file))? {
            copy_file(&from.join(file), &to.join(file))?;
        }
    }
    crate::backup::sync_folder(to)
}

async fn run(store: &dyn Store, vault: &Vault, keys_are_lost: bool) -> Result<Reconciled, Failure> {
    let cx = Ctx::new(&SystemClock, Arc::new(SystemSource::new()), Actor::Operator);
    let done = reconcile_store(store, vault.keys.as_ref(), vault.archive.as_ref(), &cx, keys_are_lost).await;
    done.map_err(|error| Failure::because("the database cannot be reconciled", &error))
}

/// Says what has become of addresses, if there were any.
pub(super) fn tell(done: Reconciled) {
    let Reconciled { kept, purged, unswept, lost, erased } = done;
    if erased > 0 {
        say(format_args!("accounts: {erased} had been erased since and are erased again"));
    }
    if kept + purged + lost > 0 {
        say(format_args!(
            "addresses: {kept} can be read, {purged} had ended and have ended again, {lost} are lost with their keys; \
             those cases ask for them again"
        ));
    }
    if unswept > 0 {
        say(format_args!(
            "of those that have ended again, {unswept} could not be read any more: copies of them that people had \
             pasted into messages came back with the backup, and nobody can know what to look for. The receipts say \
             which (copies: unreadable)"
        ));
    }
}
