pub(crate) mod forget;
mod list;
mod notice;
mod quote;
mod record;
mod repairs;
mod row;
mod terms;
mod texts;
mod work;

pub(crate) use list::{no_drill, tickets_in_repair};
pub(crate) use notice::RepairNotices;
pub(crate) use record::RepairRecords;
pub(crate) use repairs::Repairs;
pub(crate) use terms::Terms;
pub(crate) use texts::RepairTexts;
pub(crate) use work::RepairWork;
