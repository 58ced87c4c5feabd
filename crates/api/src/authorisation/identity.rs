use domain::identity::Permission::{CustomerRead, ProfileManage, StaffRead};

use super::{Operation, any_of, public, signed_in};

pub(super) const OPERATIONS: &[Operation] = &[
    public("setUp"),
    public("register"),
    public("verifyEmail"),
    public("resendVerification"),
    public("createToken"),
    public("refreshToken"),
    signed_in("revokeToken", &[ProfileManage]),
    public("createSession"),
    signed_in("getSession", &[ProfileManage]),
    signed_in("deleteSession", &[ProfileManage]),
    signed_in("listSessions", &[ProfileManage]),
    signed_in("endSession", &[ProfileManage]),
    signed_in("endSessions", &[ProfileManage]),
    any_of("getMe", &[ProfileManage]),
    any_of("updateMe", &[ProfileManage]),
    any_of("changePassword", &[ProfileManage]),
    public("orderPasswordReset"),
    public("resetPassword"),
    any_of("orderEmailChange", &[ProfileManage]),
    public("decideEmailChange"),
    any_of("listCustomers", &[CustomerRead]),
    any_of("getCustomer", &[CustomerRead]),
    any_of("listStaff", &[StaffRead]),
    any_of("getStaffMember", &[StaffRead]),
];
