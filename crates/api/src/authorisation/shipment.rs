use domain::identity::Permission::{self, RepairLogistics, RepairRead, RepairRequest, ShipmentTrack};

use super::{Operation, any_of};

const CUSTOMER_OR_READER: &[Permission] = &[RepairRequest, RepairRead];

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listRepairShipments", CUSTOMER_OR_READER),
    any_of("createRepairShipment", &[RepairLogistics]),
    any_of("getShipment", CUSTOMER_OR_READER),
    any_of("updateShipment", &[RepairLogistics]),
    any_of("cancelShipment", &[RepairLogistics]),
    any_of("listTrackingEvents", CUSTOMER_OR_READER),
    any_of("reportTrackingEvent", &[ShipmentTrack]),
];
