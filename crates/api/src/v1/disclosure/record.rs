use axum::extract::State;
use domain::{
    Ctx,
    disclosure::{self, DataKind, NewDisclosure, Purpose, Recipient},
    error::Fields,
    id::{DisclosureId, RepairId, TicketId},
    identity::Permission,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{
    names::{DisclosedData, DisclosureBasis, DisclosureRecipient},
    register::DataDisclosure,
};
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json, Path},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// That somebody's data was handed over. Never the data itself, nor the name of a person.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "repair_id": "01936f3e-0000-7000-8000-000000000001", "kinds": ["contact", "device"], "recipient": "Police, Berlin",
    "recipient_kind": "police", "basis": "legal_obligation", "purpose": "A stolen device: file 12/26.",
    "at": "2026-11-22T12:00:00.000Z"
}))]
pub(super) struct DisclosureInput {
    /// For which repair: it was its customer's data. This or `ticket_id` must be there.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    repair_id: Option<Uuid>,
    /// In which ticket: it was its requester's data.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    ticket_id: Option<Uuid>,
    /// What kinds of data.
    #[validate(length(min = 1, max = 8))]
    #[schema(min_items = 1, max_items = 8)]
    kinds: Vec<DisclosedData>,
    /// To whom: an office or a company. The customer reads it.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    recipient: String,
    /// What kind of recipient that is.
    recipient_kind: DisclosureRecipient,
    /// Why it may be.
    basis: DisclosureBasis,
    /// What for. The customer reads it.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    purpose: String,
    /// When it was handed over: within the last 36 months.
    at: Timestamp,
    /// The entry that was wrong, if this one corrects it.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    corrects_id: Option<Uuid>,
}

impl DisclosureInput {
    fn parse(self, cx: &Ctx) -> Result<NewDisclosure, Problem> {
        let mut fields = Fields::default();
        let recipient = fields.take("recipient", Recipient::parse(&self.recipient));
        let purpose = fields.take("purpose", Purpose::parse(&self.purpose));
        let mut kinds: Vec<DataKind> = Vec::new();
        for kind in self.kinds.into_iter().map(Into::into) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        fields.check()?;
        Ok(NewDisclosure {
            id: DisclosureId::new(cx),
            repair: self.repair_id.map(RepairId::from_uuid),
            ticket: self.ticket_id.map(TicketId::from_uuid),
            kinds,
            recipient: fields.require(recipient)?,
            recipient_kind: self.recipient_kind.into(),
            basis: self.basis.into(),
            purpose: fields.require(purpose)?,
            at: self.at.into(),
            corrects: self.corrects_id.map(DisclosureId::from_uuid),
        })
    }
}

/// Write down that data was handed over
///
/// To the police, an insurer, in the course of a claim: whatever the desk does not put on record by itself. The customer
/// reads it (`listMyDisclosures`). Nothing changes an entry: another one corrects it, and names it.
#[utoipa::path(
    post,
    path = "/privacy/disclosures",
    operation_id = "recordDisclosure",
    tag = "Privacy",
    params(IdempotencyKey),
    request_body = DisclosureInput,
    responses(
        (status = 201, description = "On record.", body = DataDisclosure,
            headers(
                ("Location" = String, description = "The entry."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key wrote it down.")
            ),
            links(("getDisclosure" = (operation_id = "getDisclosure", parameters(("disclosure_id" = "$response.body#/id")))))),
        (status = 409, description = "The entry was corrected already.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn record_disclosure(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<DisclosureInput>,
) -> Result<Answer<DataDisclosure>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request =
        Repeatable { operation: "recordDisclosure", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let entry = match earlier {
        Some(id) => disclosure::find(&mut *tx, &cx, DisclosureId::from_uuid(id)).await?,
        None => disclosure::record(&mut *tx, &cx, new).await?,
    };
    tx.commit().await?;
    let location = format!("/api/v1/privacy/disclosures/{}", entry.id);
    let to_officer = cx.actor().may(Permission::AuditRead);
    Ok(Answer::created(DataDisclosure::show(entry, to_officer), location).replayed(earlier.is_some()))
}

/// Read an entry of the register
///
/// For who answers for privacy; and, of what they wrote down themselves, for who may write it down.
#[utoipa::path(
    get,
    path = "/privacy/disclosures/{disclosure_id}",
    operation_id = "getDisclosure",
    tag = "Privacy",
    params(("disclosure_id" = Uuid, Path, description = "The entry's id.")),
    responses((status = 200, description = "The entry.", body = DataDisclosure))
)]
pub(super) async fn get_disclosure(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<DataDisclosure>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().glance().await?;
    let entry = disclosure::find(&mut *tx, &cx, DisclosureId::from_uuid(id)).await?;
    Ok(Answer::ok(DataDisclosure::show(entry, cx.actor().may(Permission::AuditRead))))
}
