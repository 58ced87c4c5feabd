use crate::{
    Ctx,
    clock::Timestamp,
    error::Result,
    id::{AccountId, DeviceEventId, DeviceId, TicketId},
    store::Tx,
    ticket::named_enum,
};

use super::Device;

/// One entry of a device's history: immutable, written in the transaction of the change, people by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceEvent {
    /// Stable id; sorts in the order of writing.
    pub id: DeviceEventId,
    /// Of which holding.
    pub device: DeviceId,
    /// What happened.
    pub kind: DeviceEventKind,
    /// Who did it.
    pub actor: Option<AccountId>,
    /// Whose the device was.
    pub owner: Option<AccountId>,
    /// Which ticket is about it.
    pub ticket: Option<TicketId>,
    /// When.
    pub at: Timestamp,
}

/// An entry as it is read: a ticket by its number, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The entry.
    pub event: DeviceEvent,
    /// The ticket's number.
    pub ticket_number: Option<i64>,
}

named_enum! {
    /// What happened to a device.
    DeviceEventKind {
        /// Its owner registered it.
        Registered => "registered",
        /// The purchase was recorded.
        PurchaseRecorded => "purchase_recorded",
        /// The desk looks at it again.
        Reopened => "reopened",
        /// The desk confirmed it.
        Confirmed => "confirmed",
        /// The desk refused it.
        Refused => "refused",
        /// Its owner offered it to someone else.
        TransferOffered => "transfer_offered",
        /// Its owner took the offer back.
        TransferWithdrawn => "transfer_withdrawn",
        /// It went to someone else.
        TransferredAway => "transferred_away",
        /// It came from someone else.
        TransferredIn => "transferred_in",
        /// Its owner gave it up.
        Unregistered => "unregistered",
        /// A file that proves the purchase was added.
        ProofAdded => "proof_added",
        /// Files that prove the purchase were destroyed.
        ProofRemoved => "proof_removed",
        /// A ticket is about it.
        TicketLinked => "ticket_linked",
    }
}

impl DeviceEventKind {
    /// Dates and signs the event.
    pub(super) fn sign(self, cx: &Ctx, device: &Device) -> DeviceEvent {
        DeviceEvent {
            id: DeviceEventId::new(cx),
            device: device.id,
            kind: self,
            actor: cx.actor().account(),
            owner: device.owner,
            ticket: None,
            at: cx.now(),
        }
    }
}

/// Records that a ticket is about a device.
pub(crate) async fn record_ticket(
    tx: &mut dyn Tx,
    cx: &Ctx,
    device: &Device,
    ticket: TicketId,
) -> Result<()> {
    let event = DeviceEvent { ticket: Some(ticket), ..DeviceEventKind::TicketLinked.sign(cx, device) };
    tx.device_events().record(vec![event]).await
}
