//! Erasing an account (GDPR, Article 17): in small transactions, each of which can be the last for a while. What
//! is left to do is what is still there, so an erasure that was cut off goes on where it was.

mod contents;
mod farewell;
mod plan;

use contents::forget_some;
pub use farewell::{Farewell, note_farewell, take_farewell};
use plan::cuts;
pub use plan::{Cut, Cutting, End, end_of, plan};

use super::{Figures, OpenCase, OpenRepairs, PrivacyRequest, RequestState};
use crate::{
    Ctx, address,
    audit::{self, ActKind},
    contact::{EmailAddress, PersonName, VoluntaryContact},
    error::{Error, Result},
    id::{AccountId, PrivacyRequestId},
    identity::{Account, AccountState, Language, PasswordHash, Role, TimeZone},
    job::{JobRequest, Work},
    repair,
    store::{Store, Tx},
    vault::KeyProvider,
    view,
};

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Another step.
    Step,
    /// These repairs are to end first; whether the customer wants them stopped.
    Repairs(Vec<OpenCase>, OpenRepairs),
    /// The farewell, then the end of the account.
    Farewell(AccountId),
    /// Nothing: it is over.
    Nothing,
}

/// Takes one step of a request. Who steps holds the request: two workers take turns.
pub async fn step(tx: &mut dyn Tx, cx: &Ctx, id: PrivacyRequestId) -> Result<Next> {
    let Some(mut request) = tx.privacy_requests().find(id).await? else { return Ok(Next::Nothing) };
    let Some(account) = request.account.filter(|_| request.state.is_open()) else { return Ok(Next::Nothing) };
    // No repair is begun meanwhile, and none is cut from its customer before it ends.
    tx.privacy_requests().hold_person(account).await?;
    let open = tx.erasures().open_cases(&[account]).await?;
    if !open.is_empty() {
        return Ok(Next::Repairs(open, request.repairs));
    }
    if request.state == RequestState::Waiting {
        shut_out(tx, cx, account).await?;
        request.state = RequestState::Running;
        request.version += 1;
        tx.privacy_requests().update(&request).await?;
        return Ok(Next::Step);
    }
    if !forget_some(tx, cx, account, &mut request.erased).await? {
        return Ok(Next::Farewell(account));
    }
    tx.privacy_requests().update(&request).await?;
    Ok(Next::Step)
}

/// From now on nobody comes in with this account, and nothing is added to what is erased.
async fn shut_out(tx: &mut dyn Tx, cx: &Ctx, id: AccountId) -> Result<()> {
    let Some(before) = tx.accounts().find(id).await? else { return Ok(()) };
    let after = Account {
        state: AccountState::Disabled,
        version: before.version + 1,
        updated_at: cx.now(),
        ..before.clone()
    };
    tx.accounts().update(&after, before.version).await?;
    tx.sessions().revoke_all(id, None, cx.now()).await?;
    tx.api_tokens().remove_all(id).await?;
    tx.codes().void(id, cx.now()).await?;
    tx.email_changes().remove(id).await?;
    make_nobody(tx, cx).await
}

/// Who stands where erased people stood.
async fn make_nobody(tx: &mut dyn Tx, cx: &Ctx) -> Result<()> {
    if tx.accounts().find(AccountId::NOBODY).await?.is_some() {
        return Ok(());
    }
    let nobody = Account {
        id: AccountId::NOBODY,
        number: 0,
        role: Role::Customer,
        state: AccountState::Disabled,
        name: PersonName::from_stored(MARK.to_owned()),
        // Nobody can register it: it is no address.
        email: EmailAddress::from_stored(MARK.to_owned()),
        contact: VoluntaryContact::default(),
        language: Language::En,
        time_zone: TimeZone::default(),
        password: PasswordHash::nobodys(),
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
    };
    tx.accounts().add(&nobody).await.map(drop)
}

/// What stands where a name or a text stood.
pub(super) const MARK: &str = "[erased]";

/// Whether a request still wants its repairs stopped. Who asks holds the request.
pub async fn wants_repairs_stopped(tx: &mut dyn Tx, id: PrivacyRequestId) -> Result<bool> {
    let request = tx.privacy_requests().find(id).await?;
    Ok(request.is_some_and(|request| request.state.is_open() && request.repairs == OpenRepairs::Stop))
}

/// So many rows of a column one transaction changes.
const ROWS: u64 = 500;

/// Cuts the person out of every column in which people are looked for. Nobody waits while they are.
pub async fn cut_references(store: &dyn Store, account: AccountId) -> Result<()> {
    for cut in cuts() {
        while store.glance().await?.forgets().names(&cut, account).await? {
            let mut tx = store.begin().await?;
            tx.forgets().cut(&cut, account, ROWS).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Ends the account, behind all that was the person's. The ledger is to learn of it.
pub async fn finish(tx: &mut dyn Tx, cx: &Ctx, id: PrivacyRequestId) -> Result<()> {
    let Some(mut request) = tx.privacy_requests().find(id).await? else { return Ok(()) };
    let Some(account) = request.account.filter(|_| request.state == RequestState::Running) else {
        return Ok(());
    };
    end_account(tx, cx, account).await?;
    request.state = RequestState::Done;
    request.ended_at = Some(cx.now());
    request.version += 1;
    tx.privacy_requests().update(&request).await?;
    audit::record(tx, cx, ActKind::AccountErased.alone()).await?;
    tx.jobs().enqueue(JobRequest::now(cx, Work::WriteLedger)).await
}

/// The account goes, and what was written of it since people were last looked for.
async fn end_account(tx: &mut dyn Tx, cx: &Ctx, account: AccountId) -> Result<()> {
    let person = tx.accounts().find(account).await?;
    if let Some(person) = person {
        view::forget_person(tx, cx, &person, MARK).await?;
    }
    while tx.forgets().leave_tickets(account, ROWS).await? > 0 {}
    tx.forgets().remove_account(account).await?;
    for cut in cuts() {
        while tx.forgets().cut(&cut, account, ROWS).await? > 0 {}
    }
    Ok(())
}

/// Erases an account again that a restored database has again. False if it has not.
pub async fn erase_again(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    account: AccountId,
) -> Result<bool> {
    let mut tx = store.begin().await?;
    if tx.accounts().find(account).await?.is_none() {
        return Ok(false);
    }
    let request = tx.privacy_requests().open_of(account).await?;
    shut_out(tx.as_mut(), cx, account).await?;
    tx.commit().await?;
    // They have ended since, each before the account.
    let open = store.glance().await?.erasures().open_cases(&[account]).await?;
    for case in open {
        let look = address::look_for_copies(store, keys, cx, case.id).await?;
        let mut tx = store.begin().await?;
        repair::end_of_erased(tx.as_mut(), cx, case.id, look).await?;
        tx.commit().await?;
    }
    let mut erased = Figures::default();
    loop {
        let mut tx = store.begin().await?;
        if !forget_some(tx.as_mut(), cx, account, &mut erased).await? {
            break;
        }
        tx.commit().await?;
    }
    cut_references(store, account).await?;
    let mut tx = store.begin().await?;
    if let Some(request) = request {
        // The ledger knows: the request needs no account to tell it.
        let request =
            tx.privacy_requests().find(request.id).await?.ok_or(Error::NotFound("privacy request"))?;
        let ended = PrivacyRequest {
            account: None,
            state: RequestState::Done,
            ended_at: Some(cx.now()),
            erased,
            version: request.version + 1,
            ..request
        };
        tx.privacy_requests().update(&ended).await?;
    }
    end_account(tx.as_mut(), cx, account).await?;
    audit::record(tx.as_mut(), cx, ActKind::AccountErased.alone()).await?;
    tx.commit().await?;
    Ok(true)
}
