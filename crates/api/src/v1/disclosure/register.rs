use axum::extract::{OriginalUri, State};
use domain::{
    disclosure::{self, Disclosure, Purpose, Recipient},
    id::{AccountId, DisclosureId, RepairId, TicketId},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::names::{DisclosedData, DisclosureBasis, DisclosureRecipient};
use crate::{
    App,
    auth::Caller,
    cursor::List,
    extract::Query,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{PageAnswer, PageQuery, page},
};

/// Someone's data went to somebody outside the desk. What the data says is not in it.
#[derive(Serialize, ToSchema)]
pub(super) struct DataDisclosure {
    /// Stable id.
    id: Uuid,
    /// What kinds of data. New ones may be added.
    #[schema(max_items = 20)]
    kinds: Vec<DisclosedData>,
    /// To whom; `null` if nobody has named the carrier.
    #[schema(required)]
    recipient: Option<String>,
    /// What kind of recipient that is.
    recipient_kind: DisclosureRecipient,
    /// Why it may be.
    basis: DisclosureBasis,
    /// What for; `null` for what the desk puts on record by itself: a parcel.
    #[schema(required)]
    purpose: Option<String>,
    /// For which repair.
    #[schema(required)]
    repair_id: Option<Uuid>,
    /// In which ticket.
    #[schema(required)]
    ticket_id: Option<Uuid>,
    /// The entry that was wrong, which this one corrects.
    #[schema(required)]
    corrects_id: Option<Uuid>,
    /// When it was handed over.
    at: Timestamp,
    /// When that was put on record.
    recorded_at: Timestamp,
    /// Whose data, and who handed it over. Only for who answers for privacy.
    #[schema(required)]
    officer: Option<DisclosureOfficerPart>,
}

/// What only who answers for privacy sees of a disclosure.
#[derive(Serialize, ToSchema)]
pub(super) struct DisclosureOfficerPart {
    /// Whose data.
    #[schema(required)]
    account_id: Option<Uuid>,
    /// Who handed it over.
    #[schema(required)]
    actor_id: Option<Uuid>,
}

impl DataDisclosure {
    pub(super) fn show(disclosure: Disclosure, to_officer: bool) -> Self {
        let Disclosure {
            id,
            account,
            repair,
            ticket,
            shipment: _,
            kinds,
            recipient,
            recipient_kind,
            basis,
            purpose,
            corrects,
            actor,
            at,
            recorded_at,
        } = disclosure;
        Self {
            id: id.as_uuid(),
            kinds: kinds.into_iter().map(Into::into).collect(),
            recipient: recipient.map(Recipient::into_string),
            recipient_kind: recipient_kind.into(),
            basis: basis.into(),
            purpose: purpose.map(Purpose::into_string),
            repair_id: repair.map(RepairId::as_uuid),
            ticket_id: ticket.map(TicketId::as_uuid),
            corrects_id: corrects.map(DisclosureId::as_uuid),
            at: at.into(),
            recorded_at: recorded_at.into(),
            officer: to_officer.then(|| DisclosureOfficerPart {
                account_id: account.map(AccountId::as_uuid),
                actor_id: actor.map(AccountId::as_uuid),
            }),
        }
    }
}

page! {
    /// One page of the register, newest first.
    DataDisclosurePage of DataDisclosure
}

/// List to whom one's own data was handed
///
/// Newest first. Entries are kept for 36 months.
#[utoipa::path(
    get,
    path = "/me/disclosures",
    operation_id = "listMyDisclosures",
    tag = "Privacy",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = DataDisclosurePage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_my_disclosures(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<DataDisclosurePage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listMyDisclosures", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().glance().await?;
    let page = disclosure::own(&mut *tx, &cx, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(|entry| DataDisclosure::show(entry, false)).collect();
    Ok(PageAnswer { body: DataDisclosurePage { items, next_cursor }, link })
}

/// Whose entries to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DisclosureQuery {
    /// Of this person's data.
    #[param(required = false, nullable = false)]
    account_id: Option<Uuid>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, nullable = false)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[param(max_length = 500, required = false, nullable = false)]
    cursor: Option<String>,
}

/// List to whom people's data was handed
///
/// The register, for who answers for privacy. Newest first; entries are kept for 36 months.
#[utoipa::path(
    get,
    path = "/privacy/disclosures",
    operation_id = "listDisclosures",
    tag = "Privacy",
    params(DisclosureQuery),
    responses((status = 200, description = "One page.", body = DataDisclosurePage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_disclosures(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<DisclosureQuery>,
) -> Result<PageAnswer<DataDisclosurePage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listDisclosures", &format!("{:?}", query.account_id));
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let account = query.account_id.map(AccountId::from_uuid);
    let mut tx = app.store().glance().await?;
    let page = disclosure::list(&mut *tx, &cx, account, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.into_iter().map(|entry| DataDisclosure::show(entry, true)).collect();
    Ok(PageAnswer { body: DataDisclosurePage { items, next_cursor }, link })
}
