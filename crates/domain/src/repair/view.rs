use super::{Mover, Need, Possible, Quote, Repair, State, unpack};
use crate::{
    Ctx,
    error::{Denied, Error, Result},
    id::{AccountId, RepairId},
    identity::{Actor, Permission},
    store::Tx,
};

/// Whose eyes look at cases: the row filter that every query carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Sees every case.
    Staff,
    /// A customer: sees the own cases, without anything internal.
    Requester(AccountId),
}

impl Viewer {
    /// Through whose eyes this actor looks. Time sees all.
    pub fn of(actor: &Actor) -> Result<Self> {
        if matches!(actor, Actor::Time) {
            return Ok(Self::Staff);
        }
        let principal = actor.principal()?;
        if actor.may(Permission::RepairRead) {
            Ok(Self::Staff)
        } else if actor.may(Permission::RepairRequest) {
            Ok(Self::Requester(principal.account))
        } else {
            Err(Denied::MissingPermission.into())
        }
    }

    /// Whether internal things are shown.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Staff)
    }

    /// The case's version as this viewer counts.
    pub const fn version(self, case: &Repair) -> i64 {
        match self {
            Self::Staff => case.version,
            Self::Requester(_) => case.requester_version,
        }
    }

    /// A state as this viewer sees it.
    pub const fn state(self, state: State) -> State {
        match self {
            Self::Staff => state,
            Self::Requester(_) => state.as_seen_by_requester(),
        }
    }
}

/// The case, if the actor may know of it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Repair> {
    let viewer = Viewer::of(cx.actor())?;
    let found = tx.repairs().find_visible(viewer, id).await?;
    found.ok_or(Error::NotFound("repair"))
}

/// The case, if its version (as the actor counts) is still `expected`.
pub(super) async fn find_version(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
) -> Result<Repair> {
    let case = find(tx, cx, id).await?;
    let current = Viewer::of(cx.actor())?.version(&case);
    match expected {
        Some(expected) if expected != current => Err(Error::stale(current)),
        _ => Ok(case),
    }
}

/// What the actor can do with the case from where it is; it comes to no end while the law holds it.
pub async fn possible(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<Vec<Possible>> {
    let is = |mover: Mover| mover.is(cx.actor(), case.requester);
    let (mut found, mut known) = (Vec::new(), Vec::new());
    let is_held = case.is_held(cx);
    for transition in super::transitions::from(case.state, is) {
        if is_held && transition.to.is_terminal() {
            continue;
        }
        let missing = super::needs::missing_as_known(tx, cx, case, transition, &mut known).await?;
        let mut members: Vec<_> = transition.needs.iter().copied().filter(|need| need.is_member()).collect();
        if members.contains(&Need::Intake) && unpack::is_done(tx, case).await? {
            members.retain(|need| *need != Need::Intake);
        }
        found.push(Possible { transition, members, missing });
    }
    Ok(found)
}

/// All quotes of a case, oldest first; where only the law keeps them, for who answers for privacy.
pub async fn quotes(tx: &mut dyn Tx, cx: &Ctx, case: &Repair) -> Result<Vec<Quote>> {
    let is_blocked = case.requester.is_none()
        && !cx.actor().may(Permission::AuditRead)
        && tx.forgets().are_quotes_blocked(case.id).await?;
    if is_blocked { Ok(Vec::new()) } else { tx.repair_records().quotes(case.id).await }
}
