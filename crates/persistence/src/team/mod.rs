mod row;

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::{
    Error, Result,
    error::{FieldError, Rule},
    id::{AccountId, TeamId},
    page::{Page, PageRequest},
    team::{Team, TeamPatience, TeamRepo},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use self::row::{patience, to_row, to_team};
use crate::{
    conn::Conn,
    dialect::{lock_if_writing, share_if_writing},
    entity::{
        team::{Column, Entity, Model},
        team_member,
    },
    error::{OrStoreError, is_taken, store_error},
    update::update,
};

pub(crate) struct Teams<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl TeamRepo for Teams<'_> {
    async fn add(&mut self, team: &Team) -> Result<i64> {
        self.retire_default(team).await?;
        let row =
            Entity::insert(to_row(team)).exec_with_returning(self.db).await.map_err(|e| taken_or(&e))?;
        self.insert_members(team.id, &team.members).await?;
        Ok(row.number)
    }

    async fn find(&mut self, id: TeamId) -> Result<Option<Team>> {
        let select = lock_if_writing(Entity::find_by_id(id.as_uuid()), self.db);
        let row = select.one(self.db).await.or_store_error()?;
        let teams = self.with_members(row.into_iter().collect()).await?;
        Ok(teams.into_iter().next())
    }

    async fn update(&mut self, team: &Team, before: &Team) -> Result<()> {
        self.retire_default(team).await?;
        let update = update(to_row(team))
            .filter(Column::Id.eq(team.id.as_uuid()))
            .filter(Column::Version.eq(before.version));
        let done = update.exec(self.db).await.map_err(|error| taken_or(&error))?;
        if done.rows_affected != 1 {
            let current = self.find(team.id).await?.ok_or(Error::NotFound("team"))?.version;
            return Err(Error::stale(current));
        }
        self.replace_members(team, before).await
    }

    async fn list(&mut self, page: PageRequest<i64>) -> Result<Page<Team, i64>> {
        let mut select = Entity::find().filter(Column::DissolvedAt.is_null());
        if let Some(after) = page.after {
            select = select.filter(Column::Number.gt(after));
        }
        let select = select.order_by_asc(Column::Number).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let teams = self.with_members(rows).await?;
        Ok(Page::from_overfull(teams, page.limit, |team| team.number))
    }

    async fn hold(&mut self, id: TeamId) -> Result<bool> {
        let team = Entity::find_by_id(id.as_uuid()).filter(Column::DissolvedAt.is_null());
        Ok(share_if_writing(team, self.db).one(self.db).await.or_store_error()?.is_some())
    }

    async fn of_member(&mut self, account: AccountId) -> Result<Vec<TeamId>> {
        use team_member::{Column, Entity};
        let select = Entity::find().filter(Column::AccountId.eq(account.as_uuid()));
        let rows = select.order_by_asc(Column::TeamId).all(self.db).await.or_store_error()?;
        Ok(rows.into_iter().map(|row| TeamId::from_uuid(row.team_id)).collect())
    }

    async fn with_patience(&mut self) -> Result<Vec<(TeamId, TeamPatience)>> {
        let days = [Column::RemindAfterDays, Column::SolveAfterDays, Column::CloseAfterDays];
        let any = days.into_iter().map(|column| column.is_not_null()).reduce(ExprTrait::or);
        let rows =
            Entity::find().filter(any.unwrap_or(Expr::value(false))).all(self.db).await.or_store_error()?;
        Ok(rows.iter().map(|row| (TeamId::from_uuid(row.id), patience(row))).collect())
    }
}

impl Teams<'_> {
    /// A new default takes the place of the old one.
    async fn retire_default(&self, team: &Team) -> Result<()> {
        if !team.is_default {
            return Ok(());
        }
        Entity::update_many()
            .col_expr(Column::IsDefault, Expr::value(false))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .col_expr(Column::UpdatedAt, Expr::value(team.updated_at))
            .filter(Column::IsDefault.eq(true))
            .filter(Column::Id.ne(team.id.as_uuid()))
            .exec(self.db)
            .await
            .or_store_error()?;
        Ok(())
    }

    /// Adds the members by one statement.
    async fn with_members(&self, rows: Vec<Model>) -> Result<Vec<Team>> {
        use team_member::{Column, Entity};
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids = rows.iter().map(|row| row.id);
        let members = Entity::find().filter(Column::TeamId.is_in(ids)).all(self.db).await.or_store_error()?;
        let mut of_team = BTreeMap::<Uuid, BTreeSet<AccountId>>::new();
        for member in members {
            of_team.entry(member.team_id).or_default().insert(AccountId::from_uuid(member.account_id));
        }
        Ok(rows
            .into_iter()
            .map(|row| {
                let members = of_team.remove(&row.id).unwrap_or_default();
                to_team(row, members)
            })
            .collect())
    }

    async fn replace_members(&self, team: &Team, before: &Team) -> Result<()> {
        use team_member::{Column, Entity};
        let gone: Vec<_> = before.members.difference(&team.members).map(|id| id.as_uuid()).collect();
        if !gone.is_empty() {
            let of_team = Entity::delete_many().filter(Column::TeamId.eq(team.id.as_uuid()));
            of_team.filter(Column::AccountId.is_in(gone)).exec(self.db).await.or_store_error()?;
        }
        let new = team.members.difference(&before.members).copied().collect();
        self.insert_members(team.id, &new).await
    }

    async fn insert_members(&self, team: TeamId, members: &BTreeSet<AccountId>) -> Result<()> {
        if members.is_empty() {
            return Ok(());
        }
        let rows = members.iter().map(|member| team_member::ActiveModel {
            team_id: Set(team.as_uuid()),
            account_id: Set(member.as_uuid()),
        });
        team_member::Entity::insert_many(rows).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }
}

fn taken_or(error: &DbErr) -> Error {
    if is_taken(error, "team", "name_key") {
        let rule = Rule::new("taken", "is the name of another team");
        return Error::invalid(FieldError::at("name", rule));
    }
    store_error(error)
}
