use domain::identity::Permission::{
    self, RepairBench, RepairLead, RepairLegalHold, RepairLogistics, RepairRead, RepairRequest, RepairWrite,
};

use super::{Access, Operation, any_of};

const CUSTOMER_OR_READER: &[Permission] = &[RepairRequest, RepairRead];
const MOVERS: &[Permission] = &[RepairRequest, RepairWrite, RepairBench, RepairLogistics, RepairLead];
const CHANGERS: &[Permission] = &[RepairRequest, RepairWrite, RepairBench, RepairLogistics];
const STAFF_MOVERS: &[Permission] = &[RepairWrite, RepairBench, RepairLogistics, RepairLead];

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listRepairs", CUSTOMER_OR_READER),
    any_of("createRepair", &[RepairRequest, RepairWrite]),
    any_of("getRepair", CUSTOMER_OR_READER),
    any_of("findRepairByRmaNumber", CUSTOMER_OR_READER),
    Operation {
        id: "updateRepair",
        access: Access::AnyOf(CHANGERS),
        fields: &[("prepaid", RepairWrite), ("assignee_id", RepairBench), ("claim_open", RepairLogistics)],
    },
    // Which of them may make which move is the table in `domain::repair`.
    any_of("createRepairTransition", MOVERS),
    any_of("createRepairArrival", &[RepairLogistics]),
    any_of("listRepairHistory", CUSTOMER_OR_READER),
    any_of("holdRepair", STAFF_MOVERS),
    any_of("releaseRepair", STAFF_MOVERS),
    any_of("holdRepairByLaw", &[RepairLegalHold]),
    any_of("releaseRepairByLaw", &[RepairLegalHold]),
    any_of("getRepairIntake", CUSTOMER_OR_READER),
    any_of("putRepairIntake", &[RepairBench, RepairLogistics]),
    any_of("confirmRepairDevice", &[RepairLead]),
    any_of("putRepairAccessories", &[RepairBench, RepairLogistics]),
    any_of("listRepairPhotos", CUSTOMER_OR_READER),
    any_of("addRepairPhoto", &[RepairBench, RepairLogistics]),
    any_of("removeRepairPhoto", &[RepairBench, RepairLogistics]),
    any_of("listRepairQuotes", CUSTOMER_OR_READER),
    any_of("listRepairExchanges", CUSTOMER_OR_READER),
    any_of("putRepairFinalPrice", &[RepairWrite, RepairBench, RepairLead]),
    any_of("getRepairDiagnosis", CUSTOMER_OR_READER),
    any_of("putRepairDiagnosis", &[RepairBench]),
    any_of("listRepairWork", &[RepairRead]),
    any_of("addRepairWork", &[RepairBench]),
    any_of("listRepairNotices", &[RepairRead]),
    any_of("addRepairNotice", STAFF_MOVERS),
    any_of("confirmRepairDisposal", STAFF_MOVERS),
];
