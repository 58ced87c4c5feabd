use domain::identity::Permission::{ProfileManage, RoleManage, StaffManage, StaffRead};

use super::{Operation, any_of, signed_in};

/// All that is left until two-step sign-in is set up, where a role requires it: whoever has only the
/// password is to change nothing else of the account.
pub(super) const TO_SET_TOTP_UP: &[&str] = &[
    "getMe",
    "getTotp",
    "beginTotp",
    "confirmTotp",
    "disableTotp",
    "stepUp",
    "getSession",
    "deleteSession",
    "revokeToken",
];

pub(super) const OPERATIONS: &[Operation] = &[
    signed_in("stepUp", &[ProfileManage]),
    any_of("getTotp", &[ProfileManage]),
    signed_in("beginTotp", &[ProfileManage]),
    signed_in("confirmTotp", &[ProfileManage]),
    signed_in("renewRecoveryCodes", &[ProfileManage]),
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
