use axum::extract::State;
use domain::{
    Ctx,
    address::{self, Reveal},
    error::Fields,
    id::RepairId,
    postal::PostalAddress,
    text::single_line,
    vault::AddressRecord,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{names::RevealPurpose, shape::Address};
use crate::{
    App,
    auth::Caller,
    extract::{AcceptLanguage, Json, Path},
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// The most characters of a note.
const LONGEST_NOTE: usize = 500;

/// What the address is looked at for.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "purpose": "label" }))]
pub(super) struct RevealInput {
    /// What for.
    purpose: RevealPurpose,
    /// In one's own words; `break_glass` needs it. Never the address.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 500))]
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    note: Option<String>,
}

impl RevealInput {
    fn parse(self) -> Result<Reveal, Problem> {
        let mut fields = Fields::default();
        let note = self.note.as_deref().map(|note| single_line(note, LONGEST_NOTE));
        let note = fields.take_optional("note", note);
        fields.check()?;
        Ok(Reveal { purpose: self.purpose.into(), note })
    }
}

/// Reveal an address
///
/// To logistics, where a parcel is to be sent, on its way, or came back; to leads with a reason, at any time.
/// Needs a sign-in of the last 15 minutes (`step_up_required`), and so no API token may. It is on record before it is answered, and the customer sees that it was looked at, and what for.
#[utoipa::path(
    post,
    path = "/repairs/{repair_id}/address/reveals",
    operation_id = "revealAddress",
    tag = "Addresses",
    params(("repair_id" = Uuid, Path, description = "The repair's id.")),
    request_body = RevealInput,
    responses(
        (status = 200, description = "The address.", body = Address,
            headers(("ETag" = String, description = "The version."))),
        (status = 409, description = "Nothing is to be sent there now.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn reveal_address(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
    Path(id): Path<Uuid>,
    Json { value, .. }: Json<RevealInput>,
) -> Result<Answer<Address>, Problem> {
    let reveal = value.parse()?;
    let purpose = reveal.purpose.name();
    let revealed = open(&app, &app.ctx(actor), RepairId::from_uuid(id), reveal).await;
    count_reveal(purpose, revealed.is_ok());
    let (address, record) = revealed?;
    Ok(Answer::ok(Address::show(&address, &record, language)).version(record.version))
}

/// Counts that somebody of the staff got to see an address, or was refused it.
pub(in crate::v1) fn count_reveal(purpose: &'static str, was_seen: bool) {
    let outcome = if was_seen { "revealed" } else { "refused" };
    metrics::counter!("benchdesk_address_reveals_total", "purpose" => purpose, "outcome" => outcome)
        .increment(1);
}

/// On record first, then opened.
async fn open(
    app: &App,
    cx: &Ctx,
    id: RepairId,
    reveal: Reveal,
) -> domain::Result<(PostalAddress, AddressRecord)> {
    let mut tx = app.store().begin().await?;
    let record = address::record_reveal(&mut *tx, cx, id, reveal).await?;
    tx.commit().await?;
    let address = address::open(app.store(), app.vault().keys.as_ref(), cx, &record).await?;
    Ok((address, record.address))
}
