//! Version 1: one module per slice, one file per resource.

mod access;
mod address;
mod answer;
mod attachment;
mod audit;
mod bulk;
mod coverage;
mod device;
mod disclosure;
mod document;
mod identity;
mod live;
mod macros;
mod parcel;
mod postal;
mod privacy;
mod repair;
mod report;
mod search;
mod shipment;
mod system;
mod team;
mod ticket;
mod view;

use utoipa_axum::router::OpenApiRouter;

use crate::App;

/// All operations, relative to `/api/v1`.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(identity::routes())
        .merge(ticket::routes())
        .merge(team::routes())
        .merge(view::routes())
        .merge(macros::routes())
        .merge(bulk::routes())
        .merge(audit::routes())
        .merge(access::routes())
        .merge(system::routes())
        .merge(search::routes())
        .merge(attachment::routes())
        .merge(device::routes())
        .merge(live::routes())
        .merge(postal::routes())
        .merge(address::routes())
        .merge(repair::routes())
        .merge(coverage::routes())
        .merge(parcel::routes())
        .merge(shipment::routes())
        .merge(disclosure::routes())
        .merge(privacy::routes())
        .merge(document::routes())
        .merge(report::routes())
}
