use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::problem::{Problem, ProblemCode};

/// The parameters of a path. One that cannot be read names nothing: 404.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Problem;

    #[expect(clippy::disallowed_types, reason = "this is what makes it answer problems")]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let not_found = || Problem::new(ProblemCode::NotFound);
        let raw = RawPathParams::from_request_parts(parts, state).await.map_err(|_| not_found())?;
        if raw.iter().any(|(_, value)| value.contains('\0')) {
            return Err(not_found());
        }
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| not_found())
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::Body,
        http::{Request, StatusCode},
        routing::get,
    };
    use tower::ServiceExt;
    use uuid::Uuid;

    use super::*;

    async fn status(path: &str) -> StatusCode {
        let app = Router::new()
            .route("/ids/{id}", get(|_: Path<Uuid>| async {}))
            .route("/names/{name}", get(|_: Path<String>| async {}));
        app.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_not_found() {
        assert_eq!(status("/ids/00000000-0000-7000-8000-000000000001").await, StatusCode::OK);
        for bad in ["/ids/7", "/ids/%ff", "/names/%ff", "/names/a%00b"] {
            assert_eq!(status(bad).await, StatusCode::NOT_FOUND, "{bad}");
        }
    }
}
