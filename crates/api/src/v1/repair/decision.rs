use domain::{
    id::MessageId,
    repair::{DecisionProof, Viewer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::names::{RepairDecisionChannel, RepairDecisionSource};
use crate::{patch::non_null, timestamp::Timestamp};

/// How the desk was told what a customer decided on a quote.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "channel": "phone", "said_by": "customer", "said_at": "2026-11-22T12:00:00.000Z" }))]
pub(super) struct RepairDecisionProofInput {
    /// How.
    channel: RepairDecisionChannel,
    /// Who told it. No name.
    said_by: RepairDecisionSource,
    /// When: after the quote was issued.
    said_at: Timestamp,
    /// The message of the repair's ticket that says it, if there is one.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    message_id: Option<Uuid>,
}

impl From<RepairDecisionProofInput> for DecisionProof {
    fn from(proof: RepairDecisionProofInput) -> Self {
        Self {
            channel: proof.channel.into(),
            said_by: proof.said_by.into(),
            said_at: proof.said_at.into(),
            message: proof.message_id.map(MessageId::from_uuid),
        }
    }
}

/// How the desk was told what the customer decided. Which content that was is what `content_hash` says.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairDecisionProof {
    /// How.
    channel: RepairDecisionChannel,
    /// Who told it.
    said_by: RepairDecisionSource,
    /// When.
    said_at: Timestamp,
    /// The message of the repair's ticket that says it; `null` for the customer.
    #[schema(required)]
    message_id: Option<Uuid>,
}

impl RepairDecisionProof {
    pub(super) fn show(viewer: Viewer, proof: &DecisionProof) -> Self {
        let DecisionProof { channel, said_by, said_at, message } = *proof;
        Self {
            channel: channel.into(),
            said_by: said_by.into(),
            said_at: said_at.into(),
            message_id: message.filter(|_| viewer.is_staff()).map(MessageId::as_uuid),
        }
    }
}
