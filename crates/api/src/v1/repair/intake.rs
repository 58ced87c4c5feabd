use axum::extract::State;
use domain::{
    device::Serial,
    error::Fields,
    id::{AccountId, RepairId},
    repair::{
        self, Accessory, AccessoryName, CaseText, DeclaredAccessory, NewAccessory, NewIntake,
        ReturnedAccessory, Viewer,
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::shape::Repair;
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json, Path},
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// What was found when the parcel was opened.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "serial": "K61-004711", "condition": "Scratches on the lid.", "accessories": [{ "name": "Power supply", "received": 1 }] }))]
pub(super) struct RepairIntakeInput {
    /// The serial number on the device. Absent: it has none, or none that can be read.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 40))]
    #[schema(nullable = false, min_length = 1, max_length = 40)]
    serial: Option<String>,
    /// What it looks like.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    condition: String,
    /// What came with it, or should have: all that the customer has declared, and whatever else was there. Each once.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    accessories: Vec<RepairAccessoryInput>,
}

/// One thing that came, or should have come, with the device.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Power supply", "received": 1 }))]
pub(super) struct RepairAccessoryInput {
    /// What it is.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// How many the customer says were sent, if the repair does not tell: a slip in the parcel may.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 0, max = 999))]
    #[schema(nullable = false, minimum = 0, maximum = 999)]
    declared: Option<i32>,
    /// How many were found.
    #[validate(range(min = 0, max = 999))]
    #[schema(minimum = 0, maximum = 999)]
    received: i32,
}

impl RepairIntakeInput {
    /// What is given, in the members behind `place`.
    pub(super) fn parse(self, fields: &mut Fields, place: &str) -> Option<NewIntake> {
        let serial = self.serial.as_deref().map(Serial::parse);
        let serial = fields.take_optional(&format!("{place}serial"), serial);
        let condition = fields.take(&format!("{place}condition"), CaseText::parse(&self.condition));
        let accessories = self.accessories.into_iter().enumerate().filter_map(|(at, one)| {
            let name = AccessoryName::parse(&one.name);
            let name = fields.take(&format!("{place}accessories/{at}/name"), name)?;
            Some(NewAccessory { name, declared: one.declared, received: one.received })
        });
        let accessories = accessories.collect();
        Some(NewIntake { serial, condition: condition?, accessories })
    }
}

/// What was found when the parcel was opened.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairIntake {
    /// The serial number on the device.
    #[schema(required)]
    serial: Option<String>,
    /// Whether it is that of the repair's device; `null` if one of the two is not known.
    #[schema(required)]
    serial_matches: Option<bool>,
    /// When a lead has confirmed that another unit than announced is the right one.
    #[schema(required)]
    device_confirmed_at: Option<Timestamp>,
    /// Which lead; `null` for the customer.
    #[schema(required)]
    device_confirmed_by: Option<Uuid>,
    /// Why; `null` for the customer.
    #[schema(required)]
    device_confirmation_reason: Option<String>,
    /// What it looked like.
    condition: String,
    /// What came with it, or should have.
    accessories: Vec<RepairAccessory>,
    /// Who wrote down what goes back; `null` for the customer, and until then.
    #[schema(required)]
    returned_by: Option<Uuid>,
    /// When what goes back was written down.
    #[schema(required)]
    returned_at: Option<Timestamp>,
    /// Who opened it; `null` for the customer.
    #[schema(required)]
    done_by: Option<Uuid>,
    /// When.
    created_at: Timestamp,
}

/// One thing that came, or should have come, with the device.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairAccessory {
    /// What it is.
    name: String,
    /// How many the customer says were sent.
    declared: i32,
    /// How many were found.
    received: i32,
    /// How many go back; `null` until that is written down.
    #[schema(required)]
    returned: Option<i32>,
    /// Why these are not as many as came.
    #[schema(required)]
    difference: Option<String>,
}

impl RepairIntake {
    fn show(viewer: Viewer, intake: repair::Intake) -> Self {
        let repair::Intake { found, serial_matches, confirmed, returned, by, at } = intake;
        let (device_confirmed_at, told) = (
            confirmed.as_ref().map(|confirmed| confirmed.at.into()),
            confirmed.filter(|_| viewer.is_staff()),
        );
        let show = |one: Accessory| {
            let back =
                returned.iter().flat_map(|returned| &returned.items).find(|back| back.name == one.name);
            RepairAccessory {
                returned: back.map(|back| back.returned),
                difference: back.and_then(|back| back.difference.clone()).map(CaseText::into_string),
                name: one.name.into_string(),
                declared: one.declared,
                received: one.received,
            }
        };
        Self {
            serial: found.serial.map(Serial::into_string),
            serial_matches,
            device_confirmed_at,
            device_confirmed_by: told.as_ref().and_then(|told| told.by).map(AccountId::as_uuid),
            device_confirmation_reason: told.map(|told| told.reason.into_string()),
            condition: found.condition.into_string(),
            accessories: found.accessories.into_iter().map(show).collect(),
            returned_by: returned
                .as_ref()
                .and_then(|returned| returned.by)
                .filter(|_| viewer.is_staff())
                .map(AccountId::as_uuid),
            returned_at: returned.as_ref().map(|returned| returned.at.into()),
            done_by: by.filter(|_| viewer.is_staff()).map(AccountId::as_uuid),
            created_at: at.into(),
        }
    }
}

/// Read what was found when the parcel was opened
///
/// 404 until it has been opened.
#[utoipa::path(
    get,
    path = "/repairs/{repair_id}/intake",
    operation_id = "getRepairIntake",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    responses((status = 200, description = "What was found.", body = RepairIntake))
)]
pub(super) async fn get_repair_intake(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<RepairIntake>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let intake = repair::intake_of(&mut *tx, &cx, RepairId::from_uuid(id)).await?;
    Ok(Answer::ok(RepairIntake::show(Viewer::of(&actor)?, intake)))
}

/// Write down what was found when the parcel was opened
///
/// While the device is at its intake. Again, it corrects what was written down; from when the intake is over until the
/// device leaves, it is proof, and that needs `repair.lead`. The same once more changes nothing. Where another unit came
/// than was announced, it goes no further on the bench until a lead has confirmed that it is right
/// (`confirmRepairDevice`) or the number is corrected; that none can be read after all is a lead's to say.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/intake",
    operation_id = "putRepairIntake",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body = RepairIntakeInput,
    responses(
        (status = 200, description = "The repair.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The device is not at its intake.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn put_repair_intake(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairIntakeInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let intake = value.parse(&mut fields, "");
    fields.check()?;
    let intake = fields.require(intake)?;
    let mut tx = app.store().begin().await?;
    let id = RepairId::from_uuid(id);
    let case = repair::unpack(&mut *tx, &cx, id, if_match.expected(), intake).await?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// That another unit than announced is the right one.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "The customer has two of them and read the number off the other one." }))]
pub(super) struct RepairDeviceConfirmationInput {
    /// Why. Only staff read it.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    reason: String,
}

/// Confirm that the device that came is the right one
///
/// Where another serial number was found in the parcel than was announced: until then the device goes no further on the
/// bench. It can still go back unrepaired without. Said again, the reason is replaced.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/device-confirmation",
    operation_id = "confirmRepairDevice",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body = RepairDeviceConfirmationInput,
    responses(
        (status = 200, description = "The repair.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The device has left, or no other came than was announced.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn confirm_repair_device(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairDeviceConfirmationInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let reason = fields.take("reason", CaseText::parse(&value.reason));
    let reason = fields.require(reason)?;
    let mut tx = app.store().begin().await?;
    let id = RepairId::from_uuid(id);
    let case = repair::confirm_device(&mut *tx, &cx, id, if_match.expected(), reason).await?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}

/// What is in the parcel beside the device.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Power supply", "count": 1 }))]
pub(super) struct RepairDeclaredAccessoryInput {
    /// What it is.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// How many.
    #[validate(range(min = 1, max = 999))]
    #[schema(minimum = 1, maximum = 999)]
    count: i32,
}

impl RepairDeclaredAccessoryInput {
    /// What is declared in the member `accessories`, each once.
    pub(super) fn parse_all(list: Vec<Self>, fields: &mut Fields) -> Vec<DeclaredAccessory> {
        let declared = list.into_iter().enumerate().filter_map(|(at, one)| {
            let name = fields.take(&format!("accessories/{at}/name"), AccessoryName::parse(&one.name))?;
            Some(DeclaredAccessory { name, count: one.count })
        });
        let declared: Vec<_> = declared.collect();
        DeclaredAccessory::check_each_once(fields, &declared);
        declared
    }
}

/// What a customer says is in the parcel beside the device.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "name": "Power supply", "count": 1 }))]
pub(super) struct RepairDeclaredAccessory {
    /// What it is.
    name: String,
    /// How many.
    count: i32,
}

impl From<&DeclaredAccessory> for RepairDeclaredAccessory {
    fn from(one: &DeclaredAccessory) -> Self {
        Self { name: one.name.as_str().to_owned(), count: one.count }
    }
}

/// What goes back with a device.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "accessories": [{ "name": "Power supply", "returned": 1 }] }))]
pub(super) struct RepairReturnInput {
    /// Each kind that came.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    accessories: Vec<RepairReturnedAccessoryInput>,
}

/// How much of one kind of accessory goes back.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Power supply", "returned": 0, "difference": "Burnt: recycled as agreed." }))]
pub(super) struct RepairReturnedAccessoryInput {
    /// What it is, as it was written down when the parcel was opened.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// How many go back.
    #[validate(range(min = 0, max = 999))]
    #[schema(minimum = 0, maximum = 999)]
    returned: i32,
    /// Why these are not as many as came. Required then.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 4000))]
    #[schema(nullable = false, min_length = 1, max_length = 4000)]
    difference: Option<String>,
}

impl RepairReturnInput {
    fn parse(self) -> Result<Vec<ReturnedAccessory>, Problem> {
        let mut fields = Fields::default();
        let items = self.accessories.into_iter().enumerate().filter_map(|(at, one)| {
            let name = fields.take(&format!("accessories/{at}/name"), AccessoryName::parse(&one.name));
            let difference = one.difference.as_deref().map(CaseText::parse);
            let difference = fields.take_optional(&format!("accessories/{at}/difference"), difference);
            Some(ReturnedAccessory { name: name?, returned: one.returned, difference })
        });
        let items = items.collect();
        fields.check()?;
        Ok(items)
    }
}

/// Write down what goes back with a device
///
/// Everything that came with it, and a name for each difference; without it the device does not leave. It can be written
/// down again until then.
#[utoipa::path(
    put,
    path = "/repairs/{repair_id}/accessories",
    operation_id = "putRepairAccessories",
    tag = "Repairs",
    params(("repair_id" = Uuid, Path, description = "The repair's id."), IfMatch),
    request_body = RepairReturnInput,
    responses(
        (status = 200, description = "The repair.", body = Repair,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "The device has left.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn put_repair_accessories(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<RepairReturnInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let items = value.parse()?;
    let mut tx = app.store().begin().await?;
    let id = RepairId::from_uuid(id);
    let case = repair::reconcile(&mut *tx, &cx, id, if_match.expected(), items).await?;
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
