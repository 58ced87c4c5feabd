use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{Error, postal::territory};
use serde::Serialize;

use super::shape::{AddressCountryList, AddressFormat};
use crate::{
    extract::{AcceptLanguage, IfNoneMatch, Path},
    problem::Problem,
    v1::answer::Answer,
};

/// List countries that mail goes to
///
/// By name. Anyone may read it and keep it for a day.
#[utoipa::path(
    get,
    path = "/address-formats",
    operation_id = "listAddressFormats",
    tag = "Addresses",
    params(IfNoneMatch),
    responses(
        (status = 200, description = "Every country.", body = AddressCountryList,
            headers(("ETag" = String, description = "The version, in this language."),
                ("Cache-Control" = String, description = "It may be kept for a day."),
                ("Vary" = String, description = "It is in the language of the request."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version, in this language.")))
    )
)]
pub(super) async fn list_address_formats(
    AcceptLanguage(language): AcceptLanguage,
    known: IfNoneMatch,
) -> Result<Response, Problem> {
    cacheable(&known, AddressCountryList::of(language))
}

/// Read how addresses of a country are written
///
/// What a form has to ask for: addresses are checked against the same data. Anyone may read it and keep it
/// for a day.
#[utoipa::path(
    get,
    path = "/address-formats/{country}",
    operation_id = "getAddressFormat",
    tag = "Addresses",
    params(
        ("country" = String, Path, description = "The country's code, in capitals or not.", example = "DE", min_length = 2, max_length = 2),
        IfNoneMatch
    ),
    responses(
        (status = 200, description = "The format.", body = AddressFormat,
            headers(("ETag" = String, description = "The version, in this language."),
                ("Cache-Control" = String, description = "It may be kept for a day."),
                ("Vary" = String, description = "It is in the language of the request."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version, in this language.")))
    )
)]
pub(super) async fn get_address_format(
    AcceptLanguage(language): AcceptLanguage,
    Path(country): Path<String>,
    known: IfNoneMatch,
) -> Result<Response, Problem> {
    let territory = territory(&country).ok_or(Error::NotFound("country"))?;
    cacheable(&known, AddressFormat::of(territory, language))
}

/// The same for everyone who speaks the language, until the data changes with a release.
fn cacheable<T: Serialize>(known: &IfNoneMatch, body: T) -> Result<Response, Problem> {
    let mut response = Answer::unless_same(known, body)?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}
