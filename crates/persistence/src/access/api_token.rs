use async_trait::async_trait;
use domain::{
    Result,
    access::{ApiToken, ApiTokenRepo, TokenHash, TokenName},
    clock::Timestamp,
    id::{AccountId, ApiTokenId},
    identity::Permission,
    page::{Page, PageRequest},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::api_token::{ActiveModel, Column, Entity, Model},
    error::OrStoreError,
};

pub(crate) struct ApiTokens<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ApiTokenRepo for ApiTokens<'_> {
    async fn add(&mut self, token: &ApiToken) -> Result<()> {
        Entity::insert(to_row(token)).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, id: ApiTokenId) -> Result<Option<ApiToken>> {
        let row = Entity::find_by_id(id.as_uuid()).one(self.db).await.or_store_error()?;
        Ok(row.map(to_token))
    }

    async fn find_by_hash(&mut self, hash: &TokenHash) -> Result<Option<ApiToken>> {
        let select = Entity::find().filter(Column::TokenHash.eq(hash.0.clone()));
        Ok(select.one(self.db).await.or_store_error()?.map(to_token))
    }

    async fn list(
        &mut self,
        account: AccountId,
        page: &PageRequest<ApiTokenId>,
    ) -> Result<Page<ApiToken, ApiTokenId>> {
        let mut select = Entity::find().filter(Column::AccountId.eq(account.as_uuid()));
        if let Some(after) = page.after {
            select = select.filter(Column::Id.gt(after.as_uuid()));
        }
        let select = select.order_by_asc(Column::Id).limit(u64::from(page.limit) + 1);
        let tokens = select.all(self.db).await.or_store_error()?.into_iter().map(to_token).collect();
        Ok(Page::from_overfull(tokens, page.limit, |token| token.id))
    }

    async fn note_use(&mut self, id: ApiTokenId, now: Timestamp, before: Timestamp) -> Result<()> {
        let is_old = Condition::any().add(Column::LastUsedAt.is_null()).add(Column::LastUsedAt.lte(before));
        Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .filter(Column::Id.eq(id.as_uuid()))
            .filter(is_old)
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }

    async fn remove(&mut self, id: ApiTokenId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove_all(&mut self, account: AccountId) -> Result<()> {
        let theirs = Entity::delete_many().filter(Column::AccountId.eq(account.as_uuid()));
        theirs.exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn remove_expired(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        let due = Entity::find().select_only().column(Column::Id).filter(Column::ExpiresAt.lt(before));
        delete_some(self.db, due, Column::Id, limit).await
    }
}

fn to_row(token: &ApiToken) -> ActiveModel {
    let ApiToken { id, account, name, hash, scopes, created_at, expires_at, last_used_at } = token;
    ActiveModel {
        id: Set(id.as_uuid()),
        account_id: Set(account.as_uuid()),
        name: Set(name.as_str().to_owned()),
        token_hash: Set(hash.0.clone()),
        scopes: Set(scopes.names().join(" ")),
        created_at: Set(*created_at),
        expires_at: Set(*expires_at),
        last_used_at: Set(*last_used_at),
    }
}

/// A scope that is no longer known gives no right.
fn to_token(row: Model) -> ApiToken {
    let Model { id, account_id, name, token_hash, scopes, created_at, expires_at, last_used_at } = row;
    ApiToken {
        id: ApiTokenId::from_uuid(id),
        account: AccountId::from_uuid(account_id),
        name: TokenName::from_stored(name),
        hash: TokenHash(token_hash),
        scopes: scopes.split(' ').filter_map(Permission::from_name).collect(),
        created_at,
        expires_at,
        last_used_at,
    }
}
