use async_trait::async_trait;
use domain::{
    Error, Result,
    id::{AccountId, MacroId, TeamId},
    macros::{Actions, Macro, MacroName, MacroRepo},
    page::{Page, PageRequest},
    view::Sharing,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Condition,
};

use crate::{
    conn::Conn,
    dialect::lock_if_writing,
    entity::macros::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
};

pub(crate) struct Macros<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl MacroRepo for Macros<'_> {
    async fn add(&mut self, new: &Macro) -> Result<()> {
        Entity::insert(to_row(new)?).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, viewer: AccountId, teams: &[TeamId], id: MacroId) -> Result<Option<Macro>> {
        let select = Entity::find_by_id(id.as_uuid()).filter(visible(viewer, teams));
        let row = lock_if_writing(select, self.db).one(self.db).await.or_store_error()?;
        row.map(to_macro).transpose()
    }

    async fn update(&mut self, after: &Macro, before: &Macro) -> Result<()> {
        let update = Entity::update_many()
            .set(to_row(after)?)
            .filter(Column::Id.eq(after.id.as_uuid()))
            .filter(Column::Version.eq(before.version));
        match update.exec(self.db).await.or_store_error()?.rows_affected {
            1 => Ok(()),
            _ => Err(Error::NotFound("macro")),
        }
    }

    async fn remove(&mut self, id: MacroId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(
        &mut self,
        viewer: AccountId,
        teams: &[TeamId],
        page: &PageRequest<MacroId>,
    ) -> Result<Page<Macro, MacroId>> {
        let mut select = Entity::find().filter(visible(viewer, teams));
        if let Some(after) = page.after {
            select = select.filter(Column::Id.gt(after.as_uuid()));
        }
        let select = select.order_by_asc(Column::Id).limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let macros = rows.into_iter().map(to_macro).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(macros, page.limit, |found| found.id))
    }

    async fn count_of(&mut self, owner: AccountId) -> Result<u64> {
        let own = Entity::find().filter(Column::OwnerId.eq(owner.as_uuid()));
        own.count(self.db).await.or_store_error()
    }
}

/// What the viewer made, and what is shared with them.
fn visible(viewer: AccountId, teams: &[TeamId]) -> Condition {
    let of_team = Condition::all()
        .add(Column::SharedWith.eq("team"))
        .add(Column::TeamId.is_in(teams.iter().map(|team| team.as_uuid())));
    Condition::any()
        .add(Column::OwnerId.eq(viewer.as_uuid()))
        .add(Column::SharedWith.eq(Sharing::Everyone.name()))
        .add(of_team)
}

fn to_row(found: &Macro) -> Result<ActiveModel> {
    let Macro { id, owner, name, sharing, actions, version, created_at, updated_at } = found;
    Ok(ActiveModel {
        id: Set(id.as_uuid()),
        owner_id: Set(owner.as_uuid()),
        name: Set(name.as_str().to_owned()),
        shared_with: Set(sharing.name().to_owned()),
        team_id: Set(sharing.team().map(TeamId::as_uuid)),
        actions: Set(actions.to_text().map_err(Error::internal)?),
        version: Set(*version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
    })
}

fn to_macro(row: Model) -> Result<Macro> {
    let Model { id, owner_id, name, shared_with, team_id, actions, version, created_at, updated_at } = row;
    let sharing = Sharing::from_parts(&shared_with, team_id.map(TeamId::from_uuid));
    Ok(Macro {
        id: MacroId::from_uuid(id),
        owner: AccountId::from_uuid(owner_id),
        name: MacroName::from_stored(name),
        sharing: sharing.ok_or_else(|| inconsistent("macro", "shared_with", id))?,
        actions: Actions::from_text(&actions).ok_or_else(|| inconsistent("macro", "actions", id))?,
        version,
        created_at,
        updated_at,
    })
}
