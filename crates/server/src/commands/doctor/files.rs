use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
};

use super::finding::Finding;
use crate::{config::Settings, failure::Failure, host::free_bytes, secret::Secret, wiring::sqlite_file};

const GIB: u64 = 1 << 30;
/// Below this the desk is about to stop.
const HARDLY_ANY: u64 = GIB / 8;

/// The secret file itself; whether it fits is the database's to say.
pub(super) fn secret(settings: &Settings, secret: &Result<Option<Secret>, Failure>) -> Finding {
    const THING: &str = "secret file";
    let file = settings.secret_file.display();
    match secret {
        Err(failure) => Finding::failed(THING, failure, "whoever reads it can sign in as anyone"),
        Ok(None) => Finding::ok(THING, format!("{file} is not there yet, is made at the first start")),
        Ok(Some(_)) if mode(&settings.secret_file) & 0o070 != 0 => Finding::warning(
            THING,
            format!("{file} can be used by its group"),
            "whoever reads it can sign in as anyone",
            format!("chmod 600 {file}, unless the group is the desk's own"),
        ),
        Ok(Some(_)) => Finding::ok(THING, "in order"),
    }
}

/// Where files are kept: who can read them, and how much room there is.
pub(super) fn places(settings: &Settings) -> Vec<Finding> {
    let data = &settings.data_dir;
    let mut findings = Vec::new();
    if data.exists() && mode(data) & 0o007 != 0 {
        findings.push(Finding::warning(
            "data directory",
            format!("{} can be entered by everyone on this machine", data.display()),
            "database and attachments are in it",
            format!("chmod 700 {}", data.display()),
        ));
    }
    // A keyholder has both.
    if settings.keyholder.is_none() {
        findings.push(keys(settings));
        findings.push(ledger(settings));
    }
    findings.extend(room("room for files", data));
    let database = sqlite_file(&settings.database_url).and_then(Path::parent);
    findings.extend(
        database.filter(|folder| *folder != data).and_then(|folder| room("room for the database", folder)),
    );
    findings
}

/// Where the keys of addresses are; whose they are is asked when the desk starts.
fn keys(settings: &Settings) -> Finding {
    const THING: &str = "key directory";
    const WHY: &str =
        "whoever has an old copy of the keys and an old backup can read addresses that have ended";
    let (folder, shown) = (&settings.key_dir, settings.key_dir.display());
    let Ok(real) = folder.canonicalize() else {
        return Finding::ok(THING, format!("{shown} is not there yet, is made at the first start"));
    };
    let is_below = |place: &Path| place.canonicalize().is_ok_and(|place| real.starts_with(place));
    let saved = [Some(settings.data_dir.as_path()), Some(&settings.ledger_dir), settings.attachments()];
    if saved.into_iter().flatten().any(is_below) {
        return Finding::problem(
            THING,
            format!("{shown} is in a directory that is saved"),
            WHY,
            "move it to a place of its own, outside every backup and snapshot, and set key_dir",
        );
    }
    if mode(&real) & 0o077 != 0 {
        let what = format!("{shown} can be entered by others on this machine");
        return Finding::problem(THING, what, WHY, format!("chmod 700 {shown}"));
    }
    let is_apart = device(&real).is_none_or(|device| Some(device) != self::device(&settings.data_dir));
    if is_apart {
        return Finding::ok(THING, "in order, on a volume of its own");
    }
    Finding::ok(THING, "in order; on the volume of the data: that must not be snapshotted")
}

fn device(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|metadata| metadata.dev())
}

/// Where the ledger is.
fn ledger(settings: &Settings) -> Finding {
    const THING: &str = "ledger directory";
    let (folder, shown) = (&settings.ledger_dir, settings.ledger_dir.display());
    if !folder.exists() {
        return Finding::ok(THING, format!("{shown} is not there yet, is made at the first start"));
    }
    if mode(folder) & 0o022 != 0 {
        return Finding::problem(
            THING,
            format!("{shown} can be written by others on this machine"),
            "who can write the ledger can make what has ended come back with the next restore",
            format!("chmod 700 {shown}"),
        );
    }
    Finding::ok(THING, "in order; copy it off the machine")
}

fn room(thing: &'static str, folder: &Path) -> Option<Finding> {
    const WHY: &str = "without room nothing can be stored: every change is answered with 503";
    let free = free_bytes(folder)?;
    let said = format!("{}.{} GiB free", free / GIB, free % GIB * 10 / GIB);
    Some(match free {
        0..HARDLY_ANY => Finding::problem(thing, said, WHY, "make room, or move the data directory"),
        HARDLY_ANY..GIB => Finding::warning(thing, said, WHY, "make room, or move the data directory"),
        _ => Finding::ok(thing, said),
    })
}

/// 0 if there is nothing.
fn mode(path: &Path) -> u32 {
    fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode())
}
