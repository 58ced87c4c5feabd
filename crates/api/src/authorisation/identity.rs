use domain::identity::Permission::{CustomerRead, ProfileManage, StaffRead};

use super::{Operation, any_of, public};

pub(super) const OPERATIONS: &[Operation] = &[
    public("setUp"),
    public("register"),
    public("verifyEmail"),
    public("resendVerification"),
    public("createToken"),
    public("refreshToken"),
    any_of("revokeToken", &[ProfileManage]),
    public("createSession"),
    any_of("getSession", &[ProfileManage]),
    any_of("deleteSession", &[ProfileManage]),
    any_of("listSessions", &[ProfileManage]),
    any_of("endSession", &[ProfileManage]),
    any_of("endSessions", &[ProfileManage]),
    any_of("getMe", &[ProfileManage]),
    any_of("updateMe", &[ProfileManage]),
    any_of("listCustomers", &[CustomerRead]),
    any_of("getCustomer", &[CustomerRead]),
    any_of("listStaff", &[StaffRead]),
    any_of("getStaffMember", &[StaffRead]),
];
