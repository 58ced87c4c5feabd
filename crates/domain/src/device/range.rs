//! The range of products: what the maker sells or sold.

use super::{NewProduct, Product, ProductChange, view};
use crate::{
    Ctx,
    audit::{self, ActKind},
    error::{Conflict, Error, Result},
    id::ProductId,
    identity::Permission,
    store::Tx,
};

/// Adds a product.
pub async fn add_product(tx: &mut dyn Tx, cx: &Ctx, new: NewProduct) -> Result<Product> {
    cx.actor().require(Permission::ProductManage)?;
    let NewProduct {
        id,
        sku,
        name,
        family,
        serial_pattern,
        folds_lookalikes,
        warranty_months,
        checked_by_another,
    } = new;
    let product = Product {
        id,
        sku,
        name,
        family,
        serial_pattern,
        folds_lookalikes,
        warranty_months,
        checked_by_another,
        is_offered: true,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
    };
    tx.products().add(&product).await?;
    audit::record(tx, cx, ActKind::ProductAdded.on(id)).await?;
    Ok(product)
}

/// The product, if the actor may know of it: who may not manage devices sees what is offered.
pub async fn find_product(tx: &mut dyn Tx, cx: &Ctx, id: ProductId) -> Result<Product> {
    let viewer = view::Viewer::of(cx.actor())?;
    let found = tx.products().find(id).await?;
    found
        .filter(|product| product.is_offered || viewer == view::Viewer::Staff)
        .ok_or(Error::NotFound("product"))
}

/// Changes a product, if its version is still `expected`. Nothing is written if nothing changes.
pub async fn change_product(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: ProductId,
    expected: Option<i64>,
    change: ProductChange,
) -> Result<Product> {
    let before = find_managed(tx, cx, id, expected).await?;
    let mut after = before.clone();
    let ProductChange {
        sku,
        name,
        family,
        serial_pattern,
        folds_lookalikes,
        warranty_months,
        checked_by_another,
        is_offered,
    } = change;
    after.sku = sku.unwrap_or(after.sku);
    after.name = name.unwrap_or(after.name);
    family.apply(&mut after.family);
    serial_pattern.apply(&mut after.serial_pattern);
    warranty_months.apply(&mut after.warranty_months);
    checked_by_another.apply(&mut after.checked_by_another);
    after.folds_lookalikes = folds_lookalikes.unwrap_or(after.folds_lookalikes);
    after.is_offered = is_offered.unwrap_or(after.is_offered);
    if after == before {
        return Ok(before);
    }
    // The stored keys were made by the old rule.
    if after.folds_lookalikes != before.folds_lookalikes && tx.devices().any_of(id).await? {
        return Err(Conflict::ProductInUse.into());
    }
    after.version += 1;
    after.updated_at = after.updated_at.max(cx.now());
    tx.products().update(&after, before.version).await?;
    audit::record(tx, cx, ActKind::ProductChanged.on(id)).await?;
    Ok(after)
}

/// Removes a product that no device refers to.
pub async fn remove_product(tx: &mut dyn Tx, cx: &Ctx, id: ProductId, expected: Option<i64>) -> Result<()> {
    find_managed(tx, cx, id, expected).await?;
    if tx.devices().any_of(id).await? {
        return Err(Conflict::ProductInUse.into());
    }
    tx.products().remove(id).await?;
    audit::record(tx, cx, ActKind::ProductRemoved.on(id)).await
}

async fn find_managed(tx: &mut dyn Tx, cx: &Ctx, id: ProductId, expected: Option<i64>) -> Result<Product> {
    cx.actor().require(Permission::ProductManage)?;
    let found = tx.products().find(id).await?.ok_or(Error::NotFound("product"))?;
    match expected {
        Some(expected) if expected != found.version => Err(Error::stale(found.version)),
        _ => Ok(found),
    }
}
