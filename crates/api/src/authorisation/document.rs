use domain::identity::Permission::{self, RepairAddressRead, RepairRead, RepairRequest};

use super::{Operation, any_of};

const CUSTOMER_OR_READER: &[Permission] = &[RepairRequest, RepairRead];

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("getPackingSlip", CUSTOMER_OR_READER),
    any_of("getBenchLabel", &[RepairRead]),
    any_of("getQuoteDocument", CUSTOMER_OR_READER),
    any_of("getIntakeReport", CUSTOMER_OR_READER),
    any_of("getAddressLabel", &[RepairAddressRead]),
];
