use async_trait::async_trait;
use domain::{
    Error, Result,
    id::{AccountId, TeamId, ViewId},
    page::{Page, PageRequest},
    sharing::{Onlooker, Sharing},
    ticket::{Tag, TicketOrder},
    view::{View, ViewFilter, ViewName, ViewRepo},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    conn::Conn,
    dialect::lock_if_writing,
    entity::view::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent},
    sharing::{self, Shared},
    update::update,
};

/// What stands in the stored form of a filter that keeps one.
const KEEPS_QUERY: &str = "\"query\":\"";

pub(crate) struct Views<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ViewRepo for Views<'_> {
    async fn add(&mut self, view: &View) -> Result<()> {
        Entity::insert(to_row(view)?).exec_without_returning(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn find(&mut self, onlooker: &Onlooker, id: ViewId) -> Result<Option<View>> {
        let row = sharing::find::<Entity>(self.db, onlooker, id.as_uuid()).await?;
        row.map(to_view).transpose()
    }

    async fn update(&mut self, view: &View, before: &View) -> Result<()> {
        let update = update(to_row(view)?)
            .filter(Column::Id.eq(view.id.as_uuid()))
            .filter(Column::Version.eq(before.version));
        match update.exec(self.db).await.or_store_error()?.rows_affected {
            1 => Ok(()),
            _ => Err(Error::NotFound("view")),
        }
    }

    async fn remove(&mut self, id: ViewId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(&mut self, onlooker: &Onlooker, page: &PageRequest<ViewId>) -> Result<Page<View, ViewId>> {
        let (after, limit) = (page.after.map(ViewId::as_uuid), u64::from(page.limit) + 1);
        let rows = sharing::list::<Entity>(self.db, onlooker, after, limit).await?;
        let found = rows.into_iter().map(to_view).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(found, page.limit, |found| found.id))
    }

    async fn naming(&mut self, tag: &Tag) -> Result<Vec<View>> {
        let quoted = format!("\"{}\"", tag.as_str());
        let names = Column::Filter.contains(quoted).or(Column::Filter.contains(KEEPS_QUERY));
        held(self.db, names).await
    }

    async fn with_query(&mut self) -> Result<Vec<View>> {
        held(self.db, Column::Filter.contains(KEEPS_QUERY)).await
    }

    async fn count_of(&mut self, owner: AccountId) -> Result<u64> {
        sharing::count_of::<Entity>(self.db, owner).await
    }
}

/// Views of this kind, whosever they are. Whoever wants several holds them in the same order.
async fn held(db: &Conn, which: Expr) -> Result<Vec<View>> {
    let select = Entity::find().filter(which).order_by_asc(Column::Id);
    let rows = lock_if_writing(select, db).all(db).await.or_store_error()?;
    rows.into_iter().map(to_view).collect()
}

impl Shared for Entity {
    const ID: Column = Column::Id;
    const OWNER: Column = Column::OwnerId;
    const SHARED_WITH: Column = Column::SharedWith;
    const TEAM: Column = Column::TeamId;
}

fn to_row(view: &View) -> Result<ActiveModel> {
    let View { id, builtin: _, owner, name, sharing, filter, order, version, created_at, updated_at } = view;
    let owner = owner.ok_or_else(|| Error::internal("a built-in view is not stored"))?;
    Ok(ActiveModel {
        id: Set(id.as_uuid()),
        owner_id: Set(owner.as_uuid()),
        name: Set(name.as_str().to_owned()),
        shared_with: Set(sharing.name().to_owned()),
        team_id: Set(sharing.team().map(TeamId::as_uuid)),
        filter: Set(filter.to_text().map_err(Error::internal)?),
        sort: Set(order.name().to_owned()),
        version: Set(*version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
    })
}

fn to_view(row: Model) -> Result<View> {
    let Model { id, owner_id, name, shared_with, team_id, filter, sort, version, created_at, updated_at } =
        row;
    let sharing = Sharing::from_parts(&shared_with, team_id.map(TeamId::from_uuid));
    Ok(View {
        id: ViewId::from_uuid(id),
        builtin: None,
        owner: Some(AccountId::from_uuid(owner_id)),
        name: ViewName::from_stored(name),
        sharing: sharing.ok_or_else(|| inconsistent("view", "shared_with", id))?,
        filter: ViewFilter::from_text(&filter).ok_or_else(|| inconsistent("view", "filter", id))?,
        order: TicketOrder::from_name(&sort).ok_or_else(|| inconsistent("view", "sort", id))?,
        version,
        created_at,
        updated_at,
    })
}
