//! All settings, in one table: the same name in the file, the variables, the flags, the help and
//! the complaints.

/// One setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the file.
    pub key: &'static str,
    /// Its name on the command line, without the dashes.
    pub flag: &'static str,
    /// What it must be.
    pub expected: &'static str,
    /// What it is if nobody sets it, for the help.
    pub default: &'static str,
}

impl Setting {
    /// Its name in the environment.
    pub fn variable(&self) -> String {
        format!("BENCHDESK_{}", self.key.to_ascii_uppercase())
    }

    /// The line of the help.
    pub fn help(&self) -> String {
        format!("{} [{}; default: {}]", self.expected, self.variable(), self.default)
    }
}

macro_rules! settings {
    ($($name:ident = $key:literal, $flag:literal, $expected:literal, $default:literal;)*) => {
        $(
            #[doc = concat!("`", $key, "`: ", $expected, ".")]
            pub const $name: &Setting =
                &Setting { key: $key, flag: $flag, expected: $expected, default: $default };
        )*

        /// Every setting.
        pub const SETTINGS: &[&Setting] = &[$($name),*];
    };
}

settings! {
    DATA_DIR = "data_dir", "data-dir", "a directory for everything the desk keeps in files", "data";
    DATABASE_URL = "database_url", "database-url",
        "sqlite://path, or postgres://user:password@host/database", "sqlite://<data_dir>/benchdesk.db";
    DATABASE_CONNECTIONS = "database_connections", "database-connections",
        "a number from 1 to 500 (PostgreSQL only)", "16";
    OBJECT_STORE = "object_store", "object-store",
        "where the bytes of files are kept: file:path, or s3://bucket/prefix", "file:<data_dir>/attachments";
    S3_ENDPOINT = "s3_endpoint", "s3-endpoint",
        "the http or https URL of a store that speaks S3, such as https://s3.example.org",
        "https://s3.<s3_region>.amazonaws.com";
    S3_REGION = "s3_region", "s3-region", "the region of the bucket", "us-east-1";
    S3_ACCESS_KEY = "s3_access_key", "s3-access-key", "the name of the keys to the bucket; needed for s3:", "none";
    S3_SECRET_KEY = "s3_secret_key", "s3-secret-key",
        "their secret half; needed for s3:, unless s3_secret_key_file has it", "none";
    S3_SECRET_KEY_FILE = "s3_secret_key_file", "s3-secret-key-file",
        "a file with their secret half that can be read", "none";
    ATTACHMENT_LIMIT = "attachment_limit", "attachment-limit",
        "the largest file, a number of bytes from 1024 to 1073741824", "26214400";
    SECRET_FILE = "secret_file", "secret-file", "a file for the application key", "<data_dir>/benchdesk.secret";
    KEY_DIR = "key_dir", "key-dir",
        "a directory for the keys of addresses, outside the data directory and outside every backup", "keys";
    LEDGER_DIR = "ledger_dir", "ledger-dir",
        "a directory for the ledger of what has ended; its newest copy is needed to restore a backup", "ledger";
    KEYHOLDER = "keyholder", "keyholder",
        "where a `benchdesk keyholder` is, which then has keys and ledger: a socket's path such as /run/benchdesk/keys, \
         or tls://host:port",
        "none: this process has them";
    KEYHOLDER_CA = "keyholder_ca", "keyholder-ca",
        "a PEM file with the authority that has signed the certificates of servers and keyholder; needed for tls:",
        "none";
    KEYHOLDER_CERTIFICATE = "keyholder_certificate", "keyholder-certificate",
        "a PEM file with the certificate that this side shows the other, with its chain; needed for tls:", "none";
    KEYHOLDER_KEY = "keyholder_key", "keyholder-key",
        "a PEM file with that certificate's private key; needed for tls:", "none";
    KEY_ROTATION_HOURS = "key_rotation_hours", "key-rotation-hours",
        "after how many hours the key of addresses is renewed, and copies of ended ones become unreadable: a number \
         from 1 to 24", "24";
    ADDRESS_DAYS = "address_days", "address-days",
        "how many days an address is kept although its repair goes on: a number from 1 to 180", "180";
    ADDRESS_CONFIRM_DAYS = "address_confirm_days", "address-confirm-days",
        "after how many days the customer is asked whether an address is still right: a number from 1 to 180", "30";
    CARRIER_PAGES = "carrier_pages", "carrier-pages",
        "where carriers show the way of a parcel to the customer, such as \
         DHL=https://carrier.example/track?id={number},UPS=https://…", "none";
    FONT_FILES = "font_files", "font-files",
        "TrueType or OpenType files for what is printed in other scripts than Latin, Greek and Cyrillic, such as \
         /usr/share/fonts/han.ttf,/usr/share/fonts/thai.ttf", "none";
    LISTEN = "listen", "listen", "an address and a port such as 127.0.0.1:8080", "127.0.0.1:8080";
    METRICS_LISTEN = "metrics_listen", "metrics-listen",
        "an address and a port for /metrics, which is then answered there only", "with everything else";
    TLS_CERTIFICATE = "tls_certificate", "tls-certificate",
        "a PEM file with the certificate and its chain; needs tls_key", "no TLS";
    TLS_KEY = "tls_key", "tls-key", "a PEM file with the certificate's private key; needs tls_certificate", "no TLS";
    PUBLIC_URL = "public_url", "public-url",
        "the http or https URL that people reach the desk by, such as https://desk.example.org",
        "http://<listen>";
    MAIL_URL = "mail_url", "mail-url", "log:, file:<directory>, smtp://… or smtps://…", "log:";
    MAIL_FROM = "mail_from", "mail-from", "a sender such as Help desk <help@example.org>",
        "Benchdesk <benchdesk@localhost.localdomain>";
    LOG = "log", "log", "a filter such as info,api=debug", "info,sqlx=warn,sea_orm=warn";
    LOG_FORMAT = "log_format", "log-format", "pretty or json", "pretty";
    TRUSTED_PROXIES = "trusted_proxies", "trusted-proxies",
        "networks of reverse proxies such as 10.0.0.0/8,2001:db8::/48", "none";
    REQUEST_TIMEOUT = "request_timeout", "request-timeout", "a number of seconds from 1 to 600", "30";
    BODY_LIMIT = "body_limit", "body-limit", "a number of bytes from 1024 to 67108864", "1048576";
    REQUESTS_PER_MINUTE = "requests_per_minute", "requests-per-minute",
        "how many requests one account may make in a minute: a number from 0 (as many as it likes) to 1000000", "6000";
    ANONYMOUS_REQUESTS_PER_MINUTE = "anonymous_requests_per_minute", "anonymous-requests-per-minute",
        "how many requests one network may make in a minute that nobody has signed in for: a number from 0 (as many as \
         it likes) to 1000000", "1200";
    UNDO_SECONDS = "undo_seconds", "undo-seconds", "a number of seconds from 0 to 60", "10";
    REMIND_AFTER_DAYS = "remind_after_days", "remind-after-days",
        "a number of days from 1 to 3650, fewer than solve_after_days", "3";
    SOLVE_AFTER_DAYS = "solve_after_days", "solve-after-days", "a number of days from 1 to 3650", "7";
    CLOSE_AFTER_DAYS = "close_after_days", "close-after-days", "a number of days from 1 to 3650", "7";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_has_the_same_name_everywhere() {
        for setting in SETTINGS {
            assert_eq!(setting.key.replace('_', "-"), setting.flag);
            assert_eq!(SETTINGS.iter().filter(|other| other.key == setting.key).count(), 1);
        }
        assert_eq!(DATABASE_URL.variable(), "BENCHDESK_DATABASE_URL");
    }
}
