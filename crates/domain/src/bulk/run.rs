//! Carrying an order out: one ticket and its result in one transaction, so that whatever happens to the
//! process, no ticket has its turn twice.

use chrono::Duration;

use super::{Bulk, Outcome, Refusal};
use crate::{
    Ctx, access,
    error::{Denied, Error, Result},
    id::{BulkId, MessageId, SessionId},
    identity::{AccountState, Actor, Credential},
    macros::{self, Applying},
    store::Tx,
};

/// What a step has come to.
#[derive(Debug)]
pub enum Step {
    /// A ticket has had its turn.
    Taken,
    /// A ticket cannot have it done: forget this transaction, and [`refuse`] in another.
    Refused {
        /// Which place it has in the order.
        position: i64,
        /// Why.
        refusal: Refusal,
    },
    /// All have had their turn.
    Finished,
}

/// Gives the next ticket its turn.
pub async fn step(tx: &mut dyn Tx, cx: &Ctx, id: BulkId) -> Result<Step> {
    let Some(bulk) = tx.bulks().find(id).await? else { return Ok(Step::Finished) };
    let Some(item) = tx.bulks().next(id).await? else {
        if bulk.finished_at.is_none() {
            tx.bulks().finish(id, cx.now()).await?;
        }
        return Ok(Step::Finished);
    };
    let done = async {
        let cx = in_the_name_of(tx, cx, &bulk).await?.by_macro(bulk.by_macro);
        // Nobody sits there to think again: replies go out at once.
        let how = Applying { message: MessageId::new(&cx), undo: Duration::zero() };
        macros::apply(tx, &cx, item.ticket, None, &bulk.actions, how).await
    };
    let done = match done.await {
        Ok(done) => done,
        Err(error) => {
            let refusal = refusal(error)?;
            return Ok(Step::Refused { position: item.position, refusal });
        }
    };
    let outcome = if done.after == done.before { Outcome::Unchanged } else { Outcome::Done };
    if !tx.bulks().settle(id, item.position, &outcome).await? {
        return Err(Error::internal("a ticket had its turn while it was locked"));
    }
    Ok(Step::Taken)
}

/// Writes down that a ticket was left alone.
pub async fn refuse(tx: &mut dyn Tx, id: BulkId, position: i64, refusal: Refusal) -> Result<()> {
    tx.bulks().settle(id, position, &Outcome::Refused(refusal)).await?;
    Ok(())
}

/// The act of who ordered it, with the rights that they have now, and a token no more than it has.
async fn in_the_name_of(tx: &mut dyn Tx, cx: &Ctx, bulk: &Bulk) -> Result<Ctx> {
    let denied = || Error::from(Denied::MissingPermission);
    let account = tx.accounts().find(bulk.ordered_by).await?;
    let account = account.filter(|account| account.state == AccountState::Active).ok_or_else(denied)?;
    let (credential, scopes) = match bulk.token {
        None => (Credential::Session(session(tx, bulk).await?), None),
        Some(id) => {
            let token = tx.api_tokens().find(id).await?;
            let token = token.filter(|token| cx.now() < token.expires_at).ok_or_else(denied)?;
            (Credential::ApiToken(id), Some(token.scopes))
        }
    };
    let principal = access::admit(tx, &account, credential, scopes).await?;
    Ok(cx.acting_as(Actor::Person(principal)))
}

/// The session that it was ordered in. It may have run out meanwhile; but what was ended, by its owner or
/// because somebody else had it, does nothing any more.
async fn session(tx: &mut dyn Tx, bulk: &Bulk) -> Result<SessionId> {
    // An order from before sessions were remembered.
    let Some(id) = bulk.session else { return Ok(SessionId::from_uuid(bulk.id.as_uuid())) };
    let found = tx.sessions().find(id).await?;
    let is_ended = found.is_some_and(|session| session.ended_at.is_some());
    if is_ended { Err(Denied::MissingPermission.into()) } else { Ok(id) }
}

/// What a request would be answered with. What may pass by itself is no refusal: the job is tried again.
fn refusal(error: Error) -> Result<Refusal> {
    let code = match &error {
        Error::NotFound(_) => "not_found",
        Error::Denied(_) | Error::Unauthenticated(_) => "forbidden",
        Error::Conflict(_) => "state_conflict",
        Error::Invalid(_) => "validation_failed",
        _ => return Err(error),
    };
    let detail = match &error {
        Error::NotFound(_) | Error::Conflict(_) => error.to_string(),
        Error::Invalid(_) => "it does not fit the ticket".to_owned(),
        _ => "the rights for it are missing".to_owned(),
    };
    Ok(Refusal { code: code.to_owned(), detail })
}
