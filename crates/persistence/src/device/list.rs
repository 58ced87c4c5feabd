//! One page of devices, and who may know of which.

use domain::{
    Result,
    device::{Device, DeviceFilter, SerialKeys, Viewer},
    id::DeviceId,
    page::{Page, PageRequest},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};

use super::row::to_device;
use crate::{
    conn::Conn,
    entity::{
        device::{Column, Entity},
        product,
    },
    error::OrStoreError,
};

/// The row filter: staff see all, an owner what is theirs.
pub(super) fn visible_to(viewer: Viewer) -> Condition {
    match viewer {
        Viewer::Staff => Condition::all(),
        Viewer::Owner(account) => Condition::all().add(Column::OwnerId.eq(account.as_uuid())),
    }
}

pub(super) async fn list(
    db: &Conn,
    viewer: Viewer,
    filter: &DeviceFilter,
    page: &PageRequest<DeviceId>,
) -> Result<Page<Device, DeviceId>> {
    let select = listed(viewer, filter)
        .apply_if(page.after, |select, after| select.filter(Column::Id.lt(after.as_uuid())))
        .order_by_desc(Column::Id)
        .limit(u64::from(page.limit) + 1);
    let rows = select.all(db).await.or_store_error()?;
    let devices = rows.into_iter().map(to_device).collect::<Result<Vec<_>>>()?;
    Ok(Page::from_overfull(devices, page.limit, |device| device.id))
}

pub(super) fn listed(viewer: Viewer, filter: &DeviceFilter) -> Select<Entity> {
    Entity::find().filter(visible_to(viewer)).filter(conditions(filter))
}

fn conditions(filter: &DeviceFilter) -> Condition {
    let DeviceFilter { serial, product, status, owner, standing } = filter;
    Condition::all()
        .add_option(serial.as_ref().map(of_serial))
        .add_option(product.map(|product| Column::ProductId.eq(product.as_uuid())))
        .add_option(status.map(|status| Column::Status.eq(status.name())))
        .add_option(owner.map(|owner| Column::OwnerId.eq(owner.as_uuid())))
        .add_option(standing.map(|standing| Column::Standing.eq(standing.name())))
}

/// Each product compares by its own rule.
fn of_serial(keys: &SerialKeys) -> Condition {
    let SerialKeys { plain, folded } = keys;
    let by = |key: &str, folds: bool| {
        Condition::all()
            .add(Column::SerialKey.eq(key))
            .add(Column::ProductId.in_subquery(products_that_fold(folds)))
    };
    Condition::any().add(by(plain.as_str(), false)).add(by(folded.as_str(), true))
}

fn products_that_fold(folds: bool) -> SelectStatement {
    product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(product::Column::FoldsLookalikes.eq(folds))
        .into_query()
}
