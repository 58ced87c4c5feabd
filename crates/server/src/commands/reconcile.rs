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
    vault::{Reconciled, Vault, reconcile as reconcile_store},
};
use persistence::Database;
use vault::{LEDGER, SHELF};

use crate::{
    backup::{Sealed, copy_file},
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
    let held = vault.keys.keys().await;
    let held = held.map_err(|error| Failure::because("the address keys cannot be read", &error))?;
    if held.is_empty() && !args.keys_are_lost {
        return Err(Failure::new(
            "there are no address keys where they should be: bring the key directory back, or say --keys-are-lost; \
             then open cases ask for their addresses anew",
        ));
    }
    let done = run(desk.store.as_ref(), &vault).await?;
    tell(done);
    desk.close().await
}

/// A backup with addresses is restored with the newest ledger, or what has ended since would come back.
pub(super) fn refuse_without_ledger(
    backup: &Sealed,
    settings: &Settings,
    go_on: bool,
) -> Result<(), Failure> {
    let ledger = settings.ledger_dir.join(LEDGER);
    // A keyholder has the newest.
    if settings.keyholder.is_some() || ledger.exists() || go_on || !backup.manifest.holds_addresses {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} is not there: put the newest copy of the ledger there, or addresses that have ended since the backup come \
         back. If there is none, say --without-newest-ledger; the one in the backup is taken then",
        ledger.display()
    )))
}

/// Reconciles a database that has just been filled; its secret file is there already.
pub(super) async fn after_restore(
    database: &Database,
    backup: &Sealed,
    settings: &Settings,
) -> Result<Reconciled, Failure> {
    // A database that no server has opened has no secret, and no addresses.
    let Some(secret) = secret::read(&settings.secret_file)? else { return Ok(Reconciled::default()) };
    if backup.manifest.key_check.is_none() {
        return Ok(Reconciled::default());
    }
    if settings.keyholder.is_none() {
        take_ledger(&backup.path(""), &settings.ledger_dir).map_err(|error| {
            Failure::new(format!("the ledger of the backup cannot be taken: {}", error.kind()))
        })?;
    }
    let vault = safekeeping::open(settings, &Keys::derive(&secret), Arc::new(SystemSource::new()))?;
    run(&database.store(), &vault).await
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

async fn run(store: &dyn Store, vault: &Vault) -> Result<Reconciled, Failure> {
    let cx = Ctx::new(&SystemClock, Arc::new(SystemSource::new()), Actor::Operator);
    let done = reconcile_store(store, vault.keys.as_ref(), vault.archive.as_ref(), &cx).await;
    done.map_err(|error| Failure::because("the database cannot be reconciled", &error))
}

/// Says what has become of addresses, if there were any.
pub(super) fn tell(done: Reconciled) {
    let Reconciled { kept, purged, lost } = done;
    if done != Reconciled::default() {
        say(format_args!(
            "addresses: {kept} can be read, {purged} had ended and have ended again, {lost} are lost with their keys; \
             those cases ask for them again"
        ));
    }
}
