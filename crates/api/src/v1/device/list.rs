use std::collections::HashMap;

use axum::extract::{OriginalUri, State};
use domain::{
    Error,
    device::{self, DeviceFilter, Serial, SerialKeys, Viewer},
    id::{AccountId, ProductId},
    store::Tx,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    names::{DeviceStanding, DeviceStatus},
    shape::{DeviceStaffPart, ProductRef, updated_at},
};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::{FieldProblem, Problem, ProblemCode},
    timestamp::Timestamp,
    v1::answer::{COUNTED_TO, PageAnswer, count_if, page},
};

/// A device as a list shows it.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceSummary {
    /// Stable id.
    id: Uuid,
    /// Which model.
    product: ProductRef,
    /// The serial number as it was typed.
    #[schema(example = "K61-004711")]
    serial: String,
    /// What the desk says of the registration.
    status: DeviceStatus,
    /// The day of the purchase.
    #[schema(required, value_type = Option<String>, format = Date, example = "2026-11-02")]
    purchased_on: Option<String>,
    /// What only staff see; `null` for the owner.
    #[schema(required)]
    staff: Option<DeviceStaffPart>,
    /// Counts the changes that the caller can see; equals the ETag of the device.
    version: i64,
    /// When it was registered.
    created_at: Timestamp,
    /// Last change that the caller can see.
    updated_at: Timestamp,
}

page! {
    /// One page of devices, newest first.
    counted DevicePage of DeviceSummary
}

/// Which devices to list. Different filters are AND.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DeviceQuery {
    /// Of exactly this serial number, however it is spelt.
    #[param(min_length = 1, max_length = 40, required = false, nullable = false, example = "K61-004711")]
    serial: Option<String>,
    /// Of this product.
    #[param(required = false, nullable = false)]
    product_id: Option<Uuid>,
    /// Of this status.
    #[param(required = false, nullable = false, inline)]
    status: Option<DeviceStatus>,
    /// Of this customer. Staff only.
    #[param(required = false, nullable = false)]
    owner_id: Option<Uuid>,
    /// Of this standing: `claim` is what the desk has to decide on. Staff only.
    #[param(required = false, nullable = false, inline)]
    standing: Option<DeviceStanding>,
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

fn refused(parameter: &'static str, detail: impl Into<std::borrow::Cow<'static, str>>) -> Problem {
    let field = FieldProblem::at_parameter(parameter, "invalid_value", detail);
    Problem::new(ProblemCode::InvalidParameter).field(field)
}

impl DeviceQuery {
    fn filter(&self, viewer: Viewer) -> Result<DeviceFilter, Problem> {
        let internal = [("owner_id", self.owner_id.is_some()), ("standing", self.standing.is_some())];
        if let Some((parameter, _)) = internal.into_iter().find(|(_, used)| *used && !viewer.is_staff()) {
            return Err(refused(parameter, "is for staff only"));
        }
        let serial = self.serial.as_deref().map(Serial::parse).transpose();
        let serial = serial.map_err(|rule| refused("serial", rule.detail))?;
        Ok(DeviceFilter {
            serial: serial.as_ref().map(SerialKeys::from),
            product: self.product_id.map(ProductId::from_uuid),
            status: self.status.map(Into::into),
            owner: self.owner_id.map(AccountId::from_uuid),
            standing: self.standing.map(Into::into),
        })
    }

    /// What makes this list this one, for its cursors.
    fn identity(&self) -> String {
        let Self { serial, product_id, status, owner_id, standing, count: _, limit: _, cursor: _ } = self;
        format!("{serial:?}{product_id:?}{status:?}{owner_id:?}{standing:?}")
    }
}

/// List devices
///
/// One's own, for a customer; all, for staff. Newest first.
#[utoipa::path(
    get,
    path = "/devices",
    operation_id = "listDevices",
    tag = "Devices",
    params(DeviceQuery),
    responses((status = 200, description = "One page.", body = DevicePage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_devices(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<DeviceQuery>,
) -> Result<PageAnswer<DevicePage>, Problem> {
    let cx = app.ctx(actor);
    let viewer = Viewer::of(&actor)?;
    let filter = query.filter(viewer)?;
    let list = List::new(&app, &cx, "listDevices", &query.identity());
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let page = tx.devices().list(viewer, &filter, &request).await?;
    let count = count_if(query.count, tx.devices().count(viewer, &filter, COUNTED_TO)).await?;
    let products = products_of(&mut *tx, &page.items).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.iter().map(|device| summary(viewer, &products, device));
    let items = items.collect::<Result<_, _>>()?;
    Ok(PageAnswer { body: DevicePage::new(items, next_cursor, count), link })
}

type Products = HashMap<ProductId, ProductRef>;

async fn products_of(tx: &mut dyn Tx, devices: &[device::Device]) -> Result<Products, Error> {
    let mut ids: Vec<_> = devices.iter().map(|device| device.product).collect();
    ids.sort_unstable();
    ids.dedup();
    let products = tx.products().find_many(&ids).await?;
    Ok(products.iter().map(|product| (product.id, ProductRef::from(product))).collect())
}

fn summary(viewer: Viewer, products: &Products, device: &device::Device) -> Result<DeviceSummary, Error> {
    Ok(DeviceSummary {
        id: device.id.as_uuid(),
        product: products.get(&device.product).cloned().ok_or(Error::NotFound("product"))?,
        serial: device.serial.as_str().to_owned(),
        status: device.status.into(),
        purchased_on: device.purchased_on.map(|day| day.date().to_string()),
        staff: viewer.is_staff().then(|| DeviceStaffPart::from(device)),
        version: viewer.version(device),
        created_at: device.created_at.into(),
        updated_at: updated_at(viewer, device),
    })
}
