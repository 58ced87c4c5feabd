use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    error::Conflict,
    id::AccountId,
    idempotency::{Claim, IdempotencyRepo, LIFETIME},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, TryInsertResult};

use crate::{
    conn::Conn,
    dialect::delete_some,
    entity::idempotency::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, Severity, severity, store_error},
};

pub(crate) struct Idempotency<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl IdempotencyRepo for Idempotency<'_> {
    async fn claim(&mut self, claim: &Claim) -> Result<Option<Claim>> {
        if self.insert(claim).await? {
            return Ok(None);
        }
        let key = (claim.account.as_uuid(), claim.key_hash.clone());
        let earlier = Entity::find_by_id(key.clone()).one(self.db).await.or_store_error()?.map(to_claim);
        match earlier {
            Some(earlier) if earlier.created_at > claim.created_at - LIFETIME => Ok(Some(earlier)),
            _ => {
                Entity::delete_by_id(key).exec(self.db).await.or_store_error()?;
                if self.insert(claim).await? { Ok(None) } else { Err(Conflict::IdempotencyInProgress.into()) }
            }
        }
    }

    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64> {
        // A keyed hash of account and key: no two rows share one.
        let due = Entity::find().select_only().column(Column::KeyHash).filter(Column::CreatedAt.lt(before));
        delete_some(self.db, due, Column::KeyHash, limit).await
    }
}

impl Idempotency<'_> {
    /// False if the key is there already. Waits for a transaction that is just inserting it.
    async fn insert(&self, claim: &Claim) -> Result<bool> {
        let insert = Entity::insert(to_row(claim)).on_conflict_do_nothing();
        let done = insert.exec_without_returning(self.db).await;
        match done {
            Ok(TryInsertResult::Inserted(rows)) => Ok(rows > 0),
            Ok(_) => Ok(false),
            Err(error) => Err(still_running_or(&error)),
        }
    }
}

/// Waiting for the other request took longer than the lock timeout.
fn still_running_or(error: &DbErr) -> Error {
    match severity(error) {
        Severity::Contended => Conflict::IdempotencyInProgress.into(),
        _ => store_error(error),
    }
}

fn to_row(claim: &Claim) -> ActiveModel {
    let Claim { account, key_hash, request_hash, resource, created_at } = claim;
    ActiveModel {
        account_id: Set(account.as_uuid()),
        key_hash: Set(key_hash.clone()),
        request_hash: Set(request_hash.clone()),
        resource_id: Set(*resource),
        created_at: Set(*created_at),
    }
}

fn to_claim(row: Model) -> Claim {
    let Model { account_id, key_hash, request_hash, resource_id, created_at } = row;
    Claim {
        account: AccountId::from_uuid(account_id),
        key_hash,
        request_hash,
        resource: resource_id,
        created_at,
    }
}
