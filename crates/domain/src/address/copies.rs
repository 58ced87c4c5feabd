use crate::{
    Ctx,
    error::{Error, Result},
    id::RepairId,
    identity::Actor,
    postal::{PostalAddress, Sweep},
    repair::{self, RepairChange, ReturnMethod, State, Step, Viewer},
    store::{Store, Tx},
    ticket::{self, SweptTicket},
    vault::{self, KeyProvider, Purpose},
};

/// Copies of an address in its ticket, found before the transaction that removes them.
#[derive(Debug)]
pub struct Copies {
    repair: RepairId,
    version: i64,
    found: Option<SweptTicket>,
}

/// Looks for copies of a case's address in its ticket, before the transaction in which the address ends. That
/// it was opened for this is on record. `None` if there is no address, or if its key is lost, so that nobody can
/// know what to look for.
pub async fn look_for_copies(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    repair: RepairId,
) -> Result<Option<Copies>> {
    let mut tx = store.glance().await?;
    let Some(record) = vault::record(tx.as_mut(), repair).await? else { return Ok(None) };
    let case = tx.repairs().find_visible(Viewer::Staff, repair).await?;
    drop(tx);
    let Some(ticket) = case.and_then(|case| case.ticket) else { return Ok(None) };
    let desk = cx.acting_as(Actor::Time);
    let mut tx = store.begin().await?;
    vault::record_access(tx.as_mut(), &desk, repair, Purpose::Sweep, None).await?;
    tx.commit().await?;
    let Some((version, bytes)) = vault::open(store, keys, repair).await? else { return Ok(None) };
    // What cannot be read as an address has no copies that could be known; it ends all the same.
    let sweep =
        PostalAddress::from_canonical(bytes.reveal()).map(|address| Sweep::of(&address)).unwrap_or_default();
    if version != record.version {
        return Err(changed_meanwhile());
    }
    if sweep.is_empty() {
        return Ok(Some(Copies { repair, version, found: None }));
    }
    let mut tx = store.read().await?;
    let found = ticket::look_for(tx.as_mut(), ticket, sweep).await?;
    Ok(Some(Copies { repair, version, found: Some(found) }))
}

/// The same, if the actor can take the case to where it may have no address.
pub async fn copies_before(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    id: RepairId,
    to: State,
) -> Result<Option<Copies>> {
    if !to.is_terminal() {
        return Ok(None);
    }
    let mut tx = store.glance().await?;
    let case = repair::find(tx.as_mut(), cx, id).await?;
    let possible = repair::possible(tx.as_mut(), cx, &case).await?;
    drop(tx);
    let can = possible.iter().any(|possible| possible.transition.to == to && possible.missing.is_empty());
    if can { look_for_copies(store, keys, cx, id).await } else { Ok(None) }
}

/// The same, if the device is to come back another way than to an address.
pub async fn copies_before_change(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    id: RepairId,
    change: &RepairChange,
) -> Result<Option<Copies>> {
    let needs_none = change.return_method.is_some_and(|method| method != ReturnMethod::Parcel);
    if !needs_none && change.is_prepaid != Some(false) {
        return Ok(None);
    }
    let mut tx = store.glance().await?;
    let case = repair::find(tx.as_mut(), cx, id).await?;
    drop(tx);
    let is_before_arrival = matches!(case.state, State::Authorized | State::Inbound);
    if case.has_left() || !(needs_none || is_before_arrival) {
        return Ok(None);
    }
    look_for_copies(store, keys, cx, id).await
}

/// The same, if what time does next with the case is to end it.
pub async fn copies_before_end(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    repair: RepairId,
) -> Result<Option<Copies>> {
    let mut tx = store.glance().await?;
    let case = tx.repairs().find_visible(Viewer::Staff, repair).await?;
    drop(tx);
    let next = case.as_ref().and_then(repair::next_step);
    let ends = matches!(next, Some((Step::Move(_, to), at)) if to.is_terminal() && at <= cx.now());
    if ends { look_for_copies(store, keys, cx, repair).await } else { Ok(None) }
}

impl Copies {
    /// Takes them out of the ticket, with what came in since it was looked.
    pub async fn remove(self, tx: &mut dyn Tx, cx: &Ctx) -> Result<()> {
        let record = vault::record(tx, self.repair).await?;
        if record.is_none_or(|record| record.version != self.version) {
            return Err(changed_meanwhile());
        }
        match self.found {
            Some(found) => ticket::sweep(tx, cx, found).await,
            None => Ok(()),
        }
    }
}

/// The next try looks for the address that is there now.
fn changed_meanwhile() -> Error {
    Error::Unavailable {
        retry_after: std::time::Duration::from_secs(1),
        cause: "the address was changed at the same moment".into(),
    }
}
