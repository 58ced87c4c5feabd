use domain::identity::Permission::{self, MessageRedact, TicketNote, TicketRead, TicketRequest, TicketWrite};

use super::{Operation, any_of};

const WHO_WRITES: &[Permission] = &[TicketRequest, TicketWrite, TicketNote];
const WHO_READS: &[Permission] = &[TicketRequest, TicketRead];

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("createAttachment", WHO_WRITES),
    any_of("getAttachment", WHO_READS),
    any_of("getAttachmentContent", WHO_READS),
    any_of("deleteAttachment", WHO_WRITES),
    any_of("redactMessage", &[MessageRedact]),
];
