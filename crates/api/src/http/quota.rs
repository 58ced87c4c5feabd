//! How much of a limit is left, for clients that want to slow down before they are told to
//! (draft-ietf-httpapi-ratelimit-headers).

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");

/// A limit, and where the caller stands with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    /// What is limited: a name in lower case.
    pub(crate) policy: &'static str,
    /// How much is free within the window.
    pub(crate) limit: u32,
    /// How long is counted.
    pub(crate) window: Duration,
    /// How much of it is left.
    pub(crate) left: u32,
    /// How long until there is more.
    pub(crate) reset: Duration,
}

impl Quota {
    /// The one that runs out first.
    pub(crate) fn tighter(self, other: Self) -> Self {
        if other.left <= self.left { other } else { self }
    }

    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let Self { policy, limit, left, .. } = self;
        let (window, reset) = (self.window.as_secs(), self.reset.as_millis().div_ceil(1000));
        let fields = [
            (POLICY, format!("\"{policy}\";q={limit};w={window}")),
            (STATE, format!("\"{policy}\";r={left};t={reset}")),
        ];
        for (name, text) in fields {
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_the_draft_says() {
        let quota = Quota {
            policy: "sign_in",
            limit: 5,
            window: Duration::from_hours(2),
            left: 0,
            reset: Duration::from_millis(1_200),
        };
        let mut headers = HeaderMap::new();
        quota.write(&mut headers);
        assert_eq!(headers[POLICY], "\"sign_in\";q=5;w=7200");
        assert_eq!(headers[STATE], "\"sign_in\";r=0;t=2");
        let other = Quota { policy: "account", left: 7, ..quota };
        assert_eq!(quota.tighter(other), quota);
        assert_eq!(other.tighter(quota), quota);
    }
}
