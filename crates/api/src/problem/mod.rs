//! Every 4xx and 5xx is a problem (RFC 9457) from one closed catalogue, whatever its origin.
//!
//! Texts are written in English where they arise; `german` holds their translation, and the
//! answer is put into the caller's language when it is rendered.

mod body;
mod catalogue;
mod code;
mod field;
mod from_domain;
mod german;
mod response;

pub(crate) use german::localised;

use std::{borrow::Cow, time::Duration};

use uuid::Uuid;

pub use body::ProblemBody;
pub use code::ProblemCode;
pub use field::FieldProblem;

/// Why a request was not carried out. Becomes an answer with the right status and headers.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    code: ProblemCode,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldProblem>,
    allowed_transitions: Option<Vec<&'static str>>,
    current_version: Option<i64>,
    changed: Option<Vec<&'static str>>,
    assignee: Option<Uuid>,
    retry_after: Option<Duration>,
    bad_token: bool,
}

impl Problem {
    /// A problem that its code explains well enough.
    pub fn new(code: ProblemCode) -> Self {
        Self(Box::new(Parts {
            code,
            detail: None,
            errors: Vec::new(),
            allowed_transitions: None,
            current_version: None,
            changed: None,
            assignee: None,
            retry_after: None,
            bad_token: code == ProblemCode::TokenExpired,
        }))
    }

    /// Says more than the code does. The text never holds a submitted or stored value.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Names a faulty part of the request.
    #[must_use]
    pub fn field(mut self, field: FieldProblem) -> Self {
        self.0.errors.push(field);
        self
    }

    /// Names faulty parts of the request.
    #[must_use]
    pub fn fields(mut self, fields: impl IntoIterator<Item = FieldProblem>) -> Self {
        self.0.errors.extend(fields);
        self
    }

    /// Says when to try again.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Says which version is stored now.
    #[must_use]
    pub fn current_version(mut self, version: i64) -> Self {
        self.0.current_version = Some(version);
        self
    }

    /// Says which members have changed meanwhile.
    #[must_use]
    pub fn changed(mut self, members: Option<Vec<&'static str>>) -> Self {
        self.0.changed = members;
        self
    }

    /// Says who has the ticket. For staff only.
    #[must_use]
    pub fn assignee(mut self, account: Uuid) -> Self {
        self.0.assignee = Some(account);
        self
    }

    /// Says where the thing can go from where it is.
    #[must_use]
    pub fn allowed_transitions(mut self, allowed: Vec<&'static str>) -> Self {
        self.0.allowed_transitions = Some(allowed);
        self
    }

    /// Says that credentials were sent and are not good (RFC 6750, 3.1).
    #[must_use]
    pub fn bad_token(mut self) -> Self {
        self.0.bad_token = true;
        self
    }

    /// Which problem it is.
    pub fn code(&self) -> ProblemCode {
        self.0.code
    }
}
