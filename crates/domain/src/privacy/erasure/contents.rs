//! What people have told, written and registered, some of it at a time.

use super::{super::Figures, MARK};
use crate::{
    Ctx,
    attachment::{self, Attachment, PartOf},
    device,
    error::Result,
    id::{AccountId, MessageId, TicketId},
    page::PageRequest,
    parcel, repair,
    store::Tx,
    ticket,
};

/// How many tickets one transaction takes.
const TICKETS: u64 = 5;
/// How many of the smaller things, such as messages of each of these tickets.
const SMALLER: u64 = 50;

/// Forgets some of what is left of a person; false if nothing is.
pub(super) async fn forget_some(
    tx: &mut dyn Tx,
    cx: &Ctx,
    account: AccountId,
    erased: &mut Figures,
) -> Result<bool> {
    let tickets = tx.erasures().tickets(account, TICKETS).await?;
    for (ticket, is_deleted) in &tickets {
        forget_ticket(tx, cx, account, (*ticket, *is_deleted), erased).await?;
    }
    if !tickets.is_empty() {
        return Ok(true);
    }
    let cases = tx.erasures().cases(account, SMALLER).await?;
    if !cases.is_empty() {
        erased.repairs += count(&cases);
        let photos =
            parcel::remove_of_repairs(tx, cx, &cases).await? + repair::destroy_photos(tx, cx, &cases).await?;
        erased.files += i64::try_from(photos).unwrap_or_default();
        erased.kept_quotes += i64::try_from(tx.forgets().forget_cases(&cases).await?).unwrap_or_default();
        return Ok(true);
    }
    let first = PageRequest { limit: 20, after: None };
    let devices =
        tx.devices().list(device::Viewer::Owner(account), &device::DeviceFilter::default(), &first).await?;
    for device in &devices.items {
        erased.files += count(&tx.attachments().of(&[PartOf::Device(device.id)]).await?);
        device::end_of_erased(tx, cx, device.id).await?;
    }
    if !devices.items.is_empty() {
        erased.devices += count(&devices.items);
        return Ok(true);
    }
    let messages = tx.erasures().messages(account, SMALLER).await?;
    for message in &messages {
        forget_message(tx, cx, *message, erased).await?;
    }
    if !messages.is_empty() {
        erased.messages += count(&messages);
        return Ok(true);
    }
    let files = tx.erasures().files(account, SMALLER).await?;
    for file in &files {
        attachment::destroy(tx, cx, file).await?;
    }
    if !files.is_empty() {
        erased.files += count(&files);
        return Ok(true);
    }
    Ok(tx.forgets().leave_tickets(account, SMALLER).await? > 0)
}

fn count<T>(all: &[T]) -> i64 {
    i64::try_from(all.len()).unwrap_or_default()
}

/// Of a ticket stays that there was one, when, and how it went; of a deleted one nothing. A long one takes more
/// than one transaction: it is over with its last messages.
async fn forget_ticket(
    tx: &mut dyn Tx,
    cx: &Ctx,
    account: AccountId,
    (id, is_deleted): (TicketId, bool),
    erased: &mut Figures,
) -> Result<()> {
    // Held first: what is written at the same moment comes before or not at all.
    if is_deleted {
        tx.deletions().find(id).await?;
    } else {
        tx.tickets().find(id).await?;
    }
    let messages = tx.erasures().messages_in(id, SMALLER).await?;
    let files = tx.attachments().of_messages(&messages).await?;
    erased.messages += count(&messages);
    erased.files += count(&files);
    for content in files.into_iter().filter_map(|file| file.content) {
        attachment::remove_later(tx, cx, content.object).await?;
    }
    tx.erasures().remove_messages(&messages).await?;
    if count(&messages) == SMALLER.cast_signed() {
        return Ok(());
    }
    erased.tickets += 1;
    if is_deleted {
        return tx.deletions().erase(id).await;
    }
    tx.erasures().empty_ticket(id, account).await?;
    ticket::end_without_person(tx, cx, id, MARK).await
}

/// Of a message in somebody else's ticket stays that there was one.
async fn forget_message(tx: &mut dyn Tx, cx: &Ctx, id: MessageId, erased: &mut Figures) -> Result<()> {
    let files = tx.attachments().of_messages(&[id]).await?;
    erased.files += count(&files);
    for file in files {
        if let Some(content) = &file.content {
            attachment::remove_later(tx, cx, content.object.clone()).await?;
        }
        let emptied = Attachment { content: None, redacted_at: Some(cx.now()), ..file };
        tx.attachments().update(&emptied).await?;
    }
    ticket::empty_message(tx, cx, id, MARK).await?;
    tx.erasures().disown(id).await
}
