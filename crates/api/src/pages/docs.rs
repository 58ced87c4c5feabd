use std::{borrow::Cow, sync::Arc};

use axum::{
    Router,
    http::header,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use utoipa_swagger_ui::Config;

use super::{
    asset::{Asset, CSS, JAVASCRIPT},
    template::CONTENT_POLICY,
};

/// The document, and a page to read it and try it out. The page and its start are our own: the ones
/// that come with Swagger UI would take another document's address from the query.
pub(super) fn routes(openapi_json: Arc<str>) -> Router {
    let document = Bytes::from_owner(Arc::<[u8]>::from(openapi_json));
    Router::new()
        .route("/api/openapi.json", Asset::new("application/json", document).route())
        .route("/api/docs", get(page))
        .route("/api/docs/start.js", Asset::new(JAVASCRIPT, include_str!("assets/docs.js")).route())
        .route("/api/docs/swagger-ui.css", vendored(CSS, "swagger-ui.css").route())
        .route("/api/docs/swagger-ui-bundle.js", vendored(JAVASCRIPT, "swagger-ui-bundle.js").route())
}

async fn page() -> Response {
    let about = [CONTENT_POLICY, (header::CACHE_CONTROL, "no-cache")];
    (about, Html(include_str!("assets/docs.html"))).into_response()
}

/// A file of Swagger UI, compressed in the binary unless it is built otherwise.
#[expect(clippy::expect_used, reason = "what the binary is built without is missed when it starts")]
fn vendored(media_type: &'static str, name: &str) -> Asset {
    let file = utoipa_swagger_ui::serve(name, Arc::new(Config::default())).ok().flatten();
    let file = file.expect("Swagger UI has this file");
    let bytes = match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    if file.gzpipped { Asset::compressed(media_type, bytes) } else { Asset::new(media_type, bytes) }
}
