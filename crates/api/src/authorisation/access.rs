use domain::identity::Permission::{ProfileManage, RoleManage, StaffManage, StaffRead};

use super::{Operation, any_of, signed_in};

pub(super) const OPERATIONS: &[Operation] = &[
    signed_in("stepUp", &[ProfileManage]),
    any_of("getTotp", &[ProfileManage]),
    signed_in("beginTotp", &[ProfileManage]),
    signed_in("confirmTotp", &[ProfileManage]),
    signed_in("disableTotp", &[ProfileManage]),
    signed_in("resetStaffTotp", &[StaffManage]),
    signed_in("resetCustomerTotp", &[StaffManage]),
    any_of("listRoles", &[StaffRead]),
    signed_in("updateRole", &[RoleManage]),
    any_of("getConfidentiality", &[StaffRead]),
    signed_in("acceptConfidentiality", &[StaffRead]),
    signed_in("createApiToken", &[ProfileManage]),
    any_of("listApiTokens", &[ProfileManage]),
    any_of("getApiToken", &[ProfileManage]),
    any_of("revokeApiToken", &[ProfileManage]),
];
