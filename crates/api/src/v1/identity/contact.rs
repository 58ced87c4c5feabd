use domain::{
    contact::{City, Country, EmailAddress, Phone, Postcode, VoluntaryContact},
    error::{Fields, Rule},
    identity::Account,
};
use serde::Serialize;
use utoipa::ToSchema;

/// How to reach a customer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Contact {
    /// E-mail address.
    #[schema(format = Email, example = "ann@example.org")]
    email: String,
    /// Telephone number in E.164, `null` if not given.
    #[schema(required, example = "+4930901820")]
    phone: Option<String>,
    /// Postcode, `null` if not given.
    #[schema(required, example = "10997")]
    postcode: Option<String>,
    /// City, `null` if not given.
    #[schema(required, example = "Berlin")]
    city: Option<String>,
    /// Country by ISO 3166-1 alpha-2, `null` if not given.
    #[schema(required, example = "DE")]
    country: Option<String>,
}

impl From<&Account> for Contact {
    fn from(account: &Account) -> Self {
        Self::new(account.email.clone(), account.contact.clone())
    }
}

impl Contact {
    pub(crate) fn new(email: EmailAddress, contact: VoluntaryContact) -> Self {
        let VoluntaryContact { phone, postcode, city, country } = contact;
        Self {
            email: email.into_string(),
            phone: phone.map(Phone::into_string),
            postcode: postcode.map(Postcode::into_string),
            city: city.map(City::into_string),
            country: country.map(|country| country.as_str().to_owned()),
        }
    }
}

/// Parses the voluntary fields, noting what is wrong with them.
pub(super) fn parse_voluntary(
    fields: &mut Fields,
    phone: Option<&str>,
    postcode: Option<&str>,
    city: Option<&str>,
    country: Option<&str>,
) -> VoluntaryContact {
    let country = fields.take_optional("country", country.map(Country::parse));
    let phone: Option<Result<_, Rule>> = phone.map(|phone| Phone::parse(phone, country.as_ref()));
    VoluntaryContact {
        phone: fields.take_optional("phone", phone),
        postcode: fields.take_optional("postcode", postcode.map(Postcode::parse)),
        city: fields.take_optional("city", city.map(City::parse)),
        country,
    }
}
