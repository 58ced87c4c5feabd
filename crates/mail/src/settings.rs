use url::Url;

/// How mail leaves the desk, as configured.
#[derive(Clone)]
pub struct MailSettings {
    /// `BENCHDESK_MAIL_URL`: `log:`, `file:<dir>`,
    /// `smtp://[user:password@]host[:port][?tls=required|opportunistic|none]` or
    /// `smtps://[user:password@]host[:port]`. User and password are percent-encoded.
    pub url: String,
    /// `BENCHDESK_MAIL_FROM`: `Help desk <help@desk.example>` or the bare address.
    pub from: String,
    /// `BENCHDESK_PUBLIC_URL`: where links lead; its host names the desk and its messages.
    pub public_url: Url,
}

impl std::fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailSettings(redacted)")
    }
}

/// What is wrong with the settings, in one line that shows none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// None of the four forms.
    #[error("BENCHDESK_MAIL_URL must be log:, file:<dir>, smtp://… or smtps://…")]
    Form,
    /// It cannot be read as a URL.
    #[error("BENCHDESK_MAIL_URL is not a valid URL; percent-encode special characters in user and password")]
    Url,
    /// Something follows `log:`.
    #[error("BENCHDESK_MAIL_URL: nothing may follow log:")]
    Log,
    /// No directory is named.
    #[error("BENCHDESK_MAIL_URL: file: must be followed by a directory")]
    NoDirectory,
    /// The directory is not there and cannot be made.
    #[error("BENCHDESK_MAIL_URL: the directory after file: cannot be created")]
    Directory,
    /// The mail server's name is missing or is none.
    #[error("BENCHDESK_MAIL_URL must name the mail server's host after //")]
    Host,
    /// More than host and port.
    #[error("BENCHDESK_MAIL_URL: nothing but ?tls=… may follow the mail server's host and port")]
    Trailing,
    /// Half of the credentials is missing, or they are not UTF-8.
    #[error("BENCHDESK_MAIL_URL must have both user and password, percent-encoded UTF-8, or neither")]
    Credentials,
    /// An unknown way to encrypt.
    #[error("BENCHDESK_MAIL_URL: tls must be required, opportunistic or none")]
    Tls,
    /// A choice where there is none.
    #[error("BENCHDESK_MAIL_URL: smtps:// is always encrypted and takes no tls=")]
    TlsWithSmtps,
    /// The sender cannot be read.
    #[error("BENCHDESK_MAIL_FROM must be an ASCII e-mail address or Name <address>")]
    From,
    /// Links and message ids need a host.
    #[error("BENCHDESK_PUBLIC_URL must be an http or https URL with a host")]
    PublicUrl,
}
