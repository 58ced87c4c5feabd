//! Signs everybody up.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Ctx, Error, Result,
    clock::Clock,
    contact::{City, Country, EmailAddress, PersonName, Phone, Postcode, VoluntaryContact},
    id::{DeviceId, SessionId},
    identity::{
        Account, Actor, NewStaff, Password, PasswordHash, Principal, Registration, create_staff, register,
        verify_email,
    },
    mail::MailOrder,
    store::Tx,
};

use super::{
    devices::PRODUCTS,
    invented, outbox,
    people::{ADMIN, CUSTOMERS, Customer, Member, STAFF},
};
use crate::wiring::Desk;

/// Everybody who acts, in the order of the lists of people.
pub(super) struct Cast {
    password: String,
    customers: Vec<Principal>,
    staff: Vec<Principal>,
    devices: Vec<DeviceId>,
}

impl Cast {
    /// Signs everybody up, with one random password.
    pub(super) async fn assemble(desk: &Desk, clock: &dyn Clock) -> Result<Self> {
        let cx = Ctx::new(clock, Arc::clone(&desk.random), Actor::Operator);
        let password = URL_SAFE_NO_PAD.encode(cx.random_bytes::<12>());
        let hash = api::PasswordHasher::default().hash(&invented(Password::parse(&password))?).await?;
        let mut cast = Self { password, customers: Vec::new(), staff: Vec::new(), devices: Vec::new() };
        let mut tx = desk.store.begin().await?;
        for member in &STAFF {
            let account = create_staff(tx.as_mut(), &cx, member.to_staff(&hash)?).await?;
            cast.staff.push(principal(&cx, &account));
        }
        for customer in &CUSTOMERS {
            let account = sign_up(tx.as_mut(), &cx, desk, customer.to_registration(&hash)?).await?;
            cast.customers.push(principal(&cx, &account));
        }
        cast.devices = cast.equip(tx.as_mut(), &cx).await?;
        tx.commit().await?;
        Ok(cast)
    }

    /// Adds the products, and registers a device for each customer.
    async fn equip(&self, tx: &mut dyn Tx, cx: &Ctx) -> Result<Vec<DeviceId>> {
        let admin = cx.acting_as(Actor::Person(self.member(ADMIN)));
        let mut range = Vec::new();
        for product in &PRODUCTS {
            range.push((product, product.add(tx, &admin).await?));
        }
        let mut devices = Vec::new();
        for (index, customer) in CUSTOMERS.iter().enumerate() {
            let cx = cx.acting_as(Actor::Person(self.customer(index)));
            let (product, id) = range[index % range.len()];
            devices.push(product.register(tx, &cx, id, (index, customer)).await?);
        }
        Ok(devices)
    }

    pub(super) fn password(&self) -> &str {
        &self.password
    }

    pub(super) fn customer(&self, index: usize) -> Principal {
        self.customers[index]
    }

    pub(super) fn customers(&self) -> &[Principal] {
        &self.customers
    }

    /// A customer's device.
    pub(super) fn device(&self, index: usize) -> DeviceId {
        self.devices[index]
    }

    pub(super) fn member(&self, index: usize) -> Principal {
        self.staff[index]
    }
}

/// Registers a customer and follows the link in the mail.
async fn sign_up(tx: &mut dyn Tx, cx: &Ctx, desk: &Desk, registration: Registration) -> Result<Account> {
    let (key, hash) = (registration.email.key(), registration.password.clone());
    let cx = &cx.acting_as(Actor::Anonymous);
    register(tx, cx, registration).await?;
    for order in outbox::discard(tx, cx).await? {
        let MailOrder::Code { code } = order else { continue };
        let Some(code) = tx.codes().find(code).await? else { continue };
        verify_email(tx, cx, &desk.keys, &code.token(&desk.keys), &hash).await?;
    }
    let account = tx.accounts().find_by_email_key(&key).await?;
    account.ok_or_else(|| Error::internal("a demo account is gone"))
}

fn principal(cx: &Ctx, account: &Account) -> Principal {
    Principal::signed_in(account.id, SessionId::new(cx), account.role)
}

impl Member {
    fn to_staff(&self, password: &PasswordHash) -> Result<NewStaff> {
        Ok(NewStaff {
            name: invented(PersonName::parse(self.name))?,
            email: invented(EmailAddress::parse(self.email))?,
            password: password.clone(),
            role: self.role,
        })
    }
}

impl Customer {
    fn to_registration(&self, password: &PasswordHash) -> Result<Registration> {
        Ok(Registration {
            name: invented(PersonName::parse(self.name))?,
            email: invented(EmailAddress::parse(self.email))?,
            password: password.clone(),
            contact: VoluntaryContact {
                phone: invented(self.phone.map(|phone| Phone::parse(phone, None)).transpose())?,
                postcode: invented(self.postcode.map(Postcode::parse).transpose())?,
                city: invented(self.city.map(City::parse).transpose())?,
                country: invented(self.country.map(Country::parse).transpose())?,
            },
            language: self.language,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_could_have_registered() {
        let hash = PasswordHash::from_stored("x".to_owned());
        assert!(CUSTOMERS.iter().all(|customer| customer.to_registration(&hash).is_ok()));
        assert!(STAFF.iter().all(|member| member.to_staff(&hash).is_ok()));
    }
}
