//! Products, and the devices that customers own: registration without telling anybody what others
//! own, hand-over by code, and the facts that help to help.
//!
//! A device here is one person's holding of one unit. Who else holds, held or claims a unit of the
//! same serial number is another holding with an id of its own, so that nobody meets an id, a time or
//! a version that belongs to somebody else.

mod change;
mod event;
mod facts;
mod model;
mod product;
mod proof;
mod range;
mod register;
mod replace;
mod repo;
mod serial;
mod transfer;
mod unregister;
mod view;

pub use change::{DeviceChange, Purchase, change, record_purchase};
pub use event::{DeviceEvent, DeviceEventKind, HistoryEntry};
pub(crate) use facts::store as store_facts;
pub use facts::{Connection, Fact, Facts, FactsInput, LIFETIME as FACTS_LIFETIME, put_facts};
pub use model::{Device, DeviceStatus, PurchaseDate, Standing};
pub use product::{NewProduct, Product, ProductChange, ProductName, SerialPattern, Sku};
pub use proof::{MAX_PROOFS, add_proof, destroy_proofs, proofs, remove_proof};
pub use range::{add_product, change_product, find_product, remove_product};
pub use register::{NewDevice, register};
pub use repo::{DeviceEventRepo, DeviceFilter, DeviceRepo, ProductFilter, ProductRepo, SerialKeys};
pub use serial::{Serial, SerialKey};
pub use transfer::{Acceptance, TRANSFER_LIFETIME, Transfer, accept, count_wrong_code, offer, withdraw};
pub use unregister::unregister;
pub use view::{Viewer, find};

/// Records that a ticket is about a device.
pub(crate) use event::record_ticket;
pub(crate) use replace::replace;
pub(crate) use unregister::{end_of_erased, take_back};
