//! Disclosures that somebody writes down. Nothing changes them: what was wrong is said right by another entry, which
//! names the one that it corrects.

use super::{Basis, DataKind, Disclosure, Purpose, Recipient, RecipientKind};
use crate::{
    Ctx,
    clock::{CLOCKS_DIFFER, Timestamp},
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, DisclosureId, RepairId, TicketId},
    identity::Permission,
    page::PageRequest,
    repair::{self, RepairFilter},
    store::Tx,
    ticket,
};

/// What is written down of a disclosure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDisclosure {
    /// The id it will have.
    pub id: DisclosureId,
    /// For which repair: then it is its customer's data.
    pub repair: Option<RepairId>,
    /// In which ticket: then it is its requester's data.
    pub ticket: Option<TicketId>,
    /// What kinds of data; at least one, each once.
    pub kinds: Vec<DataKind>,
    /// To whom.
    pub recipient: Recipient,
    /// What kind of recipient that is.
    pub recipient_kind: RecipientKind,
    /// Why it may be.
    pub basis: Basis,
    /// What for.
    pub purpose: Purpose,
    /// When it was handed over.
    pub at: Timestamp,
    /// The entry that was wrong.
    pub corrects: Option<DisclosureId>,
}

/// Puts on record that data was handed over.
pub async fn record(tx: &mut dyn Tx, cx: &Ctx, new: NewDisclosure) -> Result<Disclosure> {
    cx.actor().require(Permission::DisclosureWrite)?;
    if new.at > cx.now() + CLOCKS_DIFFER || new.at < cx.now() - super::KEPT_FOR {
        return refuse("at", "out_of_range", "must be within the last 36 months");
    }
    let account = whose(tx, cx, &new).await?;
    let repair = match (new.repair, new.ticket) {
        (None, Some(ticket)) => repair_in(tx, cx, ticket, account).await?,
        (repair, _) => repair,
    };
    if let Some(wrong) = new.corrects {
        check_corrected(tx, wrong, account).await?;
    }
    let entry = Disclosure {
        id: new.id,
        account: Some(account),
        repair,
        ticket: new.ticket,
        shipment: None,
        kinds: new.kinds,
        recipient: Some(new.recipient),
        recipient_kind: new.recipient_kind,
        basis: new.basis,
        purpose: Some(new.purpose),
        corrects: new.corrects,
        actor: cx.actor().account(),
        at: new.at.min(cx.now()),
        recorded_at: cx.now(),
    };
    tx.disclosures().add(&entry).await?;
    Ok(entry)
}

/// Whose data it was: of the repair or the ticket, which are one person's if both are named.
async fn whose(tx: &mut dyn Tx, cx: &Ctx, new: &NewDisclosure) -> Result<AccountId> {
    let of_repair = match new.repair {
        None => None,
        Some(repair) => {
            let found = tx.repairs().find_visible(repair::Viewer::of(cx.actor())?, repair).await?;
            let Some(account) = found.and_then(|case| case.requester) else {
                return refuse("repair_id", "unknown_reference", "must be a repair that has a customer");
            };
            Some(account)
        }
    };
    let of_ticket = match new.ticket {
        None => None,
        Some(id) => {
            let found = tx.tickets().find_visible(ticket::Viewer::of(cx.actor())?, id).await?;
            let Some(ticket) = found else {
                return refuse("ticket_id", "unknown_reference", "must be a ticket");
            };
            Some(ticket.requester)
        }
    };
    match (of_repair, of_ticket) {
        (Some(one), Some(other)) if one != other => {
            refuse("ticket_id", "unknown_reference", "must be of the same person as the repair")
        }
        (Some(account), _) | (None, Some(account)) => Ok(account),
        (None, None) => refuse("repair_id", "required", "a repair or a ticket must say whose data it was"),
    }
}

/// The last repair of the same person in a ticket: with its address ends what was copied of it into the entry.
async fn repair_in(
    tx: &mut dyn Tx,
    cx: &Ctx,
    ticket: TicketId,
    account: AccountId,
) -> Result<Option<RepairId>> {
    let filter = RepairFilter { ticket: Some(ticket), ..RepairFilter::default() };
    let viewer = repair::Viewer::of(cx.actor())?;
    let found = tx.repairs().list(viewer, &filter, &PageRequest::first(1)).await?.items.pop();
    Ok(found.filter(|case| case.requester == Some(account)).map(|case| case.id))
}

/// What is corrected is of the same person, and was not corrected before.
async fn check_corrected(tx: &mut dyn Tx, wrong: DisclosureId, account: AccountId) -> Result<()> {
    let found = tx.disclosures().find(wrong).await?.filter(|entry| entry.account == Some(account));
    if found.is_none() {
        return refuse("corrects_id", "unknown_reference", "must be an entry about the same person");
    }
    if tx.disclosures().is_corrected(wrong).await? {
        Err(Conflict::DisclosureCorrected.into())
    } else {
        Ok(())
    }
}

/// An entry, for who answers for privacy; one's own, for who wrote it down.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: DisclosureId) -> Result<Disclosure> {
    let reads_all = cx.actor().may(Permission::AuditRead);
    if !reads_all {
        cx.actor().require(Permission::DisclosureWrite)?;
    }
    let found = tx.disclosures().find(id).await?;
    let seen = found.filter(|entry| reads_all || entry.actor == cx.actor().account());
    seen.ok_or(Error::NotFound("disclosure"))
}

fn refuse<T>(member: &str, code: &'static str, detail: &'static str) -> Result<T> {
    Err(Error::invalid(FieldError::at(member, Rule::new(code, detail))))
}
