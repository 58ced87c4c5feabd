//! Products, devices, their hand-over, facts and history.

mod devices;
mod facts;
mod history;
mod list;
mod names;
mod products;
mod proofs;
mod register;
mod shape;
mod transfers;

pub(super) use facts::DeviceFactsInput;
pub(super) use shape::{DeviceRef, ProductRef, device_of};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(products::list_products, products::create_product))
        .routes(routes!(products::get_product, products::update_product, products::delete_product))
        .routes(routes!(list::list_devices, register::create_device))
        .routes(routes!(devices::get_device, devices::update_device, devices::delete_device))
        .routes(routes!(register::register_purchase))
        .routes(routes!(facts::put_device_facts))
        .routes(routes!(proofs::list_proofs))
        .routes(routes!(proofs::add_proof, proofs::remove_proof))
        .routes(routes!(transfers::create_transfer, transfers::delete_transfer))
        .routes(routes!(transfers::accept_transfer))
        .routes(routes!(history::list_device_history))
}
