//! What a move brings with it is kept beside the case: intake, quotes, work, parcels.

use super::{
    Decision, Given, Need, Quote, QuoteStatus, Repair, State, Transition, WorkEntry, WorkKind,
    advance::allowed, exchange, needs, quote::LONGEST_VALIDITY, unpack,
};
use crate::{
    Ctx,
    error::{Conflict, Error, Result},
    shipment::{self, Direction},
    store::Tx,
};

/// Checks what is given against what is kept.
pub(super) async fn check(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    transition: &Transition,
    given: &Given,
) -> Result<()> {
    if transition.needs.contains(&Need::Intake) {
        match &given.intake {
            Some(new) => unpack::check(tx, cx, case, new).await?,
            None if !unpack::is_done(tx, case).await? => {
                return Err(Error::invalid(needs::required("intake")));
            }
            None => {}
        }
    }
    if let Some(quote) = &given.quote {
        let latest = cx.now() + LONGEST_VALIDITY;
        if quote.valid_until <= cx.now() || quote.valid_until > latest {
            let fault = needs::fault("quote/valid_until", "out_of_range", "must be within the next 365 days");
            return Err(Error::invalid(fault));
        }
    }
    if let Some(choice) = &given.quote_version {
        let quotes = tx.repair_records().quotes(case.id).await?;
        let in_force = quotes.last().filter(|quote| quote.status == QuoteStatus::Issued);
        if in_force
            .is_none_or(|quote| quote.version != choice.version || quote.content_hash != choice.content_hash)
        {
            return Err(Conflict::QuoteNotInForce { allowed: allowed(cx, case) }.into());
        }
        if let (Some(quote), Some(proof)) = (in_force, &given.decision_proof) {
            proof.check(tx, cx, case, quote).await?;
        }
    }
    Ok(())
}

/// Stores what is given.
pub(super) async fn store(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: &Repair,
    after: &mut Repair,
    transition: &Transition,
    given: &Given,
) -> Result<()> {
    let (id, by, at) = (before.id, cx.actor().account(), cx.now());
    if let Some(new) = &given.intake {
        unpack::store(tx, cx, before, new).await?;
    }
    if before.state == State::AwaitingApproval {
        settle(tx, cx, before, transition, given).await?;
        after.quote_valid_until = None;
    }
    if let Some(content) = &given.quote {
        let version = tx.repair_records().quotes(id).await?.last().map_or(1, |quote| quote.version + 1);
        after.quote_valid_until = Some(content.valid_until);
        let quote = Quote {
            version,
            content_hash: content.hash(version),
            content: content.clone(),
            status: QuoteStatus::Issued,
            issued_by: by,
            issued_at: at,
            decision: None,
            final_price: None,
        };
        tx.repair_records().add_quote(id, &quote).await?;
    }
    exchange::record(tx, cx, before, given).await?;
    for entry in log(cx, given) {
        tx.repair_records().log_work(id, &entry).await?;
    }
    if before.state == State::Authorized {
        shipment::end_advance(tx, cx, before).await?;
    }
    let direction = match transition.to {
        State::Inbound => Some(Direction::Inbound),
        State::Outbound => Some(Direction::Outbound),
        _ => None,
    };
    if let Some(direction) = direction {
        let parcel = shipment::leave(tx, cx, before, direction, given.shipment.clone()).await?;
        after.goes_with(&parcel);
    }
    Ok(())
}

/// What the move says of the quote in force.
async fn settle(
    tx: &mut dyn Tx,
    cx: &Ctx,
    case: &Repair,
    transition: &Transition,
    given: &Given,
) -> Result<()> {
    let quotes = tx.repair_records().quotes(case.id).await?;
    let Some(quote) = quotes.last().filter(|quote| quote.status == QuoteStatus::Issued) else {
        return Ok(());
    };
    let status = match transition.to {
        State::Repairing | State::AwaitingParts => QuoteStatus::Approved,
        State::Diagnosing => QuoteStatus::Superseded,
        _ if transition.needs.contains(&Need::QuoteVersion) => QuoteStatus::Declined,
        _ => QuoteStatus::Expired,
    };
    let is_decided = matches!(status, QuoteStatus::Approved | QuoteStatus::Declined);
    let decision = is_decided.then(|| Decision {
        by: cx.actor().account(),
        at: cx.now(),
        proof: given.decision_proof.clone().map(|proof| proof.until(cx.now())),
    });
    tx.repair_records().settle_quote(case.id, quote.version, status, decision.as_ref()).await
}

fn log(cx: &Ctx, given: &Given) -> Vec<WorkEntry> {
    let entry = |kind, text| WorkEntry::new(cx, kind, text);
    let work = given.work.iter().flat_map(|work| work.entries(cx));
    let part = given.part.iter().map(|part| WorkEntry {
        expected_on: Some(part.expected_on),
        ..entry(WorkKind::Part, part.text.clone())
    });
    let checks = given.checklist.iter().map(|check| entry(WorkKind::Check, check.clone()));
    let failed = given.failed_checks.iter().map(|check| entry(WorkKind::CheckFailed, check.clone()));
    let search = given.fault_search.iter().flat_map(|search| {
        let tried = entry(WorkKind::SearchTried, search.tried.clone());
        [
            WorkEntry { minutes: Some(search.minutes), ..tried },
            entry(WorkKind::SearchConditions, search.conditions.clone()),
            entry(WorkKind::CustomersSteps, search.customers_steps.clone()),
            entry(WorkKind::SearchResult, search.result.clone()),
        ]
    });
    work.chain(part).chain(checks).chain(failed).chain(search).collect()
}
