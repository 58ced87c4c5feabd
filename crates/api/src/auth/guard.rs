use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    Error,
    access::{API_TOKEN_PREFIX, ApiTokenSecret, TokenHash},
    clock::Timestamp,
    error::{Denied, Unauthenticated},
    id::{AccountId, SessionId},
    identity::{Actor, Credential, Principal},
    throttle::Network,
};
use utoipa::openapi::{
    OpenApi, RefOr,
    path::{Parameter, ParameterIn},
};

use crate::{
    App,
    auth::{cookie, same_origin},
    authorisation::{self, Access, Operation},
    crowd::{Crowd, too_many_at_once},
    extract::{ClientNetwork, refuse_parameters},
    http::RequestContext,
    openapi::operations,
    pace::{Pace, too_fast},
    problem::{Problem, ProblemCode},
};

/// What the caller claims to come in with.
enum Claimed {
    /// A session, by an access token.
    Token(AccountId, SessionId),
    /// A session, by a browser's cookie of a generation.
    Cookie(SessionId, i32),
    /// A program's key.
    ApiToken(TokenHash),
}

/// Who is let in, and what the browser is to do with its cookie.
struct Admission {
    actor: Actor,
    set_cookie: Option<HeaderValue>,
}

impl From<Actor> for Admission {
    fn from(actor: Actor) -> Self {
        Self { actor, set_cookie: None }
    }
}

/// What a route and method stand for.
#[derive(Clone, Copy)]
struct Asked {
    operation: &'static Operation,
    takes_parameters: bool,
}

/// Knows which operation a route and method stand for.
#[derive(Clone)]
pub(crate) struct Guard {
    app: App,
    operations: Arc<HashMap<(Method, String), Asked>>,
    crowd: Crowd,
    accounts: Pace<AccountId>,
    networks: Pace<Network>,
}

impl Guard {
    /// Reads the operations from the document that the routes were made with.
    pub(crate) fn new(app: App, document: &OpenApi) -> Self {
        let operations = operations(document)
            .filter_map(|(method, path, operation)| {
                let id = operation.operation_id.as_deref()?;
                let takes_parameters = operation.parameters.iter().flatten().any(is_in_query);
                let asked = Asked { operation: authorisation::find(id)?, takes_parameters };
                Some(((method, path.to_owned()), asked))
            })
            .collect();
        let accounts = Pace::new("account", app.settings().requests_per_minute);
        let networks = Pace::new("network", app.settings().anonymous_requests_per_minute);
        Self { app, operations: Arc::new(operations), crowd: Crowd::default(), accounts, networks }
    }

    fn operation(&self, request: &Request) -> Option<Asked> {
        let path = request.extensions().get::<MatchedPath>()?.as_str().to_owned();
        let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
        self.operations.get(&(method.clone(), path)).copied()
    }

    /// The operation that is asked for.
    fn asked(&self, request: &Request) -> Result<Asked, Error> {
        let operation = self.operation(request);
        operation.ok_or_else(|| Error::internal("an operation is not in the authorisation table"))
    }

    /// Lets the caller in, or says why not. A bearer token counts more than a cookie: a program says
    /// it on purpose, a browser sends its cookie by itself.
    async fn admit(&self, parts: &Parts, operation: &Operation) -> Result<Admission, Problem> {
        if operation.access == Access::Public {
            return Ok(Actor::Anonymous.into());
        }
        let now = self.app.clock().now();
        if parts.headers.contains_key(header::AUTHORIZATION) {
            let claimed = self.claimed(bearer_token(parts)?, now)?;
            return Ok(self.check(operation, claimed, now).await?);
        }
        let Some(cookie) = cookie::of(&parts.headers) else {
            return Err(Error::Unauthenticated(Unauthenticated::Missing).into());
        };
        same_origin::require(parts, &self.app.settings().public_url)?;
        let (session, generation) = self.app.keys().read_session_cookie(cookie).ok_or_else(session_ended)?;
        match self.check(operation, Claimed::Cookie(session, generation), now).await {
            Err(Error::Unauthenticated(_)) => Err(session_ended()),
            checked => Ok(checked?),
        }
    }

    /// Counts the request by account, or by network where nobody has come in, and lets the answer say
    /// what is left.
    fn pace(&self, account: Option<AccountId>, parts: &Parts) -> Result<(), Problem> {
        let now = self.app.clock().now();
        let counted = if account.is_some() {
            self.accounts.count(account, now)
        } else {
            self.networks.count(ClientNetwork::of(parts, &self.app).0, now)
        };
        if let Ok(Some(quota)) | Err(quota) = counted {
            RequestContext::current().note(quota);
        }
        counted.map(drop).map_err(|quota| too_fast(&quota))
    }

    fn claimed(&self, token: &str, now: Timestamp) -> Result<Claimed, Error> {
        if !token.starts_with(API_TOKEN_PREFIX) {
            let (account, session) = self.app.tokens().read(token, now)?;
            return Ok(Claimed::Token(account, session));
        }
        let secret = ApiTokenSecret::parse(token).ok_or(Error::Unauthenticated(Unauthenticated::Invalid))?;
        Ok(Claimed::ApiToken(secret.hash(self.app.keys())))
    }

    async fn check(
        &self,
        operation: &Operation,
        claimed: Claimed,
        now: Timestamp,
    ) -> Result<Admission, Error> {
        let (principal, renewed) = match claimed {
            Claimed::Token(account, session) => {
                let store = self.app.store();
                (self.app.principals().check(store, (account, session), now).await?, None)
            }
            Claimed::ApiToken(hash) => {
                (self.app.principals().check_token(self.app.store(), hash, now).await?, None)
            }
            Claimed::Cookie(session, generation) => {
                self.app.browsers().check(&self.app, (session, generation), now).await?
            }
        };
        if !operation.allows(principal.permissions) || !operation.is_left(principal.lacking) {
            return Err(denial(operation, &principal).into());
        }
        if operation.asks_for_a_session() && matches!(principal.credential, Credential::ApiToken(_)) {
            return Err(Denied::SessionRequired.into());
        }
        let set_cookie = renewed.map(|session| cookie::keep(&session, self.app.keys(), now));
        Ok(Admission { actor: Actor::Person(principal), set_cookie })
    }
}

fn is_in_query(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query)
}

/// No token was sent, so none is called bad.
fn session_ended() -> Problem {
    Problem::new(ProblemCode::Unauthenticated).detail("the session has ended")
}

/// Checks the caller before anything else of the request is looked at.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let asked = guard.asked(&request);
    let (mut parts, body) = request.into_parts();
    let admitted = match asked {
        Ok(asked) => guard.admit(&parts, asked.operation).await.map(|admission| (asked, admission)),
        Err(error) => Err(error.into()),
    };
    let (asked, admission) = match admitted {
        Ok(admitted) => admitted,
        Err(problem) => return refuse(guard.pace(None, &parts).err().unwrap_or(problem), &parts),
    };
    if let Err(problem) = guard.pace(admission.actor.account(), &parts) {
        return problem.into_response();
    }
    let Some(_place) = guard.crowd.enter(admission.actor.account()) else {
        return too_many_at_once().into_response();
    };
    if !asked.takes_parameters
        && let Err(problem) = refuse_parameters(&parts.uri)
    {
        return problem.into_response();
    }
    if let Actor::Person(principal) = admission.actor
        && !principal.role.is_staff()
    {
        RequestContext::current().note_customer(principal.account);
    }
    parts.extensions.insert(Caller(admission.actor));
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(cookie) = admission.set_cookie {
        // Signing out has the last word.
        response.headers_mut().entry(header::SET_COOKIE).or_insert(cookie);
    }
    response
}

/// The problem; a browser whose session has ended drops its cookie.
fn refuse(problem: Problem, parts: &Parts) -> Response {
    let has_ended = problem.code() == ProblemCode::Unauthenticated && cookie::of(&parts.headers).is_some();
    let is_browser = !parts.headers.contains_key(header::AUTHORIZATION);
    let mut response = problem.into_response();
    if has_ended && is_browser {
        response.headers_mut().insert(header::SET_COOKIE, cookie::forget());
    }
    response
}

/// Why someone who has come in may not call the operation.
fn denial(operation: &Operation, principal: &Principal) -> Denied {
    match principal.lacking {
        Some(requirement) if operation.allows(principal.role.permission_set()) => {
            Denied::Lacking(requirement)
        }
        _ if authorisation::is_of_customers_account(operation.id) && principal.role.is_staff() => {
            Denied::AccountOfDesk
        }
        _ => Denied::MissingPermission,
    }
}

fn bearer_token(parts: &Parts) -> Result<&str, Error> {
    let value = parts.headers.get(header::AUTHORIZATION);
    let value = value.ok_or(Error::Unauthenticated(Unauthenticated::Missing))?;
    let invalid = || Error::Unauthenticated(Unauthenticated::Invalid);
    let (scheme, token) = value.to_str().map_err(|_| invalid())?.split_once(' ').ok_or_else(invalid)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(invalid()) }
}

/// Who calls, as the guard found out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller(pub(crate) Actor);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Self>().copied();
        caller.ok_or_else(|| Error::internal("an operation stands in front of the guard").into())
    }
}
