use axum::extract::State;
use domain::{
    Ctx,
    error::{Fields, Rule},
    id::{DeviceId, ProductId, RepairId, TicketId},
    repair::{self, CaseText, NewRepair, ReturnMethod, Subject},
};
use serde::{Deserialize, Deserializer, de::IgnoredAny};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    intake::RepairDeclaredAccessoryInput,
    money::MoneyInput,
    names::{RepairBattery, RepairReturnMethod},
    shape::Repair,
};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// What is to be repaired, and what is wrong with it. Never an address: it is asked for when it is needed.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "ticket_id": "01936f3e-0000-7000-8000-000000000000",
    "device_id": "01936f3e-0000-7000-8000-000000000001",
    "symptom": "Fader 3 jams halfway.",
    "battery": "none"
}))]
pub(super) struct RepairInput {
    /// The ticket that it belongs to.
    ticket_id: Uuid,
    /// The requester's device. Required unless its serial number is not known.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    device_id: Option<Uuid>,
    /// Which model, if no device is named.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    product_id: Option<Uuid>,
    /// Why no device is named.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 4000))]
    #[schema(nullable = false, min_length = 1, max_length = 4000)]
    no_serial_reason: Option<String>,
    /// What is wrong, and when.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    symptom: String,
    /// Whether the battery is swollen, wet, hot or leaking.
    battery: RepairBattery,
    /// What goes into the parcel beside the device. It can be changed until the parcel is here.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 50), nested)]
    #[schema(nullable = false, max_items = 50)]
    accessories: Option<Vec<RepairDeclaredAccessoryInput>>,
    /// Up to which cost nobody needs to be asked.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    limit: Option<MoneyInput>,
    /// How the device comes back; `parcel` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    return_method: Option<RepairReturnMethod>,
    /// The requester's repair, which is over, that this one goes on from.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    follow_up_of: Option<Uuid>,
    /// Refused with a code of its own: many clients send one.
    #[serde(default, deserialize_with = "sent")]
    #[schema(ignore)]
    address: bool,
}

/// Whether a member was sent, whatever it holds.
fn sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl RepairInput {
    fn parse(self, cx: &Ctx) -> Result<NewRepair, Problem> {
        let mut fields = Fields::default();
        if self.address {
            let too_early = Rule::new("address_not_allowed_yet", "an address is asked for when it is needed");
            fields.take::<()>("address", Err(too_early));
        }
        let symptom = fields.take("symptom", CaseText::parse(&self.symptom));
        let limit = self.limit.as_ref().and_then(|limit| limit.parse(&mut fields, "limit"));
        let accessories = self.accessories.unwrap_or_default();
        let accessories = RepairDeclaredAccessoryInput::parse_all(accessories, &mut fields);
        let reason = self.no_serial_reason.as_deref().map(CaseText::parse);
        let reason = fields.take_optional("no_serial_reason", reason);
        let subject = subject(&mut fields, self.device_id, self.product_id, reason);
        fields.check()?;
        Ok(NewRepair {
            id: RepairId::new(cx),
            ticket: TicketId::from_uuid(self.ticket_id),
            subject: fields.require(subject)?,
            symptom: fields.require(symptom)?,
            battery: self.battery.into(),
            accessories,
            limit,
            return_method: self.return_method.map_or(ReturnMethod::Parcel, Into::into),
            follow_up_of: self.follow_up_of.map(RepairId::from_uuid),
        })
    }
}

/// A device, or a model with the reason why there is no serial number.
fn subject(
    fields: &mut Fields,
    device: Option<Uuid>,
    product: Option<Uuid>,
    reason: Option<CaseText>,
) -> Option<Subject> {
    let one = || Rule::new("either_or", "needs device_id, or product_id and no_serial_reason");
    match (device, product, reason) {
        (Some(device), None, None) => Some(Subject::Device(DeviceId::from_uuid(device))),
        (None, Some(product), Some(reason)) => {
            Some(Subject::WithoutSerial { product: ProductId::from_uuid(product), reason })
        }
        _ => fields.take("device_id", Err(one())),
    }
}

/// Ask for a repair
///
/// The customer in a ticket of their own, or staff for them. The desk then decides whether the device may
/// be sent. A device is in one open repair at a time.
#[utoipa::path(
    post,
    path = "/repairs",
    operation_id = "createRepair",
    tag = "Repairs",
    params(IdempotencyKey),
    request_body = RepairInput,
    responses(
        (status = 201, description = "Asked for.", body = Repair,
            headers(
                ("Location" = String, description = "The repair."),
                ("ETag" = String, description = "The version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key asked for it.")
            ),
            links(
                ("getRepair" = (operation_id = "getRepair", parameters(("repair_id" = "$response.body#/id")))),
                ("updateRepair" = (operation_id = "updateRepair", parameters(("repair_id" = "$response.body#/id")))),
                ("createRepairTransition" = (operation_id = "createRepairTransition", parameters(("repair_id" = "$response.body#/id"))))
            )),
        (status = 409, description = "The device is in another open repair, its registration was refused, or the ticket is closed.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn create_repair(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<RepairInput>,
) -> Result<Answer<Repair>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "createRepair", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let case = match earlier {
        Some(id) => repair::find(&mut *tx, &cx, RepairId::from_uuid(id)).await?,
        None => repair::open(&mut *tx, &cx, new).await?,
    };
    let shown = Repair::show(&mut *tx, &cx, &case).await?;
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/repairs/{}", case.id), shown.version());
    Ok(Answer::created(shown, location).version(version).replayed(earlier.is_some()))
}
