//! What the bench has found out about a device.

use super::{CaseText, Mover, Repair, Viewer, event, view};
use crate::{
    Ctx,
    clock::Timestamp,
    error::{Conflict, Denied, Error, Result},
    id::{AccountId, RepairId},
    store::Tx,
    ticket::{EventKind, named_enum},
};

named_enum! {
    /// What became of the fault that the customer had told of.
    Fault {
        /// It is there.
        Confirmed => "confirmed",
        /// It is not, but another is.
        Other => "other",
        /// No fault was found.
        NotFound => "not_found",
    }
}

named_enum! {
    /// Where a fault comes from.
    FaultCause {
        /// From how the device was made, or what of.
        Manufacture => "manufacture",
        /// From its program.
        Software => "software",
        /// From years of use.
        Wear => "wear",
        /// From how it was handled.
        Misuse => "misuse",
        /// From a liquid.
        Liquid => "liquid",
        /// From its way to or from the desk.
        Transport => "transport",
        /// From a repair before.
        EarlierRepair => "earlier_repair",
        /// It is not known.
        Unknown => "unknown",
    }
}

/// A diagnosis, as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDiagnosis {
    /// What became of the customer's fault.
    pub fault: Fault,
    /// Where the fault comes from. Staff only.
    pub cause: Option<FaultCause>,
    /// What was found, and how. Staff only.
    pub findings: CaseText,
    /// What the customer is told.
    pub summary: Option<CaseText>,
}

/// What the bench has found out about a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// As given.
    pub found: NewDiagnosis,
    /// Who found it. Staff only.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// Writes down the diagnosis while the device is on the bench. Writing it down again replaces it; the same once more
/// changes nothing.
pub async fn diagnose(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: RepairId,
    expected: Option<i64>,
    found: NewDiagnosis,
) -> Result<Repair> {
    let mut case = view::find_version(tx, cx, id, expected).await?;
    if !Mover::Technician.is(cx.actor(), case.requester) {
        return Err(Denied::MissingPermission.into());
    }
    if !case.state.is_on_bench() {
        return Err(Conflict::NotOnBench.into());
    }
    let before = tx.repair_records().diagnosis(id).await?.map(|diagnosis| diagnosis.found);
    if before.as_ref() == Some(&found) {
        return Ok(case);
    }
    let told = |found: &NewDiagnosis| found.summary.clone().map(|summary| (found.fault, summary));
    let is_told = before.as_ref().and_then(told) != told(&found);
    tx.repair_records()
        .put_diagnosis(id, &Diagnosis { found, by: cx.actor().account(), at: cx.now() })
        .await?;
    if is_told {
        case.count_change(cx.now());
    } else {
        case.count_hidden_change(cx.now());
    }
    tx.repairs().update(&case).await?;
    event::tell(tx, cx, &case, EventKind::RepairDiagnosed { repair: id, is_told }).await?;
    Ok(case)
}

/// The diagnosis of a case. The customer gets the fault and the summary, once there is one.
pub async fn diagnosis(tx: &mut dyn Tx, cx: &Ctx, id: RepairId) -> Result<Diagnosis> {
    let viewer = Viewer::of(cx.actor())?;
    let case = view::find(tx, cx, id).await?;
    let found = tx.repair_records().diagnosis(case.id).await?;
    let found = found.filter(|diagnosis| viewer.is_staff() || diagnosis.found.summary.is_some());
    found.ok_or(Error::NotFound("diagnosis"))
}
