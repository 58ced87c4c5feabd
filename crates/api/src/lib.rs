//! The REST API, version 1: routes, request and response shapes, authentication, problems, and the
//! OpenAPI document, which is made from the routes themselves.

mod app;
mod auth;
pub mod authorisation;
mod crowd;
mod cursor;
pub mod extract;
pub mod health;
pub mod http;
mod idempotency;
mod live;
mod openapi;
mod pace;
pub mod pages;
mod patch;
pub mod problem;
mod throttle;
mod timestamp;
mod v1;

pub use app::{App, Parts, Settings};
pub use auth::{PasswordHasher, install_crypto};
pub use http::{Tls, TlsError, TrustedProxies, install_panic_hook, serve};
pub use openapi::{document, openapi_json};

use std::sync::Arc;

use axum::Router;

/// Everything the server answers, ready to be served.
pub fn router(app: App) -> Router {
    let (api, document) = openapi::routes().split_for_parts();
    let guard = auth::Guard::new(app.clone(), &document);
    let api = api.route_layer(axum::middleware::from_fn_with_state(guard, auth::guard));
    let health = if app.settings().metrics { health::routes } else { health::without_metrics };
    let outside = health(app.shared_store()).merge(pages::routes(openapi_json().into()));
    let limits = http::Limits::from(app.settings());
    let random = Arc::clone(app.random());
    http::wrap(api.with_state(app).merge(outside), limits, random)
}

/// What a server answers whose database has to be reconciled first: that it is alive, and nothing else.
pub fn maintenance_router() -> Router {
    health::in_maintenance()
}

/// What only the desk's own people are to reach: health and metrics.
pub fn inner_router(app: &App) -> Router {
    let limits = http::Limits::from(app.settings());
    http::wrap(health::routes(app.shared_store()), limits, Arc::clone(app.random()))
}
