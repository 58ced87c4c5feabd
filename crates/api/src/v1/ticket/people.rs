//! The people that tickets, messages and events refer to, read by one statement.

use std::collections::HashMap;

use domain::{
    Ctx, Result,
    id::AccountId,
    identity::{Account, Permission},
    store::Tx,
    ticket::{Asker, Someone},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::v1::identity::Contact;

/// Someone who takes part in a ticket.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Person {
    /// The account.
    id: Uuid,
    /// How the person wants to be called.
    name: String,
    /// Whether the person belongs to the desk.
    is_staff: bool,
}

/// Who asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct Requester {
    /// The account.
    id: Uuid,
    /// How the person wants to be called.
    name: String,
    /// How to reach the person; `null` for callers who may not see it.
    #[schema(required)]
    contact: Option<Contact>,
}

impl From<Someone> for Person {
    fn from(Someone { id, name, is_staff }: Someone) -> Self {
        Self { id: id.as_uuid(), name: name.into_string(), is_staff }
    }
}

impl Requester {
    /// As the caller may see them: the contact record is for those who answer.
    pub(crate) fn show(cx: &Ctx, Asker { person, email, contact, state: _ }: Asker) -> Self {
        Self {
            id: person.id.as_uuid(),
            contact: sees_contact(cx, person.id).then(|| Contact::new(email, contact)),
            name: person.name.into_string(),
        }
    }
}

fn sees_contact(cx: &Ctx, of: AccountId) -> bool {
    cx.actor().account() == Some(of) || cx.actor().may(Permission::CustomerRead)
}

/// Accounts by id.
pub(crate) struct People(HashMap<AccountId, Account>);

impl People {
    /// Reads the accounts.
    pub(crate) async fn read(tx: &mut dyn Tx, ids: impl Iterator<Item = AccountId>) -> Result<Self> {
        let mut ids: Vec<_> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let accounts = tx.accounts().find_many(&ids).await?;
        Ok(Self(accounts.into_iter().map(|account| (account.id, account)).collect()))
    }

    /// The person, as far as there still is one.
    pub(crate) fn person(&self, id: AccountId) -> Option<Person> {
        self.0.get(&id).map(|account| Person {
            id: id.as_uuid(),
            name: account.name.as_str().to_owned(),
            is_staff: account.role.is_staff(),
        })
    }
}
