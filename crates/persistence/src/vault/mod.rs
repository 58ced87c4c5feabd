mod access;
mod address;
mod drill;
mod epoch;
mod purge;

pub(crate) use access::Accesses;
pub(crate) use address::Addresses;
pub(crate) use drill::Drills;
pub(crate) use epoch::Epochs;
pub(crate) use purge::Purges;
