//! Rehearses the end of an address in the installation that is there: its own database, keys, ledger and files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    Ctx,
    clock::SystemClock,
    identity::Actor,
    vault::{Check, DataKey, Drill, SealedAddress, Vault},
};

use super::{privacy::report, raw_search};
use crate::{
    cli::DrillArgs,
    config::Settings,
    failure::Failure,
    safekeeping::Opened,
    wiring::{Desk, Migrations, sqlite_file},
};

/// Goes through it, says what was found, leaves nothing, and fails if anything is not as promised.
pub(super) async fn drill(settings: Settings, args: DrillArgs) -> Result<(), Failure> {
    let desk = Desk::open(settings, Migrations::ApplyIfSqlite).await?;
    let Opened::Known(vault) = desk.open_vault().await? else {
        return Err(Failure::new("the vault is not at hand: look with `benchdesk privacy verify`"));
    };
    let cx = Ctx::new(&SystemClock, Arc::clone(&desk.random), Actor::Operator);
    let Vault { keys, archive } = &vault;
    let drill = Drill { store: desk.store.as_ref(), keys: keys.as_ref(), archive: archive.as_ref(), cx: &cx };
    drill.clear().await.map_err(|error| broke_off(&error))?;
    let rehearsed = rehearse(drill, &places(&desk.settings, &args.also), &desk.settings.data_dir).await;
    let cleared = drill.clear().await;
    let checks = rehearsed?;
    cleared.map_err(|error| Failure::because("what the drill had made cannot be removed", &error))?;
    report(&checks, args.json);
    desk.close().await?;
    if checks.iter().all(|check| check.wrong.is_empty()) { Ok(()) } else { Err(Failure::reported()) }
}

fn broke_off(error: &domain::Error) -> Failure {
    Failure::because("the drill broke off", error)
}

fn check(what: &str, is_right: bool, wrong: &str) -> Check {
    Check { what: what.to_owned(), wrong: (!is_right).then(|| wrong.to_owned()).into_iter().collect() }
}

async fn rehearse(drill: Drill<'_>, places: &[PathBuf], folder: &Path) -> Result<Vec<Check>, Failure> {
    let marker = marker(drill.cx);
    let copy = drill.begin(&marker).await.map_err(|error| broke_off(&error))?;
    let read = async || drill.read(&copy).await.map_err(|error| broke_off(&error));
    let mut checks = Vec::new();

    let Some((key, address)) = read().await? else {
        return Ok(vec![check("an address that is needed", false, "it cannot be read")]);
    };
    let needles = needles(&marker, &key);
    let is_right = address.reveal() == marker.as_bytes();
    checks.push(check("an address that is needed can be read", is_right, "it says something else"));
    drop((key, address));
    checks.push(finds_what_is_planted(&needles, &marker, places, folder)?);
    checks.push(search("while its repair goes on", &needles, places)?);

    drill.close(copy.repair).await.map_err(|error| broke_off(&error))?;
    let can = read().await?.is_some();
    let until =
        "a backup from before its end can be read until the key is renewed (which proves the attempt)";
    checks.push(check(until, can, "it cannot: what follows proves nothing"));

    drill.rotate(&SystemClock, &copy).await.map_err(|error| broke_off(&error))?;
    let can = read().await?.is_some();
    let after = "a backup from before its end cannot be read with any key that there is";
    checks.push(check(after, !can, "it can still be read"));
    checks.push(records(drill, &copy).await?);
    checks.push(search("after its end", &needles, places)?);
    Ok(checks)
}

async fn records(drill: Drill<'_>, copy: &SealedAddress) -> Result<Check, Failure> {
    let wrong = drill.wrong_records(copy).await.map_err(|error| broke_off(&error))?;
    let what = "receipt, ledger and shelf tell of its end".to_owned();
    Ok(Check { what, wrong: wrong.into_iter().map(str::to_owned).collect() })
}

/// A word that stands nowhere else.
fn marker(cx: &Ctx) -> String {
    let letters = cx.random_bytes::<24>().map(|byte| char::from(b'a' + byte % 26));
    format!("Drillweg {}", letters.iter().collect::<String>())
}

/// Every form in which the address or its key could lie in a file.
fn needles(marker: &str, key: &DataKey) -> Vec<Vec<u8>> {
    let mut all = vec![key.bytes().to_vec(), hex(key.bytes()), STANDARD.encode(key.bytes()).into_bytes()];
    for text in [marker.to_owned(), marker.to_uppercase(), marker.to_lowercase()] {
        let units: Vec<u16> = text.encode_utf16().collect();
        all.push(units.iter().flat_map(|unit| unit.to_le_bytes()).collect());
        all.push(units.iter().flat_map(|unit| unit.to_be_bytes()).collect());
        all.push(hex(text.as_bytes()));
        all.extend((0..3).map(|shift| middle_of_base64(&text, shift)));
        all.push(text.into_bytes());
    }
    all
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

/// Wherever the text stands in what is encoded.
fn middle_of_base64(text: &str, shift: usize) -> Vec<u8> {
    let encoded = STANDARD.encode([&b"xxx"[..shift], text.as_bytes(), &b"xxx"[..]].concat());
    encoded.as_bytes()[4..encoded.len() - 8].to_vec()
}

/// Everything in files that this process knows of and may read.
fn places(settings: &Settings, also: &[PathBuf]) -> Vec<PathBuf> {
    let mut all = vec![settings.data_dir.clone(), settings.ledger_dir.clone(), settings.key_dir.clone()];
    all.push(settings.secret_file.clone());
    all.extend(settings.attachments().map(Path::to_owned));
    all.extend(settings.mail_url.strip_prefix("file:").map(PathBuf::from));
    if let Some(file) = sqlite_file(&settings.database_url) {
        all.extend(["", "-wal", "-shm"].map(|end| PathBuf::from(format!("{}{end}", file.display()))));
    }
    all.extend(also.iter().cloned());
    all
}

fn search(when: &str, needles: &[Vec<u8>], places: &[PathBuf]) -> Result<Check, Failure> {
    let found = find(needles, places)?;
    let wrong = found.with.iter().map(|path| format!("{} has the address or its key", path.display()));
    Ok(Check { what: format!("{} file(s) without it {when}", found.files), wrong: wrong.collect() })
}

fn find(needles: &[Vec<u8>], places: &[PathBuf]) -> Result<raw_search::Found, Failure> {
    let places: Vec<_> = places.iter().map(PathBuf::as_path).collect();
    let found = raw_search::files_with(needles, &places, None);
    found.map_err(|error| Failure::because("the files cannot be read", &error))
}

/// A search that finds nothing proves something only if it finds what is there.
fn finds_what_is_planted(
    needles: &[Vec<u8>],
    marker: &str,
    places: &[PathBuf],
    folder: &Path,
) -> Result<Check, Failure> {
    let file = folder.join("privacy-drill");
    let cannot = |error: std::io::Error| Failure::because("a file of the drill cannot be written", &error);
    fs::write(&file, STANDARD.encode(format!("it is {marker}, you know"))).map_err(cannot)?;
    let found = find(needles, places);
    fs::remove_file(&file).map_err(cannot)?;
    let is_found = found?.with.iter().any(|path| path.ends_with("privacy-drill"));
    Ok(check("the search finds what is planted", is_found, "it does not: it proves nothing"))
}
