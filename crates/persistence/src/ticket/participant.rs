use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, InvitationId, TicketId},
    ticket::{Invitation, InvitationRepo, Participant, ParticipantRepo, ParticipantRole},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::{invitation, participant},
    error::{OrStoreError, inconsistent},
    search::write,
};

pub(crate) struct Participants<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ParticipantRepo for Participants<'_> {
    async fn list(&mut self, ticket: TicketId) -> Result<Vec<Participant>> {
        use participant::{Column, Entity};
        let rows = Entity::find()
            .filter(Column::TicketId.eq(ticket.as_uuid()))
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::AccountId)
            .all(self.db)
            .await
            .or_store_error()?;
        rows.into_iter().map(to_participant).collect()
    }

    async fn find(&mut self, ticket: TicketId, account: AccountId) -> Result<Option<Participant>> {
        let key = (ticket.as_uuid(), account.as_uuid());
        let row = participant::Entity::find_by_id(key).one(self.db).await.or_store_error()?;
        row.map(to_participant).transpose()
    }

    async fn add(&mut self, participant: &Participant) -> Result<()> {
        let Participant { ticket, account, role, added_by, created_at } = participant;
        let row = participant::ActiveModel {
            ticket_id: Set(ticket.as_uuid()),
            account_id: Set(account.as_uuid()),
            role: Set(role.name().to_owned()),
            added_by: Set(added_by.map(AccountId::as_uuid)),
            created_at: Set(*created_at),
        };
        participant::Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        // Who gets copies finds the ticket.
        if *role == ParticipantRole::Cc { write::ticket_changed(self.db, *ticket).await } else { Ok(()) }
    }

    async fn remove(&mut self, ticket: TicketId, account: AccountId) -> Result<()> {
        let key = (ticket.as_uuid(), account.as_uuid());
        let done = participant::Entity::delete_by_id(key).exec(self.db).await.or_store_error()?;
        if done.rows_affected > 0 { write::ticket_changed(self.db, ticket).await } else { Ok(()) }
    }
}

fn to_participant(row: participant::Model) -> Result<Participant> {
    let participant::Model { ticket_id, account_id, role, added_by, created_at } = row;
    let role = ParticipantRole::from_name(&role);
    Ok(Participant {
        ticket: TicketId::from_uuid(ticket_id),
        account: AccountId::from_uuid(account_id),
        role: role.ok_or_else(|| inconsistent("participant", "role", ticket_id))?,
        added_by: added_by.map(AccountId::from_uuid),
        created_at,
    })
}

pub(crate) struct Invitations<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl InvitationRepo for Invitations<'_> {
    async fn add(&mut self, invitation: &Invitation) -> Result<()> {
        let Invitation { id, ticket, account, invited_by, created_at } = invitation;
        let row = invitation::ActiveModel {
            id: Set(id.as_uuid()),
            ticket_id: Set(ticket.as_uuid()),
            account_id: Set(account.map(AccountId::as_uuid)),
            invited_by: Set(invited_by.as_uuid()),
            created_at: Set(*created_at),
        };
        invitation::Entity::insert(row).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: InvitationId) -> Result<Option<Invitation>> {
        let row = invitation::Entity::find_by_id(id.as_uuid()).one(self.db).await.or_store_error()?;
        Ok(row.map(|row| {
            let invitation::Model { id, ticket_id, account_id, invited_by, created_at } = row;
            Invitation {
                id: InvitationId::from_uuid(id),
                ticket: TicketId::from_uuid(ticket_id),
                account: account_id.map(AccountId::from_uuid),
                invited_by: AccountId::from_uuid(invited_by),
                created_at,
            }
        }))
    }

    async fn count_live(&mut self, ticket: TicketId, since: Timestamp) -> Result<usize> {
        use invitation::{Column, Entity};
        let live =
            Entity::find().filter(Column::TicketId.eq(ticket.as_uuid())).filter(Column::CreatedAt.gte(since));
        let count = live.count(self.db).await.or_store_error()?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    async fn count_earlier(&mut self, invitation: &Invitation, since: Timestamp) -> Result<(u64, u64)> {
        use invitation::{Column, Entity};
        let Some(account) = invitation.account else { return Ok((0, 0)) };
        let to_any = Entity::find()
            .filter(Column::AccountId.eq(account.as_uuid()))
            .filter(Column::CreatedAt.gte(since))
            .filter(Column::Id.lt(invitation.id.as_uuid()));
        let to_same = Entity::find()
            .filter(Column::AccountId.eq(account.as_uuid()))
            .filter(Column::TicketId.eq(invitation.ticket.as_uuid()))
            .filter(Column::Id.lt(invitation.id.as_uuid()));
        let to_any = to_any.count(self.db).await.or_store_error()?;
        Ok((to_any, to_same.count(self.db).await.or_store_error()?))
    }

    async fn take(&mut self, ticket: TicketId, account: AccountId, since: Timestamp) -> Result<u64> {
        use invitation::{Column, Entity};
        let delete = Entity::delete_many()
            .filter(Column::TicketId.eq(ticket.as_uuid()))
            .filter(Column::AccountId.eq(account.as_uuid()))
            .filter(Column::CreatedAt.gte(since));
        Ok(delete.exec(self.db).await.or_store_error()?.rows_affected)
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        use invitation::{Column, Entity};
        let due = Entity::find().select_only().column(Column::Id).filter(Column::CreatedAt.lt(before));
        delete_some(self.db, due, Column::Id, limit).await
    }
}
