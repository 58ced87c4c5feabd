//! Is the process up, can it work, what has it measured: for supervisors, outside the API.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::store::Store;
use tokio::time::timeout;

use crate::{
    http::metrics,
    problem::{Problem, ProblemCode},
};

const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz`, `/readyz` and `/metrics`.
pub fn routes(store: Arc<dyn Store>) -> Router {
    let metrics = Router::new().route("/metrics", get(scrape)).with_state(Arc::clone(&store));
    without_metrics(store).merge(metrics)
}

/// `/healthz` and `/readyz`: what the public address shows where metrics have an address of their own.
pub fn without_metrics(store: Arc<dyn Store>) -> Router {
    metrics::recorder();
    Router::new().route("/healthz", get(|| async { "ok" })).route("/readyz", get(ready)).with_state(store)
}

/// `/healthz` alone; everything else is not available.
pub fn in_maintenance() -> Router {
    let unavailable = || async { Problem::new(ProblemCode::Unavailable) };
    Router::new().route("/healthz", get(|| async { "ok" })).fallback(unavailable)
}

async fn ready(State(store): State<Arc<dyn Store>>) -> Result<&'static str, Problem> {
    match timeout(PATIENCE, ask(store.as_ref())).await {
        Ok(Ok(())) => Ok("ready"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            Err(Problem::new(ProblemCode::Unavailable))
        }
        Err(_) => Err(Problem::new(ProblemCode::Unavailable)),
    }
}

/// Reads, and takes a turn of the writer without writing anything.
async fn ask(store: &dyn Store) -> domain::Result<()> {
    drop(store.read().await?);
    store.begin().await.map(drop)
}

async fn scrape(State(store): State<Arc<dyn Store>>) -> Response {
    store.measure();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::render()).into_response()
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use axum::{
        body::Body,
        http::{Request, StatusCode},
    };
    use domain::{Error, Result, store::Tx};
    use tower::ServiceExt;

    use super::*;

    struct BrokenStore;

    #[async_trait]
    impl Store for BrokenStore {
        async fn begin(&self) -> Result<Box<dyn Tx>> {
            Err(Error::internal("broken"))
        }

        async fn read(&self) -> Result<Box<dyn Tx>> {
            Err(Error::internal("broken"))
        }

        async fn glance(&self) -> Result<Box<dyn Tx>> {
            Err(Error::internal("broken"))
        }
    }

    async fn status(path: &str) -> StatusCode {
        let request = Request::get(path).body(Body::empty()).unwrap();
        routes(Arc::new(BrokenStore)).oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn alive_without_a_store_but_not_ready() {
        assert_eq!(status("/healthz").await, StatusCode::OK);
        assert_eq!(status("/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status("/metrics").await, StatusCode::OK);
    }
}
