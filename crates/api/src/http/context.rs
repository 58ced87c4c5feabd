use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::http::{HeaderMap, HeaderName, header};
use domain::{id::AccountId, identity::Language, random::Random};

use super::quota::Quota;

/// The header field that names a request.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of the request that is being answered, wherever in its handling one asks.
#[derive(Debug, Clone)]
pub struct RequestContext {
    request_id: Arc<str>,
    language: Language,
    quota: Arc<Mutex<Option<Quota>>>,
    customer: Arc<OnceLock<AccountId>>,
}

tokio::task_local! {
    static CURRENT: RequestContext;
}

impl RequestContext {
    /// The context of the request that this task is answering; a nameless one outside of a request.
    pub fn current() -> Self {
        CURRENT.try_with(Clone::clone).unwrap_or_else(|_| Self::new(Arc::from("-"), Language::default()))
    }

    fn new(request_id: Arc<str>, language: Language) -> Self {
        Self { request_id, language, quota: Arc::default(), customer: Arc::default() }
    }

    /// Notes a limit that the request counts against, for its answer. Of several, the tightest is told.
    pub(crate) fn note(&self, quota: Quota) {
        let mut noted = self.quota.lock().unwrap_or_else(PoisonError::into_inner);
        *noted = Some(noted.map_or(quota, |earlier| earlier.tighter(quota)));
    }

    /// Notes that a customer asks, whose account can be erased.
    pub(crate) fn note_customer(&self, account: AccountId) {
        self.customer.get_or_init(|| account);
    }

    /// The customer who asks.
    pub(crate) fn customer(&self) -> Option<AccountId> {
        self.customer.get().copied()
    }

    /// The limit that was noted.
    pub(super) fn quota(&self) -> Option<Quota> {
        *self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Names the request in answers and logs.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The language that the caller prefers.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Reads the context from a request. A name sent along is kept if it is harmless.
    pub(super) fn read(headers: &HeaderMap, random: &dyn Random) -> Self {
        let sent = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
        let request_id = match sent {
            Some(id) if is_harmless(id) => Arc::from(id),
            _ => Arc::from(fresh_id(random)),
        };
        Self::new(request_id, preferred_language(headers))
    }

    /// Runs `future` within this context.
    pub(super) async fn scope<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }
}

/// The best language for what `Accept-Language` asks for.
pub(crate) fn preferred_language(headers: &HeaderMap) -> Language {
    let fields = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let ranges: Vec<_> = fields.filter_map(|value| value.to_str().ok()).collect();
    Language::negotiate(&ranges.join(","))
}

fn is_harmless(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn fresh_id(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use domain::random::SystemSource;

    use super::*;

    fn read(name: HeaderName, value: &str) -> RequestContext {
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())]);
        RequestContext::read(&headers, &SystemSource::new())
    }

    #[test]
    fn a_harmless_name_is_kept_and_any_other_replaced() {
        assert_eq!(read(REQUEST_ID, "job-17_a").request_id(), "job-17_a");
        for bad in ["", "a b", "ann@example.org", &"x".repeat(65)] {
            assert_eq!(read(REQUEST_ID, bad).request_id().len(), 36, "{bad}");
        }
    }

    #[test]
    fn the_language_is_negotiated() {
        assert_eq!(read(header::ACCEPT_LANGUAGE, "de-AT, en;q=0.5").language(), Language::De);
        assert_eq!(RequestContext::current().language(), Language::En);
    }
}
