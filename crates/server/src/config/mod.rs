//! Settings: defaults, then `benchdesk.toml`, then `BENCHDESK_…` variables, then flags, in rising
//! order.

mod layers;
mod reader;
mod s3;
mod setting;

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use api::TrustedProxies;
use domain::{shipment::TrackingPage, ticket::Patience};
use objects::{Place, S3Access};
use tracing_subscriber::EnvFilter;
use url::Url;
use vault::keyholder::{Certificates, Location};

pub use layers::{Given, Origin, Variable};
pub use setting::{SETTINGS, Setting};

use crate::failure::Failure;
use layers::{File, Layers};
use reader::Reader;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object per line.
    Json,
}

/// Where certificate and key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, with its chain.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Everything that can be configured. No `Debug`: three of the values may hold passwords.
#[derive(Clone)]
pub struct Settings {
    /// Where everything in files is kept.
    pub data_dir: PathBuf,
    /// Which database.
    pub database_url: String,
    /// How many connections to PostgreSQL.
    pub database_connections: u32,
    /// Where the bytes of files are kept.
    pub object_store: String,
    /// How to reach the bucket, if it is one.
    pub s3: S3Access,
    /// How large a file may be.
    pub attachment_limit: usize,
    /// Where the application key is kept.
    pub secret_file: PathBuf,
    /// Where the keys of addresses are kept.
    pub key_dir: PathBuf,
    /// Where the ledger of what has ended is kept.
    pub ledger_dir: PathBuf,
    /// Who has keys and ledger, if it is another process.
    pub keyholder: Option<Location>,
    /// What both sides show each other, if it is on another machine.
    pub keyholder_certificates: Option<Certificates>,
    /// How long a key of addresses lasts.
    pub key_rotation: chrono::Duration,
    /// How long an address is kept although its repair goes on.
    pub address_ceiling: chrono::Duration,
    /// How long an address is taken for right without asking.
    pub address_sure: chrono::Duration,
    /// Where carriers show the way of parcels.
    pub carrier_pages: Vec<TrackingPage>,
    /// Fonts for letters that the built-in ones do not have.
    pub font_files: Vec<PathBuf>,
    /// What to listen on.
    pub listen: SocketAddr,
    /// What metrics alone listen on.
    pub metrics_listen: Option<SocketAddr>,
    /// Files with certificate and key, if TLS ends here.
    pub tls: Option<TlsFiles>,
    /// What people reach the desk by, if it is set.
    pub public_url: Option<Url>,
    /// How mail leaves.
    pub mail_url: String,
    /// Who mail is from.
    pub mail_from: String,
    /// What is logged.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// How long a request's body may be.
    pub body_limit: usize,
    /// How many requests an account may make in a minute; 0 for as many as it likes.
    pub requests_per_minute: u32,
    /// How many requests a network may make in a minute that nobody has signed in for; 0 for as many as it
    /// likes.
    pub anonymous_requests_per_minute: u32,
    /// How long a reply of the staff can be taken back before it goes out.
    pub undo: chrono::Duration,
    /// Which proxies are believed where a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// How long tickets may stand before time moves them.
    pub patience: Patience,
    origins: BTreeMap<&'static str, Origin>,
}

/// Reads all settings, or says what is wrong with each wrong one.
pub fn load(flags: &Given, file: Option<&Path>, variable: Variable<'_>) -> Result<Settings, Failure> {
    let file = File::read(file).map_err(|line| Failure::settings([line]))?;
    read(Reader::new(Layers { flags, variable, file })).map_err(Failure::settings)
}

fn read(mut from: Reader<'_>) -> Result<Settings, Vec<String>> {
    let data_dir = from.read(setting::DATA_DIR, PathBuf::from("data"), path);
    let default_database = format!("sqlite://{}", data_dir.join("benchdesk.db").display());
    let default_secret = data_dir.join("benchdesk.secret");
    let default_objects = format!("file:{}", data_dir.join("attachments").display());
    let object_store = from.read(setting::OBJECT_STORE, default_objects, object_store);
    let keyholder = from.read(setting::KEYHOLDER, None, |text| Location::parse(text).map(Some));
    let settings = Settings {
        database_url: from.read(setting::DATABASE_URL, default_database, database_url),
        database_connections: from.number(setting::DATABASE_CONNECTIONS, 16, 1..=500),
        s3: s3::read(&mut from, &object_store),
        object_store,
        attachment_limit: from.number(setting::ATTACHMENT_LIMIT, 25 << 20, 1 << 10..=1 << 30),
        secret_file: from.read(setting::SECRET_FILE, default_secret, path),
        key_dir: from.read(setting::KEY_DIR, PathBuf::from("keys"), path),
        ledger_dir: from.read(setting::LEDGER_DIR, PathBuf::from("ledger"), path),
        keyholder_certificates: keyholder_certificates(&mut from, keyholder.as_ref()),
        keyholder,
        key_rotation: chrono::Duration::hours(from.number(setting::KEY_ROTATION_HOURS, 24, 1..=24)),
        address_ceiling: chrono::Duration::days(from.number(setting::ADDRESS_DAYS, 180, 1..=180)),
        address_sure: chrono::Duration::days(from.number(setting::ADDRESS_CONFIRM_DAYS, 30, 1..=180)),
        carrier_pages: from.read(setting::CARRIER_PAGES, Vec::new(), |s| TrackingPage::parse_list(s).ok()),
        font_files: from
            .read(setting::FONT_FILES, Vec::new(), |s| s.split(',').map(|one| path(one.trim())).collect()),
        listen: from.read(setting::LISTEN, SocketAddr::from(([127, 0, 0, 1], 8080)), |s| s.parse().ok()),
        metrics_listen: from.read(setting::METRICS_LISTEN, None, |s| s.parse().ok().map(Some)),
        tls: tls(&mut from),
        public_url: from.read(setting::PUBLIC_URL, None, |text| public_url(text).map(Some)),
        mail_url: from.read(setting::MAIL_URL, "log:".to_owned(), |text| Some(text.to_owned())),
        mail_from: from.read(setting::MAIL_FROM, setting::MAIL_FROM.default.to_owned(), text),
        log: from.read(setting::LOG, setting::LOG.default.to_owned(), log_filter),
        log_format: from.read(setting::LOG_FORMAT, LogFormat::Pretty, log_format),
        request_timeout: Duration::from_secs(from.number(setting::REQUEST_TIMEOUT, 30, 1..=600)),
        body_limit: from.number(setting::BODY_LIMIT, 1 << 20, 1 << 10..=1 << 26),
        requests_per_minute: from.number(setting::REQUESTS_PER_MINUTE, 6_000, 0..=1_000_000),
        anonymous_requests_per_minute: from.number(
            setting::ANONYMOUS_REQUESTS_PER_MINUTE,
            1_200,
            0..=1_000_000,
        ),
        undo: chrono::Duration::seconds(from.number(setting::UNDO_SECONDS, 10, 0..=60)),
        trusted_proxies: from.read(
            setting::TRUSTED_PROXIES,
            TrustedProxies::default(),
            TrustedProxies::parse,
        ),
        patience: patience(&mut from),
        data_dir,
        origins: BTreeMap::new(),
    };
    from.finish().map(|origins| Settings { origins, ..settings })
}

/// Both files or neither.
fn tls(from: &mut Reader<'_>) -> Option<TlsFiles> {
    let file = |text: &str| path(text).map(Some);
    let certificate = from.read(setting::TLS_CERTIFICATE, None, file);
    let key = from.read(setting::TLS_KEY, None, file);
    match (certificate, key) {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
        (None, None) => None,
        (Some(_), None) => {
            from.complain(setting::TLS_KEY);
            None
        }
        (None, Some(_)) => {
            from.complain(setting::TLS_CERTIFICATE);
            None
        }
    }
}

/// A keyholder on another machine is believed by its certificate, and believes servers by theirs.
fn keyholder_certificates(from: &mut Reader<'_>, keyholder: Option<&Location>) -> Option<Certificates> {
    let files = [setting::KEYHOLDER_CA, setting::KEYHOLDER_CERTIFICATE, setting::KEYHOLDER_KEY];
    let [authority, certificate, key] =
        files.map(|setting| from.read(setting, None, |text| path(text).map(Some)));
    if !matches!(keyholder, Some(Location::Tls { .. })) {
        return None;
    }
    for (setting, file) in files.into_iter().zip([&authority, &certificate, &key]) {
        if file.is_none() {
            from.complain(setting);
        }
    }
    Some(Certificates { authority: authority?, certificate: certificate?, key: key? })
}

/// Variables that look like settings and are none: most likely misspelt. Names only.
pub fn unknown_variables(names: impl Iterator<Item = String>) -> Vec<String> {
    let known = |name: &str| SETTINGS.iter().any(|setting| setting.variable() == name);
    // What tests set.
    let other = ["BENCHDESK_FAILPOINT", "BENCHDESK_TEST_PROGRAM"];
    let mut unknown: Vec<_> = names
        .filter(|name| name.starts_with("BENCHDESK_"))
        .filter(|name| !known(name) && !other.contains(&name.as_str()))
        .collect();
    unknown.sort();
    unknown
}

/// The same of this process.
pub fn unknown_variables_here() -> Vec<String> {
    unknown_variables(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))
}

fn patience(from: &mut Reader<'_>) -> Patience {
    let mut days = |setting, default| chrono::Duration::days(from.number(setting, default, 1..=3650));
    let patience = Patience {
        before_reminder: days(setting::REMIND_AFTER_DAYS, 3),
        before_solving: days(setting::SOLVE_AFTER_DAYS, 7),
        before_closing: days(setting::CLOSE_AFTER_DAYS, 7),
    };
    if patience.before_reminder >= patience.before_solving {
        from.complain(setting::REMIND_AFTER_DAYS);
    }
    patience
}

impl Settings {
    /// The folder where the bytes of files are kept; `None` if they are in a bucket.
    pub fn attachments(&self) -> Option<&Path> {
        match Place::parse(&self.object_store) {
            Some(Place::Folder(folder)) => Some(folder),
            _ => None,
        }
    }

    /// What people reach the desk by: as set, or else the address it listens on.
    pub fn public_url(&self, listening: SocketAddr) -> Result<Url, Failure> {
        if let Some(url) = &self.public_url {
            return Ok(url.clone());
        }
        let host = match listening.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        let reachable = SocketAddr::new(host, listening.port());
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Url::parse(&format!("{scheme}://{reachable}"))
            .map_err(|_| Failure::new("BENCHDESK_PUBLIC_URL must be set: the listening address makes no URL"))
    }

    /// Who set a setting, by its key.
    pub fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&Origin::Default)
    }
}

fn text(text: &str) -> Option<String> {
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

fn path(path: &str) -> Option<PathBuf> {
    (!path.is_empty()).then(|| PathBuf::from(path))
}

fn database_url(url: &str) -> Option<String> {
    let has_path = url.strip_prefix("sqlite://").is_some_and(|path| !path.is_empty());
    let has_host = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    (has_path || (has_host && Url::parse(url).is_ok())).then(|| url.to_owned())
}

fn object_store(url: &str) -> Option<String> {
    Place::parse(url).map(|_| url.to_owned())
}

fn public_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && plain).then_some(url)
}

fn log_filter(filter: &str) -> Option<String> {
    EnvFilter::try_new(filter).is_ok().then(|| filter.to_owned())
}

fn log_format(name: &str) -> Option<LogFormat> {
    match name {
        "pretty" => Some(LogFormat::Pretty),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
