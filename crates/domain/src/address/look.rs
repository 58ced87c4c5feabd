use uuid::Uuid;

use crate::{
    Ctx,
    access::require_fresh,
    audit::{self, ActKind},
    error::{Conflict, Denied, Error, FieldError, Result, Rule},
    id::RepairId,
    identity::{Permission, Role},
    job::JobRequest,
    mail::MailOrder,
    page::{Page, PageRequest},
    postal::PostalAddress,
    repair::{self, Repair, State},
    store::{Store, Tx},
    vault::{self, Access, AddressRecord, KeyProvider, PurgeRecord, Purpose},
};

/// What someone of the staff wants to look at an address for.
#[derive(Debug, Clone)]
pub struct Reveal {
    /// What for.
    pub purpose: Purpose,
    /// In their own words; needed to break the glass.
    pub note: Option<String>,
}

/// What is known of a case's address without opening it, for whoever may know of the case.
pub async fn state(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Option<AddressRecord>> {
    repair::find(tx, cx, id).await?;
    vault::record(tx, id).await
}

/// An address of which it is on record that someone looks at it.
#[derive(Debug)]
pub struct OnRecord {
    /// What is known of it without opening it.
    pub address: AddressRecord,
    access: Uuid,
}

/// Puts on record that the customer looks at the own address.
pub async fn record_own(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<OnRecord> {
    let case = repair::find(tx, cx, id).await?;
    if cx.actor().account().is_none() || case.requester != cx.actor().account() {
        return Err(Denied::MissingPermission.into());
    }
    on_record(tx, cx, id, Purpose::Own, None).await
}

/// Puts on record that someone of the staff looks at an address, if they may now. It is committed before the
/// address is opened.
pub async fn record_reveal(tx: &mut dyn Tx, cx: &Ctx, id: RepairId, reveal: Reveal) -> Result<OnRecord> {
    let case = repair::find(tx, cx, id).await?;
    let Reveal { purpose, note } = reveal;
    if purpose == Purpose::BreakGlass {
        cx.actor().require(Permission::RepairLead)?;
        if note.is_none() {
            let rule = Rule::new("missing_field", "must say why");
            return Err(Error::invalid(FieldError::at("note", rule)));
        }
        require_fresh(tx, cx).await?;
        audit::record(tx, cx, ActKind::AddressOpened.on(id)).await?;
        tell_others(tx, cx, id).await?;
    } else {
        cx.actor().require(Permission::RepairAddressRead)?;
        require_fresh(tx, cx).await?;
        if !is_to_be_sent(&case) {
            return Err(Conflict::NoPlaceForAddress.into());
        }
    }
    on_record(tx, cx, id, purpose, note).await
}

/// Nobody breaks the glass alone: who answers for privacy is told, or else who runs the desk, or other leads.
async fn tell_others(tx: &mut dyn Tx, cx: &Ctx, repair: RepairId) -> Result<()> {
    for role in [Role::PrivacyOfficer, Role::Admin, Role::Lead] {
        let mut others = tx.staff().lock_active(role).await?;
        others.retain(|other| cx.actor().account() != Some(*other));
        if others.is_empty() {
            continue;
        }
        for to in others {
            let order = MailOrder::AddressOpened { repair, to };
            tx.jobs().enqueue(JobRequest::send_mail(cx, order)).await?;
        }
        break;
    }
    Ok(())
}

/// Whether a parcel is about to go there, is on its way, or came back.
const fn is_to_be_sent(case: &Repair) -> bool {
    match case.state {
        State::Authorized => case.is_prepaid,
        State::ReadyToShip | State::Outbound | State::Undeliverable | State::Unclaimed => true,
        _ => false,
    }
}

async fn on_record(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    purpose: Purpose,
    note: Option<String>,
) -> Result<OnRecord> {
    let address = vault::record(tx, id).await?.ok_or(Error::NotFound("address"))?;
    let access = vault::record_access(tx, cx, id, purpose, note).await?;
    Ok(OnRecord { address, access })
}

/// Opens an address of which it is on record that someone looks at it. If nobody can, that is on record, too; what
/// cannot even be written down counts as seen.
pub async fn open(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    on_record: &OnRecord,
) -> Result<PostalAddress> {
    let opened = try_to_open(store, keys, on_record).await;
    if opened.is_err() {
        was_not_seen(store, cx, on_record).await;
    }
    opened
}

/// Says of what was put on record that nobody saw anything.
pub async fn was_not_seen(store: &dyn Store, cx: &Ctx, on_record: &OnRecord) {
    vault::record_failure(store, cx, on_record.access).await.ok();
}

/// Opens an address of which it is on record that someone looks at it; whoever asks says so if nobody sees it.
pub async fn try_to_open(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    OnRecord { address: record, .. }: &OnRecord,
) -> Result<PostalAddress> {
    let opened = vault::open(store, keys, record.repair).await?;
    let (version, bytes) = opened.ok_or(Error::NotFound("address"))?;
    if version != record.version {
        return Err(Error::stale(version));
    }
    PostalAddress::from_canonical(bytes.reveal())
}

/// One page of who has looked at the address, newest first: for the customer, and for who answers for privacy.
pub async fn accesses(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    page: &PageRequest<Uuid>,
) -> Result<Page<Access, Uuid>> {
    let case = repair::find(tx, cx, id).await?;
    let is_own = cx.actor().account().is_some() && case.requester == cx.actor().account();
    if !is_own && !may_see_persons(cx) {
        return Err(Denied::MissingPermission.into());
    }
    vault::accesses(tx, id, page).await
}

/// Whether the actor is told which person has looked, beside as what.
pub fn may_see_persons(cx: &Ctx) -> bool {
    cx.actor().may(Permission::AuditRead)
}

/// The receipts of the ends of a case's addresses, oldest first.
pub async fn receipts(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Vec<PurgeRecord>> {
    repair::find(tx, cx, id).await?;
    vault::receipts(tx, id).await
}
