use std::sync::Arc;

use domain::random::SystemSource;
use tokio_util::sync::CancellationToken;
use vault::keyholder::{Places, serve};

use super::shutdown::cancel_on_signal;
use crate::{config::Settings, failure::Failure};

/// Has keys and ledger for servers on this machine or others, until it is told to stop. It knows no database.
pub(super) async fn hold(settings: Settings) -> Result<(), Failure> {
    let location = settings.keyholder.as_ref().ok_or_else(|| {
        Failure::settings([
            "BENCHDESK_KEYHOLDER must name the socket that servers ask at, or tls://host:port".to_owned(),
        ])
    })?;
    let (keys, ledger, data) =
        (settings.key_dir.clone(), settings.ledger_dir.clone(), settings.data_dir.clone());
    let stop = CancellationToken::new();
    tracing::info!("holding keys");
    let places = Places { keys, ledger, data };
    let certificates = settings.keyholder_certificates.clone();
    let holding = serve(location, certificates, places, Arc::new(SystemSource::new()), stop.cancelled());
    let (held, ()) = tokio::join!(holding, cancel_on_signal(stop.clone()));
    held.map_err(|error| Failure::new(error.to_string()))
}
