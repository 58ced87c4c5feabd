use super::{
    AddressLink, GivenAddress,
    give::{may_replace, must_have_place, store},
};
use crate::{
    Ctx,
    error::{Conflict, Denied, Error, Result},
    id::RepairId,
    identity::{Code, CodePurpose, Permission, consume_code, find_code},
    job::JobRequest,
    keys::Keys,
    mail::MailOrder,
    repair::{self, Repair, Viewer},
    store::Tx,
    vault::AddressRecord,
};

/// How long a link works.
pub const LINK_LIFETIME: chrono::Duration = CodePurpose::AddressLink.lifetime();

const LINK: &str = "address link";

/// Sends the customer a link through which the address can be given once. It takes the place of earlier ones.
pub async fn request(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<()> {
    let case = repair::find(tx, cx, id).await?;
    let may = [Permission::RepairWrite, Permission::RepairLogistics];
    if !may.into_iter().any(|permission| cx.actor().may(permission)) {
        return Err(Denied::MissingPermission.into());
    }
    must_have_place(&case)?;
    if case.requester.is_none() {
        return Err(Conflict::NoPlaceForAddress.into());
    }
    ask(tx, cx, &case).await
}

/// Sends another link in place of one that works no longer, to the same person and for the same case. Whoever has
/// any other token learns nothing.
pub async fn renew(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, token: &str) -> Result<()> {
    let Some(id) = keys.read_code_token(CodePurpose::AddressLink.name(), token) else { return Ok(()) };
    let Some(code) = tx.codes().find(id).await? else { return Ok(()) };
    let Some(link) = tx.address_links().find(code.id).await? else { return Ok(()) };
    let case = tx.repairs().find_visible(Viewer::Staff, link.repair).await?;
    match case.filter(|case| case.allows_address() && case.requester == code.account) {
        Some(case) => ask(tx, cx, &case).await,
        None => Ok(()),
    }
}

/// Orders the letter. Nobody is asked about a device that is nobody's.
pub(super) async fn ask(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<()> {
    let Some(requester) = case.requester else { return Ok(()) };
    let account = tx.accounts().find(requester).await?.ok_or(Error::NotFound("requester"))?;
    tx.address_links().void(case.id, cx.now()).await?;
    let code = Code::new(cx, CodePurpose::AddressLink, Some(&account));
    tx.codes().add(&code).await?;
    let (asked_by, asked_at) = (cx.actor().account(), cx.now());
    tx.address_links().add(&AddressLink { code: code.id, repair: case.id, asked_by, asked_at }).await?;
    tx.jobs().enqueue(JobRequest::send_mail(cx, MailOrder::code(code.id))).await
}

/// The case behind a link that works.
pub async fn behind_link(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, token: &str) -> Result<(Code, Repair)> {
    let code = find_code(tx, cx, keys, CodePurpose::AddressLink, token, LINK).await?;
    let gone = || Error::Gone(LINK);
    let link = tx.address_links().find(code.id).await?.ok_or_else(gone)?;
    let case = tx.repairs().find_visible(Viewer::Staff, link.repair).await?.ok_or_else(gone)?;
    // The case may have come to its end, or to another customer's account.
    if !case.allows_address() || case.requester != code.account {
        return Err(gone());
    }
    Ok((code, case))
}

/// The case behind a link through which an address can be given now. To be asked before anything is opened or
/// sealed.
pub async fn check_link(tx: &mut dyn Tx, cx: &Ctx, keys: &Keys, token: &str) -> Result<RepairId> {
    let (_, case) = behind_link(tx, cx, keys, token).await?;
    may_replace(tx, cx, &case).await?;
    Ok(case.id)
}

/// Gives a case an address through its link, which works once.
pub async fn give_through_link(
    tx: &mut dyn Tx,
    cx: &Ctx,
    keys: &Keys,
    token: &str,
    given: GivenAddress,
) -> Result<AddressRecord> {
    let (code, case) = behind_link(tx, cx, keys, token).await?;
    consume_code(tx, cx, &code, LINK).await?;
    store(tx, cx, case, given).await
}
