use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    Error,
    clock::Timestamp,
    error::{Denied, Unauthenticated},
    id::{AccountId, SessionId},
    identity::Actor,
};
use utoipa::openapi::OpenApi;

use crate::{
    App,
    authorisation::{self, Access, Operation},
    crowd::{Crowd, too_many_at_once},
    openapi::operations,
    problem::Problem,
};

/// Whose session a token claims to stand for.
type Claimed = (AccountId, SessionId);

/// Knows which operation a route and method stand for.
#[derive(Clone)]
pub(crate) struct Guard {
    app: App,
    operations: Arc<HashMap<(Method, String), &'static Operation>>,
    crowd: Crowd,
}

impl Guard {
    /// Reads the operations from the document that the routes were made with.
    pub(crate) fn new(app: App, document: &OpenApi) -> Self {
        let operations = operations(document)
            .filter_map(|(method, path, operation)| {
                let id = operation.operation_id.as_deref()?;
                Some(((method, path.to_owned()), authorisation::find(id)?))
            })
            .collect();
        Self { app, operations: Arc::new(operations), crowd: Crowd::default() }
    }

    fn operation(&self, request: &Request) -> Option<&'static Operation> {
        let path = request.extensions().get::<MatchedPath>()?.as_str().to_owned();
        let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
        self.operations.get(&(method.clone(), path)).copied()
    }

    /// The operation that is asked for, and the session in whose name: none for a public one.
    fn read(
        &self,
        request: &Request,
        now: Timestamp,
    ) -> Result<(&'static Operation, Option<Claimed>), Error> {
        let operation = self.operation(request);
        let operation =
            operation.ok_or_else(|| Error::internal("an operation is not in the authorisation table"))?;
        if operation.access == Access::Public {
            return Ok((operation, None));
        }
        let claimed = self.app.tokens().read(bearer_token(request)?, now)?;
        Ok((operation, Some(claimed)))
    }

    async fn check(
        &self,
        operation: &Operation,
        claimed: Option<Claimed>,
        now: Timestamp,
    ) -> Result<Actor, Error> {
        let Some(session) = claimed else { return Ok(Actor::Anonymous) };
        let principal = self.app.principals().check(self.app.store(), session, now).await?;
        if operation.allows(principal.permissions) {
            Ok(Actor::Person(principal))
        } else {
            Err(Denied::MissingPermission.into())
        }
    }
}

/// Checks the caller before anything else of the request is looked at.
pub(crate) async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    let now = guard.app.clock().now();
    let actor = match guard.read(&request, now) {
        Ok((operation, claimed)) => guard.check(operation, claimed, now).await,
        Err(error) => Err(error),
    };
    let actor = match actor {
        Ok(actor) => actor,
        Err(error) => return Problem::from(error).into_response(),
    };
    let Some(_place) = guard.crowd.enter(actor.account()) else {
        return too_many_at_once().into_response();
    };
    request.extensions_mut().insert(Caller(actor));
    next.run(request).await
}

fn bearer_token(request: &Request) -> Result<&str, Error> {
    let value = request.headers().get(header::AUTHORIZATION);
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
