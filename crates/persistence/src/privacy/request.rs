use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    error::Conflict,
    id::{AccountId, PrivacyRequestId},
    page::{Page, PageRequest},
    privacy::{
        Figures, OpenRepairs, PrivacyRequest, PrivacyRequestRepo, RequestFilter, RequestKind, RequestState,
    },
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::{
    conn::Conn,
    dialect::{delete_some, hold_if_writing, lock_if_writing},
    entity::{
        account,
        privacy_request::{ActiveModel, Column, Entity, Model},
        repair_case,
    },
    error::{OrStoreError, inconsistent, is_taken, store_error},
    update::update,
};

pub(crate) struct PrivacyRequests<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl PrivacyRequestRepo for PrivacyRequests<'_> {
    async fn add(&mut self, request: &PrivacyRequest) -> Result<()> {
        let added = Entity::insert(to_row(request)).exec_without_returning(self.db).await;
        added.map(drop).map_err(|error| {
            if is_taken(&error, "privacy_request", "account_id") {
                Conflict::ErasureRequested.into()
            } else {
                store_error(&error)
            }
        })
    }

    async fn find(&mut self, id: PrivacyRequestId) -> Result<Option<PrivacyRequest>> {
        let select = lock_if_writing(Entity::find_by_id(id.as_uuid()), self.db);
        select.one(self.db).await.or_store_error()?.map(to_request).transpose()
    }

    async fn hold_person(&mut self, account: AccountId) -> Result<()> {
        let person = hold_if_writing(account::Entity::find_by_id(account.as_uuid()), self.db);
        person.one(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn open_of(&mut self, account: AccountId) -> Result<Option<PrivacyRequest>> {
        let open =
            Entity::find().filter(Column::AccountId.eq(account.as_uuid())).filter(Column::EndedAt.is_null());
        open.one(self.db).await.or_store_error()?.map(to_request).transpose()
    }

    async fn update(&mut self, request: &PrivacyRequest) -> Result<()> {
        let update = update(to_row(request)).filter(Column::Id.eq(request.id.as_uuid()));
        update.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(
        &mut self,
        filter: &RequestFilter,
        page: &PageRequest<PrivacyRequestId>,
    ) -> Result<Page<PrivacyRequest, PrivacyRequestId>> {
        let RequestFilter { account, state } = filter;
        let select = Entity::find()
            .apply_if(*account, |select, account| select.filter(Column::AccountId.eq(account.as_uuid())))
            .apply_if(*state, |select, state| select.filter(Column::State.eq(state.name())))
            .apply_if(page.after, |select, after| select.filter(Column::Id.lt(after.as_uuid())))
            .order_by_desc(Column::Id)
            .limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let found = rows.into_iter().map(to_request).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(found, page.limit, |request| request.id))
    }

    async fn open(&mut self, limit: u64) -> Result<Vec<PrivacyRequestId>> {
        let open = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::EndedAt.is_null())
            .filter(can_go_on())
            .order_by_asc(Column::Id)
            .limit(limit);
        let ids: Vec<Uuid> = open.into_tuple().all(self.db).await.or_store_error()?;
        Ok(ids.into_iter().map(PrivacyRequestId::from_uuid).collect())
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        // What the ledger is still to learn stays.
        let old = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::EndedAt.lt(before))
            .filter(Column::AccountId.is_null().or(Column::State.eq(RequestState::Withdrawn.name())));
        delete_some::<Entity, _>(self.db, old, Column::Id, limit).await
    }
}

/// What waits for repairs to be finished stands in nobody's way.
fn can_go_on() -> Condition {
    let in_repair = repair_case::Entity::find()
        .select_only()
        .column(repair_case::Column::RequesterId)
        .filter(repair_case::Column::EndedAt.is_null())
        .filter(repair_case::Column::RequesterId.is_not_null())
        .into_query();
    Condition::any()
        .add(Column::State.ne(RequestState::Waiting.name()))
        .add(Column::Repairs.ne(OpenRepairs::Finish.name()))
        .add(Column::AccountId.not_in_subquery(in_repair))
}

fn to_row(request: &PrivacyRequest) -> ActiveModel {
    let PrivacyRequest {
        id,
        kind,
        account,
        repairs,
        state,
        requested_at,
        due_at,
        ended_at,
        erased,
        told_at,
        telling_until,
        version,
    } = request;
    let Figures { tickets, messages, files, devices, repairs: cases, kept_quotes } = erased;
    ActiveModel {
        id: Set(id.as_uuid()),
        kind: Set(kind.name().to_owned()),
        account_id: Set(account.map(AccountId::as_uuid)),
        repairs: Set(repairs.name().to_owned()),
        state: Set(state.name().to_owned()),
        requested_at: Set(*requested_at),
        due_at: Set(*due_at),
        ended_at: Set(*ended_at),
        erased_tickets: Set(*tickets),
        erased_messages: Set(*messages),
        erased_files: Set(*files),
        erased_devices: Set(*devices),
        erased_repairs: Set(*cases),
        kept_quotes: Set(*kept_quotes),
        ledger_seq: NotSet,
        version: Set(*version),
        told_at: Set(*told_at),
        telling_until: Set(*telling_until),
    }
}

fn to_request(row: Model) -> Result<PrivacyRequest> {
    let Model {
        id,
        kind,
        account_id,
        repairs,
        state,
        requested_at,
        due_at,
        ended_at,
        erased_tickets,
        erased_messages,
        erased_files,
        erased_devices,
        erased_repairs,
        kept_quotes,
        ledger_seq: _,
        version,
        told_at,
        telling_until,
    } = row;
    let wrong = |column| inconsistent("privacy_request", column, id);
    Ok(PrivacyRequest {
        id: PrivacyRequestId::from_uuid(id),
        kind: RequestKind::from_name(&kind).ok_or_else(|| wrong("kind"))?,
        account: account_id.map(AccountId::from_uuid),
        repairs: OpenRepairs::from_name(&repairs).ok_or_else(|| wrong("repairs"))?,
        state: RequestState::from_name(&state).ok_or_else(|| wrong("state"))?,
        requested_at,
        due_at,
        ended_at,
        erased: Figures {
            tickets: erased_tickets,
            messages: erased_messages,
            files: erased_files,
            devices: erased_devices,
            repairs: erased_repairs,
            kept_quotes,
        },
        told_at,
        telling_until,
        version,
    })
}
