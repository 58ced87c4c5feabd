//! Repair cases: asking for one, moving it, its history, and what belongs to it.

mod arrival;
mod create;
mod decision;
mod diagnosis;
mod disposal;
mod exchange;
mod history;
mod hold;
mod intake;
mod list;
mod money;
mod names;
mod notice;
mod photo;
mod price;
mod quote;
mod repairs;
mod shape;
mod transition;
mod work;

pub(super) use money::parse_day;
pub(in crate::v1) use money::{Money, MoneyInput};
pub(in crate::v1) use names::mirror;
pub(super) use names::{RepairCoverage, RepairOutcome, RepairState};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list_repairs, create::create_repair))
        .routes(routes!(repairs::get_repair, repairs::update_repair))
        .routes(routes!(repairs::find_by_rma_number))
        .routes(routes!(transition::create_repair_transition))
        .routes(routes!(arrival::create_repair_arrival))
        .routes(routes!(history::list_repair_history))
        .routes(routes!(hold::hold_repair, hold::release_repair))
        .routes(routes!(hold::hold_repair_by_law, hold::release_repair_by_law))
        .routes(routes!(intake::get_repair_intake, intake::put_repair_intake))
        .routes(routes!(intake::confirm_repair_device))
        .routes(routes!(intake::put_repair_accessories))
        .routes(routes!(photo::list_repair_photos))
        .routes(routes!(photo::add_repair_photo, photo::remove_repair_photo))
        .routes(routes!(quote::list_repair_quotes))
        .routes(routes!(exchange::list_repair_exchanges))
        .routes(routes!(price::put_repair_final_price))
        .routes(routes!(diagnosis::get_repair_diagnosis, diagnosis::put_repair_diagnosis))
        .routes(routes!(work::list_repair_work, work::add_repair_work))
        .routes(routes!(notice::list_repair_notices, notice::add_repair_notice))
        .routes(routes!(notice::confirm_repair_disposal))
}
