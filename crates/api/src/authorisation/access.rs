use domain::identity::Permission::ProfileManage;

use super::{Operation, any_of, signed_in};

pub(super) const OPERATIONS: &[Operation] = &[
    signed_in("stepUp", &[ProfileManage]),
    signed_in("createApiToken", &[ProfileManage]),
    any_of("listApiTokens", &[ProfileManage]),
    any_of("getApiToken", &[ProfileManage]),
    any_of("revokeApiToken", &[ProfileManage]),
];
