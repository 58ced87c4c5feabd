use std::{
    error::Error,
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::problem::{Problem, ProblemCode};

/// A request body whose sender may pause only so long.
pub(super) struct PacedBody {
    inner: Body,
    pause: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl PacedBody {
    pub(super) const fn new(inner: Body, pause: Duration) -> Self {
        Self { inner, pause, waiting: None }
    }
}

/// The sender paused for too long.
#[derive(Debug)]
struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body came too slowly")
    }
}

impl Error for TooSlow {}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            self.waiting = None;
            return Poll::Ready(frame);
        }
        let pause = self.pause;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(pause)));
        ready!(waiting.as_mut().poll(cx));
        Poll::Ready(Some(Err(axum::Error::new(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Reads a whole request body, within the limits that the layers have put around it.
pub async fn read_body(body: Body) -> Result<Bytes, Problem> {
    match body.collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) => Err(unreadable_body(&error, ProblemCode::MalformedJson)),
    }
}

/// Why the layers around a body gave up on it; `otherwise`, if its sender did.
pub fn unreadable_body(error: &axum::Error, otherwise: ProblemCode) -> Problem {
    if has_cause::<LengthLimitError>(error) {
        Problem::new(ProblemCode::PayloadTooLarge)
    } else if has_cause::<TooSlow>(error) {
        Problem::new(ProblemCode::RequestTimeout)
    } else {
        Problem::new(otherwise).detail("the body could not be read")
    }
}

fn has_cause<E: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    error.is::<E>() || error.source().is_some_and(has_cause::<E>)
}
