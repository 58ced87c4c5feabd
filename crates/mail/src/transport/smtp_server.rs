use std::net::IpAddr;

use lettre::transport::smtp::{
    SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT,
    authentication::Credentials,
    client::{Tls, TlsParameters},
};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::SettingsError;

/// Where mail is handed in, and how.
pub(super) struct SmtpServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<Credentials>,
}

impl SmtpServer {
    pub(super) fn from_url(url: &str) -> Result<Self, SettingsError> {
        let url = Url::parse(url).map_err(|_| SettingsError::Url)?;
        let host = host(&url)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SettingsError::Trailing);
        }
        let tls = tls(&url, &host)?;
        let default_port = match tls {
            Tls::None => SMTP_PORT,
            Tls::Opportunistic(_) | Tls::Required(_) => SUBMISSION_PORT,
            Tls::Wrapper(_) => SUBMISSIONS_PORT,
        };
        Ok(Self { port: url.port().unwrap_or(default_port), tls, credentials: credentials(&url)?, host })
    }
}

fn host(url: &Url) -> Result<String, SettingsError> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_name = |host: &str| {
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    if is_name(host) || host.parse::<IpAddr>().is_ok() {
        Ok(host.to_owned())
    } else {
        Err(SettingsError::Host)
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Encryption is required unless it is turned off or the mail does not leave the machine.
fn tls(url: &Url, host: &str) -> Result<Tls, SettingsError> {
    let mut chosen = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" || chosen.replace(value).is_some() {
            return Err(SettingsError::Trailing);
        }
    }
    let parameters = || TlsParameters::new(host.to_owned()).map_err(|_| SettingsError::Host);
    match (url.scheme(), chosen.as_deref()) {
        ("smtps", None) => parameters().map(Tls::Wrapper),
        ("smtps", Some(_)) => Err(SettingsError::TlsWithSmtps),
        (_, Some("none")) => Ok(Tls::None),
        (_, None) if is_loopback(host) => Ok(Tls::None),
        (_, None | Some("required")) => parameters().map(Tls::Required),
        (_, Some("opportunistic")) => parameters().map(Tls::Opportunistic),
        (_, Some(_)) => Err(SettingsError::Tls),
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, SettingsError> {
    let decode = |raw: &str| {
        let text = percent_decode_str(raw).decode_utf8().map_err(|_| SettingsError::Credentials)?;
        Ok(text.into_owned())
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(SettingsError::Credentials),
        (user, Some(password)) => Ok(Some(Credentials::new(decode(user)?, decode(password)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> (String, u16, &'static str) {
        let server = SmtpServer::from_url(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        let tls = match server.tls {
            Tls::None => "none",
            Tls::Opportunistic(_) => "opportunistic",
            Tls::Required(_) => "required",
            Tls::Wrapper(_) => "wrapper",
        };
        (server.host, server.port, tls)
    }

    #[test]
    fn encryption_and_port_follow_from_the_form() {
        for (url, host, port, tls) in [
            ("smtp://mx.example", "mx.example", 587, "required"),
            ("smtp://mx.example:2525?tls=required", "mx.example", 2525, "required"),
            ("smtp://mx.example/?tls=opportunistic", "mx.example", 587, "opportunistic"),
            ("smtp://mx.example?tls=none", "mx.example", 25, "none"),
            ("smtp://192.0.2.1", "192.0.2.1", 587, "required"),
            ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, "none"),
            ("smtp://[::1]", "::1", 25, "none"),
            ("smtp://[2001:db8::1]", "2001:db8::1", 587, "required"),
            ("smtp://localhost", "localhost", 25, "none"),
            ("smtp://localhost?tls=required", "localhost", 587, "required"),
            ("smtps://u:p@mx.example", "mx.example", 465, "wrapper"),
            ("smtps://u:p@mx.example:4465", "mx.example", 4465, "wrapper"),
        ] {
            assert_eq!(read(url), (host.to_owned(), port, tls), "{url}");
        }
    }

    #[test]
    fn credentials_are_percent_decoded() {
        let server = SmtpServer::from_url("smtps://ann%40desk.example:p%3A%2F%25+%C3%A4@mx.example").unwrap();
        let expected = Credentials::new("ann@desk.example".to_owned(), "p:/%+ä".to_owned());
        assert_eq!(server.credentials, Some(expected));
    }

    #[test]
    fn mistakes_are_named_and_secrets_are_not() {
        for (url, expected) in [
            ("smtp://ann:sec/ret@mx.example", SettingsError::Url),
            ("smtp://", SettingsError::Host),
            ("smtp:mx.example", SettingsError::Host),
            ("smtp://m%20x.example", SettingsError::Host),
            ("smtp://ann@mx.example", SettingsError::Credentials),
            ("smtp://:secret@mx.example", SettingsError::Credentials),
            ("smtp://ann:secret%ff@mx.example", SettingsError::Credentials),
            ("smtp://mx.example/secret", SettingsError::Trailing),
            ("smtp://mx.example?secret=1", SettingsError::Trailing),
            ("smtp://mx.example?tls=none&tls=required", SettingsError::Trailing),
            ("smtp://mx.example#secret", SettingsError::Trailing),
            ("smtp://mx.example?tls=secret", SettingsError::Tls),
            ("smtps://mx.example?tls=required", SettingsError::TlsWithSmtps),
        ] {
            let error = SmtpServer::from_url(url).err();
            assert_eq!(error, Some(expected), "{url}");
        }
    }
}
