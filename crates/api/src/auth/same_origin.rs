//! Defence against requests that another site makes a browser send. Browsers say themselves where a
//! request comes from, and scripts cannot change it: no token is needed.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header, request::Parts},
};

use crate::{
    App,
    problem::{Problem, ProblemCode},
};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Where a request comes from, as far as it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A page of this desk.
    Same,
    /// Somewhere else.
    Other,
    /// It does not say: no browser of the last years.
    Unknown,
}

/// Refuses what changes something unless it surely comes from a page of this desk. For requests that a
/// cookie speaks for: browsers send it by themselves.
pub(crate) fn require(parts: &Parts, public_url: &str) -> Result<(), Problem> {
    let is_safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || origin(&parts.headers, &parts.uri, public_url) == Origin::Same {
        Ok(())
    } else {
        Err(Problem::new(ProblemCode::CrossSiteRequest))
    }
}

/// Stands for a request that does not come from another site. For signing in: no site may sign someone
/// in to an account of its own choice; programs say nothing of where they are and may.
pub(crate) struct NoOtherSite;

impl FromRequestParts<App> for NoOtherSite {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if origin(&parts.headers, &parts.uri, &app.settings().public_url) == Origin::Other {
            return Err(Problem::new(ProblemCode::CrossSiteRequest));
        }
        Ok(Self)
    }
}

fn origin(headers: &HeaderMap, uri: &Uri, public_url: &str) -> Origin {
    if let Some(site) = headers.get(FETCH_SITE) {
        return if site == "same-origin" { Origin::Same } else { Origin::Other };
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return Origin::Unknown };
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
    let host = host.or_else(|| uri.authority().map(|authority| authority.as_str().as_bytes()));
    let origin = origin.to_str().unwrap_or_default();
    let is_host = || {
        let authority = origin.split_once("://").map(|(_, authority)| authority.as_bytes());
        authority.is_some() && authority == host
    };
    if origin == origin_of(public_url) || is_host() { Origin::Same } else { Origin::Other }
}

/// Scheme, host and port of an address.
fn origin_of(url: &str) -> &str {
    let path = url.find("://").and_then(|scheme| url[scheme + 3..].find('/').map(|at| at + scheme + 3));
    path.map_or(url, |path| &url[..path])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&'static str, &'static str)]) -> Origin {
        let fields = fields
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        origin(&fields.collect(), &Uri::from_static("/"), "https://desk.example/help")
    }

    #[test]
    fn what_browsers_say_of_themselves_comes_first() {
        for (site, expected) in [
            ("same-origin", Origin::Same),
            ("same-site", Origin::Other),
            ("cross-site", Origin::Other),
            ("none", Origin::Other),
            ("Same-Origin", Origin::Other),
        ] {
            let origin = ("origin", "https://desk.example");
            assert_eq!(read(&[("sec-fetch-site", site), origin]), expected, "{site}");
        }
    }

    #[test]
    fn older_browsers_send_an_origin() {
        for (origin, expected) in [
            ("https://desk.example", Origin::Same),
            ("http://127.0.0.1:8080", Origin::Same),
            ("http://desk.example", Origin::Other),
            ("https://desk.example.evil.example", Origin::Other),
            ("https://evil.example", Origin::Other),
            ("null", Origin::Other),
            ("127.0.0.1:8080", Origin::Other),
            ("", Origin::Other),
        ] {
            assert_eq!(read(&[("origin", origin), ("host", "127.0.0.1:8080")]), expected, "{origin}");
        }
        assert_eq!(read(&[("host", "desk.example")]), Origin::Unknown);
    }
}
