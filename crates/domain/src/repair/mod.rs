//! Repair cases: one device's way from the request to its return. The state machine is the table in
//! `transitions.rs`; what time does is the one in `clock.rs`.

mod address;
mod advance;
mod arrive;
mod change;
mod clock;
mod decision;
mod diagnosis;
mod event;
mod exchange;
mod intake;
mod letter;
mod model;
mod needs;
mod notice;
mod notice_law;
mod open;
mod parcel;
mod photo;
mod price;
mod quote;
mod reconcile;
mod record;
mod reminders;
mod repo;
mod rma;
mod state;
mod stop;
mod terms;
mod texts;
mod transitions;
mod unpack;
mod view;
mod work;

pub use address::{address_changed, is_to_be_confirmed};
pub(crate) use address::{address_given, end_address, follow_address};
pub use advance::{advance, due, leave_alone, pass_time};
pub use arrive::arrive;
pub use change::{HoldKind, LONGEST_HOLD, LONGEST_LEGAL_HOLD, RepairChange, change, hold};
pub use clock::{CLAIM_TARGET, CLOCKS, Clock, DELIVERY_TARGET, Step, TARGETS, next as next_step, target};
pub use decision::{Decision, DecisionChannel, DecisionProof, DecisionSource};
pub use diagnosis::{Diagnosis, Fault, FaultCause, NewDiagnosis, diagnose, diagnosis};
pub use exchange::{Exchange, RepairExchangeRepo, Swap};
pub use intake::{
    Accessory, AccessoryName, DeclaredAccessory, DeviceConfirmation, Intake, MAX_ACCESSORIES, MAX_OF_A_KIND,
    NewAccessory, NewIntake, Unpacked,
};
pub use letter::Letter;
pub use model::{
    Battery, CaseText, Coverage, Destination, Disposal, DisposalWay, Hold, Outcome, Possible, Repair,
    ReturnMethod, Stamps,
};
pub use needs::Given;
pub use notice::{
    Notice, NoticePlan, NoticeWay, RepairNoticeRepo, add_notice, confirm_disposal, handed_over,
};
pub use notice_law::{NOTICE_RULES, NoticeRule, by_law};
pub use open::{NewRepair, Subject, open};
pub(crate) use parcel::{follow_parcel, parcel_changed};
pub(crate) use photo::destroy_photos;
pub use photo::{add_photo, forget_ended, photos, remove_photo};
pub use price::put_final_price;
pub use quote::{
    FinalPrice, Line, LineKind, LineText, MAX_LINES, MAX_UNIT, NewQuote, Quote, QuoteChoice, QuoteStatus,
    Sums,
};
pub use reconcile::{Returned, ReturnedAccessory, reconcile};
pub use reminders::{LAST_REMINDER, ReminderPlan, Reminders};
pub use repo::{HistoryEntry, RepairFilter, RepairRecordRepo, RepairRepo, RepairWorkRepo};
pub use rma::RmaNumber;
pub use state::{Mover, State};
pub(crate) use stop::end_of_erased;
pub use stop::stop;
pub use terms::{
    CountryTerms, MAX_MONTHS, MAX_NOTICES, NewTerms, RepairTerms, RepairTermsRepo, put_terms, terms,
};
pub(crate) use texts::sweep_texts;
pub use texts::{PlacedText, RepairTextRepo, TEXTS, TextColumn, TextForm};
pub use transitions::{AddressEffect, Need, TRANSITIONS, Transition};
pub(crate) use unpack::of_this_arrival;
pub use unpack::{confirm_device, intake_of, unpack};
pub use view::{Viewer, find, possible, quotes};
pub use work::{
    AwaitedPart, FaultSearch, MAX_MINUTES, MAX_PARTS, NewWork, PartNumber, PartUse, UsedPart, WorkEntry,
    WorkKind, log_work, work_log,
};

/// How long a case is kept with its customer after it ended: two years of guarantee, and one more.
pub const KEPT_FOR: chrono::Duration = chrono::Duration::days(36 * 365 / 12);
/// How long tracking numbers, which open the carrier's page, are kept after the case ended.
pub const TRACKING_KEPT_FOR: chrono::Duration = chrono::Duration::days(60);
