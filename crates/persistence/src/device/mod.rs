mod devices;
mod event;
mod facts;
mod list;
mod product;
mod row;

pub(crate) use devices::Devices;
pub(crate) use event::DeviceEvents;
pub(crate) use product::Products;
