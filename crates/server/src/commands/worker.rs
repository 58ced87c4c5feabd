use std::sync::Arc;

use domain::vault::Standing;
use tokio_util::sync::CancellationToken;

use super::shutdown::{cancel_on_signal, overdue};
use crate::{
    config::Settings,
    failure::Failure,
    safekeeping::older,
    wiring::{Desk, Migrations, postmaster},
};

/// Works on jobs until told to stop.
pub(super) async fn work(settings: Settings) -> Result<(), Failure> {
    let public_url = settings.public_url(settings.listen)?;
    let postmaster = Arc::new(postmaster(&settings, &public_url)?);
    let desk = Desk::open(settings, Migrations::ApplyIfSqlite).await?;
    let vault = desk.open_vault().await?;
    if let Standing::Older { entries } = desk.standing(&vault).await? {
        return Err(Failure::new(older(entries)));
    }
    let shutdown = CancellationToken::new();
    let worker = desk.worker(postmaster, vault);
    tracing::info!("working");
    let working = async {
        tokio::join!(worker.run(shutdown.clone()), cancel_on_signal(shutdown.clone()));
    };
    tokio::select! {
        () = working => {}
        () = overdue(&shutdown) => {
            tracing::warn!("jobs were cut off; they run again when their lease is over");
        }
    }
    tracing::info!("stopped");
    drop(worker);
    desk.close().await
}
