use chrono::{Duration, Months};

use crate::{
    Ctx,
    access::require_fresh,
    audit::{self, ActKind},
    clock::Timestamp,
    error::{Conflict, Error, Result},
    id::{AccountId, PrivacyRequestId},
    identity::Permission,
    job::{JobRequest, Work},
    page::{Page, PageRequest},
    repair::Repair,
    store::Tx,
    ticket::named_enum,
};

/// How long a request is on record after its end: 36 months.
pub const KEPT_FOR: Duration = Duration::days(36 * 365 / 12);

named_enum! {
    /// What a person asks for.
    RequestKind {
        /// That the account is erased (GDPR, Article 17).
        Erasure => "erasure",
    }
}

named_enum! {
    /// What becomes of repairs that are open.
    OpenRepairs {
        /// They are finished first.
        Finish => "finish",
        /// What has not begun is called off; what is on its way or on the bench waits to be picked up.
        Stop => "stop",
    }
}

named_enum! {
    /// Where a request stands.
    RequestState {
        /// For repairs to end.
        Waiting => "waiting",
        /// It is being carried out: nobody can stop it.
        Running => "running",
        /// It is carried out.
        Done => "done",
        /// The person took it back.
        Withdrawn => "withdrawn",
    }
}

impl RequestState {
    /// Whether it is still to be carried out.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// What was erased, in numbers: nothing of them tells who.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Tickets without their texts and their requester.
    pub tickets: i64,
    /// Messages, in them and in tickets of others.
    pub messages: i64,
    /// Files.
    pub files: i64,
    /// Registrations of devices.
    pub devices: i64,
    /// Repairs without their customer.
    pub repairs: i64,
    /// Of those, the ones whose quotes are kept by law.
    pub kept_quotes: i64,
}

/// What a person has asked for of their rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacyRequest {
    /// Stable id; sorts by time.
    pub id: PrivacyRequestId,
    /// What for.
    pub kind: RequestKind,
    /// Whose account; nobody's once it is erased.
    pub account: Option<AccountId>,
    /// What becomes of repairs that are open.
    pub repairs: OpenRepairs,
    /// Where it stands.
    pub state: RequestState,
    /// When it came.
    pub requested_at: Timestamp,
    /// By when it is to be answered.
    pub due_at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// What was erased so far.
    pub erased: Figures,
    /// When the last letter was sent, or given up.
    pub told_at: Option<Timestamp>,
    /// Until when a worker is left alone with sending it.
    pub telling_until: Option<Timestamp>,
    /// Counts changes.
    pub version: i64,
}

/// An erasure that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewErasure {
    /// Its id.
    pub id: PrivacyRequestId,
    /// What becomes of repairs that are open.
    pub repairs: OpenRepairs,
}

/// Which requests to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Of this person.
    pub account: Option<AccountId>,
    /// In this state.
    pub state: Option<RequestState>,
}

/// One month later, on the last day of a month that is too short (GDPR, Article 12(3)).
fn month_after(at: Timestamp) -> Timestamp {
    at.checked_add_months(Months::new(1)).unwrap_or(at + Duration::days(30))
}

/// Asks for the actor's own account to be erased. With no repair open that begins at once; otherwise behind the
/// last one.
pub async fn ask(tx: &mut dyn Tx, cx: &Ctx, new: NewErasure) -> Result<PrivacyRequest> {
    // Customers: the accounts of staff are the desk's, and their acts its proof.
    cx.actor().require(Permission::TicketRequest)?;
    require_fresh(tx, cx).await?;
    let account = cx.actor().principal()?.account;
    if tx.privacy_requests().open_of(account).await?.is_some() {
        return Err(Conflict::ErasureRequested.into());
    }
    let request = PrivacyRequest {
        id: new.id,
        kind: RequestKind::Erasure,
        account: Some(account),
        repairs: new.repairs,
        state: RequestState::Waiting,
        requested_at: cx.now(),
        due_at: month_after(cx.now()),
        ended_at: None,
        erased: Figures::default(),
        told_at: None,
        telling_until: None,
        version: 1,
    };
    tx.privacy_requests().add(&request).await?;
    audit::record(tx, cx, ActKind::ErasureRequested.on(account)).await?;
    tx.jobs().enqueue(JobRequest::now(cx, Work::EraseAccounts)).await?;
    Ok(request)
}

/// Takes back a request that still waits, if its version is still `expected`. Harmless if it is taken back.
pub async fn withdraw(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: PrivacyRequestId,
    expected: Option<i64>,
) -> Result<PrivacyRequest> {
    cx.actor().require(Permission::TicketRequest)?;
    let mut request = find_own(tx, cx, id).await?;
    if expected.is_some_and(|expected| expected != request.version) {
        return Err(Error::stale(request.version));
    }
    match request.state {
        RequestState::Waiting => {}
        RequestState::Withdrawn => return Ok(request),
        RequestState::Running | RequestState::Done => return Err(Conflict::RequestOver.into()),
    }
    request.state = RequestState::Withdrawn;
    request.ended_at = Some(cx.now());
    request.version += 1;
    tx.privacy_requests().update(&request).await?;
    if let Some(account) = request.account {
        audit::record(tx, cx, ActKind::ErasureWithdrawn.on(account)).await?;
    }
    Ok(request)
}

/// A request of the actor's.
pub async fn find_own(tx: &mut dyn Tx, cx: &Ctx, id: PrivacyRequestId) -> Result<PrivacyRequest> {
    let person = cx.actor().principal()?;
    let found = tx.privacy_requests().find(id).await?;
    let own = found.filter(|request| request.account == Some(person.account));
    own.ok_or(Error::NotFound("privacy request"))
}

/// One page of the actor's own requests, newest first.
pub async fn list_own(
    tx: &mut dyn Tx,
    cx: &Ctx,
    page: &PageRequest<PrivacyRequestId>,
) -> Result<Page<PrivacyRequest, PrivacyRequestId>> {
    let account = Some(cx.actor().principal()?.account);
    tx.privacy_requests().list(&RequestFilter { account, state: None }, page).await
}

/// Anybody's request, for who answers for privacy.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: PrivacyRequestId) -> Result<PrivacyRequest> {
    cx.actor().require(Permission::AuditRead)?;
    tx.privacy_requests().find(id).await?.ok_or(Error::NotFound("privacy request"))
}

/// One page of everybody's requests, newest first, for who answers for privacy.
pub async fn list(
    tx: &mut dyn Tx,
    cx: &Ctx,
    filter: &RequestFilter,
    page: &PageRequest<PrivacyRequestId>,
) -> Result<Page<PrivacyRequest, PrivacyRequestId>> {
    cx.actor().require(Permission::AuditRead)?;
    tx.privacy_requests().list(filter, page).await
}

/// The open request of a customer of whom a repair is begun. Until that is done no erasure begins.
pub(crate) async fn open_of_customer(
    tx: &mut dyn Tx,
    customer: Option<AccountId>,
) -> Result<Option<PrivacyRequest>> {
    let Some(account) = customer else { return Ok(None) };
    tx.privacy_requests().hold_person(account).await?;
    tx.privacy_requests().open_of(account).await
}

/// Fails while a customer has stopped all repairs to be erased, or is being erased: what is on the bench goes to no
/// address again.
pub(crate) async fn must_not_have_stopped(tx: &mut dyn Tx, customer: Option<AccountId>) -> Result<()> {
    let Some(account) = customer else { return Ok(()) };
    match tx.privacy_requests().open_of(account).await? {
        Some(
            PrivacyRequest { repairs: OpenRepairs::Stop, .. }
            | PrivacyRequest { state: RequestState::Running, .. },
        ) => Err(Conflict::ErasureRequested.into()),
        _ => Ok(()),
    }
}

/// A repair is over: its customer may have waited for that. In the same transaction.
pub(crate) async fn follow_end(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<()> {
    let Some(account) = case.requester else { return Ok(()) };
    if tx.privacy_requests().open_of(account).await?.is_some() {
        tx.jobs().enqueue(JobRequest::now(cx, Work::EraseAccounts)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_with_the_month() {
        let after = |at: &str| month_after(at.parse().unwrap()).to_rfc3339();
        assert_eq!(after("2027-01-31T10:00:00Z"), "2027-02-28T10:00:00+00:00");
        assert_eq!(after("2028-01-31T10:00:00Z"), "2028-02-29T10:00:00+00:00");
        assert_eq!(after("2026-11-22T10:00:00Z"), "2026-12-22T10:00:00+00:00");
        assert_eq!(after("2026-12-15T10:00:00Z"), "2027-01-15T10:00:00+00:00");
    }
}
