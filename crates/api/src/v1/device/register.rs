use axum::extract::State;
use domain::{
    Ctx,
    contact::Country,
    device::{self, NewDevice, Purchase, PurchaseDate, Serial},
    error::Fields,
    id::{AccountId, DeviceId, ProductId},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::shape::Device;
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// A device to be registered.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "product_id": "01936f3e-0000-7000-8000-000000000000", "serial": "K61-004711" }))]
pub(super) struct DeviceInput {
    /// Which model.
    product_id: Uuid,
    /// The serial number on its label. Case, spaces and dashes don't matter.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    serial: String,
    /// Whose it is. Needs `device.manage`, and is required then.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    owner_id: Option<Uuid>,
}

impl DeviceInput {
    fn parse(self, cx: &Ctx) -> Result<NewDevice, Problem> {
        let mut fields = Fields::default();
        let serial = fields.take("serial", Serial::parse(&self.serial));
        Ok(NewDevice {
            id: DeviceId::new(cx),
            product: ProductId::from_uuid(self.product_id),
            serial: fields.require(serial)?,
            owner: self.owner_id.map(AccountId::from_uuid),
        })
    }
}

/// Register a device
///
/// Every registration begins `to_be_confirmed` and can be used at once. Nothing in the answer tells
/// whether somebody else has registered the serial number.
#[utoipa::path(
    post,
    path = "/devices",
    operation_id = "createDevice",
    tag = "Devices",
    params(IdempotencyKey),
    request_body = DeviceInput,
    responses((status = 201, description = "Registered.", body = Device,
        headers(
            ("Location" = String, description = "The device."),
            ("ETag" = String, description = "The version."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key registered it.")
        ),
        links(
            ("getDevice" = (operation_id = "getDevice", parameters(("device_id" = "$response.body#/id")))),
            ("registerPurchase" = (operation_id = "registerPurchase", parameters(("device_id" = "$response.body#/id")))),
            ("putDeviceFacts" = (operation_id = "putDeviceFacts", parameters(("device_id" = "$response.body#/id")))),
            ("listDeviceHistory" = (operation_id = "listDeviceHistory", parameters(("device_id" = "$response.body#/id"))))
        )),
        (status = 404, description = "What an earlier request with this key registered is gone.", body = crate::problem::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn create_device(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<DeviceInput>,
) -> Result<Answer<Device>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "createDevice", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let registered = match earlier {
        Some(id) => device::find(&mut *tx, &cx, DeviceId::from_uuid(id)).await?,
        None => device::register(&mut *tx, &cx, new).await?,
    };
    let shown = Device::show(&mut *tx, &cx, &registered).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/devices/{}", registered.id), shown.version());
    Ok(Answer::created(shown, location).version(version).replayed(earlier.is_some()))
}

/// What is told of a purchase.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "purchased_on": "2026-11-02", "seller_country": "DE" }))]
pub(super) struct PurchaseInput {
    /// The day of the purchase, from 1950 to today.
    #[validate(length(max = 10))]
    #[schema(max_length = 10, format = Date, example = "2026-11-02")]
    purchased_on: String,
    /// Where it was bought, by ISO 3166-1 alpha-2.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 2, max = 2))]
    #[schema(nullable = false, min_length = 2, max_length = 2)]
    seller_country: Option<String>,
}

impl PurchaseInput {
    fn parse(self, cx: &Ctx) -> Result<Purchase, Problem> {
        let mut fields = Fields::default();
        let purchased_on = fields.take("purchased_on", PurchaseDate::parse(&self.purchased_on, cx.now()));
        let country = self.seller_country.as_deref().map(Country::parse);
        let seller_country = fields.take_optional("seller_country", country);
        fields.check()?;
        Ok(Purchase { purchased_on: fields.require(purchased_on)?, seller_country })
    }
}

/// Register a purchase
///
/// Once for each device; what was wrong is changed with updateDevice.
#[utoipa::path(
    post,
    path = "/devices/{device_id}/registration",
    operation_id = "registerPurchase",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), IfMatch),
    request_body = PurchaseInput,
    responses(
        (status = 200, description = "The device, with its purchase.", body = Device,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The purchase is registered already, or the device is nobody's any more.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn register_purchase(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<PurchaseInput>,
) -> Result<Answer<Device>, Problem> {
    let cx = app.ctx(actor);
    let purchase = value.parse(&cx)?;
    let mut tx = app.store().begin().await?;
    let id = DeviceId::from_uuid(id);
    let device = device::record_purchase(&mut *tx, &cx, id, if_match.expected(), purchase).await?;
    let shown = Device::show(&mut *tx, &cx, &device).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
