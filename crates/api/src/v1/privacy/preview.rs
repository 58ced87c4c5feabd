use axum::extract::State;
use domain::{
    identity::Language,
    privacy::{self, Kept, KeptKind},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shape::ErasureRepair;
use crate::{
    App,
    auth::Caller,
    extract::AcceptLanguage,
    problem::Problem,
    v1::{answer::Answer, repair::mirror},
};

mirror! {
    /// What stays when an account is erased.
    ErasureKeptKind of KeptKind {
        /// Quotes that were accepted, and those of repairs that were paid for.
        TradeLetters,
        /// Product, states, times and country of repairs.
        RepairFacts,
        /// Number, labels, states and times of tickets.
        TicketFacts,
        /// Serial numbers, without their owner.
        SerialNumbers,
        /// That the request was carried out.
        Proof,
        /// Backups that were made before.
        Backups,
    }
}

/// What goes, in numbers.
#[derive(Serialize, ToSchema)]
struct ErasureScope {
    /// Tickets: their subjects, texts and files, and whose they were.
    #[schema(minimum = 0)]
    tickets: u64,
    /// Messages in them, whoever wrote them.
    #[schema(minimum = 0)]
    messages: u64,
    /// Messages of the caller in tickets of others: a mark takes their place.
    #[schema(minimum = 0)]
    messages_elsewhere: u64,
    /// Files.
    #[schema(minimum = 0)]
    files: u64,
    /// Registrations of devices, with their proofs of purchase and what is known of them.
    #[schema(minimum = 0)]
    devices: u64,
    /// Repairs: what was told, and whose they were.
    #[schema(minimum = 0)]
    repairs: u64,
    /// Sign-ins that last, and programs' keys.
    #[schema(minimum = 0)]
    sessions: u64,
}

/// Something that stays.
#[derive(Serialize, ToSchema)]
struct ErasureKept {
    /// What.
    what: ErasureKeptKind,
    /// Of how many things; `null` where that is not counted.
    #[schema(required, minimum = 0)]
    count: Option<u64>,
    /// The article, or the law, by which it may.
    #[schema(value_type = String, example = "GDPR, Article 5(2)")]
    basis: &'static str,
    /// What, why and until when, in the language of `Accept-Language`.
    #[schema(value_type = String)]
    explanation: &'static str,
}

/// What an erasure would do now.
#[derive(Serialize, ToSchema)]
pub(super) struct ErasurePreview {
    /// What goes, beside the account with all its contact data.
    goes: ErasureScope,
    /// What stays, and why.
    stays: Vec<ErasureKept>,
    /// Repairs that are to end first.
    waits_for: Vec<ErasureRepair>,
}

impl ErasurePreview {
    fn show(preview: privacy::Preview, language: Language) -> Self {
        let privacy::Preview { goes, stays, waits_for } = preview;
        let privacy::Scope {
            tickets,
            messages,
            messages_elsewhere,
            files,
            devices,
            repairs,
            trade_letters: _,
            sessions,
        } = goes;
        let kept = |Kept { kind, count }: Kept| ErasureKept {
            what: kind.into(),
            count,
            basis: kind.basis(),
            explanation: kind.explain(language),
        };
        Self {
            goes: ErasureScope { tickets, messages, messages_elsewhere, files, devices, repairs, sessions },
            stays: stays.into_iter().map(kept).collect(),
            waits_for: waits_for.iter().map(ErasureRepair::show).collect(),
        }
    }
}

/// See what an erasure of one's account would do
///
/// What goes, what stays and why, and which repairs are to end first. Changes nothing.
#[utoipa::path(
    get,
    path = "/me/privacy-requests/erasure-preview",
    operation_id = "previewErasure",
    tag = "Privacy",
    responses((status = 200, description = "What would happen now.", body = ErasurePreview))
)]
pub(super) async fn preview_erasure(
    State(app): State<App>,
    Caller(actor): Caller,
    AcceptLanguage(language): AcceptLanguage,
) -> Result<Answer<ErasurePreview>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let preview = privacy::preview(&mut *tx, &cx).await?;
    Ok(Answer::ok(ErasurePreview::show(preview, language)))
}
