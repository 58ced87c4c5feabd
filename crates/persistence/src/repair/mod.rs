mod list;
mod quote;
mod record;
mod repairs;
mod row;
mod work;

pub(crate) use list::tickets_in_repair;
pub(crate) use record::RepairRecords;
pub(crate) use repairs::Repairs;
pub(crate) use work::RepairWork;
