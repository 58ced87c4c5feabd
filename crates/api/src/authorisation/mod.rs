//! The authorisation table: who may call which operation. The guard in front of every operation,
//! the OpenAPI document's `security` and `x-permission`, and the tests are made from it; an
//! operation that is not in it answers nobody.
//!
//! Three checks, in this order: the function (this table), the object (the row filter that every
//! query carries, `domain::ticket::Viewer`), the property (`fields` here; enforced by the use case
//! that changes them).

mod access;
mod address;
mod attachment;
mod audit;
mod bulk;
mod conversation;
mod coverage;
mod device;
mod disclosure;
mod document;
mod identity;
mod live;
mod macros;
mod parcel;
mod postal;
mod privacy;
mod relations;
mod repair;
mod report;
mod search;
mod shipment;
mod system;
mod team;
mod ticket;
mod view;

use domain::identity::{Permission, PermissionSet, Requirement};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, signed in or not.
    Public,
    /// Whoever has one of these permissions.
    AnyOf(&'static [Permission]),
    /// Whoever has signed in and has one of these permissions; no program with an API token.
    SignedIn(&'static [Permission]),
}

/// One operation's row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Members of the body that need a permission of their own.
    pub fields: &'static [(&'static str, Permission)],
}

impl Operation {
    /// Whether someone with these permissions may call it.
    pub fn allows(&self, permissions: PermissionSet) -> bool {
        match self.access {
            Access::Public => true,
            Access::AnyOf(any) | Access::SignedIn(any) => {
                any.iter().any(|permission| permissions.contains(*permission))
            }
        }
    }

    /// Whether it is left to someone who has yet to do what their role requires.
    pub fn is_left(&self, lacking: Option<Requirement>) -> bool {
        lacking != Some(Requirement::Totp) || access::TO_SET_TOTP_UP.contains(&self.id)
    }

    /// Whether only someone who has signed in may call it.
    pub const fn asks_for_a_session(&self) -> bool {
        matches!(self.access, Access::SignedIn(_))
    }
}

/// Whether an operation is about the end of the caller's own account, which members of staff cannot ask for.
pub(crate) fn is_of_customers_account(id: &str) -> bool {
    privacy::OF_CUSTOMERS_ACCOUNT.contains(&id)
}

/// The row of an operation.
pub fn find(id: &str) -> Option<&'static Operation> {
    operations().find(|operation| operation.id == id)
}

const fn public(id: &'static str) -> Operation {
    Operation { id, access: Access::Public, fields: &[] }
}

const fn any_of(id: &'static str, permissions: &'static [Permission]) -> Operation {
    Operation { id, access: Access::AnyOf(permissions), fields: &[] }
}

const fn signed_in(id: &'static str, permissions: &'static [Permission]) -> Operation {
    Operation { id, access: Access::SignedIn(permissions), fields: &[] }
}

/// Every operation: the parts of the slices, one after the other.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [
        identity::OPERATIONS,
        ticket::OPERATIONS,
        team::OPERATIONS,
        view::OPERATIONS,
        macros::OPERATIONS,
        bulk::OPERATIONS,
        audit::OPERATIONS,
        conversation::OPERATIONS,
        relations::OPERATIONS,
        access::OPERATIONS,
        attachment::OPERATIONS,
        device::OPERATIONS,
        repair::OPERATIONS,
        coverage::OPERATIONS,
        parcel::OPERATIONS,
        report::OPERATIONS,
        search::OPERATIONS,
        system::OPERATIONS,
        live::OPERATIONS,
        postal::OPERATIONS,
        address::OPERATIONS,
        shipment::OPERATIONS,
        disclosure::OPERATIONS,
        document::OPERATIONS,
        privacy::OPERATIONS,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use domain::identity::Role;

    use super::*;

    #[test]
    fn what_sets_the_second_step_up_is_there() {
        assert!(access::TO_SET_TOTP_UP.iter().all(|id| find(id).is_some()));
    }

    #[test]
    fn every_operation_stands_once_and_can_be_called_by_someone() {
        for (i, operation) in operations().enumerate() {
            assert!(operations().take(i).all(|other| other.id != operation.id), "{}", operation.id);
            assert!(Role::ALL.iter().any(|role| operation.allows(role.permission_set())), "{}", operation.id);
        }
    }
}
