//! All that changes the index.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Result,
    id::{AccountId, MessageId, TicketId},
    ticket::{BodyFormat, Message, MessageKind, ParticipantRole, Ticket},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult,
    QuerySelect,
    sea_query::{Expr, Query, UpdateStatement},
};
use uuid::Uuid;

use super::{
    Table,
    document::{Document, TicketHead, places},
    index, put,
};
use crate::{
    conn::Conn,
    dialect::{hold_if_writing, ids_in_one, lock_if_writing, statement},
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

/// Indexes a message again, as it is stored now: it is shown to others, or to nobody else any more.
pub(crate) async fn shown_otherwise(db: &Conn, id: MessageId) -> Result<()> {
    let found = message::Entity::find_by_id(id.as_uuid()).one(db).await.or_store_error()?;
    let Some((row, place)) = found.and_then(|row| row.search_id.map(|place| (row, place))) else {
        return Ok(());
    };
    let Some(head) = head(db, TicketId::from_uuid(row.ticket_id)).await? else { return Ok(()) };
    for kind in [MessageKind::Reply, MessageKind::Note] {
        index(db).remove(db, table(kind.name()), &[place]).await?;
    }
    put(db, table(shown_as(&row)), [(place, Document::of_message(&head, &row.body, format(&row.format)))])
}

/// Writes messages back and indexes them again: their texts were changed. One way to the database does it, for whoever
/// takes part in a ticket or changes it holds it, and so does the caller.
pub(crate) async fn rewrite(db: &Conn, mut update: UpdateStatement, messages: &[Message]) -> Result<()> {
    let of_ticket =
        |column| Expr::cust(format!("(SELECT {column} FROM ticket WHERE ticket.id = message.ticket_id)"));
    let in_copy = format!(
        "(SELECT {} FROM participant WHERE participant.ticket_id = message.ticket_id \
         AND participant.role = '{}')",
        ids_in_one(db, "participant.account_id"),
        ParticipantRole::Cc.name()
    );
    update.returning(Query::returning().exprs([
        Expr::col(message::Column::Id),
        Expr::col(message::Column::SearchId),
        of_ticket("number"),
        of_ticket("subject"),
        of_ticket("requester_id"),
        Expr::cust(in_copy),
    ]));
    let rows = db.query_all(&update).await.or_store_error()?;
    let places = rows.iter().map(to_place).collect::<std::result::Result<Vec<_>, _>>().or_store_error()?;
    let mut places: BTreeMap<_, _> = places.into_iter().collect();
    for message in messages {
        let Some((head, Some(place))) = places.remove(&message.id) else { continue };
        // A reply that is held back is found like a note until it is out.
        let kind = if message.held.is_some() { MessageKind::Note } else { message.kind };
        let document = Document::of_message(&head, message.body.as_str(), message.format);
        let row = index(db).row(table(kind.name()), place, &document);
        db.store_later([row.replacing()]).or_store_error()?;
    }
    Ok(())
}

/// What belongs to the document of a message that was written back, and its place.
fn to_place(row: &QueryResult) -> std::result::Result<(MessageId, (TicketHead, Option<i64>)), DbErr> {
    let head = Head {
        number: row.try_get_by_index(2)?,
        subject: row.try_get_by_index(3)?,
        requester_id: row.try_get_by_index(4)?,
    };
    let in_copy: Option<String> = row.try_get_by_index(5)?;
    let in_copy = in_copy.unwrap_or_default();
    let in_copy =
        in_copy.split_whitespace().map(|id| Uuid::parse_str(id).map_err(|_| DbErr::Type(id.to_owned())));
    let in_copy = in_copy.collect::<std::result::Result<Vec<_>, _>>()?;
    let head = head.read_by(in_copy.into_iter());
    Ok((MessageId::from_uuid(row.try_get_by_index(0)?), (head, row.try_get_by_index(1)?)))
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
