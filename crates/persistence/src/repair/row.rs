//! Rows of repair cases to and from the domain.

use std::fmt::Display;

use domain::{
    Error, Result,
    clock::Timestamp,
    device::Serial,
    id::{AccountId, DeviceId, ProductId, RepairId, TicketId},
    money::{Currency, Money},
    repair::{
        Battery, CaseText, Coverage, DeclaredAccessory, Destination, Disposal, DisposalWay, Hold, NoticePlan,
        Outcome, ReminderPlan, Repair, ReturnMethod, RmaNumber, Stamps, State, next_step, target,
    },
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{
    entity::repair_case::{ActiveModel, Model},
    error::inconsistent,
};

pub(super) fn text_of(text: Option<&CaseText>) -> Option<String> {
    text.map(|text| text.as_str().to_owned())
}

fn reason_of(hold: Option<&Hold>) -> Option<String> {
    hold.map(|hold| hold.reason.as_str().to_owned())
}

/// What time does next, and by when the desk wants to be done, follow from the rest: no use case can
/// forget them.
#[expect(clippy::too_many_lines, reason = "a line for each column, twice")]
pub(super) fn to_row(case: &Repair) -> ActiveModel {
    let (due_at, target_at) = (next_step(case).map(|(_, at)| at), target(case));
    let proceeds = case.disposal.and_then(|disposal| disposal.proceeds);
    let Repair {
        id,
        rma_number,
        ticket,
        requester,
        product,
        device,
        no_serial_reason,
        follow_up_of,
        state,
        state_at,
        outcome,
        outcome_before_loss,
        coverage,
        coverage_reason,
        symptom,
        battery,
        accessories,
        limit,
        replacement_serial,
        assignee,
        return_method,
        is_prepaid,
        claim_opened_at,
        awaiting_address_since,
        fetched_since,
        hold,
        legal_hold,
        stamps:
            Stamps {
                authorized,
                sent,
                received,
                diagnosed,
                quoted,
                decided,
                repaired,
                tested,
                dispatched,
                delivered,
                ended,
            },
        quote_valid_until,
        part_expected_on,
        is_tracked,
        parcel_lost_at,
        is_abroad,
        destination: Destination { country, area, city, postcode },
        notice_plan,
        disposal_confirmed_by,
        disposal,
        reminders,
        reminder_plan,
        version,
        requester_version,
        created_at,
        updated_at,
        requester_updated_at,
    } = case;
    ActiveModel {
        id: Set(id.as_uuid()),
        rma_number: Set(rma_number.as_str().to_owned()),
        ticket_id: Set(ticket.map(TicketId::as_uuid)),
        requester_id: Set(requester.map(AccountId::as_uuid)),
        product_id: Set(product.as_uuid()),
        device_id: Set(device.map(DeviceId::as_uuid)),
        no_serial_reason: Set(text_of(no_serial_reason.as_ref())),
        follow_up_of: Set(follow_up_of.map(RepairId::as_uuid)),
        state: Set(state.name().to_owned()),
        state_at: Set(*state_at),
        outcome: Set(outcome.map(|outcome| outcome.name().to_owned())),
        outcome_before_loss: Set(outcome_before_loss.map(|outcome| outcome.name().to_owned())),
        coverage: Set(coverage.map(|coverage| coverage.name().to_owned())),
        coverage_reason: Set(text_of(coverage_reason.as_ref())),
        symptom: Set(text_of(symptom.as_ref())),
        battery: Set(battery.name().to_owned()),
        accessories: Set(DeclaredAccessory::to_stored(accessories)),
        limit_minor: Set(limit.map(|limit| limit.amount_minor)),
        limit_currency: Set(limit.map(|limit| limit.currency.as_str().to_owned())),
        replacement_serial: Set(replacement_serial.as_ref().map(|serial| serial.as_str().to_owned())),
        assignee_id: Set(assignee.map(AccountId::as_uuid)),
        return_method: Set(return_method.name().to_owned()),
        is_prepaid: Set(*is_prepaid),
        claim_opened_at: Set(*claim_opened_at),
        awaiting_address_since: Set(*awaiting_address_since),
        fetched_since: Set(*fetched_since),
        hold_reason: Set(reason_of(hold.as_ref())),
        hold_until: Set(hold.as_ref().map(|hold| hold.until)),
        legal_hold_reason: Set(reason_of(legal_hold.as_ref())),
        legal_hold_until: Set(legal_hold.as_ref().map(|hold| hold.until)),
        authorized_at: Set(*authorized),
        sent_at: Set(*sent),
        received_at: Set(*received),
        diagnosed_at: Set(*diagnosed),
        quoted_at: Set(*quoted),
        decided_at: Set(*decided),
        repaired_at: Set(*repaired),
        tested_at: Set(*tested),
        dispatched_at: Set(*dispatched),
        delivered_at: Set(*delivered),
        ended_at: Set(*ended),
        ship_country: Set(country.clone()),
        ship_area: Set(area.clone()),
        ship_city: Set(city.clone()),
        ship_postcode: Set(postcode.clone()),
        quote_valid_until: Set(*quote_valid_until),
        part_expected_on: Set(*part_expected_on),
        is_tracked: Set(*is_tracked),
        parcel_lost_at: Set(*parcel_lost_at),
        is_abroad: Set(*is_abroad),
        notice_count: Set(notice_plan.map(|plan| plan.count)),
        notice_days: Set(notice_plan.map(|plan| plan.days)),
        disposal_confirmed_by: Set(disposal_confirmed_by.map(AccountId::as_uuid)),
        disposed_as: Set(disposal.map(|disposal| disposal.way.name().to_owned())),
        proceeds_minor: Set(proceeds.map(|money| money.amount_minor)),
        proceeds_currency: Set(proceeds.map(|money| money.currency.as_str().to_owned())),
        notice_minimum_days: Set(notice_plan.map(|plan| plan.minimum_days)),
        due_at: Set(due_at),
        target_at: Set(target_at),
        reminders: Set(*reminders),
        reminder_plan: Set(reminder_plan.as_ref().map(ReminderPlan::to_stored)),
        version: Set(*version),
        requester_version: Set(*requester_version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
        requester_updated_at: Set(*requester_updated_at),
        // Whatever kept time from moving the case may be gone now.
        stuck_until: Set(None),
        quotes_kept_until: NotSet,
    }
}

/// A stored name that the domain knows.
pub(super) fn named<T>(found: Option<T>, column: &'static str, id: impl Display) -> Result<T> {
    found.ok_or_else(|| inconsistent("repair_case", column, id))
}

fn hold(reason: Option<String>, until: Option<Timestamp>) -> Option<Hold> {
    reason.zip(until).map(|(reason, until)| Hold { reason: CaseText::from_stored(reason), until })
}

fn money(
    minor: Option<i64>,
    currency: Option<&str>,
    unreadable: impl Fn() -> Error,
) -> Result<Option<Money>> {
    let Some((amount_minor, currency)) = minor.zip(currency) else { return Ok(None) };
    let currency = Currency::parse(currency).map_err(|_| unreadable())?;
    Ok(Some(Money { amount_minor, currency }))
}

const fn stamps(row: &Model) -> Stamps {
    Stamps {
        authorized: row.authorized_at,
        sent: row.sent_at,
        received: row.received_at,
        diagnosed: row.diagnosed_at,
        quoted: row.quoted_at,
        decided: row.decided_at,
        repaired: row.repaired_at,
        tested: row.tested_at,
        dispatched: row.dispatched_at,
        delivered: row.delivered_at,
        ended: row.ended_at,
    }
}

fn notice_plan(row: &Model) -> Option<NoticePlan> {
    let minimum_days = row.notice_minimum_days.unwrap_or_default();
    let plan = |(count, days)| NoticePlan { count, days, minimum_days };
    row.notice_count.zip(row.notice_days).map(plan)
}

fn disposal(row: &Model) -> Result<Option<Disposal>> {
    let Some(way) = &row.disposed_as else { return Ok(None) };
    let way = named(DisposalWay::from_name(way), "disposed_as", row.id)?;
    let unreadable = || inconsistent("repair_case", "proceeds_currency", row.id);
    let proceeds = money(row.proceeds_minor, row.proceeds_currency.as_deref(), unreadable)?;
    Ok(Some(Disposal { way, proceeds }))
}

pub(super) fn to_case(row: Model) -> Result<Repair> {
    let id = row.id;
    let (stamps, notice_plan, disposal) = (stamps(&row), notice_plan(&row), disposal(&row)?);
    let reminder_plan = row.reminder_plan.as_deref().map(|plan| {
        let plan = ReminderPlan::from_stored(plan);
        named(plan, "reminder_plan", id)
    });
    let accessories = row.accessories.as_deref().map(|stored| {
        let accessories = DeclaredAccessory::from_stored(stored);
        named(accessories, "accessories", id)
    });
    let outcome =
        |name: Option<String>| name.map(|name| named(Outcome::from_name(&name), "outcome", id)).transpose();
    let (outcome, outcome_before_loss) = (outcome(row.outcome)?, outcome(row.outcome_before_loss)?);
    let coverage = row.coverage.map(|name| named(Coverage::from_name(&name), "coverage", id)).transpose()?;
    let unreadable = || inconsistent("repair_case", "limit_currency", id);
    Ok(Repair {
        id: RepairId::from_uuid(id),
        rma_number: RmaNumber::from_stored(row.rma_number),
        ticket: row.ticket_id.map(TicketId::from_uuid),
        requester: row.requester_id.map(AccountId::from_uuid),
        product: ProductId::from_uuid(row.product_id),
        device: row.device_id.map(DeviceId::from_uuid),
        no_serial_reason: row.no_serial_reason.map(CaseText::from_stored),
        follow_up_of: row.follow_up_of.map(RepairId::from_uuid),
        state: named(State::from_name(&row.state), "state", id)?,
        state_at: row.state_at,
        outcome,
        outcome_before_loss,
        coverage,
        coverage_reason: row.coverage_reason.map(CaseText::from_stored),
        symptom: row.symptom.map(CaseText::from_stored),
        accessories: accessories.transpose()?.unwrap_or_default(),
        battery: named(Battery::from_name(&row.battery), "battery", id)?,
        limit: money(row.limit_minor, row.limit_currency.as_deref(), unreadable)?,
        replacement_serial: row.replacement_serial.map(Serial::from_stored),
        assignee: row.assignee_id.map(AccountId::from_uuid),
        return_method: named(ReturnMethod::from_name(&row.return_method), "return_method", id)?,
        is_prepaid: row.is_prepaid,
        claim_opened_at: row.claim_opened_at,
        awaiting_address_since: row.awaiting_address_since,
        fetched_since: row.fetched_since,
        hold: hold(row.hold_reason, row.hold_until),
        legal_hold: hold(row.legal_hold_reason, row.legal_hold_until),
        stamps,
        quote_valid_until: row.quote_valid_until,
        part_expected_on: row.part_expected_on,
        is_tracked: row.is_tracked,
        parcel_lost_at: row.parcel_lost_at,
        is_abroad: row.is_abroad,
        destination: Destination {
            country: row.ship_country,
            area: row.ship_area,
            city: row.ship_city,
            postcode: row.ship_postcode,
        },
        notice_plan,
        disposal_confirmed_by: row.disposal_confirmed_by.map(AccountId::from_uuid),
        disposal,
        reminders: row.reminders,
        reminder_plan: reminder_plan.transpose()?,
        version: row.version,
        requester_version: row.requester_version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        requester_updated_at: row.requester_updated_at,
    })
}
