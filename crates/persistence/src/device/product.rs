use async_trait::async_trait;
use domain::{
    Error, Result,
    device::{Product, ProductFilter, ProductName, ProductRepo, SerialPattern, Sku},
    error::Conflict,
    id::ProductId,
    page::{Count, Page, PageRequest},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};

use crate::{
    conn::Conn,
    count,
    dialect::lock_if_writing,
    entity::product::{ActiveModel, Column, Entity, Model},
    error::{OrStoreError, inconsistent, is_taken, store_error},
    update::update,
};

pub(crate) struct Products<'t> {
    pub(crate) db: &'t Conn,
}

#[async_trait]
impl ProductRepo for Products<'_> {
    async fn add(&mut self, product: &Product) -> Result<()> {
        let added = Entity::insert(to_row(product)).exec_without_returning(self.db).await;
        added.map(drop).map_err(|error| taken_or(&error))
    }

    async fn find(&mut self, id: ProductId) -> Result<Option<Product>> {
        let select = lock_if_writing(Entity::find_by_id(id.as_uuid()), self.db);
        select.one(self.db).await.or_store_error()?.map(to_product).transpose()
    }

    async fn find_many(&mut self, ids: &[ProductId]) -> Result<Vec<Product>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids = ids.iter().map(|id| id.as_uuid());
        let rows = Entity::find().filter(Column::Id.is_in(ids)).all(self.db).await.or_store_error()?;
        rows.into_iter().map(to_product).collect()
    }

    async fn update(&mut self, product: &Product, expected: i64) -> Result<()> {
        let done = update(to_row(product))
            .filter(Column::Id.eq(product.id.as_uuid()))
            .filter(Column::Version.eq(expected))
            .exec(self.db)
            .await
            .map_err(|error| taken_or(&error))?;
        if done.rows_affected == 1 {
            return Ok(());
        }
        let current = self.find(product.id).await?.ok_or(Error::NotFound("product"))?.version;
        Err(Error::stale(current))
    }

    async fn remove(&mut self, id: ProductId) -> Result<()> {
        Entity::delete_by_id(id.as_uuid()).exec(self.db).await.or_store_error()?;
        Ok(())
    }

    async fn list(
        &mut self,
        filter: &ProductFilter,
        page: &PageRequest<ProductId>,
    ) -> Result<Page<Product, ProductId>> {
        let select = listed(filter)
            .apply_if(page.after, |select, after| select.filter(Column::Id.gt(after.as_uuid())))
            .order_by_asc(Column::Id)
            .limit(u64::from(page.limit) + 1);
        let rows = select.all(self.db).await.or_store_error()?;
        let products = rows.into_iter().map(to_product).collect::<Result<Vec<_>>>()?;
        Ok(Page::from_overfull(products, page.limit, |product| product.id))
    }

    async fn count(&mut self, filter: &ProductFilter, bound: u64) -> Result<Count> {
        count::up_to(self.db, bound, listed(filter)).await
    }
}

fn listed(filter: &ProductFilter) -> Select<Entity> {
    let ProductFilter { offered } = filter;
    Entity::find().apply_if(*offered, |select, offered| select.filter(Column::IsOffered.eq(offered)))
}

fn taken_or(error: &DbErr) -> Error {
    if is_taken(error, "product", "sku_key") { Conflict::SkuTaken.into() } else { store_error(error) }
}

fn to_row(product: &Product) -> ActiveModel {
    let Product {
        id,
        sku,
        name,
        family,
        serial_pattern,
        folds_lookalikes,
        warranty_months,
        checked_by_another,
        is_offered,
        version,
        created_at,
        updated_at,
    } = product;
    ActiveModel {
        id: Set(id.as_uuid()),
        sku: Set(sku.as_str().to_owned()),
        sku_key: Set(sku.key()),
        name: Set(name.as_str().to_owned()),
        family: Set(family.as_ref().map(|family| family.as_str().to_owned())),
        serial_pattern: Set(serial_pattern.as_ref().map(|pattern| pattern.as_str().to_owned())),
        folds_lookalikes: Set(*folds_lookalikes),
        warranty_months: Set(*warranty_months),
        checked_by_another: Set(*checked_by_another),
        is_offered: Set(*is_offered),
        version: Set(*version),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
    }
}

fn to_product(row: Model) -> Result<Product> {
    let Model {
        id,
        sku,
        sku_key: _,
        name,
        family,
        serial_pattern,
        folds_lookalikes,
        warranty_months,
        checked_by_another,
        is_offered,
        version,
        created_at,
        updated_at,
    } = row;
    let pattern = serial_pattern.as_deref().map(SerialPattern::parse).transpose();
    Ok(Product {
        id: ProductId::from_uuid(id),
        sku: Sku::from_stored(sku),
        name: ProductName::from_stored(name),
        family: family.map(ProductName::from_stored),
        serial_pattern: pattern.map_err(|_| inconsistent("product", "serial_pattern", id))?,
        folds_lookalikes,
        warranty_months,
        checked_by_another,
        is_offered,
        version,
        created_at,
        updated_at,
    })
}
