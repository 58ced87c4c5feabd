//! What is stored of a person.

use async_trait::async_trait;
use domain::{
    Result,
    attachment::Attachment,
    id::{AccountId, MessageId, RepairId, TicketId},
    privacy::{ErasureRepo, OpenCase, Scope},
    repair::{RmaNumber, State},
    ticket::Viewer,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::forget::trade_letters;
use crate::{
    attachment::to_attachment,
    conn::Conn,
    entity::{
        api_token, attachment, device, draft, invitation, message, participant, presence, repair_case,
        session, ticket, ticket_event,
    },
    error::{OrStoreError, inconsistent},
    ticket::{present, visible_messages},
};

pub(crate) struct Erasures<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ErasureRepo for Erasures<'_> {
    async fn scope(&mut self, account: AccountId) -> Result<Scope> {
        let of = account.as_uuid();
        // Of what the desk keeps to itself not even the number is told.
        let tickets = tickets_of(account).filter(present());
        let of_tickets = tickets.clone().select_only().column(ticket::Column::Id).into_query();
        let messages = message::Entity::find()
            .filter(message::Column::TicketId.in_subquery(of_tickets))
            .filter(visible_messages(Viewer::Requester(account)));
        let elsewhere = message::Entity::find()
            .filter(message::Column::AuthorId.eq(of))
            .filter(message::Column::TicketId.not_in_subquery(own_tickets(account)));
        let in_tickets = messages.clone().select_only().column(message::Column::Id).into_query();
        let repairs = repair_case::Entity::find().filter(repair_case::Column::RequesterId.eq(of));
        let cases = repairs.clone().select_only().column(repair_case::Column::Id).into_query();
        let files = Condition::any()
            .add(attachment::Column::UploaderId.eq(of))
            .add(attachment::Column::MessageId.in_subquery(in_tickets))
            .add(attachment::Column::RepairId.in_subquery(cases));
        let live = session::Column::EndedAt.is_null();
        let sessions = session::Entity::find().filter(session::Column::AccountId.eq(of)).filter(live);
        let tokens = api_token::Entity::find().filter(api_token::Column::AccountId.eq(of));
        Ok(Scope {
            tickets: self.count(tickets).await?,
            messages: self.count(messages).await?,
            messages_elsewhere: self.count(elsewhere).await?,
            files: self.count(attachment::Entity::find().filter(files)).await?,
            devices: self.count(device::Entity::find().filter(device::Column::OwnerId.eq(of))).await?,
            repairs: self.count(repairs.clone()).await?,
            trade_letters: self.count(repairs.filter(trade_letters())).await?,
            sessions: self.count(sessions).await? + self.count(tokens).await?,
        })
    }

    async fn open_cases(&mut self, accounts: &[AccountId]) -> Result<Vec<OpenCase>> {
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let open = repair_case::Entity::find()
            .filter(repair_case::Column::RequesterId.is_in(accounts.iter().map(|account| account.as_uuid())))
            .filter(repair_case::Column::EndedAt.is_null())
            .order_by_asc(repair_case::Column::Id);
        let rows = open.all(self.db).await.or_store_error()?;
        let cases = rows.into_iter().filter_map(|row| Some((row.requester_id?, row)));
        cases.map(|(account, row)| to_open_case(AccountId::from_uuid(account), row)).collect()
    }

    async fn tickets(&mut self, account: AccountId, limit: u64) -> Result<Vec<(TicketId, bool)>> {
        let rows = tickets_of(account).order_by_asc(ticket::Column::Id).limit(limit);
        let rows = rows.all(self.db).await.or_store_error()?;
        Ok(rows.into_iter().map(|row| (TicketId::from_uuid(row.id), row.deleted_at.is_some())).collect())
    }

    async fn messages_in(&mut self, ticket: TicketId, limit: u64) -> Result<Vec<MessageId>> {
        self.message_ids(message::Column::TicketId.eq(ticket.as_uuid()), limit).await
    }

    async fn remove_messages(&mut self, messages: &[MessageId]) -> Result<()> {
        let ids = messages.iter().map(|id| id.as_uuid());
        let remove = message::Entity::delete_many().filter(message::Column::Id.is_in(ids));
        remove.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn empty_ticket(&mut self, ticket: TicketId, account: AccountId) -> Result<()> {
        let (id, of) = (ticket.as_uuid(), account.as_uuid());
        let drafts = draft::Entity::delete_many().filter(draft::Column::TicketId.eq(id));
        drafts.exec(self.db).await.or_store_error()?;
        let parts = participant::Entity::delete_many().filter(participant::Column::TicketId.eq(id));
        parts.exec(self.db).await.or_store_error()?;
        let invited = invitation::Entity::delete_many().filter(invitation::Column::TicketId.eq(id));
        invited.exec(self.db).await.or_store_error()?;
        let present = presence::Entity::delete_many().filter(presence::Column::TicketId.eq(id));
        present.exec(self.db).await.or_store_error()?;
        let events = ticket_event::Entity::update_many()
            .col_expr(ticket_event::Column::ActorId, Expr::value(AccountId::NOBODY.as_uuid()))
            .filter(ticket_event::Column::TicketId.eq(id))
            .filter(ticket_event::Column::ActorId.eq(of));
        events.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn messages(&mut self, account: AccountId, limit: u64) -> Result<Vec<MessageId>> {
        self.message_ids(message::Column::AuthorId.eq(account.as_uuid()), limit).await
    }

    async fn disown(&mut self, message: MessageId) -> Result<()> {
        let (id, nobody) = (message.as_uuid(), AccountId::NOBODY.as_uuid());
        let author = message::Entity::update_many()
            .col_expr(message::Column::AuthorId, Expr::value(nobody))
            .filter(message::Column::Id.eq(id));
        author.exec(self.db).await.or_store_error()?;
        let uploader = attachment::Entity::update_many()
            .col_expr(attachment::Column::UploaderId, Expr::value(nobody))
            .filter(attachment::Column::MessageId.eq(id));
        uploader.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn files(&mut self, account: AccountId, limit: u64) -> Result<Vec<Attachment>> {
        let files = attachment::Entity::find()
            .filter(attachment::Column::UploaderId.eq(account.as_uuid()))
            .order_by_asc(attachment::Column::Id)
            .limit(limit);
        files.all(self.db).await.or_store_error()?.into_iter().map(to_attachment).collect()
    }

    async fn cases(&mut self, account: AccountId, limit: u64) -> Result<Vec<RepairId>> {
        let cases = repair_case::Entity::find()
            .select_only()
            .column(repair_case::Column::Id)
            .filter(repair_case::Column::RequesterId.eq(account.as_uuid()))
            .filter(repair_case::Column::EndedAt.is_not_null())
            .order_by_asc(repair_case::Column::Id)
            .limit(limit);
        let ids: Vec<Uuid> = cases.into_tuple().all(self.db).await.or_store_error()?;
        Ok(ids.into_iter().map(RepairId::from_uuid).collect())
    }
}

impl Erasures<'_> {
    async fn message_ids(&self, which: SimpleExpr, limit: u64) -> Result<Vec<MessageId>> {
        let found = message::Entity::find()
            .select_only()
            .column(message::Column::Id)
            .filter(which)
            .order_by_asc(message::Column::Id)
            .limit(limit);
        let ids: Vec<Uuid> = found.into_tuple().all(self.db).await.or_store_error()?;
        Ok(ids.into_iter().map(MessageId::from_uuid).collect())
    }

    async fn count<E: EntityTrait>(&self, select: Select<E>) -> Result<u64>
    where
        E::Model: Sync,
    {
        select.count(self.db).await.or_store_error()
    }
}

/// A person's tickets, also those that are deleted.
fn tickets_of(account: AccountId) -> Select<ticket::Entity> {
    ticket::Entity::find().filter(ticket::Column::RequesterId.eq(account.as_uuid()))
}

fn own_tickets(account: AccountId) -> SelectStatement {
    tickets_of(account).select_only().column(ticket::Column::Id).into_query()
}

fn to_open_case(account: AccountId, row: repair_case::Model) -> Result<OpenCase> {
    let state = State::from_name(&row.state).ok_or_else(|| inconsistent("repair_case", "state", row.id))?;
    let rma_number = RmaNumber::from_stored(row.rma_number);
    Ok(OpenCase { id: RepairId::from_uuid(row.id), account, rma_number, state })
}
