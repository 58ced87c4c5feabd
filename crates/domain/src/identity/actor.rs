use super::{Permission, Role};
use crate::{
    error::{Denied, Error, Result, Unauthenticated},
    id::{AccountId, SessionId},
};

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Nobody has said who they are.
    Anonymous,
    /// A signed-in person.
    Person(Principal),
    /// The desk itself, because time has passed (schedule, jobs).
    Time,
    /// Whoever runs the command line on the machine.
    Operator,
}

/// A signed-in person, as checked for this act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    /// Whose account.
    pub account: AccountId,
    /// Through which session.
    pub session: SessionId,
    /// With which rights.
    pub role: Role,
}

impl Actor {
    /// The signed-in person.
    pub const fn principal(&self) -> Result<Principal> {
        match self {
            Self::Person(principal) => Ok(*principal),
            _ => Err(Error::Unauthenticated(Unauthenticated::Missing)),
        }
    }

    /// The account of the signed-in person, if there is one.
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Person(principal) => Some(principal.account),
            _ => None,
        }
    }

    /// Whether the actor has the permission.
    pub fn may(&self, permission: Permission) -> bool {
        matches!(self, Self::Person(principal) if principal.role.may(permission))
    }

    /// Fails unless the actor has the permission.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) { Ok(()) } else { Err(Denied::MissingPermission.into()) }
    }
}
