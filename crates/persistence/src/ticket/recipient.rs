use async_trait::async_trait;
use domain::{
    Result,
    id::{AccountId, MessageId},
    ticket::{Recipient, RecipientReason, RecipientRepo, Someone},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use super::people::{join_someone, someone};
use crate::{
    conn::Conn,
    entity::{
        message,
        message_recipient::{ActiveModel, Column, Entity},
    },
    error::{OrStoreError, inconsistent},
    waiting::Row,
};

pub(crate) struct Recipients<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RecipientRepo for Recipients<'_> {
    async fn add(&mut self, message: MessageId, recipients: &[Recipient]) -> Result<()> {
        let rows = recipients.iter().map(|recipient| {
            Row::new(&ActiveModel {
                message_id: Set(message.as_uuid()),
                account_id: Set(recipient.account.as_uuid()),
                reason: Set(recipient.reason.name().to_owned()),
            })
        });
        self.db.store_later(rows).or_store_error()
    }

    async fn list(&mut self, messages: &[MessageId]) -> Result<Vec<(MessageId, Recipient)>> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let rows = Entity::find()
            .filter(Column::MessageId.is_in(messages.iter().map(|id| id.as_uuid())))
            .order_by_asc(Column::MessageId)
            .order_by_asc(Column::AccountId)
            .all(self.db)
            .await
            .or_store_error()?;
        rows.into_iter()
            .map(|row| {
                let reason = RecipientReason::from_name(&row.reason);
                let reason =
                    reason.ok_or_else(|| inconsistent("message_recipient", "reason", row.message_id))?;
                let account = AccountId::from_uuid(row.account_id);
                Ok((MessageId::from_uuid(row.message_id), Recipient { account, reason }))
            })
            .collect()
    }

    async fn people(&mut self, messages: &[MessageId]) -> Result<Vec<(MessageId, Someone)>> {
        if messages.is_empty() { Ok(Vec::new()) } else { self.read_people(messages).await }
    }
}

impl Recipients<'_> {
    async fn read_people(&self, messages: &[MessageId]) -> Result<Vec<(MessageId, Someone)>> {
        let mut select = Query::select();
        select
            .column((Entity, Column::MessageId))
            .from(Entity)
            .and_where(Column::MessageId.is_in(messages.iter().map(|id| id.as_uuid())))
            .order_by((Entity, Column::MessageId), Order::Asc)
            .order_by((Entity, Column::AccountId), Order::Asc);
        join_someone(&mut select, RECIPIENT, Column::AccountId);
        let rows = self.db.query_all(&select).await.or_store_error()?;
        let mut people = Vec::with_capacity(rows.len());
        for row in &rows {
            let message: Uuid = row.try_get("", "message_id").or_store_error()?;
            people.extend(someone(row, RECIPIENT)?.map(|person| (MessageId::from_uuid(message), person)));
        }
        Ok(people)
    }
}

const RECIPIENT: &str = "recipient";

/// The ids of the tickets in whose notes the account is named.
pub(super) fn mentioned_in(account: AccountId) -> SelectStatement {
    let notes = Entity::find()
        .select_only()
        .column(Column::MessageId)
        .filter(Column::AccountId.eq(account.as_uuid()))
        .filter(Column::Reason.eq(RecipientReason::Mentioned.name()))
        .into_query();
    message::Entity::find()
        .select_only()
        .column(message::Column::TicketId)
        .filter(message::Column::Id.in_subquery(notes))
        .into_query()
}
