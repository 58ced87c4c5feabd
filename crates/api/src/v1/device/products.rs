use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{
    Ctx,
    device::{self, NewProduct, ProductChange, ProductFilter, ProductName, SerialPattern, Sku, Viewer},
    error::{Fields, Rule},
    id::ProductId,
    patch::Patch,
    repair::MAX_MONTHS,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::{IdempotencyKey, IfMatch, IfNoneMatch, Json, Path, Query},
    idempotency::Repeatable,
    patch::{non_null, patch},
    problem::{FieldProblem, Problem, ProblemCode},
    timestamp::Timestamp,
    v1::answer::{Answer, COUNTED_TO, PageAnswer, count_if, page},
};

/// A model that the maker sells or sold.
#[derive(Serialize, ToSchema)]
pub(super) struct Product {
    /// Stable id.
    id: Uuid,
    /// The maker's article number.
    #[schema(example = "K61-BLK")]
    sku: String,
    /// What people call it.
    name: String,
    /// What it belongs to.
    #[schema(required, example = "Keyboards")]
    family: Option<String>,
    /// A regular expression that a whole serial number fits, in capitals and without spaces and dashes;
    /// `null` if anything goes.
    #[schema(required, example = "K61[0-9]{6}")]
    serial_pattern: Option<String>,
    /// Whether O is 0 and I is 1 in its serial numbers.
    folds_lookalikes: bool,
    /// How many months the maker's warranty lasts; `null` if there is none.
    #[schema(required, example = 36)]
    warranty_months: Option<i32>,
    /// Whether somebody else checks a repair of it than who made it; `null`: as the terms of repairs say.
    #[schema(required)]
    checked_by_another: Option<bool>,
    /// Whether devices of it can be registered. Those that are stay.
    offered: bool,
    /// Counts changes; equals the ETag.
    version: i64,
    /// When it was added.
    created_at: Timestamp,
    /// Last change.
    updated_at: Timestamp,
}

impl From<device::Product> for Product {
    fn from(product: device::Product) -> Self {
        Self {
            id: product.id.as_uuid(),
            sku: product.sku.as_str().to_owned(),
            name: product.name.as_str().to_owned(),
            family: product.family.map(|family| family.as_str().to_owned()),
            serial_pattern: product.serial_pattern.map(|pattern| pattern.as_str().to_owned()),
            folds_lookalikes: product.folds_lookalikes,
            warranty_months: product.warranty_months,
            checked_by_another: product.checked_by_another,
            offered: product.is_offered,
            version: product.version,
            created_at: product.created_at.into(),
            updated_at: product.updated_at.into(),
        }
    }
}

page! {
    /// One page of products, oldest first.
    counted ProductPage of Product
}

/// Which products to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ProductQuery {
    /// Only those that are offered, or only those that are not. Customers see those that are.
    #[param(required = false, nullable = false)]
    offered: Option<bool>,
    /// Also count the whole list, up to 1000.
    #[param(required = false, nullable = false, default = false)]
    count: Option<bool>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

/// List products
///
/// Oldest first. Customers get those whose devices can be registered.
#[utoipa::path(
    get,
    path = "/products",
    operation_id = "listProducts",
    tag = "Products",
    params(ProductQuery),
    responses((status = 200, description = "One page.", body = ProductPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_products(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<ProductQuery>,
) -> Result<PageAnswer<ProductPage>, Problem> {
    let cx = app.ctx(actor);
    let offered = match Viewer::of(&actor)? {
        Viewer::Staff => query.offered,
        Viewer::Owner(_) if query.offered == Some(false) => {
            let field = FieldProblem::at_parameter("offered", "invalid_value", "is for staff only");
            return Err(Problem::new(ProblemCode::InvalidParameter).field(field));
        }
        Viewer::Owner(_) => Some(true),
    };
    let list = List::new(&app, &cx, "listProducts", &format!("{offered:?}"));
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let filter = ProductFilter { offered };
    let page = tx.products().list(&filter, &request).await?;
    let count = count_if(query.count, tx.products().count(&filter, COUNTED_TO)).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(Product::from).collect();
    Ok(PageAnswer { body: ProductPage::new(items, next_cursor, count), link })
}

/// A product to be added.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "sku": "K61-BLK", "name": "Keyboard 61", "family": "Keyboards", "serial_pattern": "K61[0-9]{6}" }))]
pub(super) struct ProductInput {
    /// The maker's article number; no two products have the same.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    sku: String,
    /// What people call it.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it belongs to.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    family: Option<String>,
    /// A regular expression that a whole serial number fits, in capitals and without spaces and dashes.
    /// Without look-around and back-references, and of moderate size. Absent: anything goes.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 200))]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    serial_pattern: Option<String>,
    /// Whether O is 0 and I is 1 in its serial numbers; no if absent.
    #[serde(default)]
    folds_lookalikes: bool,
    /// How many months the maker's warranty lasts. Absent: there is none.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 600))]
    #[schema(nullable = false, minimum = 1, maximum = 600)]
    warranty_months: Option<i32>,
    /// Whether somebody else checks a repair of it than who made it. Absent: as the terms of repairs say.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    checked_by_another: Option<bool>,
}

impl ProductInput {
    fn parse(self, cx: &Ctx) -> Result<NewProduct, Problem> {
        let mut fields = Fields::default();
        let sku = fields.take("sku", Sku::parse(&self.sku));
        let name = fields.take("name", ProductName::parse(&self.name));
        let family = fields.take_optional("family", self.family.as_deref().map(ProductName::parse));
        let pattern = self.serial_pattern.as_deref().map(SerialPattern::parse);
        let serial_pattern = fields.take_optional("serial_pattern", pattern);
        fields.check()?;
        Ok(NewProduct {
            id: ProductId::new(cx),
            sku: fields.require(sku)?,
            name: fields.require(name)?,
            family,
            serial_pattern,
            folds_lookalikes: self.folds_lookalikes,
            warranty_months: self.warranty_months,
            checked_by_another: self.checked_by_another,
        })
    }
}

/// Add a product
///
/// Customers can register devices of it at once.
#[utoipa::path(
    post,
    path = "/products",
    operation_id = "createProduct",
    tag = "Products",
    params(IdempotencyKey),
    request_body = ProductInput,
    responses((status = 201, description = "Added.", body = Product,
        headers(
            ("Location" = String, description = "The product."),
            ("ETag" = String, description = "The version."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key added it.")
        ),
        links(
            ("getProduct" = (operation_id = "getProduct", parameters(("product_id" = "$response.body#/id")))),
            ("updateProduct" = (operation_id = "updateProduct", parameters(("product_id" = "$response.body#/id"))))
        )))
)]
pub(super) async fn create_product(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<ProductInput>,
) -> Result<Answer<Product>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "createProduct", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let product = match earlier {
        Some(id) => device::find_product(&mut *tx, &cx, ProductId::from_uuid(id)).await?,
        None => device::add_product(&mut *tx, &cx, new).await?,
    };
    tx.commit().await?;
    let (location, version) = (format!("/api/v1/products/{}", product.id), product.version);
    Ok(Answer::created(product.into(), location).version(version).replayed(earlier.is_some()))
}

/// Read a product
///
/// Customers can read what is offered.
#[utoipa::path(
    get,
    path = "/products/{product_id}",
    operation_id = "getProduct",
    tag = "Products",
    params(("product_id" = Uuid, Path, description = "The product's id."), IfNoneMatch),
    responses(
        (status = 200, description = "The product.", body = Product,
            headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The caller has this version already.",
            headers(("ETag" = String, description = "The version.")))
    )
)]
pub(super) async fn get_product(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    known: IfNoneMatch,
) -> Result<Answer<Product>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let product = device::find_product(&mut *tx, &cx, ProductId::from_uuid(id)).await?;
    Ok(Answer::unless_known(&known, product.version, product.into()))
}

/// What to change of a product: absent members stay, `null` clears.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "offered": false }))]
pub(super) struct ProductPatch {
    /// The maker's article number.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 64))]
    #[schema(nullable = false, min_length = 1, max_length = 64)]
    sku: Option<String>,
    /// What people call it.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    name: Option<String>,
    /// What it belongs to.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100)]
    family: Patch<String>,
    /// A regular expression that a whole serial number fits. Holds for new registrations.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    serial_pattern: Patch<String>,
    /// Whether O is 0 and I is 1 in its serial numbers. Can be changed as long as no device of it is
    /// registered.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    folds_lookalikes: Option<bool>,
    /// How many months the maker's warranty lasts. Holds for purchases that are told of from then on.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 600)]
    warranty_months: Patch<i32>,
    /// Whether somebody else checks a repair of it than who made it; `null`: as the terms of repairs say.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<bool>)]
    checked_by_another: Patch<bool>,
    /// Whether devices of it can be registered.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    offered: Option<bool>,
}

impl ProductPatch {
    fn parse(self) -> Result<ProductChange, Problem> {
        let mut fields = Fields::default();
        let change = ProductChange {
            sku: fields.take_optional("sku", self.sku.as_deref().map(Sku::parse)),
            name: fields.take_optional("name", self.name.as_deref().map(ProductName::parse)),
            family: take_patch(&mut fields, "family", self.family, ProductName::parse),
            serial_pattern: take_patch(
                &mut fields,
                "serial_pattern",
                self.serial_pattern,
                SerialPattern::parse,
            ),
            folds_lookalikes: self.folds_lookalikes,
            warranty_months: take_months(&mut fields, self.warranty_months),
            checked_by_another: self.checked_by_another,
            is_offered: self.offered,
        };
        fields.check()?;
        Ok(change)
    }
}

/// Takes a patched number of months, or notes that it is none.
fn take_months(fields: &mut Fields, months: Patch<i32>) -> Patch<i32> {
    match months {
        Patch::Set(months) if !(1..=MAX_MONTHS).contains(&months) => {
            fields.take::<()>("warranty_months", Err(Rule::new("out_of_range", "must be between 1 and 600")));
            Patch::Keep
        }
        other => other,
    }
}

/// Takes the parsed value of a patched member, or notes what is wrong with it.
pub(super) fn take_patch<T>(
    fields: &mut Fields,
    field: &str,
    patch: Patch<String>,
    parse: impl FnOnce(&str) -> Result<T, Rule>,
) -> Patch<T> {
    match patch {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(raw) => fields.take(field, parse(&raw)).map_or(Patch::Keep, Patch::Set),
    }
}

/// Change a product
///
/// A merge patch (RFC 7396). What is sold no more is not deleted: set `offered` to false.
#[utoipa::path(
    patch,
    path = "/products/{product_id}",
    operation_id = "updateProduct",
    tag = "Products",
    params(("product_id" = Uuid, Path, description = "The product's id."), IfMatch),
    request_body(content = ProductPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "The product, changed.", body = Product,
            headers(("ETag" = String, description = "The new version."))),
        (status = 409, description = "Another product has the article number, or devices are registered by the old rule.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn update_product(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<ProductPatch>,
) -> Result<Answer<Product>, Problem> {
    let cx = app.ctx(actor);
    let change = value.parse()?;
    let mut tx = app.store().begin().await?;
    let id = ProductId::from_uuid(id);
    let product = device::change_product(&mut *tx, &cx, id, if_match.expected(), change).await?;
    tx.commit().await?;
    let version = product.version;
    Ok(Answer::ok(product.into()).version(version))
}

/// Delete a product
///
/// Only as long as no device of it is registered; else set `offered` to false.
#[utoipa::path(
    delete,
    path = "/products/{product_id}",
    operation_id = "deleteProduct",
    tag = "Products",
    params(("product_id" = Uuid, Path, description = "The product's id."), IfMatch),
    responses(
        (status = 204, description = "Deleted."),
        (status = 409, description = "Devices of it are registered.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn delete_product(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    device::remove_product(&mut *tx, &cx, ProductId::from_uuid(id), if_match.expected()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
