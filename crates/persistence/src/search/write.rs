//! All that changes the index.

use std::collections::BTreeSet;

use domain::{
    Result,
    id::{AccountId, MessageId, TicketId},
    ticket::{BodyFormat, MessageKind, ParticipantRole},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Table,
    document::{Document, TicketHead, places},
    index,
};
use crate::{
    conn::Conn,
    dialect::lock_if_writing,
    entity::{account, message, participant, ticket},
    error::OrStoreError,
};

/// A place for a new message of a ticket; none if there is no such ticket.
pub(crate) async fn new_place(db: &Conn, ticket: TicketId) -> Result<Option<NewPlace>> {
    let Some(head) = head(db, ticket).await? else { return Ok(None) };
    let id = next_place(db, head.number).await?;
    Ok(Some(NewPlace { head, id }))
}

/// Where a message's document is to stand.
pub(crate) struct NewPlace {
    head: TicketHead,
    /// What the message must remember.
    pub(crate) id: i64,
}

impl NewPlace {
    /// Indexes the message that was stored.
    pub(crate) async fn fill(
        self,
        db: &Conn,
        kind: MessageKind,
        body: &str,
        format: BodyFormat,
    ) -> Result<()> {
        let document = Document::of_message(&self.head, body, format);
        index(db).put(db, table(kind.name()), &[(self.id, document)]).await
    }
}

/// Indexes a message again, as it is stored now: its text was changed.
pub(crate) async fn message_changed(db: &Conn, id: MessageId) -> Result<()> {
    let found = message::Entity::find_by_id(id.as_uuid()).one(db).await.or_store_error()?;
    let Some(row) = found else { return Ok(()) };
    let Some(head) = head(db, TicketId::from_uuid(row.ticket_id)).await? else { return Ok(()) };
    if let Some(place) = row.search_id {
        let document = Document::of_message(&head, &row.body, format(&row.format));
        for kind in [MessageKind::Reply, MessageKind::Note] {
            index(db).remove(db, table(kind.name()), &[place]).await?;
        }
        index(db).put(db, table(shown_as(&row)), &[(place, document)]).await?;
    }
    Ok(())
}

/// Among what a message is found: a reply that is held back is the desk's business, like a note.
fn shown_as(row: &message::Model) -> &str {
    if row.held_until.is_some() { MessageKind::Note.name() } else { &row.kind }
}

/// Indexes all messages of a ticket again, as they are stored now: its subject or the people who may
/// read it were changed, or messages have come from another ticket.
pub(crate) async fn ticket_changed(db: &Conn, id: TicketId) -> Result<()> {
    let Some(head) = head(db, id).await? else { return Ok(()) };
    let rows = message::Entity::find()
        .filter(message::Column::TicketId.eq(id.as_uuid()))
        .order_by_asc(message::Column::Id)
        .all(db)
        .await
        .or_store_error()?;
    let (first, _) = places(head.number);
    for kind in [MessageKind::Reply, MessageKind::Note] {
        let table = table(kind.name());
        let of_kind = || rows.iter().zip(first..).filter(|(row, _)| shown_as(row) == kind.name());
        let old: Vec<_> = rows.iter().filter_map(|row| row.search_id).collect();
        let new = of_kind()
            .map(|(row, place)| (place, Document::of_message(&head, &row.body, format(&row.format))));
        index(db).remove(db, table, &old).await?;
        index(db).put(db, table, &new.collect::<Vec<_>>()).await?;
    }
    for (row, place) in rows.iter().zip(first..).filter(|(row, place)| row.search_id != Some(*place)) {
        remember(db, row.id, place).await?;
    }
    Ok(())
}

/// Indexes an account that was stored, as it is now.
pub(crate) async fn account_changed(db: &Conn, id: AccountId) -> Result<()> {
    let found = account::Entity::find_by_id(id.as_uuid()).one(db).await.or_store_error()?;
    match found {
        Some(row) => index_account(db, row).await,
        None => Ok(()),
    }
}

async fn index_account(db: &Conn, row: account::Model) -> Result<()> {
    let document = Document::of_account(&row.name, &row.email);
    if let Some(place) = row.search_id {
        index(db).remove(db, Table::Customer, &[place]).await?;
    } else {
        account::Entity::update_many()
            .col_expr(account::Column::SearchId, Expr::value(row.number))
            .filter(account::Column::Id.eq(row.id))
            .exec(db)
            .await
            .or_store_error()?;
    }
    index(db).put(db, Table::Customer, &[(row.number, document)]).await
}

/// Indexes what an earlier version has stored; the newest first.
pub(super) async fn catch_up(db: &Conn, limit: u64) -> Result<u64> {
    let accounts = account::Entity::find()
        .filter(account::Column::SearchId.is_null())
        .order_by_desc(account::Column::Id)
        .limit(limit);
    let accounts = lock_if_writing(accounts, db).all(db).await.or_store_error()?;
    let accounts_done = accounts.len();
    for row in accounts {
        index_account(db, row).await?;
    }
    let waiting: Vec<Uuid> = message::Entity::find()
        .select_only()
        .column(message::Column::TicketId)
        .filter(message::Column::SearchId.is_null())
        .order_by_desc(message::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
        .or_store_error()?;
    let tickets: BTreeSet<_> = waiting.into_iter().collect();
    for ticket in &tickets {
        ticket_changed(db, TicketId::from_uuid(*ticket)).await?;
    }
    Ok((accounts_done + tickets.len()) as u64)
}

/// Whether something is left to be indexed.
pub(super) async fn is_behind(db: &Conn) -> Result<bool> {
    let message = message::Entity::find().filter(message::Column::SearchId.is_null());
    let account = account::Entity::find().filter(account::Column::SearchId.is_null());
    let message = message.limit(1).one(db).await.or_store_error()?;
    Ok(message.is_some() || account.limit(1).one(db).await.or_store_error()?.is_some())
}

async fn remember(db: &Conn, message: Uuid, place: i64) -> Result<()> {
    message::Entity::update_many()
        .col_expr(message::Column::SearchId, Expr::value(place))
        .filter(message::Column::Id.eq(message))
        .exec(db)
        .await
        .or_store_error()?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Head {
    number: i64,
    subject: String,
    requester_id: Uuid,
}

async fn head(db: &Conn, ticket: TicketId) -> Result<Option<TicketHead>> {
    let select = ticket::Entity::find_by_id(ticket.as_uuid()).select_only().columns([
        ticket::Column::Number,
        ticket::Column::Subject,
        ticket::Column::RequesterId,
    ]);
    // Two that index messages of one ticket would take the same place.
    let found = lock_if_writing(select, db).into_model::<Head>().one(db).await.or_store_error()?;
    let Some(Head { number, subject, requester_id }) = found else { return Ok(None) };
    let in_copy: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::AccountId)
        .filter(participant::Column::TicketId.eq(ticket.as_uuid()))
        .filter(participant::Column::Role.eq(ParticipantRole::Cc.name()))
        .into_tuple()
        .all(db)
        .await
        .or_store_error()?;
    let readers = std::iter::once(requester_id).chain(in_copy).map(AccountId::from_uuid).collect();
    Ok(Some(TicketHead { number, subject, readers }))
}

#[derive(FromQueryResult)]
struct Last {
    last: Option<i64>,
}

async fn next_place(db: &Conn, number: i64) -> Result<i64> {
    let (first, behind) = places(number);
    let last = message::Entity::find()
        .select_only()
        .column_as(message::Column::SearchId.max(), "last")
        .filter(message::Column::SearchId.gte(first))
        .filter(message::Column::SearchId.lt(behind))
        .into_model::<Last>()
        .one(db)
        .await
        .or_store_error()?;
    Ok(last.and_then(|row| row.last).map_or(first, |last| last + 1))
}

fn table(kind: &str) -> Table {
    // What is not known to be public is not.
    if kind == MessageKind::Reply.name() { Table::Reply } else { Table::Note }
}

fn format(name: &str) -> BodyFormat {
    BodyFormat::from_name(name).unwrap_or_default()
}

/// A ticket that was stored with all its messages, whose places they remember.
pub(crate) struct Added<'a> {
    pub(crate) ticket: &'a ticket::Model,
    pub(crate) messages: &'a [message::Model],
}

/// The place of a ticket's message, the first being 0.
pub(crate) const fn place_in(number: i64, message: i64) -> i64 {
    places(number).0 + message
}

/// Indexes tickets that nobody takes part in beside their requesters.
pub(crate) async fn tickets_added(db: &Conn, added: &[Added<'_>]) -> Result<()> {
    for kind in [MessageKind::Reply, MessageKind::Note] {
        let mut documents = Vec::new();
        for Added { ticket, messages } in added {
            let readers = vec![AccountId::from_uuid(ticket.requester_id)];
            let head = TicketHead { number: ticket.number, subject: ticket.subject.clone(), readers };
            for row in messages.iter().filter(|row| shown_as(row) == kind.name()) {
                let Some(place) = row.search_id else { continue };
                documents.push((place, Document::of_message(&head, &row.body, format(&row.format))));
            }
        }
        index(db).put(db, table(kind.name()), &documents).await?;
    }
    Ok(())
}
