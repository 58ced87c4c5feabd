use domain::identity::Permission::{self, DeviceManage, DeviceRead, DeviceRegister, ProductManage};

use super::{Access, Operation, any_of};

const OWNER_OR_READER: &[Permission] = &[DeviceRegister, DeviceRead];
const OWNER_OR_MANAGER: &[Permission] = &[DeviceRegister, DeviceManage];

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listProducts", OWNER_OR_READER),
    any_of("createProduct", &[ProductManage]),
    any_of("getProduct", OWNER_OR_READER),
    any_of("updateProduct", &[ProductManage]),
    any_of("deleteProduct", &[ProductManage]),
    any_of("listDevices", OWNER_OR_READER),
    Operation {
        id: "createDevice",
        access: Access::AnyOf(OWNER_OR_MANAGER),
        fields: &[("owner_id", DeviceManage)],
    },
    any_of("getDevice", OWNER_OR_READER),
    Operation {
        id: "updateDevice",
        access: Access::AnyOf(OWNER_OR_MANAGER),
        fields: &[("status", DeviceManage)],
    },
    any_of("deleteDevice", OWNER_OR_MANAGER),
    any_of("registerPurchase", OWNER_OR_MANAGER),
    any_of("putDeviceFacts", OWNER_OR_MANAGER),
    any_of("listProofs", OWNER_OR_READER),
    any_of("addProof", OWNER_OR_MANAGER),
    any_of("removeProof", OWNER_OR_MANAGER),
    // Each side hands over or takes over for themselves.
    any_of("createTransfer", &[DeviceRegister]),
    any_of("deleteTransfer", &[DeviceRegister]),
    any_of("acceptTransfer", &[DeviceRegister]),
    any_of("listDeviceHistory", OWNER_OR_READER),
];
