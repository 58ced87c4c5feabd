use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
};
use domain::{
    Ctx,
    access::{self, NewApiToken, TokenLifetime, TokenName},
    error::{Fields, Rule},
    id::ApiTokenId,
    identity::{Permission, PermissionSet},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    App,
    auth::{Caller, Forget},
    cursor::List,
    extract::{IdempotencyKey, Json, Path, Query},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::{Answer, PageAnswer, PageQuery, page},
};

/// The name of a permission.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(min_length = 1, max_length = 50, example = "ticket.request")]
struct Scope(String);

/// A token to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Nightly export", "scopes": ["profile.manage"], "expires_in_days": 30 }))]
pub(super) struct NewToken {
    /// How you tell it from others.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What the program may do: permissions out of your own, as `/me` lists them. Who writes is answered with
    /// what is there then: `ticket.open_for`, `ticket.write` and the like go with `ticket.read`,
    /// `customer.write` with `customer.read`.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    scopes: Vec<Scope>,
    /// Days until it stops working; 90 if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 366))]
    #[schema(nullable = false, minimum = 1, maximum = 366)]
    expires_in_days: Option<u16>,
}

impl NewToken {
    fn parse(self, cx: &Ctx) -> Result<NewApiToken, Problem> {
        let own = cx.actor().principal()?.permissions;
        let mut fields = Fields::default();
        let name = fields.take("name", TokenName::parse(&self.name));
        let days = self.expires_in_days.map(TokenLifetime::parse);
        let lifetime = fields.take_optional("expires_in_days", days).unwrap_or_default();
        let scopes = self
            .scopes
            .iter()
            .enumerate()
            .filter_map(|(at, scope)| fields.take(&format!("scopes/{at}"), parse_scope(&scope.0, own)));
        let scopes = scopes.collect();
        fields.check()?;
        Ok(NewApiToken { id: ApiTokenId::new(cx), name: fields.require(name)?, scopes, lifetime })
    }
}

fn parse_scope(name: &str, own: PermissionSet) -> Result<Permission, Rule> {
    domain::text::single_line(name, 50)?;
    let permission = Permission::from_name(name).filter(|permission| own.contains(*permission));
    permission.ok_or_else(|| Rule::new("unknown_scope", "must be a permission of one's own"))
}

/// A program's key to one's own account.
#[derive(Serialize, ToSchema)]
pub(super) struct ApiToken {
    /// Stable id.
    id: Uuid,
    /// How you tell it from others.
    name: String,
    /// What the program may do at most: never more than you may at the time.
    #[schema(value_type = Vec<String>, example = json!(["profile.manage"]))]
    scopes: Vec<&'static str>,
    /// When it was made.
    created_at: Timestamp,
    /// When it stops working.
    expires_at: Timestamp,
    /// When it was last used, to the hour; `null` if never.
    #[schema(required)]
    last_used_at: Option<Timestamp>,
}

impl From<&access::ApiToken> for ApiToken {
    fn from(token: &access::ApiToken) -> Self {
        Self {
            id: token.id.as_uuid(),
            name: token.name.as_str().to_owned(),
            scopes: token.scopes.names(),
            created_at: token.created_at.into(),
            expires_at: token.expires_at.into(),
            last_used_at: token.last_used_at.map(Into::into),
        }
    }
}

/// A new token and its secret.
#[derive(Serialize, ToSchema)]
pub(super) struct CreatedApiToken {
    /// The token.
    api_token: ApiToken,
    /// Send it as `Authorization: Bearer …`. Shown here and never again: `null` if an earlier request
    /// with the same key made the token.
    #[schema(required, example = "bd_4nJ6yF0aR8sT2uV5wX7zB9cD1eG3hK0a1b2c")]
    secret: Option<String>,
}

page! {
    /// One page of one's own API tokens.
    ApiTokenPage of ApiToken
}

/// Create an API token
///
/// A key with which a program acts in your name, within the scopes you give it. The secret is shown
/// once and not stored: a repetition with the same key is answered without it, so revoke a token
/// whose secret got lost. Needs a fresh sign-in (`step_up_required` otherwise).
#[utoipa::path(
    post,
    path = "/api-tokens",
    operation_id = "createApiToken",
    tag = "API tokens",
    params(IdempotencyKey),
    request_body = NewToken,
    responses((status = 201, description = "Created.", body = CreatedApiToken,
        headers(
            ("Location" = String, description = "The token."),
            ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key created it.")
        ),
        links(
            ("getApiToken" = (operation_id = "getApiToken", parameters(("api_token_id" = "$response.body#/api_token/id")))),
            ("revokeApiToken" = (operation_id = "revokeApiToken", parameters(("api_token_id" = "$response.body#/api_token/id"))))
        )),
        (status = 404, description = "The token that an earlier request with this key made has been revoked.", body = crate::problem::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn create_api_token(
    State(app): State<App>,
    Caller(actor): Caller,
    key: IdempotencyKey,
    Json { value, body }: Json<NewToken>,
) -> Result<Answer<CreatedApiToken>, Problem> {
    let cx = app.ctx(actor);
    let new = value.parse(&cx)?;
    let request = Repeatable { operation: "createApiToken", path: "", body: &body, makes: new.id.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let (token, secret) = if let Some(id) = earlier {
        (access::find_api_token(&mut *tx, &cx, ApiTokenId::from_uuid(id)).await?, None)
    } else {
        let (token, secret) = access::create_api_token(&mut *tx, &cx, app.keys(), new).await?;
        (token, Some(secret.into_string()))
    };
    tx.commit().await?;
    let location = format!("/api/v1/api-tokens/{}", token.id);
    let created = CreatedApiToken { api_token: ApiToken::from(&token), secret };
    Ok(Answer::created(created, location).replayed(earlier.is_some()))
}

/// List one's own API tokens
///
/// Oldest first, without their secrets. Expired ones are listed for 30 days more.
#[utoipa::path(
    get,
    path = "/api-tokens",
    operation_id = "listApiTokens",
    tag = "API tokens",
    params(PageQuery),
    responses((status = 200, description = "One page.", body = ApiTokenPage,
        headers(("Link" = String, description = "The next page (RFC 8288)."))))
)]
pub(super) async fn list_api_tokens(
    State(app): State<App>,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<PageQuery>,
) -> Result<PageAnswer<ApiTokenPage>, Problem> {
    let cx = app.ctx(actor);
    let list = List::new(&app, &cx, "listApiTokens", "");
    let request = list.page(query.limit, query.cursor.as_deref())?;
    let mut tx = app.store().read().await?;
    let page = tx.api_tokens().list(actor.principal()?.account, &request).await?;
    let (next_cursor, link) = list.onward(&uri, &page);
    let items = page.items.iter().map(ApiToken::from).collect();
    Ok(PageAnswer { body: ApiTokenPage { items, next_cursor }, link })
}

/// Read an API token of one's own
///
/// Without its secret, which is not stored.
#[utoipa::path(
    get,
    path = "/api-tokens/{api_token_id}",
    operation_id = "getApiToken",
    tag = "API tokens",
    params(("api_token_id" = Uuid, Path, description = "The token's id.")),
    responses((status = 200, description = "The token.", body = ApiToken))
)]
pub(super) async fn get_api_token(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<Answer<ApiToken>, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let token = access::find_api_token(&mut *tx, &cx, ApiTokenId::from_uuid(id)).await?;
    Ok(Answer::ok(ApiToken::from(&token)))
}

/// Revoke an API token of one's own
///
/// It stops working at once here, and within 5 seconds on every other server.
#[utoipa::path(
    delete,
    path = "/api-tokens/{api_token_id}",
    operation_id = "revokeApiToken",
    tag = "API tokens",
    params(("api_token_id" = Uuid, Path, description = "The token's id.")),
    responses((status = 204, description = "Revoked."))
)]
pub(super) async fn revoke_api_token(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let cx = app.ctx(actor);
    let mut tx = app.store().begin().await?;
    let hash = access::revoke_api_token(&mut *tx, &cx, ApiTokenId::from_uuid(id)).await?;
    app.commit_and_forget(tx, Forget::Token(hash)).await?;
    Ok(StatusCode::NO_CONTENT)
}
