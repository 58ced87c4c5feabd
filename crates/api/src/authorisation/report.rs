use domain::identity::Permission::ReportRead;

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[any_of("getRepairReport", &[ReportRead])];
