use super::{Account, Language, TimeZone};
use crate::{
    Ctx,
    contact::{City, Country, PersonName, Phone, Postcode},
    error::{Denied, Error, Result},
    patch::Patch,
    store::Tx,
};

/// What a person may change of their own account. The e-mail address has its own, confirmed way.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// How the person wants to be called.
    pub name: Option<PersonName>,
    /// In E.164.
    pub phone: Patch<Phone>,
    /// As written in the country.
    pub postcode: Patch<Postcode>,
    /// As written in the country.
    pub city: Patch<City>,
    /// ISO 3166-1 alpha-2.
    pub country: Patch<Country>,
    /// Language of mails and texts.
    pub language: Option<Language>,
    /// Zone that clients show times in.
    pub time_zone: Option<TimeZone>,
}

impl ProfileChange {
    /// Whether a voluntary contact field is touched; staff have none.
    const fn touches_contact(&self) -> bool {
        self.phone.is_present()
            || self.postcode.is_present()
            || self.city.is_present()
            || self.country.is_present()
    }

    /// Puts the new values in place of the old.
    pub(super) fn apply(self, account: &mut Account) {
        if let Some(name) = self.name {
            account.name = name;
        }
        self.phone.apply(&mut account.contact.phone);
        self.postcode.apply(&mut account.contact.postcode);
        self.city.apply(&mut account.contact.city);
        self.country.apply(&mut account.contact.country);
        account.language = self.language.unwrap_or(account.language);
        if let Some(time_zone) = self.time_zone {
            account.time_zone = time_zone;
        }
    }
}

/// Changes the actor's own account, if its version is still `expected`.
pub async fn update_profile(
    tx: &mut dyn Tx,
    cx: &Ctx,
    expected: Option<i64>,
    change: ProfileChange,
) -> Result<Account> {
    let principal = cx.actor().principal()?;
    if principal.role.is_staff() && change.touches_contact() {
        return Err(Denied::MissingPermission.into());
    }
    let found = tx.accounts().find(principal.account).await?;
    let mut account = found.ok_or(Error::NotFound("account"))?;
    if expected.is_some_and(|version| version != account.version) {
        return Err(Error::stale(account.version));
    }
    let before = account.clone();
    change.apply(&mut account);
    if account == before {
        return Ok(account);
    }
    account.version += 1;
    account.updated_at = cx.now();
    tx.accounts().update(&account, before.version).await?;
    Ok(account)
}
