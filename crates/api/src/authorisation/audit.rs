use domain::identity::Permission::AuditRead;

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[any_of("listAuditEntries", &[AuditRead])];
