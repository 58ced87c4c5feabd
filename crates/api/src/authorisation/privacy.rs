use domain::identity::Permission::{AuditRead, ProfileManage, TicketRequest};

use super::{Operation, any_of, signed_in};

/// What only a customer's account can be asked for: staff are told why.
pub(super) const OF_CUSTOMERS_ACCOUNT: [&str; 3] =
    ["previewErasure", "createPrivacyRequest", "withdrawPrivacyRequest"];

/// Accounts of customers are erased: those of staff belong to the desk.
pub(super) const OPERATIONS: &[Operation] = &[
    any_of("previewErasure", &[TicketRequest]),
    any_of("listMyPrivacyRequests", &[ProfileManage]),
    signed_in("createPrivacyRequest", &[TicketRequest]),
    any_of("getMyPrivacyRequest", &[TicketRequest]),
    signed_in("withdrawPrivacyRequest", &[TicketRequest]),
    any_of("listPrivacyRequests", &[AuditRead]),
    any_of("getPrivacyRequest", &[AuditRead]),
    any_of("listLedger", &[AuditRead]),
];
