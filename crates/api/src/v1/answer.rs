//! Successful answers: JSON with the headers that belong to it.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::page::Count;
use ring::digest;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::{
    extract::IfNoneMatch,
    problem::{Problem, ProblemCode},
};

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// JSON with a status.
pub(crate) struct Answer<T> {
    status: StatusCode,
    body: T,
    version: Option<i64>,
    location: Option<String>,
    replayed: bool,
    is_known: bool,
}

impl<T: Serialize> Answer<T> {
    const fn new(status: StatusCode, body: T, location: Option<String>) -> Self {
        Self { status, body, version: None, location, replayed: false, is_known: false }
    }

    /// 200 with a body.
    pub(crate) const fn ok(body: T) -> Self {
        Self::new(StatusCode::OK, body, None)
    }

    /// 201 with a body, at this place.
    pub(crate) const fn created(body: T, location: String) -> Self {
        Self::new(StatusCode::CREATED, body, Some(location))
    }

    /// 202 with a body: it is done later, and this place says how far it is.
    pub(crate) const fn accepted(body: T, location: String) -> Self {
        Self::new(StatusCode::ACCEPTED, body, Some(location))
    }

    /// The body's version: its strong ETag.
    pub(crate) const fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// 200 with a body of this version, or 304 if the caller has it already (RFC 9110, 13.1.2).
    pub(crate) fn unless_known(known: &IfNoneMatch, version: i64, body: T) -> Self {
        Self { is_known: known.matches(version), ..Self::ok(body).version(version) }
    }

    /// The same of a body that has no version: its content says whether it is still the same.
    pub(crate) fn unless_same(known: &IfNoneMatch, body: T) -> Result<Self, Problem> {
        let json = serde_json::to_vec(&body).map_err(domain::Error::internal)?;
        Ok(Self::unless_known(known, fingerprint(&json), body))
    }

    /// Whether an earlier request made this.
    pub(crate) const fn replayed(mut self, replayed: bool) -> Self {
        self.replayed = replayed;
        self
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        if let (true, Some(version)) = (self.is_known, self.version) {
            return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag(version))]).into_response();
        }
        let Ok(json) = serde_json::to_vec(&self.body) else {
            return Problem::new(ProblemCode::Internal).into_response();
        };
        let json_type = HeaderValue::from_static("application/json");
        let mut response = (self.status, [(header::CONTENT_TYPE, json_type)], json).into_response();
        let headers = response.headers_mut();
        let mut set = |name, text: String| {
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.insert(name, value);
            }
        };
        if let Some(version) = self.version {
            set(header::ETAG, etag(version));
        }
        if let Some(location) = self.location {
            set(header::LOCATION, location);
        }
        if self.replayed {
            set(REPLAYED, "true".to_owned());
        }
        response
    }
}

/// A number that is another for other content.
fn fingerprint(json: &[u8]) -> i64 {
    let hash = digest::digest(&digest::SHA256, json);
    hash.as_ref().iter().take(6).fold(0, |number, byte| (number << 8) | i64::from(*byte))
}

fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Which page of a list to read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    pub(crate) limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    pub(crate) cursor: Option<String>,
}

/// Which page of a list to read, and whether to count all of it.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CountedPageQuery {
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    pub(crate) limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    pub(crate) cursor: Option<String>,
    /// Also count the whole list, up to 1000.
    #[param(required = false, nullable = false, default = false)]
    pub(crate) count: Option<bool>,
}

/// One page of a list: JSON, and a `Link` to the next page (RFC 8288).
pub(crate) struct PageAnswer<T> {
    /// The page, as JSON.
    pub(crate) body: T,
    /// The link to the next page.
    pub(crate) link: Option<String>,
}

impl<T: Serialize> IntoResponse for PageAnswer<T> {
    fn into_response(self) -> Response {
        let mut response = Answer::ok(self.body).into_response();
        if let Some(link) = self.link.and_then(|link| HeaderValue::try_from(link).ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

/// A page type with a schema of its own: a generic one would be inlined (utoipa issue 1586).
macro_rules! page {
    ($(#[$doc:meta])* $name:ident of $item:ty) => {
        $(#[$doc])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub(crate) struct $name {
            /// The items, in the list's order.
            pub(crate) items: Vec<$item>,
            /// Where the next page starts: send it as `cursor`. `null` on the last page.
            #[schema(required)]
            pub(crate) next_cursor: Option<String>,
        }
    };
    ($(#[$doc:meta])* counted $name:ident of $item:ty) => {
        $(#[$doc])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub(crate) struct $name {
            /// The items, in the list's order.
            pub(crate) items: Vec<$item>,
            /// Where the next page starts: send it as `cursor`. `null` on the last page.
            #[schema(required)]
            pub(crate) next_cursor: Option<String>,
            /// How many items the whole list has, at most 1000; `null` unless `count=true` asked for it.
            #[schema(required, minimum = 0, maximum = 1000)]
            pub(crate) count: Option<u64>,
            /// Whether that is all; `false` says that there are more.
            #[schema(required)]
            pub(crate) count_is_exact: Option<bool>,
        }

        impl $name {
            /// A page of a list that was counted, or was not.
            pub(crate) fn new(
                items: Vec<$item>,
                next_cursor: Option<String>,
                count: Option<domain::page::Count>,
            ) -> Self {
                let count_is_exact = count.map(|count| count.is_exact);
                Self { items, next_cursor, count: count.map(|count| count.found), count_is_exact }
            }
        }
    };
}
pub(crate) use page;

/// Up to where a list is counted when its reader asks.
pub(crate) const COUNTED_TO: u64 = 1_000;

/// Counts if it is asked for.
pub(crate) async fn count_if(
    asked: Option<bool>,
    count: impl Future<Output = domain::Result<Count>>,
) -> domain::Result<Option<Count>> {
    if asked == Some(true) { count.await.map(Some) } else { Ok(None) }
}
