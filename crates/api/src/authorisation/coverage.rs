use domain::identity::Permission::{DeviceRead, DeviceRegister, RepairLead, RepairRead, RepairRequest};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("getDeviceCoverage", &[DeviceRegister, DeviceRead]),
    any_of("grantGoodwill", &[RepairLead]),
    any_of("getRepairCoverage", &[RepairRequest, RepairRead]),
    any_of("getRepairTerms", &[RepairRead]),
    any_of("putRepairTerms", &[RepairLead]),
];
