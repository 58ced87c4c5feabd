use domain::identity::Permission::{RepairLogistics, RepairRead};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listUnidentifiedParcels", &[RepairRead]),
    any_of("recordUnidentifiedParcel", &[RepairLogistics]),
    any_of("getUnidentifiedParcel", &[RepairRead]),
    any_of("listParcelPhotos", &[RepairRead]),
    any_of("addParcelPhoto", &[RepairLogistics]),
    any_of("removeParcelPhoto", &[RepairLogistics]),
    any_of("matchUnidentifiedParcel", &[RepairLogistics]),
    any_of("closeUnidentifiedParcel", &[RepairLogistics]),
];
