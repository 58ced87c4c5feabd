use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::shutdown::{cancel_on_signal, overdue};
use crate::{
    config::Settings,
    failure::Failure,
    safekeeping::{Opened, older},
    wiring::{Desk, Migrations, postmaster},
};

/// Works on jobs until told to stop.
pub(super) async fn work(settings: Settings) -> Result<(), Failure> {
    let public_url = settings.public_url(settings.listen)?;
    let postmaster = Arc::new(postmaster(&settings, &public_url)?);
    let desk = Desk::open(settings, Migrations::ApplyIfSqlite).await?;
    let shutdown = CancellationToken::new();
    let (vault, unknown) = match desk.open_vault().await? {
        Opened::Known(vault) => (vault, None),
        Opened::Unknown(unknown) => (unknown.vault(), Some(unknown)),
        Opened::Older(entries) => return Err(Failure::new(older(entries))),
    };
    let worker = desk.worker(postmaster, vault);
    tracing::info!("working");
    let known = async {
        match unknown {
            Some(unknown) => unknown.wait(shutdown.clone()).await,
            None => Ok(()),
        }
    };
    let mut outcome = Ok(());
    let working =
        async { tokio::join!(worker.run(shutdown.clone()), cancel_on_signal(shutdown.clone()), known).2 };
    tokio::select! {
        known = working => outcome = known,
        () = overdue(&shutdown) => {
            tracing::warn!("jobs were cut off; they run again when their lease is over");
        }
    }
    tracing::info!("stopped");
    drop(worker);
    desk.close().await?;
    outcome
}
