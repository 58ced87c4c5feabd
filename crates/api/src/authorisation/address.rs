use domain::identity::Permission::{
    AuditRead, RepairAddressRead, RepairLead, RepairLogistics, RepairRead, RepairRequest, RepairWrite,
};

use super::{Operation, any_of, public};

pub(super) const OPERATIONS: &[Operation] = &[
    // The customer's own; staff reveal it.
    any_of("getAddress", &[RepairRequest]),
    any_of("putAddress", &[RepairRequest, RepairWrite]),
    any_of("confirmAddress", &[RepairRequest, RepairWrite]),
    // Leads only by breaking the glass.
    any_of("revealAddress", &[RepairAddressRead, RepairLead]),
    any_of("listAddressAccesses", &[RepairRequest, AuditRead]),
    any_of("requestAddress", &[RepairWrite, RepairLogistics]),
    public("getAddressLink"),
    public("putAddressThroughLink"),
    public("renewAddressLink"),
    any_of("getPurgeReceipt", &[RepairRequest, RepairRead]),
    any_of("deleteAddress", &[RepairRequest, RepairWrite]),
];
