use std::collections::BTreeSet;

use super::{MAX_MEMBERS, Team, TeamName, TeamPatience};
use crate::{
    Ctx,
    error::{Conflict, Error, FieldError, Result, Rule},
    id::{AccountId, TeamId},
    identity::Permission,
    job::{JobRequest, Work},
    patch::Patch,
    store::Tx,
};

/// A team to be made.
#[derive(Debug, Clone)]
pub struct NewTeam {
    /// The id it will have.
    pub id: TeamId,
    /// What it is called.
    pub name: TeamName,
    /// Whether new tickets go to it.
    pub is_default: bool,
    /// Who belongs to it.
    pub members: Vec<AccountId>,
    /// How long its tickets may stand.
    pub patience: TeamPatience,
}

/// What is to change in a team.
#[derive(Debug, Clone, Default)]
pub struct TeamChange {
    /// What it is called.
    pub name: Option<TeamName>,
    /// Whether new tickets go to it.
    pub is_default: Option<bool>,
    /// Everyone who belongs to it.
    pub members: Option<Vec<AccountId>>,
    /// Pending, before the requester is reminded.
    pub remind: Patch<i32>,
    /// Pending, before the ticket counts as solved.
    pub solve: Patch<i32>,
    /// Solved, before the ticket is closed.
    pub close: Patch<i32>,
}

/// The team, if the actor may know of it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: TeamId) -> Result<Team> {
    cx.actor().require(Permission::TicketRead)?;
    tx.teams().find(id).await?.ok_or(Error::NotFound("team"))
}

/// Makes a team.
pub async fn create(tx: &mut dyn Tx, cx: &Ctx, new: NewTeam) -> Result<Team> {
    cx.actor().require(Permission::TeamManage)?;
    check_order(new.patience)?;
    let mut team = Team {
        id: new.id,
        number: 0,
        name: new.name,
        is_default: new.is_default,
        members: check_members(tx, &new.members, &BTreeSet::new()).await?,
        patience: new.patience,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        dissolved_at: None,
    };
    team.number = tx.teams().add(&team).await?;
    Ok(team)
}

/// Changes a team, if its version is still `expected`. Nothing is written if nothing changes.
pub async fn change(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: TeamId,
    expected: Option<i64>,
    change: TeamChange,
) -> Result<Team> {
    let before = find_to_change(tx, cx, id, expected).await?;
    let mut after = before.clone();
    if let Some(members) = &change.members {
        after.members = check_members(tx, members, &before.members).await?;
    }
    if let Some(name) = change.name {
        after.name = name;
    }
    after.is_default = change.is_default.unwrap_or(before.is_default);
    change.remind.apply(&mut after.patience.remind);
    change.solve.apply(&mut after.patience.solve);
    change.close.apply(&mut after.patience.close);
    check_order(after.patience)?;
    if after == before {
        return Ok(before);
    }
    (after.version, after.updated_at) = (before.version + 1, cx.now());
    tx.teams().update(&after, &before).await?;
    Ok(after)
}

/// Dissolves a team. Tickets that are not closed go to the team `move_to`, by a job of their own, since
/// there may be many; without it there must be none. Closed ones keep their team.
pub async fn dissolve(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: TeamId,
    expected: Option<i64>,
    move_to: Option<TeamId>,
) -> Result<()> {
    let before = find_to_change(tx, cx, id, expected).await?;
    if let Some(to) = move_to
        && (to == id || !tx.teams().hold(to).await?)
    {
        let rule = Rule::new("unknown_reference", "must be another team");
        return Err(Error::invalid(FieldError::at_parameter("move_to", rule)));
    }
    if tx.queue().any_unfinished(id).await? {
        let Some(to) = move_to else { return Err(Conflict::TeamHasTickets.into()) };
        tx.jobs().enqueue(JobRequest::now(cx, Work::MoveTeamTickets { from: id, to })).await?;
    }
    let mut after = before.clone();
    (after.is_default, after.members) = (false, BTreeSet::new());
    (after.version, after.updated_at, after.dissolved_at) = (before.version + 1, cx.now(), Some(cx.now()));
    tx.teams().update(&after, &before).await
}

async fn find_to_change(tx: &mut dyn Tx, cx: &Ctx, id: TeamId, expected: Option<i64>) -> Result<Team> {
    cx.actor().require(Permission::TeamManage)?;
    let found = tx.teams().find(id).await?.filter(|team| team.dissolved_at.is_none());
    let before = found.ok_or(Error::NotFound("team"))?;
    if expected.is_some_and(|expected| expected != before.version) {
        return Err(Error::stale(before.version));
    }
    Ok(before)
}

/// A reminder that comes when the ticket is solved already would never be sent.
fn check_order(patience: TeamPatience) -> Result<()> {
    match (patience.remind, patience.solve) {
        (Some(remind), Some(solve)) if remind >= solve => {
            let rule = Rule::new("out_of_order", "must be less than solve_after_days");
            Err(Error::invalid(FieldError::at("remind_after_days", rule)))
        }
        _ => Ok(()),
    }
}

/// Members are staff. Who belongs to the team already stays, whatever has become of the account.
async fn check_members(
    tx: &mut dyn Tx,
    asked: &[AccountId],
    known: &BTreeSet<AccountId>,
) -> Result<BTreeSet<AccountId>> {
    if asked.len() > MAX_MEMBERS {
        let rule = Rule::new("too_long", format!("must have at most {MAX_MEMBERS} items"));
        return Err(Error::invalid(FieldError::at("member_ids", rule)));
    }
    let new: Vec<_> = asked.iter().filter(|id| !known.contains(id)).copied().collect();
    let accounts = tx.accounts().find_many(&new).await?;
    let is_staff =
        |id: &AccountId| accounts.iter().any(|account| account.id == *id && account.role.is_staff());
    let unfit = asked.iter().enumerate().filter(|(_, id)| !known.contains(id) && !is_staff(id));
    let errors: Vec<_> = unfit
        .map(|(at, _)| {
            let rule = Rule::new("unknown_reference", "must be a member of staff");
            FieldError::at(&format!("member_ids/{at}"), rule)
        })
        .collect();
    if errors.is_empty() { Ok(asked.iter().copied().collect()) } else { Err(Error::Invalid(errors)) }
}
