use domain::identity::Permission::{AuditRead, ProfileManage};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] =
    &[any_of("listMyDisclosures", &[ProfileManage]), any_of("listDisclosures", &[AuditRead])];
