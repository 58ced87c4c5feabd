use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::shutdown::cancel_on_signal;
use crate::{
    config::Settings,
    failure::Failure,
    wiring::{Desk, Migrations, postmaster},
};

/// Works on jobs until told to stop.
pub(super) async fn work(settings: Settings) -> Result<(), Failure> {
    let public_url = settings.public_url(settings.listen)?;
    let postmaster = Arc::new(postmaster(&settings, &public_url)?);
    let desk = Desk::open(settings, Migrations::ApplyIfSqlite).await?;
    let shutdown = CancellationToken::new();
    let worker = desk.worker(postmaster);
    tracing::info!("working");
    tokio::join!(worker.run(shutdown.clone()), cancel_on_signal(shutdown.clone()));
    tracing::info!("stopped");
    drop(worker);
    desk.close().await
}
