//! PostgreSQL's own tools copy a PostgreSQL database: they know all that it can hold.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use domain::{
    id::RepairId,
    vault::{CheckValue, Epoch, HeldKey, WrapPlace},
};
use tokio::process::Command;
use url::Url;

use crate::failure::Failure;

/// Where Debian keeps the tools of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Writes one consistent state of the database into a file, while others write on.
pub async fn dump(database_url: &str, server: &str, file: &Path) -> Result<(), Failure> {
    let tool = Tool::find("pg_dump", major(server)).await?;
    let mut command = tool.command(database_url)?;
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--no-password"]);
    command.arg("--file").arg(file);
    tool.run(command).await.map(drop)
}

/// Fills an empty database, all or nothing.
pub async fn restore(database_url: &str, server: &str, file: &Path) -> Result<(), Failure> {
    let tool = Tool::find("pg_restore", major(server)).await?;
    let mut command = tool.command(database_url)?;
    command.args([
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-password",
    ]);
    command.arg(file);
    tool.run(command).await.map(drop)
}

/// What a dump holds of addresses.
pub struct Addresses {
    /// Where their keys are wrapped, and by which.
    pub places: Vec<WrapPlace>,
    /// The keys that it knows.
    pub keys: Vec<HeldKey>,
}

/// Reads it without any database. `version` is that of the server that was dumped.
pub async fn addresses(version: &str, file: &Path) -> Result<Addresses, Failure> {
    let tool = Tool::find("pg_restore", major(version)).await?;
    let mut command = Command::new(&tool.program);
    command.args(["--data-only", "--table=address_key", "--table=key_epoch", "--file=-"]).arg(file);
    let rows = tool.run(command).await?;
    let read = || {
        let places = rows_of(&rows, "address_key", ["repair_id", "address_version", "epoch"])?;
        let keys = rows_of(&rows, "key_epoch", ["epoch", "check_value"])?;
        Some(Addresses {
            places: places.into_iter().map(place).collect::<Option<_>>()?,
            keys: keys.into_iter().map(key).collect::<Option<_>>()?,
        })
    };
    read().ok_or_else(|| Failure::new("the backup's addresses cannot be read"))
}

/// Columns of a table's rows in a dump; none, if it does not have the table.
fn rows_of<'d, const N: usize>(dump: &'d str, table: &str, columns: [&str; N]) -> Option<Vec<[&'d str; N]>> {
    let mut lines = dump.lines();
    let head = lines.find_map(|line| line.strip_prefix("COPY ")?.split_once(&format!(".{table} (")));
    let Some((_, head)) = head else { return Some(Vec::new()) };
    let names: Vec<_> = head.split_once(')')?.0.split(", ").collect();
    let mut at = [0; N];
    for (place, column) in at.iter_mut().zip(columns) {
        *place = names.iter().position(|name| *name == column)?;
    }
    let rows = lines.take_while(|line| *line != "\\.").map(|line| {
        let values: Vec<_> = line.split('\t').collect();
        let mut row = [""; N];
        for (value, at) in row.iter_mut().zip(at) {
            *value = values.get(at)?;
        }
        Some(row)
    });
    rows.collect()
}

fn place([repair, version, epoch]: [&str; 3]) -> Option<WrapPlace> {
    Some(WrapPlace {
        repair: RepairId::from_uuid(repair.parse().ok()?),
        address_version: version.parse().ok()?,
        epoch: Epoch::from_number(epoch.parse().ok()?)?,
    })
}

/// Bytes stand there as digits behind an `x` and backslashes.
fn key([epoch, check]: [&str; 2]) -> Option<HeldKey> {
    let digits = check.trim_start_matches('\\').strip_prefix('x')?;
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes = (0..digits.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>()?;
    let epoch = Epoch::from_number(epoch.parse().ok()?)?;
    Some(HeldKey { epoch, check: CheckValue::from_bytes(bytes) })
}

struct Tool {
    name: &'static str,
    program: PathBuf,
}

impl Tool {
    /// The oldest one on this machine that is not older than the server: newer ones say what it does not know yet.
    async fn find(name: &'static str, server: u32) -> Result<Self, Failure> {
        let mut found = Vec::new();
        for program in places(name) {
            if let Some(version) = version_of(&program).await {
                found.push((version, program));
            }
        }
        found.sort();
        let newest = found.last().map(|(version, _)| *version);
        if let Some((_, program)) = found.into_iter().find(|(version, _)| *version >= server) {
            return Ok(Self { name, program });
        }
        Err(Failure::new(match newest {
            Some(version) => format!(
                "{name} is of PostgreSQL {version} and the server of {server}: install postgresql-client-{server}"
            ),
            None => format!(
                "{name} is not on this machine: install PostgreSQL's client programs (Debian: postgresql-client)"
            ),
        }))
    }

    /// The password goes through the environment: arguments can be seen by everyone on the machine.
    fn command(&self, database_url: &str) -> Result<Command, Failure> {
        let (url, password) = for_libpq(database_url)
            .ok_or_else(|| Failure::new("BENCHDESK_DATABASE_URL cannot be read as a URL"))?;
        let mut command = Command::new(&self.program);
        command.arg(format!("--dbname={url}"));
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
        Ok(command)
    }

    /// What the tool writes. Of what it says, one line is passed on: the others may quote rows.
    async fn run(&self, mut command: Command) -> Result<String, Failure> {
        let name = self.name;
        let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
        let output =
            output.map_err(|error| Failure::new(format!("{name} cannot be run: {}", error.kind())))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().find(|line| line.contains("error:")).unwrap_or("without a word");
        Err(Failure::new(format!("{name} has failed: {first}")))
    }
}

fn places(name: &str) -> Vec<PathBuf> {
    let debian = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let debian = debian.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<_> =
        std::env::split_paths(&path).chain(debian).map(|place| place.join(name)).collect();
    places.retain(|program| program.is_file());
    places
}

async fn version_of(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().await.ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    Some(major(said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?))
}

/// 15 of "15.13 (Debian 15.13-0)".
fn major(version: &str) -> u32 {
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}

/// The address as PostgreSQL's own library reads it, and the password beside it.
fn for_libpq(database_url: &str) -> Option<(String, Option<String>)> {
    let mut url = Url::parse(database_url).ok()?;
    let mut password = url.password().map(decode);
    url.set_password(None).ok()?;
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    url.set_query(None);
    for (name, value) in pairs {
        let name = match name.as_str() {
            "password" => {
                password = Some(value);
                continue;
            }
            "statement-cache-capacity" => continue,
            "ssl-mode" => "sslmode",
            "ssl-root-cert" | "ssl-ca" => "sslrootcert",
            "ssl-cert" => "sslcert",
            "ssl-key" => "sslkey",
            other => other,
        };
        // libpq takes no + for a space.
        let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let pair = format!("{name}={}", value.replace('+', "%20"));
        let query = url.query().map_or_else(|| pair.clone(), |query| format!("{query}&{pair}"));
        url.set_query(Some(&query));
    }
    Some((url.into(), password))
}

fn decode(text: &str) -> String {
    // The form's decoder takes + for a space, which a URL's user part does not.
    let text = text.replace('+', "%2B");
    url::form_urlencoded::parse(format!("p={text}").as_bytes())
        .next()
        .map_or_else(String::new, |(_, v)| v.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_leaves_the_address() {
        let (url, password) =
            for_libpq("postgres://ann:p%40ss%26+w@db.example:5433/desk?ssl-mode=require&host=%2Frun%2Fpg")
                .unwrap();
        assert_eq!(url, "postgres://ann@db.example:5433/desk?sslmode=require&host=%2Frun%2Fpg");
        assert_eq!(password.as_deref(), Some("p@ss&+w"));
        let (url, password) = for_libpq("postgres://h/desk?password=x&statement-cache-capacity=9").unwrap();
        assert_eq!((url.as_str(), password.as_deref()), ("postgres://h/desk", Some("x")));
    }

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let dump = "SET x;\nCOPY public.key_epoch (epoch, is_current, check_value) FROM stdin;\n\
                    7\tt\t\\\\x00ff\n\\.\n\nCOPY public.other (epoch) FROM stdin;\n1\n\\.\n";
        let rows = rows_of(dump, "key_epoch", ["check_value", "epoch"]).unwrap();
        assert_eq!(rows, [["\\\\x00ff", "7"]]);
        let found = key(["7", rows[0][0]]).unwrap();
        assert_eq!((found.epoch.number(), found.check.bytes()), (7, [0, 255].as_slice()));
        assert_eq!(rows_of(dump, "address_key", ["epoch"]), Some(Vec::new()));
        assert_eq!(rows_of(dump, "key_epoch", ["wrapped"]), None);
    }

    #[test]
    fn versions_are_read_as_the_tools_say_them() {
        assert_eq!(major("15.13 (Debian 15.13-0+deb12u1)"), 15);
        assert_eq!(major("17beta1"), 17);
    }

    #[tokio::test]
    async fn a_tool_that_is_missing_or_too_old_is_named() {
        let missing = Tool::find("pg_of_nobody", 15).await.err().unwrap();
        assert!(missing.lines()[0].contains("pg_of_nobody is not on this machine"), "{missing:?}");
        let old = Tool::find("pg_dump", 999).await.err().unwrap();
        assert!(old.lines()[0].contains("postgresql-client-999"), "{old:?}");
    }
}
