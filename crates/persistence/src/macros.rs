use async_trait::async_trait;
use domain::{
    Error, Result,
    id::{AccountId, MacroId, TeamId},
    macros::{Actions, Macro, MacroName, MacroRepo},
    page::{Page, PageRequest},
    sharing::{Onlooker, Sharing},
    ticket::Tag,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    conn::Conn,
    entity::macros::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
    sharing::{self, Shared},
    update::update,
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

    async fn find(&mut self, onlooker: &Onlooker, id: MacroId) -> Result<Option<Macro>> {
        let row = sharing::find::<Entity>(self.db, onlooker, id.as_uuid()).await?;
        row.map(to_macro).transpose()
    }

    async fn update(&mut self, after: &Macro, before: &Macro) -> Result<()> {
        let update = update(to_row(after)?)
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
        onlooker: &Onlooker,
        page: &PageRequest<MacroId>,
    ) -> Result<Page<Macro, MacroId>> {
        let (after, limit) = (page.after.map(MacroId::as_uuid), u64::from(page.limit) + 1);
        let rows = sharing::list::<Entity>(self.db, onlooker, after, limit).await?;
        let found = rows.into_iter().map(to_macro).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(found, page.limit, |found| found.id))
    }

    async fn naming(&mut self, tag: &Tag) -> Result<Vec<Macro>> {
        let rows = sharing::naming::<Entity>(self.db, Column::Actions, tag).await?;
        rows.into_iter().map(to_macro).collect()
    }

    async fn count_of(&mut self, owner: AccountId) -> Result<u64> {
        sharing::count_of::<Entity>(self.db, owner).await
    }
}

impl Shared for Entity {
    const ID: Column = Column::Id;
    const OWNER: Column = Column::OwnerId;
    const SHARED_WITH: Column = Column::SharedWith;
    const TEAM: Column = Column::TeamId;
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
