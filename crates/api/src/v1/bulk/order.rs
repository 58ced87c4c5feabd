use axum::extract::State;
use domain::{
    Ctx, Error,
    bulk::{self, NewBulk, Selection},
    error::{FieldError, Fields, Rule},
    id::{BulkId, MacroId, TicketId, ViewId},
    macros::Actions,
    search::{SearchQuery, Searcher, parse},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::results::Bulk;
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, Json},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    v1::{answer::Answer, macros::ActionsInput},
};

/// What is to be done to which tickets: `ticket_ids`, `view_id` or `query`, and `actions` or `macro_id`.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "view_id": "00000000-0000-7000-8000-000000000005", "actions": { "add_tags": ["driver"] } }))]
pub(super) struct BulkOrder {
    /// These tickets.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(nullable = false, min_items = 1, max_items = 1000)]
    ticket_ids: Option<Vec<Uuid>>,
    /// What this view shows to the caller now: at most 1,000 tickets.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    view_id: Option<Uuid>,
    /// What `GET /tickets?q=` finds for the caller now: at most 1,000 tickets. `total` of the answer says how
    /// many these are.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 500))]
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    query: Option<String>,
    /// What is to be done.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    actions: Option<ActionsInput>,
    /// The macro that says what is to be done, as it is now.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    macro_id: Option<Uuid>,
}

/// What is to be done: this, or what the macro says.
type Done = Result<Actions, MacroId>;

fn read(cx: &Ctx, raw: &str) -> Result<SearchQuery, Rule> {
    parse(raw, Searcher::of(cx.actor())).map_err(|error| Rule::new(error.code, error.detail))
}

impl BulkOrder {
    fn parse(self, cx: &Ctx) -> Result<(Selection, Done), Problem> {
        let mut fields = Fields::default();
        let one_of = |text: &str| Rule::new("invalid_value", text);
        let selection = match (self.ticket_ids, self.view_id, self.query) {
            (Some(ids), None, None) => {
                Some(Selection::Tickets(ids.into_iter().map(TicketId::from_uuid).collect()))
            }
            (None, Some(view), None) => Some(Selection::View(ViewId::from_uuid(view))),
            (None, None, Some(query)) => fields.take("query", read(cx, &query)).map(Selection::Query),
            _ => fields.take("ticket_ids", Err(one_of("one of ticket_ids, view_id and query must be given"))),
        };
        let actions = match (self.actions, self.macro_id) {
            (Some(actions), None) => Ok(Ok(actions.parse(&mut fields, "actions"))),
            (None, Some(id)) => Ok(Err(MacroId::from_uuid(id))),
            _ => Err(one_of("either actions or macro_id must be given")),
        };
        let actions = fields.take("actions", actions);
        fields.check()?;
        match (selection, actions) {
            (Some(selection), Some(actions)) => Ok((selection, actions)),
            _ => Err(Error::invalid(FieldError::at(
                "actions",
                one_of("either actions or macro_id must be given"),
            ))
            .into()),
        }
    }
}

/// Do the same to many tickets
///
/// One ticket after the other, in the background; each is done wholly or left alone, and none is done twice. Who
/// ordered it needs the right for each part when the ticket has its turn. Replies go out at once, a letter to
/// each recipient as by hand. The order and its results are kept for 7 days.
#[utoipa::path(
    post,
    path = "/tickets/bulk",
    operation_id = "orderBulk",
    tag = "Bulk",
    params(IdempotencyKey),
    request_body = BulkOrder,
    responses((status = 202, description = "Ordered.", body = Bulk,
        headers(
            ("Location" = String, description = "The order, and how far it is."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key ordered it.")
        ),
        links(
            ("getBulk" = (operation_id = "getBulk", parameters(("bulk_id" = "$response.body#/id")))),
            ("listBulkResults" = (operation_id = "listBulkResults", parameters(("bulk_id" = "$response.body#/id"))))
        )))
)]
pub(super) async fn order_bulk(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<BulkOrder>,
) -> Result<Answer<Bulk>, Problem> {
    let cx = app.ctx(actor);
    let ((selection, actions), new) = (value.parse(&cx)?, BulkId::new(&cx));
    let request = Repeatable { operation: "orderBulk", path: "", body: &body, makes: new.as_uuid() };
    // Who asks again gets the first answer, even if there is no such view any more.
    let tickets = {
        let mut tx = app.store().read().await?;
        bulk::choose(&mut *tx, &cx, selection).await
    };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let id = match earlier {
        Some(id) => BulkId::from_uuid(id),
        None => bulk::order(&mut *tx, &cx, NewBulk { id: new, tickets: tickets?, actions }).await?.id,
    };
    let (ordered, counts) = bulk::find(&mut *tx, &cx, id).await?;
    tx.commit().await?;
    let location = format!("/api/v1/bulk-orders/{id}");
    Ok(Answer::accepted(Bulk::show(&ordered, counts), location).replayed(earlier.is_some()))
}
