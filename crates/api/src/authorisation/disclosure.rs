use domain::identity::Permission::{AuditRead, DisclosureWrite, ProfileManage};

use super::{Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listMyDisclosures", &[ProfileManage]),
    any_of("listDisclosures", &[AuditRead]),
    any_of("getDisclosure", &[AuditRead, DisclosureWrite]),
    any_of("recordDisclosure", &[DisclosureWrite]),
];
