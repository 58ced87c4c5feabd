use axum::extract::State;
use domain::{
    Error,
    contact::{City, Country, PersonName, Phone, Postcode},
    error::{Fields, Rule},
    identity::{self, Account, Language, PermissionSet, ProfileChange, TimeZone},
    patch::Patch,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::Contact;
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, IfNoneMatch, Json},
    patch::{non_null, patch},
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// One's own account.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// Stable id.
    id: Uuid,
    /// What people say aloud.
    number: i64,
    /// What the account may do, by name.
    #[schema(value_type = String, example = "customer")]
    role: &'static str,
    /// What the caller may do, one by one: of a program with an API token, what its scopes leave.
    #[schema(value_type = Vec<String>, example = json!(["profile.manage", "ticket.request"]))]
    permissions: Vec<&'static str>,
    /// How the person wants to be called.
    name: String,
    /// How to reach the person.
    contact: Contact,
    /// Language of mails and texts (BCP 47).
    #[schema(value_type = String, example = "en")]
    language: &'static str,
    /// Zone that clients show times in (IANA).
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
    /// Counts changes; equals the ETag.
    version: i64,
    /// When the account was made.
    created_at: Timestamp,
    /// Last change.
    updated_at: Timestamp,
}

impl Me {
    /// The account, and what may be done with it by whoever asks.
    fn show(account: &Account, permissions: PermissionSet) -> Self {
        Self {
            id: account.id.as_uuid(),
            number: account.number,
            role: account.role.name(),
            permissions: permissions.names(),
            name: account.name.as_str().to_owned(),
            contact: Contact::from(account),
            language: account.language.tag(),
            time_zone: account.time_zone.as_str().to_owned(),
            version: account.version,
            created_at: account.created_at.into(),
            updated_at: account.updated_at.into(),
        }
    }
}

/// What to change of an account: absent members stay, `null` clears.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "city": "Berlin", "phone": null }))]
pub(super) struct MePatch {
    /// How the person wants to be called.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Telephone number, international or as dialled in `country`. Customers only.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 40)]
    phone: Patch<String>,
    /// Postcode. Customers only.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 20)]
    postcode: Patch<String>,
    /// City. Customers only.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100)]
    city: Patch<String>,
    /// Country by ISO 3166-1 alpha-2. Customers only.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 2, max_length = 2)]
    country: Patch<String>,
    /// Language of mails and texts: `en` or `de`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 2, max = 2))]
    #[schema(nullable = false, min_length = 2, max_length = 2)]
    language: Option<String>,
    /// Zone that clients show times in (IANA).
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 64))]
    #[schema(nullable = false, min_length = 1, max_length = 64)]
    time_zone: Option<String>,
}

impl MePatch {
    pub(super) fn parse(self, stored_country: Option<&Country>) -> Result<ProfileChange, Problem> {
        let mut fields = Fields::default();
        let name = fields.take_optional("name", self.name.as_deref().map(PersonName::parse));
        let country = take_patch(&mut fields, "country", self.country, Country::parse);
        let home = match &country {
            Patch::Set(country) => Some(country),
            Patch::Clear => None,
            Patch::Keep => stored_country,
        };
        let change = ProfileChange {
            name,
            phone: take_patch(&mut fields, "phone", self.phone, |raw| Phone::parse(raw, home)),
            postcode: take_patch(&mut fields, "postcode", self.postcode, Postcode::parse),
            city: take_patch(&mut fields, "city", self.city, City::parse),
            language: fields.take_optional("language", self.language.as_deref().map(Language::parse)),
            time_zone: fields.take_optional("time_zone", self.time_zone.as_deref().map(TimeZone::parse)),
            country,
        };
        fields.check()?;
        Ok(change)
    }
}

fn take_patch<T>(
    fields: &mut Fields,
    field: &str,
    patch: Patch<String>,
    parse: impl FnOnce(&str) -> Result<T, Rule>,
) -> Patch<T> {
    match patch {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(raw) => fields.take(field, parse(&raw)).map_or(Patch::Keep, Patch::Set),
    }
}

/// Read one's own account
///
/// All that is stored of the person, but the password.
#[utoipa::path(
    get,
    path = "/me",
    operation_id = "getMe",
    tag = "Profile",
    params(IfNoneMatch),
    responses(
        (status = 200, description = "The account.", body = Me,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_me(
    State(app): State<App>,
    Caller(actor): Caller,
    known: IfNoneMatch,
) -> Result<Answer<Me>, Problem> {
    let mut tx = app.store().glance().await?;
    let account = tx.accounts().find(actor.principal()?.account).await?;
    let account = account.ok_or(Error::NotFound("account"))?;
    let me = Me::show(&account, actor.principal()?.permissions);
    Ok(Answer::unless_known(&known, account.version, me))
}

/// Change one's own account
///
/// A merge patch (RFC 7396). The e-mail address cannot be changed here.
#[utoipa::path(
    patch,
    path = "/me",
    operation_id = "updateMe",
    tag = "Profile",
    params(IfMatch),
    request_body(content = MePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The account, changed.", body = Me,
        headers(("ETag" = String, description = "The new version."))))
)]
pub(super) async fn update_me(
    State(app): State<App>,
    Caller(actor): Caller,
    if_match: IfMatch,
    Json { value, .. }: Json<MePatch>,
) -> Result<Answer<Me>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let stored = tx.accounts().find(actor.principal()?.account).await?;
    let country = stored.and_then(|account| account.contact.country);
    let change = value.parse(country.as_ref())?;
    let account = identity::update_profile(&mut *tx, &cx, if_match.expected(), change).await?;
    tx.commit().await?;
    let me = Me::show(&account, actor.principal()?.permissions);
    Ok(Answer::ok(me).version(account.version))
}
