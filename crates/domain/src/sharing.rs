//! What people make for themselves and share with others: views and macros. Whoever sees it uses it; its
//! owner changes it, and what is shared also whoever may share. What its owner may share so no longer, they take
//! back or remove.

use crate::{
    Ctx,
    error::{Denied, Error, FieldError, Result, Rule},
    id::{AccountId, TeamId},
    identity::Permission,
    store::Tx,
};

/// Who sees something beside its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody.
    Nobody,
    /// The members of a team.
    Team(TeamId),
    /// All staff.
    Everyone,
}

impl Sharing {
    /// Whether anyone does.
    pub const fn is_shared(self) -> bool {
        !matches!(self, Self::Nobody)
    }

    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Team(_) => "team",
            Self::Everyone => "everyone",
        }
    }

    /// The team, if it is a team's.
    pub const fn team(self) -> Option<TeamId> {
        match self {
            Self::Team(team) => Some(team),
            _ => None,
        }
    }

    /// What a name and a team together mean; nothing, if they don't fit each other.
    pub fn from_parts(name: &str, team: Option<TeamId>) -> Option<Self> {
        match (name, team) {
            ("nobody", None) => Some(Self::Nobody),
            ("team", Some(team)) => Some(Self::Team(team)),
            ("everyone", None) => Some(Self::Everyone),
            _ => None,
        }
    }
}

/// Through whose eyes someone looks at what others share: the account's, and its teams'.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onlooker {
    /// Who looks.
    pub account: AccountId,
    /// Where they belong.
    pub teams: Vec<TeamId>,
}

/// Through whose eyes the actor looks.
pub(crate) async fn onlooker(tx: &mut dyn Tx, cx: &Ctx) -> Result<Onlooker> {
    cx.actor().require(Permission::TicketRead)?;
    let account = cx.actor().principal()?.account;
    let teams = tx.teams().of_member(account).await?;
    Ok(Onlooker { account, teams })
}

/// Fails unless the actor may share something so: `right` is the right to share with everyone and every team,
/// and who belongs to a team may share with it.
pub(crate) async fn check(tx: &mut dyn Tx, cx: &Ctx, sharing: Sharing, right: Permission) -> Result<()> {
    match sharing {
        Sharing::Nobody => Ok(()),
        Sharing::Everyone => Ok(cx.actor().require(right)?),
        Sharing::Team(team) => {
            let me = cx.actor().principal()?.account;
            if !tx.teams().of_member(me).await?.contains(&team) {
                cx.actor().require(right)?;
            }
            if tx.teams().hold(team).await? {
                return Ok(());
            }
            let rule = Rule::new("unknown_reference", "must be a team");
            Err(Error::invalid(FieldError::at("team_id", rule)))
        }
    }
}

/// Something that is somebody's and may be shared.
pub(crate) struct Owned {
    /// Whose it is; nobody's if it is built in.
    pub(crate) owner: Option<AccountId>,
    /// Who else sees it.
    pub(crate) sharing: Sharing,
    /// Counts its changes.
    pub(crate) version: i64,
}

impl Owned {
    /// Fails unless the actor may change it, and its version is still `expected`.
    pub(crate) fn check_change(&self, cx: &Ctx, right: Permission, expected: Option<i64>) -> Result<()> {
        let Some(owner) = self.owner else { return Err(Denied::MissingPermission.into()) };
        let is_mine = Some(owner) == cx.actor().account();
        let may_share = self.sharing.is_shared() && cx.actor().may(right);
        if !(is_mine || may_share) {
            return Err(Denied::MissingPermission.into());
        }
        match expected {
            Some(expected) if expected != self.version => Err(Error::stale(self.version)),
            _ => Ok(()),
        }
    }
}
