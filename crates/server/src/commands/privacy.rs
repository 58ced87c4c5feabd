//! Proves what the desk promises about addresses.

use std::sync::Arc;

use domain::{
    clock::{Clock, SystemClock},
    vault::{Check, verify as verify_vault},
};

use super::{drill::drill, raw_search};
use crate::{
    cli::{PrivacyCommand, VerifyArgs},
    config::Settings,
    failure::Failure,
    output::say,
    safekeeping,
    wiring::{Desk, Migrations},
};

/// Does what the command line says.
pub(super) async fn privacy(settings: Settings, command: PrivacyCommand) -> Result<(), Failure> {
    match command {
        PrivacyCommand::Verify(args) => verify(settings, args).await,
        PrivacyCommand::Drill(args) => drill(settings, args).await,
    }
}

/// Looks at everything, and fails if anything is wrong.
async fn verify(settings: Settings, args: VerifyArgs) -> Result<(), Failure> {
    let desk = Desk::open(settings, Migrations::ApplyIfSqlite).await?;
    let vault = safekeeping::open(&desk.settings, &desk.keys, Arc::clone(&desk.random))?;
    let (now, period) = (SystemClock.now(), desk.settings.key_rotation);
    let checked =
        verify_vault(desk.store.as_ref(), vault.keys.as_ref(), vault.archive.as_ref(), now, period).await;
    let mut checks = checked.map_err(|error| Failure::because("the vault cannot be looked at", &error))?;
    // What another process holds is not ours to read.
    if desk.settings.keyholder.is_none() {
        checks.push(keys_in_files(&desk.settings)?);
    }
    report(&checks, args.json);
    desk.close().await?;
    if checks.iter().all(|check| check.wrong.is_empty()) { Ok(()) } else { Err(Failure::reported()) }
}

pub(super) fn report(checks: &[Check], json: bool) {
    if json {
        let shown = |check: &Check| serde_json::json!({ "looked_at": check.what, "wrong": check.wrong });
        return say(serde_json::json!({ "checks": checks.iter().map(shown).collect::<Vec<_>>() }));
    }
    for check in checks {
        let verdict = if check.wrong.is_empty() { "ok" } else { "wrong" };
        say(format_args!("{verdict:<6}{}", check.what));
        check.wrong.iter().for_each(|what| say(format_args!("{:<6}  {what}", "")));
    }
}

/// No file that is saved holds a key that opens what is saved.
fn keys_in_files(settings: &Settings) -> Result<Check, Failure> {
    let cannot = |error: std::io::Error| Failure::because("the files cannot be read", &error);
    let keys = raw_search::keys_of(&settings.key_dir).map_err(cannot)?;
    let mut places = vec![settings.data_dir.as_path(), settings.ledger_dir.as_path()];
    places.extend(settings.attachments().filter(|folder| !folder.starts_with(&settings.data_dir)));
    places.extend(crate::wiring::sqlite_file(&settings.database_url));
    let found = raw_search::files_with(&keys, &places, Some(&settings.key_dir)).map_err(cannot)?;
    let wrong = found.with.iter().map(|path| format!("{} holds a key of addresses", path.display()));
    Ok(Check { what: format!("{} file(s) that hold no key", found.files), wrong: wrong.collect() })
}
