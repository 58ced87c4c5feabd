//! The few pages that come with the binary: what a link in a mail opens, what a problem's `type`
//! names, and the API's documentation. Nothing on them comes from another host.

mod asset;
mod docs;
mod letters;
mod problems;
mod set_up;
mod start;
mod template;

use std::sync::Arc;

use axum::Router;

/// All pages and what they are made of. `openapi_json` is the document as it is served.
pub fn routes(openapi_json: Arc<str>) -> Router {
    Router::new()
        .merge(start::routes())
        .merge(set_up::routes())
        .merge(letters::routes())
        .merge(problems::routes())
        .merge(docs::routes(openapi_json))
        .merge(asset::routes())
}

#[cfg(test)]
mod tests;
