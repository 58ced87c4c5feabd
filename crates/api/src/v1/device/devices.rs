use axum::{extract::State, http::StatusCode};
use domain::{
    Ctx,
    contact::Country,
    device::{self, DeviceChange, PurchaseDate},
    error::Fields,
    id::DeviceId,
    patch::Patch,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{names::DeviceStatus, products::take_patch, shape::Device};
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, IfNoneMatch, Json, Path},
    patch::{non_null, patch},
    problem::Problem,
    v1::answer::Answer,
};

/// Read a device
///
/// What belongs to another customer looks like what is not there.
#[utoipa::path(
    get,
    path = "/devices/{device_id}",
    operation_id = "getDevice",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), IfNoneMatch),
    responses(
        (status = 200, description = "The device.", body = Device,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_device(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    known: IfNoneMatch,
) -> Result<Answer<Device>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let found = device::find(&mut *tx, &cx, DeviceId::from_uuid(id)).await?;
    let shown = Device::show(&mut *tx, &cx, &found).await?;
    Ok(Answer::unless_known(&known, shown.version(), shown))
}

/// What to change of a device: absent members stay, `null` clears.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "purchased_on": "2026-11-02", "seller_country": null }))]
pub(super) struct DevicePatch {
    /// What the desk says of the registration. Needs `device.manage`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    status: Option<DeviceStatus>,
    /// The day of the purchase, from 1950 to today.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, format = Date, max_length = 10, example = "2026-11-02")]
    purchased_on: Patch<String>,
    /// Where it was bought, by ISO 3166-1 alpha-2.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 2, max_length = 2)]
    seller_country: Patch<String>,
}

impl DevicePatch {
    fn parse(self, cx: &Ctx) -> Result<DeviceChange, Problem> {
        let mut fields = Fields::default();
        let day = |raw: &str| PurchaseDate::parse(raw, cx.now());
        let change = DeviceChange {
            status: self.status.map(Into::into),
            purchased_on: take_patch(&mut fields, "purchased_on", self.purchased_on, day),
            seller_country: take_patch(&mut fields, "seller_country", self.seller_country, Country::parse),
        };
        fields.check()?;
        Ok(change)
    }
}

/// Change a device
///
/// A merge patch (RFC 7396). Of several registrations of one serial number, the desk can confirm one: it
/// refuses the others first.
#[utoipa::path(
    patch,
    path = "/devices/{device_id}",
    operation_id = "updateDevice",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), IfMatch),
    request_body(content = DevicePatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "The device, changed.", body = Device,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "Another registration of the serial number is the owner's, or the device is nobody's any more.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn update_device(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<DevicePatch>,
) -> Result<Answer<Device>, Problem> {
    let cx = app.ctx(actor);
    let change = value.parse(&cx)?;
    let mut tx = app.store().begin().await?;
    let changed = device::change(&mut *tx, &cx, DeviceId::from_uuid(id), if_match.expected(), change).await?;
    let shown = Device::show(&mut *tx, &cx, &changed).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// Give a device up
///
/// Its purchase with its proofs and all that is known of its surroundings go with it. Tickets about it stay.
#[utoipa::path(
    delete,
    path = "/devices/{device_id}",
    operation_id = "deleteDevice",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), IfMatch),
    responses(
        (status = 204, description = "Given up."),
        (status = 409, description = "The device is nobody's any more.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn delete_device(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    device::unregister(&mut *tx, &cx, DeviceId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
