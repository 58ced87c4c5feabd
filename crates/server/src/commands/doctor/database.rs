use domain::{Result as DomainResult, clock::Timestamp, keys::Keys, store::Store};
use persistence::Database;

use super::{finding::Finding, queue};
use crate::{
    config::Settings,
    failure::{Failure, chain},
    wiring::{self, sqlite_file},
};

/// The oldest PostgreSQL that is tested.
const OLDEST_POSTGRES: u32 = 13;
/// How far two clocks may be apart, in seconds.
const CLOCKS_APART: u64 = 5;
const LOGS: &str = "PostgreSQL's log would hold what people have typed, past every retention period";

/// Everything about the database and what is stored in it.
pub(super) async fn examine(settings: &Settings, keys: Option<&Keys>, now: Timestamp) -> Vec<Finding> {
    const THING: &str = "database";
    const WHY: &str = "nothing works without it";
    if sqlite_file(&settings.database_url).is_some_and(|file| !file.exists()) {
        return vec![Finding::ok(THING, "not there yet, is made at the first start")];
    }
    let database = match wiring::connect(settings).await {
        Ok(database) => database,
        Err(failure) => return vec![Finding::failed(THING, &failure, WHY)],
    };
    let looked = look(&database, settings, keys, now).await;
    let mut findings =
        looked.unwrap_or_else(|error| vec![Finding::failed(THING, &Failure::new(chain(&error)), WHY)]);
    let closed = wiring::close(database).await;
    findings.extend(closed.err().map(|failure| Finding::failed(THING, &failure, WHY)));
    findings
}

async fn look(
    database: &Database,
    settings: &Settings,
    keys: Option<&Keys>,
    now: Timestamp,
) -> DomainResult<Vec<Finding>> {
    database.ping().await?;
    let mut findings = if database.is_sqlite() {
        sqlite(database).await?
    } else {
        postgres(database, settings, now).await?
    };
    if database.is_being_restored().await? {
        findings.push(Finding::problem(
            "restore",
            "the database is being restored, or a restore was cut off",
            "mails that were sent long ago would be sent again",
            "make the database empty and restore it again",
        ));
        return Ok(findings);
    }
    match wiring::pending(database).await {
        Err(failure) => {
            findings.push(Finding::failed("schema", &failure, "the desk does not start without it"));
        }
        Ok(0) => {
            findings.push(Finding::ok("schema", "up to date"));
            findings.push(key(database, keys).await?);
            findings.push(search_index(database).await?);
            findings.extend(queue::examine(database, now).await?);
        }
        Ok(count) => findings.push(behind(count, database.is_sqlite())),
    }
    Ok(findings)
}

async fn search_index(database: &Database) -> DomainResult<Finding> {
    const THING: &str = "search index";
    Ok(if database.store().read().await?.search().is_behind().await? {
        Finding::warning(
            THING,
            "is being completed",
            "older tickets may not be found yet",
            "let a worker run; it completes the index by itself",
        )
    } else {
        Finding::ok(THING, "complete")
    })
}

fn behind(count: usize, sqlite: bool) -> Finding {
    let what = format!("{count} migration(s) behind");
    if sqlite {
        return Finding::ok("schema", format!("{what}, are applied at the next start"));
    }
    Finding::problem(
        "schema",
        what,
        "servers do not start before it is up to date",
        "run `benchdesk migrate`",
    )
}

/// Without a commit: a new database is not bound to the key by being looked at.
async fn key(database: &Database, keys: Option<&Keys>) -> DomainResult<Finding> {
    const THING: &str = "application key";
    const WHY: &str = "sessions, links and cursors are made with it: with another, none of them works";
    let known = database.store().read().await?.instance().known_key_check().await?;
    Ok(match (known, keys.map(Keys::check_value)) {
        (None, _) => Finding::ok(THING, "the database is not bound to one yet"),
        (Some(known), Some(ours)) if known == ours => Finding::ok(THING, "belongs to this database"),
        (Some(_), Some(_)) => Finding::problem(
            THING,
            "the secret file does not belong to this database",
            WHY,
            "bring the right one back from the backup, or correct BENCHDESK_SECRET_FILE or BENCHDESK_DATABASE_URL",
        ),
        (Some(_), None) => Finding::problem(
            THING,
            "the secret file that this database was made with is gone",
            WHY,
            "bring it back from the backup; the desk does not make another",
        ),
    })
}

/// Opening the file has shown what every connection promises: WAL, full sync, zeroed deletes.
async fn sqlite(database: &Database) -> DomainResult<Vec<Finding>> {
    let mut findings =
        vec![Finding::ok("database", "SQLite; every commit is synced, deleted values are overwritten")];
    if database.setting("auto_vacuum").await?.as_deref() == Some("0") {
        findings.push(Finding::warning(
            "database file",
            "was not made by benchdesk: freed pages cannot be given back",
            "the file never shrinks",
            "back up and restore: the copy is made anew",
        ));
    }
    Ok(findings)
}

/// A setting of PostgreSQL that should be one of these.
struct Wanted {
    name: &'static str,
    good: &'static [&'static str],
    why: &'static str,
    todo: &'static str,
}

const WANTED: [Wanted; 7] = [
    Wanted {
        name: "fsync",
        good: &["on"],
        why: "after a power cut the database may be unreadable",
        todo: "set fsync = on in postgresql.conf",
    },
    Wanted {
        name: "full_page_writes",
        good: &["on"],
        why: "after a power cut the database may be unreadable",
        todo: "set full_page_writes = on in postgresql.conf",
    },
    Wanted {
        name: "log_error_verbosity",
        good: &["terse"],
        why: LOGS,
        todo: "set log_error_verbosity = terse: otherwise a rival registration's address is quoted",
    },
    Wanted {
        name: "log_parameter_max_length_on_error",
        good: &["0"],
        why: LOGS,
        todo: "set log_parameter_max_length_on_error = 0 (its default)",
    },
    Wanted {
        name: "log_statement",
        good: &["none", "ddl"],
        why: LOGS,
        todo: "set log_statement = none (its default), or log_parameter_max_length = 0",
    },
    Wanted {
        name: "log_min_duration_statement",
        good: &["-1"],
        why: LOGS,
        todo: "set log_min_duration_statement = -1 (its default), or log_parameter_max_length = 0",
    },
    Wanted {
        name: "server_encoding",
        good: &["UTF8"],
        why: "names and texts of the world do not fit into another encoding",
        todo: "create the database with ENCODING 'UTF8' TEMPLATE template0",
    },
];

async fn postgres(database: &Database, settings: &Settings, now: Timestamp) -> DomainResult<Vec<Finding>> {
    let version = database.setting("server_version").await?.unwrap_or_default();
    let major: u32 =
        version.split(['.', ' ']).next().and_then(|number| number.parse().ok()).unwrap_or_default();
    let mut findings = vec![if major < OLDEST_POSTGRES {
        Finding::warning(
            "database",
            format!("PostgreSQL {version}"),
            "it gets no security updates, and nobody tests the desk with it",
            "upgrade to a version that PostgreSQL supports",
        )
    } else {
        Finding::ok("database", format!("PostgreSQL {version}; commits are synced (set by every connection)"))
    }];
    let hidden = database.setting("log_parameter_max_length").await?.as_deref() == Some("0");
    for wanted in &WANTED {
        let found = database.setting(wanted.name).await?.unwrap_or_default();
        let logs_values = matches!(wanted.name, "log_statement" | "log_min_duration_statement");
        if !(wanted.good.contains(&found.as_str()) || logs_values && hidden) {
            let what = format!("{} is {found}", wanted.name);
            findings.push(Finding::warning("database settings", what, wanted.why, wanted.todo));
        }
    }
    findings.extend(connections(database, settings).await?);
    let lead = database.clock_lead(now).await?;
    if lead.unsigned_abs() > CLOCKS_APART {
        findings.push(Finding::warning(
            "clock",
            format!("this machine and PostgreSQL's are {lead} seconds apart"),
            "several servers must agree when a lease or a session ends",
            "keep the clocks of all machines right by NTP",
        ));
    }
    Ok(findings)
}

/// Each server uses as many connections for writing as for reading.
async fn connections(database: &Database, settings: &Settings) -> DomainResult<Option<Finding>> {
    let most = database.setting("max_connections").await?.and_then(|text| text.parse::<u32>().ok());
    let ours = settings.database_connections.saturating_mul(2);
    Ok(most.filter(|most| *most < ours + 3).map(|most| {
        Finding::warning(
            "database connections",
            format!("PostgreSQL takes {most}, and one server may open {ours}"),
            "requests would fail when all are in use",
            "raise max_connections, or lower BENCHDESK_DATABASE_CONNECTIONS",
        )
    }))
}
