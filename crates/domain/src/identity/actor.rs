use super::{Permission, PermissionSet, Role};
use crate::{
    error::{Denied, Error, Result, Unauthenticated},
    id::{AccountId, ApiTokenId, SessionId},
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
    /// With what the person has come in.
    pub credential: Credential,
    /// What the person is here. Rights are asked of `permissions`, never of the role: a token has
    /// fewer than its owner.
    pub role: Role,
    /// With which rights.
    pub permissions: PermissionSet,
    /// What the role asks for and the person has not done: until then there are hardly any rights.
    pub lacking: Option<Requirement>,
}

/// What a role may ask of its members before they may use its rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requirement {
    /// To sign in in two steps.
    Totp,
    /// To accept the confidentiality notice.
    Confidentiality,
}

impl Requirement {
    /// The rights that are left until it is done: those it takes to do it.
    pub fn leaves(self) -> PermissionSet {
        match self {
            Self::Totp => PermissionSet::only(Permission::ProfileManage),
            Self::Confidentiality => [Permission::ProfileManage, Permission::StaffRead].into_iter().collect(),
        }
    }
}

/// What a person came in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// A session: the person has signed in.
    Session(SessionId),
    /// An API token: a program acts in the person's name.
    ApiToken(ApiTokenId),
}

impl Principal {
    /// Someone who has signed in, with all rights of their role.
    pub fn signed_in(account: AccountId, session: SessionId, role: Role) -> Self {
        let permissions = role.permission_set();
        Self { account, credential: Credential::Session(session), role, permissions, lacking: None }
    }

    /// The session, if the person has signed in; a program with a token has none.
    pub const fn session(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(session) => Some(session),
            Credential::ApiToken(_) => None,
        }
    }
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
        matches!(self, Self::Person(principal) if principal.permissions.contains(permission))
    }

    /// Why the actor does not have the permission.
    fn denial(&self, permission: Permission) -> Denied {
        match self {
            Self::Person(Principal { role, lacking: Some(requirement), .. }) if role.may(permission) => {
                Denied::Lacking(*requirement)
            }
            _ => Denied::MissingPermission,
        }
    }

    /// Fails unless the actor has the permission.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) { Ok(()) } else { Err(self.denial(permission).into()) }
    }
}
