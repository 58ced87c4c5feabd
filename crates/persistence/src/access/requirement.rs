use async_trait::async_trait;
use domain::{
    Error, Result,
    access::{RequirementRepo, RoleRequirement},
    clock::Timestamp,
    id::AccountId,
    identity::Role,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    conn::Conn,
    entity::{
        confidentiality_acceptance,
        role_requirement::{ActiveModel, Column, Entity, Model},
    },
    error::OrStoreError,
    update::update,
};

pub(crate) struct Requirements<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl RequirementRepo for Requirements<'_> {
    async fn of_role(&mut self, role: Role) -> Result<RoleRequirement> {
        let row = Entity::find_by_id(role.name().to_owned()).one(self.db).await.or_store_error()?;
        Ok(row.as_ref().and_then(to_requirement).unwrap_or(RoleRequirement::none(role)))
    }

    async fn list(&mut self) -> Result<Vec<RoleRequirement>> {
        let rows = Entity::find().all(self.db).await.or_store_error()?;
        Ok(rows.iter().filter_map(to_requirement).collect())
    }

    async fn put(&mut self, new: &RoleRequirement, expected: i64) -> Result<()> {
        let first = to_row(&RoleRequirement::none(new.role));
        let insert = Entity::insert(first).on_conflict_do_nothing();
        insert.exec_without_returning(self.db).await.or_store_error()?;
        let done = update(to_row(new))
            .filter(Column::Role.eq(new.role.name()))
            .filter(Column::Version.eq(expected))
            .exec(self.db)
            .await
            .or_store_error()?;
        if done.rows_affected == 1 {
            return Ok(());
        }
        Err(Error::stale(self.of_role(new.role).await?.version))
    }

    async fn accepted(&mut self, account: AccountId, notice: i32) -> Result<Option<Timestamp>> {
        let row = confidentiality_acceptance::Entity::find_by_id((account.as_uuid(), notice));
        Ok(row.one(self.db).await.or_store_error()?.map(|row| row.accepted_at))
    }

    async fn accept(&mut self, account: AccountId, notice: i32, at: Timestamp) -> Result<()> {
        let row = confidentiality_acceptance::ActiveModel {
            account_id: Set(account.as_uuid()),
            notice: Set(notice),
            accepted_at: Set(at),
        };
        let insert = confidentiality_acceptance::Entity::insert(row).on_conflict_do_nothing();
        insert.exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }
}

fn to_row(requirement: &RoleRequirement) -> ActiveModel {
    let RoleRequirement { role, totp, confidentiality, version } = requirement;
    ActiveModel {
        role: Set(role.name().to_owned()),
        totp: Set(*totp),
        confidentiality: Set(*confidentiality),
        version: Set(*version),
    }
}

/// `None` for a role that there is no more.
fn to_requirement(row: &Model) -> Option<RoleRequirement> {
    let Model { role, totp, confidentiality, version } = row;
    Some(RoleRequirement {
        role: Role::from_name(role)?,
        totp: *totp,
        confidentiality: *confidentiality,
        version: *version,
    })
}
