use axum::extract::{OriginalUri, State};
use domain::vault::{self, Fact, LedgerEntry};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::Problem,
    v1::answer::{PageAnswer, PageQuery, page},
};

page! {
    /// One page of the ledger, oldest first.
    LedgerPage of LedgerLine
}

/// What the ledger remembers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum LedgerKind {
    /// The ledger was begun.
    Begun,
    /// An address was destroyed.
    Purged,
    /// The keys of an epoch, and of all before it, were destroyed.
    Destroyed,
    /// An account was erased.
    Erased,
}

/// One line of the ledger. What its kind does not have is `null`.
#[derive(Serialize, ToSchema)]
pub(super) struct LedgerLine {
    /// Counts from 1.
    seq: i64,
    /// When it was written.
    #[schema(format = DateTime)]
    created_at: String,
    /// What it remembers.
    kind: LedgerKind,
    /// Whose address.
    #[schema(required)]
    repair_id: Option<Uuid>,
    /// Which version of the address.
    #[schema(required)]
    address_version: Option<i64>,
    /// Why it was destroyed.
    #[schema(required)]
    rule: Option<String>,
    /// Which epoch wrapped the key of the address last; or the last of the epochs whose keys were destroyed.
    #[schema(required)]
    epoch: Option<i64>,
    /// Whose account it was: an id that nothing else knows any more.
    #[schema(required)]
    account_id: Option<Uuid>,
    /// The text that was hashed: number, time, fact and the hash of the line before, as JSON.
    hashed_text: String,
    /// Its SHA-256, in hexadecimal digits. The next line has it in its own text.
    hash: String,
}

impl LedgerLine {
    fn show(entry: LedgerEntry) -> Result<Self, Problem> {
        let hashed_text = entry.hashed_text()?;
        let LedgerEntry { seq, at, fact, previous: _, hash } = entry;
        let line = Self {
            seq,
            created_at: at,
            kind: LedgerKind::Begun,
            repair_id: None,
            address_version: None,
            rule: None,
            epoch: None,
            account_id: None,
            hashed_text,
            hash,
        };
        Ok(match fact {
            Fact::Begun { .. } => line,
            Fact::Purged { id: _, repair, address_version, epoch, rule } => Self {
                kind: LedgerKind::Purged,
                repair_id: Some(repair),
                address_version: Some(address_version),
                rule: Some(rule),
                epoch: Some(epoch),
                ..line
            },
            Fact::Destroyed { through } => Self { kind: LedgerKind::Destroyed, epoch: Some(through), ..line },
            Fact::Erased { account } => Self { kind: LedgerKind::Erased, account_id: Some(account), ..line },
        })
    }
}

/// List the ledger
///
/// What has ended for good, oldest first, outside the database: whoever compares the last `hash` with one that was
/// noted before knows that no line was taken out or changed. It names nobody. For who answers for privacy. The chain is
/// checked before it is shown; `benchdesk privacy verify` compares it with the database.
#[utoipa::path(
    get,
    path = "/privacy/ledger",
    operation_id = "listLedger",
    tag = "Privacy",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = LedgerPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_ledger(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<LedgerPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listLedger", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let page = vault::ledger(app.vault().archive.as_ref(), &cx, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(LedgerLine::show).collect::<Result<_, _>>()?;
    Ok(PageAnswer { body: LedgerPage { items, next_cursor }, link })
}
