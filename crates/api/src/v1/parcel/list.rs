use axum::extract::{OriginalUri, State};
use domain::{identity::Permission, parcel::ParcelFilter};
use serde::Deserialize;
use utoipa::IntoParams;

use super::shape::{UnidentifiedParcel, UnidentifiedParcelState};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::Problem,
    v1::answer::{PageAnswer, page},
};

page! {
    /// One page of parcels that came without a number, newest first.
    UnidentifiedParcelPage of UnidentifiedParcel
}

/// Which parcels to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ParcelQuery {
    /// In this state: `open` is what has to be dealt with.
    #[param(required = false, nullable = false, inline)]
    state: Option<UnidentifiedParcelState>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

/// List parcels without a number
///
/// Newest first. For staff.
#[utoipa::path(
    get,
    path = "/unidentified-parcels",
    operation_id = "listUnidentifiedParcels",
    tag = "Parcels",
    params(ParcelQuery),
    responses((status = 200, description = "One page.", body = UnidentifiedParcelPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_unidentified_parcels(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<ParcelQuery>,
) -> Result<PageAnswer<UnidentifiedParcelPage>, Problem> {
    let cx = app.ctx(actor);
    actor.require(Permission::RepairRead)?;
    let filter = ParcelFilter { state: query.state.map(Into::into) };
    let list = List::new(&app, &cx, "listUnidentifiedParcels", &format!("{:?}", query.state));
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let page = tx.parcels().list(&filter, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(Into::into).collect();
    Ok(PageAnswer { body: UnidentifiedParcelPage { items, next_cursor }, link })
}
