use crate::{
    Ctx,
    audit::{self, ActKind},
    error::{Error, FieldError, Result, Rule},
    id::RepairId,
    identity::Permission,
    postal::{PostalAddress, Sweep},
    repair::{self, Repair, RepairChange, ReturnMethod, State, Step, Viewer},
    store::{Store, Tx},
    ticket::{self, EventKind, SweptTicket},
    vault::{self, Copies, KeyProvider, Opened, Purpose, Swept},
};

/// A look for copies of a case's address, before the transaction in which that may end. No address ends
/// without one, and none of which another version was looked at.
#[derive(Debug)]
pub struct Look(Seen);

#[derive(Debug)]
enum Seen {
    /// There was no address, or nothing that would end it.
    Nothing,
    /// What to look for, of this version, and where it is in the ticket.
    Copies { version: i64, sweep: Sweep, ticket: Option<Box<SweptTicket>> },
    /// Nobody can know what to look for.
    Unopenable { version: i64 },
    /// Nobody looks, whatever is there.
    Skipped,
}

/// Looks for copies of a case's address, before the transaction in which it ends. That it was opened for this is
/// on record. While the keys are away nobody can look (`KeysUnavailable`).
pub async fn look_for_copies(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    repair: RepairId,
) -> Result<Look> {
    let mut tx = store.glance().await?;
    if vault::record(tx.as_mut(), repair).await?.is_none() {
        return Ok(Look::for_nothing());
    }
    let case = tx.repairs().find_visible(Viewer::Staff, repair).await?;
    drop(tx);
    let (version, bytes) = match vault::try_to_open(store, keys, repair).await? {
        Opened::Nothing => return Ok(Look::for_nothing()),
        Opened::Unopenable(version) => return Ok(Look(Seen::Unopenable { version })),
        Opened::Plain(version, bytes) => (version, bytes),
    };
    // On record before it is used; a try that fails for keys that are away leaves nothing there.
    let mut tx = store.begin().await?;
    vault::record_access(tx.as_mut(), cx, repair, Purpose::Sweep, None).await?;
    tx.commit().await?;
    // What cannot be read as an address has copies that nobody can know; it ends all the same.
    let Ok(address) = PostalAddress::from_canonical(bytes.reveal()) else {
        return Ok(Look(Seen::Unopenable { version }));
    };
    let sweep = Sweep::of(&address);
    let ticket = match case.and_then(|case| case.ticket) {
        Some(ticket) if !sweep.is_empty() => {
            let mut tx = store.read().await?;
            Some(Box::new(ticket::look_for(tx.as_mut(), ticket, sweep.clone()).await?))
        }
        _ => None,
    };
    Ok(Look(Seen::Copies { version, sweep, ticket }))
}

/// The same, if the actor can take the case, still in the version that is `expected`, to where it may have no
/// address. A lead may have it end without (`skips`).
pub async fn copies_before(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    (id, expected): (RepairId, Option<i64>),
    to: State,
    skips: bool,
) -> Result<Look> {
    if skips {
        cx.actor().require(Permission::RepairLead)?;
        let rule = Rule::new("not_expected", "is for the end of a repair only");
        let refused = Error::invalid(FieldError::at("without_looking", rule));
        if !to.is_terminal() {
            return Err(refused);
        }
        // Who can look does.
        return Ok(look_for_copies(store, keys, cx, id).await.unwrap_or(Look(Seen::Skipped)));
    }
    if !to.is_terminal() {
        return Ok(Look::for_nothing());
    }
    let mut tx = store.glance().await?;
    let case = repair::find(tx.as_mut(), cx, id).await?;
    let possible = repair::possible(tx.as_mut(), cx, &case).await?;
    drop(tx);
    let can = possible.iter().any(|possible| possible.transition.to == to && possible.missing.is_empty());
    if can && may_end(cx, &case, expected)? {
        look_for_copies(store, keys, cx, id).await
    } else {
        Ok(Look::for_nothing())
    }
}

/// The same, if the device is to come back another way than to an address.
pub async fn copies_before_change(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    (id, expected): (RepairId, Option<i64>),
    change: &RepairChange,
) -> Result<Look> {
    let needs_none = change.return_method.is_some_and(|method| method != ReturnMethod::Parcel);
    if !needs_none && change.is_prepaid != Some(false) {
        return Ok(Look::for_nothing());
    }
    let mut tx = store.glance().await?;
    let case = repair::find(tx.as_mut(), cx, id).await?;
    drop(tx);
    let is_before_arrival = matches!(case.state, State::Authorized | State::Inbound);
    let ends =
        !case.has_left() && (needs_none || is_before_arrival) && change.check_rights(cx, &case).is_ok();
    if ends && may_end(cx, &case, expected)? {
        look_for_copies(store, keys, cx, id).await
    } else {
        Ok(Look::for_nothing())
    }
}

/// The same, if what time does next with the case is to end it.
pub async fn copies_before_end(
    store: &dyn Store,
    keys: &dyn KeyProvider,
    cx: &Ctx,
    repair: RepairId,
) -> Result<Look> {
    let mut tx = store.glance().await?;
    let case = tx.repairs().find_visible(Viewer::Staff, repair).await?;
    drop(tx);
    let next = case.as_ref().and_then(repair::next_step);
    let ends = matches!(next, Some((Step::Move(_, to), at)) if to.is_terminal() && at <= cx.now());
    if ends { look_for_copies(store, keys, cx, repair).await } else { Ok(Look::for_nothing()) }
}

/// What is refused anyhow opens nothing, and leaves nothing on record.
fn may_end(cx: &Ctx, case: &Repair, expected: Option<i64>) -> Result<bool> {
    let current = Viewer::of(cx.actor())?.version(case);
    Ok(expected.is_none_or(|expected| expected == current) && case.must_not_be_held(cx).is_ok())
}

impl Look {
    /// For what ends no address.
    pub const fn for_nothing() -> Self {
        Self(Seen::Nothing)
    }

    /// For what nobody can read.
    pub(crate) const fn unopenable(version: i64) -> Self {
        Self(Seen::Unopenable { version })
    }

    /// Without looking: what cannot be looked for, and cannot wait.
    pub(super) const fn skipped() -> Self {
        Self(Seen::Skipped)
    }

    /// Takes the copies out of the case and its ticket, with what came in since it was looked. The caller holds
    /// the case, and writes it back. In the order in which all rows are held: case, address, ticket.
    pub async fn sweep(self, tx: &mut dyn Tx, cx: &Ctx, case: &mut Repair) -> Result<Swept> {
        self.sweep_telling(tx, cx, case, &mut None).await
    }

    /// The same; if the ticket is held for it, it is told this, too, which is gone then.
    pub(crate) async fn sweep_telling(
        self,
        tx: &mut dyn Tx,
        cx: &Ctx,
        case: &mut Repair,
        news: &mut Option<EventKind>,
    ) -> Result<Swept> {
        let held = match &self.0 {
            Seen::Nothing => None,
            _ => vault::hold(tx, case.id).await?,
        };
        let Some(held) = held else { return Ok(Swept::nothing()) };
        match self.0 {
            Seen::Nothing => Ok(Swept::nothing()),
            Seen::Skipped => {
                audit::record(tx, cx, ActKind::AddressNotLookedFor.on(case.id)).await?;
                Ok(Swept::of(held.version, Copies::Skipped, held))
            }
            Seen::Unopenable { version } => Ok(Swept::of(version, Copies::Unreadable, held)),
            Seen::Copies { version, sweep, ticket } => {
                if sweep.is_empty() {
                    return Ok(Swept::of(version, Copies::NotSearchable, held));
                }
                // Whoever asks for the end of another version than was looked at is refused by the vault.
                if version == held.version {
                    repair::sweep_texts(tx, case, &sweep).await?;
                    if let Some(id) = case.ticket {
                        let found = ticket.filter(|found| found.ticket() == id);
                        let found = found.map_or_else(|| SweptTicket::unseen(id, sweep), |found| *found);
                        ticket::sweep(tx, cx, found, news).await?;
                    }
                }
                Ok(Swept::of(version, Copies::Removed, held))
            }
        }
    }
}
