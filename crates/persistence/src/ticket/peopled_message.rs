//! Messages as they are read: with their ticket's visibility, their authors, and whether there is more to
//! read, by one statement.

use domain::{
    Result,
    id::{MessageId, TicketId},
    page::{Page, PageRequest},
    ticket::{PeopledMessage, Viewer},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, ExprTrait, FromQueryResult, Iterable, JoinType, Order, QueryResult,
    sea_query::{Alias, Expr, IntoColumnRef, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    message::to_message,
    people::{join_someone, someone},
    visibility::{visible_messages, visible_tickets},
};
use crate::{
    conn::Conn,
    entity::{
        attachment,
        message::{Column, Entity, Model},
        message_recipient, ticket,
    },
    error::OrStoreError,
};

const AUTHOR: &str = "writer";

pub(super) async fn list(
    db: &Conn,
    ticket: TicketId,
    viewer: Viewer,
    page: &PageRequest<MessageId>,
) -> Result<Option<Page<PeopledMessage, MessageId>>> {
    let mut messages = Query::select();
    messages
        .columns(Column::iter())
        .from(Entity)
        .and_where(Column::TicketId.eq(ticket.as_uuid()))
        .cond_where(visible_messages(viewer))
        .order_by(Column::Id, Order::Asc)
        .limit(u64::from(page.limit) + 1);
    if let Some(after) = page.after {
        messages.and_where(Column::Id.gt(after.as_uuid()));
    }
    // Stands for the table; of a ticket without messages there is one row, without a message.
    let mut select = Query::select();
    select
        .from(ticket::Entity)
        .join_subquery(JoinType::LeftJoin, messages, Alias::new("message"), Expr::value(true))
        .and_where(ticket::Column::Id.eq(ticket.as_uuid()))
        .cond_where(visible_tickets(viewer))
        .order_by((Entity, Column::Id), Order::Asc);
    select_message(&mut select);
    let rows = db.query_all(&select).await.or_store_error()?;
    if rows.is_empty() {
        return Ok(None);
    }
    let messages = rows.iter().map(to_peopled).filter_map(Result::transpose).collect::<Result<_>>()?;
    Ok(Some(Page::from_overfull(messages, page.limit, |read: &PeopledMessage| read.message.id)))
}

pub(super) async fn find(db: &Conn, viewer: Viewer, id: MessageId) -> Result<Option<PeopledMessage>> {
    let of_ticket = Expr::col((ticket::Entity, ticket::Column::Id)).equals((Entity, Column::TicketId));
    let mut select = Query::select();
    select
        .from(Entity)
        .join(JoinType::InnerJoin, ticket::Entity, of_ticket)
        .and_where(Column::Id.eq(id.as_uuid()))
        .cond_where(visible_messages(viewer))
        .cond_where(visible_tickets(viewer));
    select_message(&mut select);
    let row = db.query_one(&select).await.or_store_error()?;
    row.as_ref().map(to_peopled).transpose().map(Option::flatten)
}

fn select_message(select: &mut SelectStatement) {
    let with_recipients = Query::select()
        .expr(Expr::val(1))
        .from(message_recipient::Entity)
        .and_where(of_message((message_recipient::Entity, message_recipient::Column::MessageId)))
        .take();
    let with_files = Query::select()
        .expr(Expr::val(1))
        .from(attachment::Entity)
        .and_where(of_message((attachment::Entity, attachment::Column::MessageId)))
        .take();
    select
        .columns(Column::iter().map(|column| (Entity, column)))
        .expr_as(Expr::exists(with_recipients), "has_recipients")
        .expr_as(Expr::exists(with_files), "has_files");
    join_someone(select, AUTHOR, Column::AuthorId);
}

fn of_message(column: impl IntoColumnRef) -> Expr {
    Expr::col(column).equals((Entity, Column::Id))
}

fn to_peopled(row: &QueryResult) -> Result<Option<PeopledMessage>> {
    let id: Option<Uuid> = row.try_get("", "id").or_store_error()?;
    if id.is_none() {
        return Ok(None);
    }
    Ok(Some(PeopledMessage {
        message: to_message(Model::from_query_result(row, "").or_store_error()?)?,
        author: someone(row, AUTHOR)?,
        has_recipients: row.try_get("", "has_recipients").or_store_error()?,
        has_files: row.try_get("", "has_files").or_store_error()?,
    }))
}
