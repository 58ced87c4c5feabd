use domain::{Result as DomainResult, keys::Keys, store::Store};
use persistence::Database;

use crate::{
    config::Settings,
    failure::{Failure, chain},
    output::say,
    secret::{self, Secret},
    wiring::{self, postmaster, sqlite_file},
};

/// What a look at one thing found: a remark, or what is wrong.
type Finding = Result<String, Failure>;

/// Looks at everything the desk needs and says what is wrong with it. Repairs nothing.
pub(super) async fn doctor(settings: Result<Settings, Failure>) -> Result<(), Failure> {
    let findings = match settings {
        Err(failure) => vec![("settings", Err(failure))],
        Ok(settings) => examine(&settings).await,
    };
    let healthy = findings.iter().all(|(_, finding)| finding.is_ok());
    for (thing, finding) in findings {
        print(thing, &finding);
    }
    if healthy { Ok(()) } else { Err(Failure::reported()) }
}

fn print(thing: &str, finding: &Finding) {
    match finding {
        Ok(remark) => say(format_args!("ok       {thing}: {remark}")),
        Err(failure) => {
            failure.lines().iter().for_each(|line| say(format_args!("problem  {thing}: {line}")));
        }
    }
}

async fn examine(settings: &Settings) -> Vec<(&'static str, Finding)> {
    let secret = secret::read(&settings.secret_file);
    let mut findings = vec![("settings", Ok("can be read".to_owned()))];
    let known = secret.as_ref().ok().copied().flatten();
    findings.push(("secret file", secret.map(remark_on_secret)));
    findings.extend(examine_database(settings, known).await);
    findings.push(("object store", wiring::open_objects(settings).map(|_| "settings in order".to_owned())));
    findings.push(("mail", examine_mail(settings)));
    findings
}

fn remark_on_secret(secret: Option<Secret>) -> String {
    match secret {
        Some(_) => "in order".to_owned(),
        None => "not there yet, is made at first start".to_owned(),
    }
}

async fn examine_database(settings: &Settings, secret: Option<Secret>) -> Vec<(&'static str, Finding)> {
    if sqlite_file(&settings.database_url).is_some_and(|file| !file.exists()) {
        return vec![("database", Ok("not there yet, is made at first start".to_owned()))];
    }
    let database = match wiring::connect(settings).await {
        Ok(database) => database,
        Err(failure) => return vec![("database", Err(failure))],
    };
    let mut findings = vec![("database", ping(&database).await)];
    let behind = wiring::pending(&database).await;
    if let (Ok(0), Some(secret)) = (&behind, secret) {
        findings.push(("application key", key(&database, &Keys::derive(&secret)).await));
    }
    findings.push(("schema", behind.and_then(|count| schema(count, database.is_sqlite()))));
    findings.extend(wiring::close(database).await.err().map(|failure| ("database", Err(failure))));
    findings
}

async fn ping(database: &Database) -> Finding {
    let answer = database.ping().await;
    answer.map(|()| "answers".to_owned()).map_err(|error| Failure::new(chain(&error)))
}

fn schema(behind: usize, sqlite: bool) -> Finding {
    match behind {
        0 => Ok("up to date".to_owned()),
        _ if sqlite => Ok(format!("{behind} migration(s) behind, are applied at the next start")),
        _ => Err(Failure::new(format!("{behind} migration(s) behind; run `benchdesk migrate`"))),
    }
}

async fn key(database: &Database, keys: &Keys) -> Finding {
    let checked = check_key(database, keys).await;
    checked.map(|()| "belongs to this database".to_owned()).map_err(|error| Failure::new(chain(&error)))
}

/// Without a commit: a new database is not bound to the key by being looked at.
async fn check_key(database: &Database, keys: &Keys) -> DomainResult<()> {
    let mut tx = database.store().begin().await?;
    domain::instance::check_key(tx.as_mut(), keys).await
}

fn examine_mail(settings: &Settings) -> Finding {
    let public_url = settings.public_url(settings.listen)?;
    postmaster(settings, &public_url)?;
    Ok(match settings.mail_url.as_str() {
        "log:" => "settings in order; mail is shown in the log and not sent".to_owned(),
        _ => "settings in order".to_owned(),
    })
}
