//! Figures of what the desk has done, for those who lead it. Facts without people go in, figures come out.

mod figures;
mod repairs;
mod repo;

pub use figures::{Durations, Owed, QuoteFigures, RepairFigures, RepeatedUnit, Share};
pub use repairs::{LONGEST_PERIOD_DAYS, Period, RepairReport, repairs};
pub use repo::{EndedCase, QuoteFact, ReportRepo, StateMove, Unit, UnitCase};
