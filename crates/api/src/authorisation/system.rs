use domain::identity::Permission::SystemManage;

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("getSystem", &[SystemManage]),
    any_of("listJobs", &[SystemManage]),
    any_of("getJob", &[SystemManage]),
    any_of("retryJob", &[SystemManage]),
    any_of("sendTestMail", &[SystemManage]),
];
