mod access;
mod address;
mod epoch;
mod purge;

pub(crate) use access::Accesses;
pub(crate) use address::Addresses;
pub(crate) use epoch::Epochs;
pub(crate) use purge::Purges;
