//! All that changes the index.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Result,
    id::{AccountId, MessageId, TicketId},
    ticket::{BodyFormat, MessageKind, ParticipantRole, Ticket},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Table,
    document::{Document, TicketHead, places},
    index, put,
};
use crate::{
    conn::Conn,
    dialect::{hold_if_writing, lock_if_writing, statement},
    entity::{account, message, participant, ticket},
    error::OrStoreError,
};

/// A place for a new message of a ticket; none if there is no such ticket.
pub(crate) async fn new_place(db: &Conn, ticket: TicketId) -> Result<Option<NewPlace>> {
    let Some(row) = locked(db, ticket).await? else { return Ok(None) };
    let (first, behind) = places(row.number);
    // Behind the lock, not with it: only now nobody else takes a place or comes to take part.
    let sql = "SELECT p.account_id AS reader, \
               (SELECT max(search_id) FROM message WHERE search_id >= $3 AND search_id < $4) AS last \
               FROM (SELECT 1) AS beside LEFT JOIN participant p ON p.ticket_id = $1 AND p.role = $2";
    let values = [ticket.as_uuid().into(), ParticipantRole::Cc.name().into(), first.into(), behind.into()];
    let rows = Beside::find_by_statement(statement(db, sql, values)).all(db).await.or_store_error()?;
    let last = rows.first().and_then(|row| row.last);
    let head = row.read_by(rows.into_iter().filter_map(|row| row.reader));
    Ok(Some(NewPlace { head, id: last.map_or(first, |last| last + 1) }))
}

/// The place of the first message of a ticket that is being stored: nobody has come to take part in it.
pub(crate) fn first_place(ticket: &Ticket) -> NewPlace {
    let Ticket { number, subject, requester, .. } = ticket;
    let head =
        TicketHead { number: *number, subject: subject.as_str().to_owned(), readers: vec![*requester] };
    NewPlace { head, id: places(*number).0 }
}

#[derive(FromQueryResult)]
struct Beside {
    reader: Option<Uuid>,
    last: Option<i64>,
}

/// Where a message's document is to stand.
pub(crate) struct NewPlace {
    head: TicketHead,
    /// What the message must remember.
    pub(crate) id: i64,
}

impl NewPlace {
    /// Indexes the message that is being stored.
    pub(crate) fn fill(self, db: &Conn, kind: MessageKind, body: &str, format: BodyFormat) -> Result<()> {
        let document = Document::of_message(&self.head, body, format);
        put(db, table(kind.name()), [(self.id, document)])
    }
}

/// To whom messages are shown that are indexed again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As before: their texts were changed.
    AsBefore,
    /// To others, or to nobody else any more.
    Otherwise,
}

/// Indexes messages again, as they are stored now.
pub(crate) async fn messages_changed(db: &Conn, ids: &[MessageId], shown: Shown) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let these = message::Column::Id.is_in(ids.iter().map(|id| id.as_uuid()));
    let rows = message::Entity::find().filter(these).filter(message::Column::SearchId.is_not_null());
    let rows = rows.order_by_asc(message::Column::Id).all(db).await.or_store_error()?;
    let tickets: BTreeSet<_> = rows.iter().map(|row| row.ticket_id).collect();
    let mut heads = BTreeMap::new();
    for ticket in tickets {
        heads.insert(ticket, head(db, TicketId::from_uuid(ticket)).await?);
    }
    for kind in [MessageKind::Reply, MessageKind::Note] {
        let stood_there = |row: &&message::Model| shown == Shown::Otherwise || shown_as(row) == kind.name();
        let places: Vec<_> = rows.iter().filter(stood_there).filter_map(|row| row.search_id).collect();
        index(db).remove(db, table(kind.name()), &places).await?;
    }
    for row in &rows {
        if let (Some(place), Some(Some(head))) = (row.search_id, heads.get(&row.ticket_id)) {
            let document = Document::of_message(head, &row.body, format(&row.format));
            put(db, table(shown_as(row)), [(place, document)])?;
        }
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
        put(db, table, new)?;
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
    put(db, Table::Customer, [(row.number, document)])
}

/// Indexes what an earlier version has stored; the newest first.
pub(super) async fn catch_up(db: &Conn, limit: u64) -> Result<u64> {
    let accounts = account::Entity::find()
        .filter(account::Column::SearchId.is_null())
        .order_by_desc(account::Column::Id)
        .limit(limit);
    let accounts = hold_if_writing(accounts, db).all(db).await.or_store_error()?;
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

impl Head {
    /// With those who may find its replies beside the requester.
    fn read_by(self, in_copy: impl Iterator<Item = Uuid>) -> TicketHead {
        let Self { number, subject, requester_id } = self;
        let readers = std::iter::once(requester_id).chain(in_copy).map(AccountId::from_uuid).collect();
        TicketHead { number, subject, readers }
    }
}

async fn locked(db: &Conn, ticket: TicketId) -> Result<Option<Head>> {
    let select = ticket::Entity::find_by_id(ticket.as_uuid()).select_only().columns([
        ticket::Column::Number,
        ticket::Column::Subject,
        ticket::Column::RequesterId,
    ]);
    // Two that index messages of one ticket would take the same place.
    lock_if_writing(select, db).into_model::<Head>().one(db).await.or_store_error()
}

async fn head(db: &Conn, ticket: TicketId) -> Result<Option<TicketHead>> {
    let Some(row) = locked(db, ticket).await? else { return Ok(None) };
    let in_copy: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::AccountId)
        .filter(participant::Column::TicketId.eq(ticket.as_uuid()))
        .filter(participant::Column::Role.eq(ParticipantRole::Cc.name()))
        .into_tuple()
        .all(db)
        .await
        .or_store_error()?;
    Ok(Some(row.read_by(in_copy.into_iter())))
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
pub(crate) fn tickets_added(db: &Conn, added: &[Added<'_>]) -> Result<()> {
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
        put(db, table(kind.name()), documents)?;
    }
    Ok(())
}
