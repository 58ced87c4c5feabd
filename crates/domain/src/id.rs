//! One id type per kind of thing, from one append-only list. All are UUID version 7 (RFC 9562), so
//! new rows land at the right edge of every index and ids sort by creation time.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Ctx;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id.
            pub fn new(cx: &Ctx) -> Self {
                Self(cx.uuid())
            }

            /// Wraps a stored or received id.
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// The bare id.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A person who can sign in: customer or staff.
    AccountId,
    /// One signed-in client of an account.
    SessionId,
    /// A single-use code sent by mail or printed at first start.
    CodeId,
    /// A ticket.
    TicketId,
    /// A reply or note in a ticket.
    MessageId,
    /// A file that belongs to a message or waits for one.
    AttachmentId,
    /// An entry of a ticket's history.
    EventId,
    /// A unit of background work.
    JobId,
    /// A program's key to an account.
    ApiTokenId,
    /// An entry of the audit log.
    AuditId,
    /// An invitation to take part in a ticket.
    InvitationId,
    /// A team of staff.
    TeamId,
    /// A view of the queue.
    ViewId,
    /// A macro.
    MacroId,
    /// An order to do the same to many tickets.
    BulkId,
    /// An order to rename a label.
    TagRenameId,
    /// A merge of two tickets.
    MergeId,
    /// A link between two tickets.
    LinkId,
    /// A model that the maker sells.
    ProductId,
    /// One person's holding of one unit.
    DeviceId,
    /// An entry of a device's history.
    DeviceEventId,
    /// A hand-over that has been offered.
    TransferId,
    /// What someone has begun to write.
    DraftId,
    /// A repair case.
    RepairId,
    /// A parcel that came without a number.
    ParcelId,
    /// A parcel of a repair case.
    ShipmentId,
    /// An entry of the register of disclosures.
    DisclosureId,
    /// What a person asks for of their rights.
    PrivacyRequestId,
}

impl AccountId {
    /// Who stands where an erased person stood: the same for all, so that nothing tells them apart.
    pub const NOBODY: Self = Self(Uuid::from_u128(0x7000_8000_0000_0000_0000));
}
