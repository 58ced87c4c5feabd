use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long running jobs, and then requests, may take to end. `api::serve` gives requests 10 s of its
/// own; this is the longer end of the rope.
pub(super) const PATIENCE: Duration = Duration::from_secs(11);

/// Cancels the token on SIGTERM or SIGINT; returns once it is cancelled, by whom ever.
pub(super) async fn cancel_on_signal(shutdown: CancellationToken) {
    tokio::select! {
        () = received(SignalKind::terminate()) => {}
        () = received(SignalKind::interrupt()) => {}
        () = shutdown.cancelled() => {}
    }
    if !shutdown.is_cancelled() {
        tracing::info!("stopping");
        shutdown.cancel();
    }
}

/// Returns when the signal comes; never, where it cannot be listened for.
async fn received(kind: SignalKind) {
    match signal(kind) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

/// Returns when running work has had its time after the token was cancelled.
pub(super) async fn overdue(shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tokio::time::sleep(PATIENCE).await;
}
