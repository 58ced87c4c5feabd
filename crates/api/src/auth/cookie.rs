//! The cookie of a browser's session. The prefix `__Host-` makes browsers take it only from a secure
//! place, for this host alone (RFC 6265bis, 4.1.3.2); they count `http://localhost` as secure.

use axum::http::{HeaderMap, HeaderValue, header};
use domain::{clock::Timestamp, identity::Session, keys::Keys};

/// The cookie's name.
pub(crate) const NAME: &str = "__Host-benchdesk";

/// The cookie that a request carries.
pub(crate) fn of(headers: &HeaderMap) -> Option<&str> {
    let fields = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = fields.flat_map(|field| field.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| *name == NAME).map(|(_, value)| value)
}

/// What makes the browser keep the session's newest cookie: until it is closed, or for as long as the
/// person wants to be remembered.
pub(crate) fn keep(session: &Session, keys: &Keys, now: Timestamp) -> HeaderValue {
    let value = session.cookie(keys);
    let age = if session.remembered {
        format!("; Max-Age={}", (session.refresh_expires_at() - now).num_seconds())
    } else {
        String::new()
    };
    // Base64 and digits make a header value.
    HeaderValue::try_from(format!("{NAME}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}"))
        .unwrap_or_else(|_| forget())
}

/// What makes the browser drop it.
pub(crate) const fn forget() -> HeaderValue {
    HeaderValue::from_static("__Host-benchdesk=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let read = |fields: &[&'static str]| {
            let fields = fields.iter().map(|field| (header::COOKIE, HeaderValue::from_static(field)));
            of(&fields.collect()).map(str::to_owned)
        };
        assert_eq!(read(&["a=b; __Host-benchdesk=x-_1; c=d"]), Some("x-_1".to_owned()));
        assert_eq!(read(&["__Host-benchdesk=x=y"]), Some("x=y".to_owned()));
        assert_eq!(read(&["benchdesk=x", "__host-benchdesk=x", "__Host-benchdesk"]), None);
        assert!(forget().to_str().unwrap().starts_with(&format!("{NAME}=;")));
    }
}
