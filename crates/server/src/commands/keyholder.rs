use std::sync::Arc;

use domain::random::SystemSource;
use tokio_util::sync::CancellationToken;
use vault::keyholder::{Places, serve};

use super::shutdown::cancel_on_signal;
use crate::{config::Settings, failure::Failure};

/// Has keys and ledger for servers on this machine, until it is told to stop. It knows no database.
pub(super) async fn hold(settings: Settings) -> Result<(), Failure> {
    let socket = settings.keyholder.as_deref().ok_or_else(|| {
        Failure::settings(["BENCHDESK_KEYHOLDER must name the socket that servers ask at".to_owned()])
    })?;
    let (keys, ledger, data) =
        (settings.key_dir.clone(), settings.ledger_dir.clone(), settings.data_dir.clone());
    let stop = CancellationToken::new();
    tracing::info!("holding keys");
    let holding =
        serve(socket, Places { keys, ledger, data }, Arc::new(SystemSource::new()), stop.cancelled());
    let (held, ()) = tokio::join!(holding, cancel_on_signal(stop.clone()));
    held.map_err(|error| Failure::because("the socket cannot be answered at", &error))
}
