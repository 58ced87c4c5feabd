use super::{
    Body, BodyFormat, Message, MessageKind, Mover, Status,
    post::{Act, publish, status_after},
};
use crate::{
    Ctx,
    attachment::{Attachment, PartOf},
    error::{Error, Result, Rule},
    id::{MessageId, TicketId},
    identity::Language,
    store::Tx,
};

/// Tells a ticket's customer of photos that the desk has taken of a parcel: they become part of a message. Nothing
/// happens to a ticket that is closed. Who matches parcels need not be one who writes replies.
pub(crate) async fn post_photos(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: TicketId,
    photos: Vec<Attachment>,
) -> Result<()> {
    let author = cx.actor().principal()?.account;
    let before = tx.tickets().find(id).await?.ok_or(Error::NotFound("ticket"))?;
    if before.status == Status::Closed || tx.deletions().find(id).await?.is_some() {
        return Ok(());
    }
    let requester = tx.accounts().find(before.requester).await?.ok_or(Error::NotFound("account"))?;
    let message = Message {
        id: MessageId::new(cx),
        ticket: id,
        origin: None,
        kind: MessageKind::Reply,
        author,
        by_staff: true,
        format: BodyFormat::Text,
        body: text(requester.language).map_err(|_| Error::internal("a text of the desk's own is refused"))?,
        created_at: cx.now(),
        held: None,
        ticket_version: before.version + 1,
        requester_version: before.requester_version + 1,
        redacted_at: None,
    };
    tx.messages().add(&message).await?;
    for photo in photos {
        let part_of = Some(PartOf::Message(message.id));
        tx.attachments().update(&Attachment { part_of, ..photo }).await?;
    }
    let target = status_after(&message, before.status);
    let act = Act { target, mover: Mover::of(cx.actor()), at: cx.now(), mentioned: Vec::new() };
    publish(tx, cx, &before, &message, act).await
}

fn text(language: Language) -> Result<Body, Rule> {
    Body::parse(match language {
        Language::En => {
            "Your device came in a parcel without a number. These are the photos that we took of it."
        }
        Language::De => {
            "Ihr Gerät kam in einem Paket ohne Nummer. Das sind die Fotos, die wir davon gemacht haben."
        }
    })
}
