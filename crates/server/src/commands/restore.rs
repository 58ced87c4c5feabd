use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::{
    Ctx,
    clock::{Clock, SystemClock},
    identity::Actor,
    instance::{Settled, settle_after_restore},
    keys::Keys,
    random::SystemSource,
    store::Store,
    vault::Reconciled,
};
use persistence::Database;
use std::sync::Arc;

use super::{backup::open, reconcile};
use crate::{
    backup::{
        ATTACHMENTS, Attachments, Manifest, POSTGRES, SECRET, SQLITE, Sealed, copy_tree, objects, postgres,
    },
    cli::{RestoreArgs, RestoreCommand},
    config::Settings,
    failure::Failure,
    output::say,
    secret,
    wiring::{self, known_key_check, make_directories, migrate, sqlite_file},
};

/// Fills an empty desk from a backup. Everything that can be refused is refused before anything
/// is changed; the database comes last, so a desk that was restored by half has none.
pub(super) async fn restore(settings: Settings, args: RestoreArgs) -> Result<(), Failure> {
    if let Some(RestoreCommand::Reconcile(how)) = args.instead {
        return reconcile::reconcile(settings, how).await;
    }
    let backup = Sealed::open(&args.source.unwrap_or_default())?;
    refuse_other_versions(&backup.manifest)?;
    let file = sqlite_file(&settings.database_url);
    refuse_other_engine(&backup.manifest, file.is_some())?;
    refuse_other_secret(&backup, &settings)?;
    refuse_attachments(&backup, &settings).await?;
    reconcile::refuse_without_ledger(&backup, &settings, args.without_newest_ledger)?;
    reconcile::refuse_old_or_lost(&backup, &settings, args.keys_are_lost).await?;
    let hold_mail = !args.send_pending_mail;
    make_directories(&settings)?;
    let (settled, reconciled) = match file {
        Some(file) => restore_sqlite(&backup, &settings, file, (hold_mail, args.keys_are_lost)).await?,
        None => restore_postgres(&backup, &settings, (hold_mail, args.keys_are_lost)).await?,
    };
    reconcile::tell(reconciled);
    say(format_args!("restored the backup of {}", backup.manifest.made_at.format("%Y-%m-%d %H:%M:%S UTC")));
    say(format_args!(
        "{} session(s) and {} API token(s) ended, {} link(s) voided: everybody signs in again, programs need new \
         tokens",
        settled.sessions, settled.api_tokens, settled.codes
    ));
    if settled.mails > 0 {
        say(format_args!(
            "{} mail(s) are held: they may have been sent after the backup was made. Find them as jobs with \
             the reason held_after_restore; POST /api/v1/jobs/{{job_id}}/retry sends one",
            settled.mails
        ));
    }
    if backup.manifest.attachments == Attachments::Elsewhere {
        say(format_args!(
            "the backup holds no attachments: files are read from {}, as it is now",
            settings.object_store
        ));
    }
    say("next: `benchdesk doctor`, then start the desk");
    Ok(())
}

fn refuse_other_versions(manifest: &Manifest) -> Result<(), Failure> {
    match manifest.unknown_migrations(&migrations::names()).as_slice() {
        [] => Ok(()),
        unknown => Err(Failure::new(format!(
            "the backup was made by a newer version of benchdesk (it has the migration {}): restore with that one",
            unknown.join(", ")
        ))),
    }
}

fn refuse_other_engine(manifest: &Manifest, sqlite: bool) -> Result<(), Failure> {
    let ours = if sqlite { "sqlite" } else { "postgresql" };
    if manifest.engine == ours {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the backup is of {}, and BENCHDESK_DATABASE_URL is of {ours}: a backup does not change the engine",
        manifest.engine
    )))
}

/// The secret that the database was made with must be there afterwards, and no other is overwritten.
fn refuse_other_secret(backup: &Sealed, settings: &Settings) -> Result<(), Failure> {
    let file = settings.secret_file.display();
    let ours = secret::read(&settings.secret_file)?;
    let theirs = if backup.manifest.holds_secret { secret::read(&backup.path(SECRET))? } else { None };
    match (ours, theirs, &backup.manifest.key_check) {
        (Some(ours), Some(theirs), _) if ours != theirs => {
            Err(Failure::new(format!("{file} is another secret than the backup's: move it away first")))
        }
        (Some(ours), None, Some(check)) if Keys::derive(&ours).check_value() != *check => Err(Failure::new(
            format!("{file} does not belong to the backup: put the secret file there that the desk had"),
        )),
        (None, None, Some(_)) => Err(Failure::new(format!(
            "the backup holds no secret file: put the one that the desk had to {file}, readable for its owner only"
        ))),
        _ => Ok(()),
    }
}

/// A place for attachments that has some already; but a bucket may have kept those of the backup.
async fn refuse_attachments(backup: &Sealed, settings: &Settings) -> Result<(), Failure> {
    let is_empty = match settings.attachments() {
        Some(folder) => fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none()),
        None if backup.manifest.attachments == Attachments::Elsewhere => true,
        None => objects::is_empty(wiring::open_objects(settings)?.as_ref()).await?,
    };
    if is_empty { Ok(()) } else { Err(not_empty(&settings.object_store)) }
}

fn not_empty(what: &str) -> Failure {
    Failure::new(format!("{what} is not empty: a backup is restored to a desk that has nothing yet"))
}

async fn restore_sqlite(
    backup: &Sealed,
    settings: &Settings,
    file: &Path,
    (hold_mail, keys_are_lost): (bool, bool),
) -> Result<(Settled, Reconciled), Failure> {
    for suffix in ["", "-wal", "-shm"] {
        let beside = with_suffix(file, suffix);
        if beside.exists() {
            return Err(Failure::new(format!("there is a database already: {}", beside.display())));
        }
    }
    let draft = Removed(with_suffix(file, ".restoring"));
    draft.remove();
    copy_tree_file(&backup.path(SQLITE), &draft.0)?;
    let database = open(&draft.0).await?;
    let whole = database.check_integrity().await;
    whole.map_err(|error| Failure::because("the backup's database is damaged", &error))?;
    let mut settled = complete(&database, hold_mail).await?;
    let reconciled = reconcile::after_restore(&database, backup, settings, keys_are_lost).await?;
    settled.mails += hold_new_mails(&database, hold_mail).await?;
    put_files(backup, settings).await?;
    wiring::close(database).await?;
    // A link, unlike a rename, never replaces a database that somebody has just made.
    let placed = fs::File::open(&draft.0).and_then(|copy| copy.sync_all()).and_then(|()| {
        fs::hard_link(&draft.0, file)?;
        sync_parent(file)
    });
    placed.map_err(|error| cannot("the database", &error))?;
    Ok((settled, reconciled))
}

async fn restore_postgres(
    backup: &Sealed,
    settings: &Settings,
    (hold_mail, keys_are_lost): (bool, bool),
) -> Result<(Settled, Reconciled), Failure> {
    let database = wiring::connect(settings).await?;
    let asked = |error: domain::Error| Failure::because("the database cannot be used", &error);
    if !database.is_empty().await.map_err(asked)? {
        wiring::refuse_half_restored(&database).await?;
        return Err(not_empty("the database"));
    }
    let version = database.setting("server_version").await.map_err(asked)?.unwrap_or_default();
    database.begin_restore().await.map_err(asked)?;
    let filled = postgres::restore(&settings.database_url, &version, &backup.path(POSTGRES)).await;
    if let Err(failure) = filled {
        // All or nothing: the database is as empty as before.
        database.end_restore().await.map_err(asked)?;
        return Err(failure);
    }
    let rest = async {
        let mut settled = complete(&database, hold_mail).await?;
        let reconciled = reconcile::after_restore(&database, backup, settings, keys_are_lost).await?;
        settled.mails += hold_new_mails(&database, hold_mail).await?;
        put_files(backup, settings).await?;
        Ok::<_, Failure>((settled, reconciled))
    };
    let done = rest.await.map_err(half_restored)?;
    database.end_restore().await.map_err(asked)?;
    wiring::close(database).await?;
    Ok(done)
}

/// Who is told why has to know what to do before the next try, too.
fn half_restored(failure: Failure) -> Failure {
    say(format_args!(
        "the database was filled, and is not to be used: make it empty before it is restored again"
    ));
    failure
}

/// Letters that the reconciliation has ordered are held with the others.
async fn hold_new_mails(database: &Database, hold_mail: bool) -> Result<u64, Failure> {
    if !hold_mail {
        return Ok(0);
    }
    let hold = async {
        let mut tx = database.store().begin().await?;
        let held = tx.instance().hold_mails(SystemClock.now()).await?;
        tx.commit().await?;
        Ok::<_, domain::Error>(held)
    };
    hold.await.map_err(|error| Failure::because("mails cannot be held", &error))
}

/// Brings the schema up to date, and sees to it that nothing happens a second time.
async fn complete(database: &Database, hold_mail: bool) -> Result<Settled, Failure> {
    migrate(database).await?;
    known_key_check(database).await?;
    let cx = Ctx::new(&SystemClock, Arc::new(SystemSource::new()), Actor::Operator);
    let settle = async {
        let mut tx = database.store().begin().await?;
        let settled = settle_after_restore(tx.as_mut(), &cx, hold_mail).await?;
        tx.commit().await?;
        Ok::<_, domain::Error>(settled)
    };
    settle.await.map_err(|error| Failure::because("sessions and mails cannot be settled", &error))
}

/// Attachments and secret file.
async fn put_files(backup: &Sealed, settings: &Settings) -> Result<(), Failure> {
    let attachments = backup.path(ATTACHMENTS);
    match settings.attachments() {
        _ if !attachments.exists() => {}
        Some(folder) => {
            put_folder(&attachments, folder).map_err(|error| cannot("the attachments", &error))?;
        }
        None => objects::put_all(&attachments, wiring::open_objects(settings)?.as_ref()).await?,
    }
    if backup.manifest.holds_secret && !settings.secret_file.exists() {
        copy_tree_file(&backup.path(SECRET), &settings.secret_file)?;
        sync_parent(&settings.secret_file).map_err(|error| cannot("the secret file", &error))?;
    }
    Ok(())
}

/// Either all is there or nothing.
fn put_folder(attachments: &Path, place: &Path) -> std::io::Result<()> {
    let draft = Removed(with_suffix(place, ".restoring"));
    draft.remove();
    copy_tree(attachments, &draft.0)?;
    let _ = fs::remove_dir(place);
    fs::rename(&draft.0, place)?;
    sync_parent(place)
}

/// Something that is removed in the end, whatever happens.
struct Removed(PathBuf);

impl Removed {
    fn remove(&self) {
        let _ = fs::remove_dir_all(&self.0);
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(with_suffix(&self.0, suffix));
        }
    }
}

impl Drop for Removed {
    fn drop(&mut self) {
        self.remove();
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn copy_tree_file(from: &Path, to: &Path) -> Result<(), Failure> {
    crate::backup::copy_file(from, to).map_err(|error| cannot(&to.display().to_string(), &error))
}

fn sync_parent(path: &Path) -> std::io::Result<()> {
    crate::backup::sync_folder(crate::backup::parent(path))
}

fn cannot(what: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("{what} cannot be restored: {}", error.kind()))
}
