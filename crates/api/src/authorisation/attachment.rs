use domain::identity::Permission::{
    self, DeviceManage, DeviceRead, DeviceRegister, MessageRedact, TicketNote, TicketRead, TicketRequest,
    TicketWrite,
};

use super::{Operation, any_of};

/// With a message, or as a proof of purchase.
const WHO_SENDS: &[Permission] = &[TicketRequest, TicketWrite, TicketNote, DeviceRegister, DeviceManage];
const WHO_READS: &[Permission] = &[TicketRequest, TicketRead, DeviceRegister, DeviceRead];

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("createAttachment", WHO_SENDS),
    any_of("getAttachment", WHO_READS),
    any_of("getAttachmentContent", WHO_READS),
    any_of("deleteAttachment", WHO_SENDS),
    any_of("redactMessage", &[MessageRedact]),
];
