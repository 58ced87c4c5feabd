use std::collections::HashSet;

use chrono::Duration;

use super::{Bulk, BulkCounts, BulkItem, Outcome, Refusal, Selection};
use crate::{
    Ctx,
    error::{Error, FieldError, Result, Rule},
    id::{BulkId, MacroId, TicketId, ViewId},
    identity::{Credential, Language, Permission},
    job::{JobRequest, Work},
    macros::{self, Actions},
    page::{Page, PageRequest},
    search::SearchQuery,
    store::Tx,
    ticket::{TicketFilter, TicketOrder, Viewer},
    view::{self, Resolved},
};

/// The most tickets of one order.
pub const MOST_TICKETS: usize = 1000;
const ONE_TOO_MANY: u16 = 1001;
/// How long an order and its results are kept.
pub const KEPT_FOR: Duration = Duration::days(7);

/// An order to be given.
#[derive(Debug, Clone)]
pub struct NewBulk {
    /// The id it will have.
    pub id: BulkId,
    /// Which tickets are meant; one that is named twice has one turn.
    pub tickets: Vec<TicketId>,
    /// What is to be done: this, or what the macro says.
    pub actions: Result<Actions, MacroId>,
}

/// The tickets that are meant. They are looked for where nobody waits for it to end: a search may take its time.
pub async fn choose(tx: &mut dyn Tx, cx: &Ctx, selection: Selection) -> Result<Vec<TicketId>> {
    cx.actor().require(Permission::TicketRead)?;
    match selection {
        Selection::Tickets(tickets) => Ok(tickets),
        Selection::View(id) => shown_by(tx, cx, id).await,
        Selection::Query(query) => found_by(tx, query).await,
    }
}

/// Takes an order. It is carried out by a job; who may do what is asked when a ticket has its turn.
pub async fn order(tx: &mut dyn Tx, cx: &Ctx, new: NewBulk) -> Result<Bulk> {
    cx.actor().require(Permission::TicketRead)?;
    let principal = cx.actor().principal()?;
    let (actions, by_macro) = match new.actions {
        Ok(actions) => {
            macros::check_actions(tx, &actions, "actions").await?;
            (actions, None)
        }
        Err(id) => {
            let found = macros::find(tx, cx, id)
                .await
                .map_err(|error| unknown(error, "macro_id", "must be a macro"))?;
            (found.actions, Some(id))
        }
    };
    let mut seen = HashSet::new();
    let tickets: Vec<_> = new.tickets.into_iter().filter(|ticket| seen.insert(*ticket)).collect();
    let bulk = Bulk {
        id: new.id,
        ordered_by: principal.account,
        token: match principal.credential {
            Credential::ApiToken(token) => Some(token),
            Credential::Session(_) => None,
        },
        session: principal.session(),
        actions,
        by_macro,
        created_at: cx.now(),
        finished_at: tickets.is_empty().then(|| cx.now()),
    };
    tx.bulks().add(&bulk, &tickets).await?;
    if !tickets.is_empty() {
        tx.jobs().enqueue(JobRequest::now(cx, Work::RunBulk { bulk: bulk.id })).await?;
    }
    Ok(bulk)
}

/// The order and how far it is, if the actor gave it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: BulkId) -> Result<(Bulk, BulkCounts)> {
    let me = cx.actor().principal()?.account;
    let found = tx.bulks().find(id).await?.filter(|bulk| bulk.ordered_by == me);
    let bulk = found.ok_or(Error::NotFound("bulk order"))?;
    let counts = tx.bulks().count(id).await?;
    Ok((bulk, counts))
}

/// Takes an order back, if the actor gave it: tickets that wait for their turn are left alone. What is done is done.
pub async fn cancel(tx: &mut dyn Tx, cx: &Ctx, id: BulkId) -> Result<(Bulk, BulkCounts)> {
    let (ordered, _) = find(tx, cx, id).await?;
    // The ticket whose turn it is has it; the others have none after that.
    if ordered.finished_at.is_none() && tx.bulks().next(id).await?.is_some() {
        let refusal = Refusal { code: "cancelled".to_owned(), detail: "the order was taken back".to_owned() };
        tx.bulks().settle_rest(id, &Outcome::Refused(refusal)).await?;
        tx.bulks().finish(id, cx.now()).await?;
    }
    find(tx, cx, id).await
}

/// One page of what has become of the tickets, if the actor gave the order.
pub async fn results(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: BulkId,
    page: &PageRequest<i64>,
) -> Result<Page<BulkItem, i64>> {
    let me = cx.actor().principal()?.account;
    let found = tx.bulks().find(id).await?.filter(|bulk| bulk.ordered_by == me);
    found.ok_or(Error::NotFound("bulk order"))?;
    tx.bulks().items(id, page).await
}

/// The tickets of a view. More than there may be are none: who orders is to know what is done.
async fn shown_by(tx: &mut dyn Tx, cx: &Ctx, id: ViewId) -> Result<Vec<TicketId>> {
    let found = view::find(tx, cx, id, Language::default()).await;
    let found = found.map_err(|error| unknown(error, "view_id", "must be a view"))?;
    let resolved = view::resolve(tx, cx, std::slice::from_ref(&found), view::MOST_FOUND).await?;
    let Resolved { filter, is_whole } = resolved.into_iter().next().unwrap_or_default();
    let tickets = tx.queue().ids(&filter, ONE_TOO_MANY.into()).await?;
    not_too_many(tickets, is_whole, "view_id", "show")
}

/// The tickets that a search finds: all that staff see, as who orders is one of them.
async fn found_by(tx: &mut dyn Tx, query: SearchQuery) -> Result<Vec<TicketId>> {
    let SearchQuery { words, conditions } = query;
    let filter = TicketFilter { conditions, ..TicketFilter::default() };
    let page = PageRequest::first(ONE_TOO_MANY);
    let found = if words.is_empty() {
        tx.tickets().list(Viewer::Staff, &filter, TicketOrder::default(), &page).await
    } else {
        tx.search().tickets(Viewer::Staff, &words, &filter, &page).await
    };
    let found = found.map_err(|error| match error {
        Error::TooBroad(text) => Error::invalid(FieldError::at("query", Rule::new("too_many", text))),
        other => other,
    })?;
    let is_whole = found.next.is_none();
    let tickets = found.items.into_iter().map(|row| row.id).collect();
    not_too_many(tickets, is_whole, "query", "find")
}

/// A search that ended before it had looked at every match has left some out, however few it found.
fn not_too_many(tickets: Vec<TicketId>, is_whole: bool, member: &str, does: &str) -> Result<Vec<TicketId>> {
    if is_whole && tickets.len() <= MOST_TICKETS {
        return Ok(tickets);
    }
    let rule = Rule::new("too_many", format!("must {does} at most {MOST_TICKETS} tickets"));
    Err(Error::invalid(FieldError::at(member, rule)))
}

fn unknown(error: Error, member: &str, expected: &str) -> Error {
    match error {
        Error::NotFound(_) => {
            Error::invalid(FieldError::at(member, Rule::new("unknown_reference", expected)))
        }
        other => other,
    }
}
