//! Cursors: sealed positions in a list. What a client holds is opaque, cannot be forged, and works
//! only for the list, filter and caller that it was made for.

use axum::http::Uri;
use domain::{
    Ctx,
    id::{
        ApiTokenId, AuditId, DeviceEventId, DeviceId, DisclosureId, DraftId, EventId, JobId, MacroId,
        MessageId, ParcelId, PrivacyRequestId, ProductId, RepairId, SessionId, TicketId, ViewId,
    },
    page::{DEFAULT_LIMIT, MAX_LIMIT, Page, PageRequest},
    ticket::{Position, Tag},
};
use uuid::Uuid;

use crate::{
    App,
    problem::{FieldProblem, Problem, ProblemCode},
};

/// A position that can be sealed.
pub(crate) trait Key: Sized {
    fn to_bytes(&self) -> Vec<u8>;
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

impl Key for i64 {
    fn to_bytes(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self::from_be_bytes(bytes.try_into().ok()?))
    }
}

impl Key for Uuid {
    fn to_bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes).ok()
    }
}

macro_rules! id_keys {
    ($($id:ident),*) => {$(
        impl Key for $id {
            fn to_bytes(&self) -> Vec<u8> {
                self.as_uuid().as_bytes().to_vec()
            }

            fn from_bytes(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self::from_uuid)
            }
        }
    )*};
}
id_keys!(
    ApiTokenId,
    AuditId,
    DeviceEventId,
    DeviceId,
    DisclosureId,
    DraftId,
    EventId,
    JobId,
    MacroId,
    MessageId,
    ProductId,
    RepairId,
    ParcelId,
    PrivacyRequestId,
    SessionId,
    TicketId,
    ViewId
);

impl Key for Tag {
    fn to_bytes(&self) -> Vec<u8> {
        self.as_str().as_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(|tag| Self::from_stored(tag.to_owned()))
    }
}

impl Key for Position {
    fn to_bytes(&self) -> Vec<u8> {
        [self.value.to_bytes(), self.id.to_bytes()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (value, id) = bytes.split_at_checked(8)?;
        Some(Self { value: Key::from_bytes(value)?, id: Key::from_bytes(id)? })
    }
}

/// A list as a client asks for it: which one, and what makes it this one (its filter and order).
pub(crate) struct List<'a> {
    app: &'a App,
    context: Vec<u8>,
}

impl<'a> List<'a> {
    /// `parts` tell one list from another.
    pub(crate) fn new(app: &'a App, cx: &Ctx, operation: &str, parts: &str) -> Self {
        let account = cx.actor().account().map(|account| account.to_string()).unwrap_or_default();
        Self { app, context: [operation, &account, parts].join("\n").into_bytes() }
    }

    /// Reads which page is asked for.
    pub(crate) fn page<K: Key>(
        &self,
        limit: Option<u16>,
        cursor: Option<&str>,
    ) -> Result<PageRequest<K>, Problem> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let field = FieldProblem::at_parameter("limit", "out_of_range", "must be between 1 and 100");
            return Err(Problem::new(ProblemCode::InvalidParameter).field(field));
        }
        let after = cursor.map(|cursor| self.open(cursor)).transpose()?;
        Ok(PageRequest { limit, after })
    }

    /// Seals where the next page starts, and links to it (RFC 8288).
    pub(crate) fn onward<T, K: Key>(&self, uri: &Uri, page: &Page<T, K>) -> (Option<String>, Option<String>) {
        let seal = |position: &K| {
            self.app.keys().seal_cursor(&position.to_bytes(), &self.context, self.app.random().as_ref())
        };
        let cursor = page.next.as_ref().map(seal);
        let link = cursor.as_deref().map(|cursor| next_link(uri, cursor));
        (cursor, link)
    }

    fn open<K: Key>(&self, cursor: &str) -> Result<K, Problem> {
        let position = self.app.keys().open_cursor(cursor, &self.context);
        let key = position.as_deref().and_then(K::from_bytes);
        key.ok_or_else(|| Problem::new(ProblemCode::InvalidCursor))
    }
}

/// The list that was asked for, from another position on.
fn next_link(uri: &Uri, cursor: &str) -> String {
    let kept = uri.query().unwrap_or_default().split('&');
    let kept = kept.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let next = format!("cursor={cursor}");
    let query: Vec<_> = kept.chain([next.as_str()]).collect();
    format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"))
}
