use axum::extract::State;
use domain::{
    Ctx,
    device::Serial,
    error::Fields,
    id::ParcelId,
    parcel::{self, NewParcel, Place},
    repair::CaseText,
    shipment::{Carrier, TrackingNumber},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::shape::UnidentifiedParcel;
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json, Path},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// What is told of a parcel that came without a number. Never the sender's name or address.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "carrier": "DHL", "contents": "A keyboard, no letter.", "place": "Shelf U3" }))]
pub(super) struct UnidentifiedParcelInput {
    /// Who carried it.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    carrier: Option<String>,
    /// What the carrier calls it. Kept until it is settled.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    tracking_number: Option<String>,
    /// What is inside.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    contents: String,
    /// A serial number that was seen inside.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    serial: Option<String>,
    /// Where it lies.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    place: String,
}

impl UnidentifiedParcelInput {
    fn parse(self, cx: &Ctx) -> Result<NewParcel, Problem> {
        let mut fields = Fields::default();
        let carrier = fields.take_optional("carrier", self.carrier.as_deref().map(Carrier::parse));
        let number = self.tracking_number.as_deref().map(TrackingNumber::parse);
        let tracking_number = fields.take_optional("tracking_number", number);
        let contents = fields.take("contents", CaseText::parse(&self.contents));
        let serial = fields.take_optional("serial", self.serial.as_deref().map(Serial::parse));
        let place = fields.take("place", Place::parse(&self.place));
        fields.check()?;
        Ok(NewParcel {
            id: ParcelId::new(cx),
            carrier,
            tracking_number,
            contents: fields.require(contents)?,
            serial,
            place: fields.require(place)?,
        })
    }
}

/// Record a parcel without a number
///
/// For what arrives and cannot be told whose it is. It waits until someone says which repair it belongs to.
#[utoipa::path(
    post,
    path = "/unidentified-parcels",
    operation_id = "recordUnidentifiedParcel",
    tag = "Parcels",
    params(IdempotencyKey),
    request_body = UnidentifiedParcelInput,
    responses((status = 201, description = "Recorded.", body = UnidentifiedParcel,
        headers(
            ("Location" = String, description = "The parcel."),
            ("ETag" = String, description = "The version."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key recorded it.")
        ),
        links(
            ("getUnidentifiedParcel" = (operation_id = "getUnidentifiedParcel", parameters(("parcel_id" = "$response.body#/id")))),
            ("matchUnidentifiedParcel" = (operation_id = "matchUnidentifiedParcel", parameters(("parcel_id" = "$response.body#/id"))))
        )))
)]
pub(super) async fn record_unidentified_parcel(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<UnidentifiedParcelInput>,
) -> Result<Answer<UnidentifiedParcel>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request =
        Repeatable { operation: "recordUnidentifiedParcel", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let parcel = match earlier {
        Some(id) => parcel::find(&mut *tx, &cx, ParcelId::from_uuid(id)).await?,
        None => parcel::record(&mut *tx, &cx, new).await?,
    };
    tx.commit().await?;
    let location = format!("/api/v1/unidentified-parcels/{}", parcel.told.id);
    let version = parcel.version;
    Ok(Answer::created(parcel.into(), location).version(version).replayed(earlier.is_some()))
}

/// Read a parcel without a number
///
/// For staff.
#[utoipa::path(
    get,
    path = "/unidentified-parcels/{parcel_id}",
    operation_id = "getUnidentifiedParcel",
    tag = "Parcels",
    params(("parcel_id" = Uuid, Path, description = "The parcel's id.")),
    responses((status = 200, description = "The parcel.", body = UnidentifiedParcel,
        headers(("ETag" = String, description = "The version."))))
)]
pub(super) async fn get_unidentified_parcel(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<UnidentifiedParcel>, Problem> {
    let mut tx = app.store().glance().await?;
    let parcel = parcel::find(&mut *tx, &app.ctx(actor), ParcelId::from_uuid(id)).await?;
    let version = parcel.version;
    Ok(Answer::ok(parcel.into()).version(version))
}
