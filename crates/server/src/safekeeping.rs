//! What is kept beside the data directory, because whoever saves that must not save it, too: the keys of
//! addresses, and the ledger of what has ended.

use std::{path::Path, sync::Arc, time::Duration};

use domain::{
    Ctx, Error,
    clock::{Clock, SystemClock},
    identity::Actor,
    keys::Keys,
    random::Random,
    store::Store,
    vault::{KeyProvider, Standing, Vault, check_keys, standing},
};
use tokio_util::sync::CancellationToken;
use vault::{Gate, KeyDirectory, Keyholder, LedgerDirectory, OpenError};

use crate::{config::Settings, failure::Failure, wiring::Desk};

/// How often a keyholder that was away at the start is asked whether it is back.
const ASK_EVERY: Duration = Duration::from_secs(2);

/// Opens both places, or asks the keyholder for what is in them. The application key's check value tells this desk from others.
pub fn open(settings: &Settings, keys: &Keys, random: Arc<dyn Random>) -> Result<Vault, Failure> {
    let desk = keys.check_value();
    if let Some(location) = &settings.keyholder {
        let certificates = settings.keyholder_certificates.clone();
        let holder = Keyholder::at(location.clone(), certificates, desk);
        let holder = Arc::new(holder.map_err(|error| refused(&error, settings, "keyholder"))?);
        return Ok(Vault { keys: Arc::clone(&holder) as Arc<dyn KeyProvider>, archive: holder });
    }
    let mut saved = vec![settings.data_dir.as_path(), settings.ledger_dir.as_path()];
    saved.extend(settings.attachments());
    let keys = KeyDirectory::open(&settings.key_dir, &saved, &desk, random);
    let keys = keys.map_err(|error| refused(&error, settings, "key_dir"))?;
    let ledger = open_ledger(&settings.ledger_dir, &desk);
    let ledger = ledger.map_err(|error| refused(&error, settings, "ledger_dir"))?;
    Ok(Vault { keys: Arc::new(keys), archive: Arc::new(ledger) })
}

fn open_ledger(folder: &Path, desk: &str) -> Result<LedgerDirectory, OpenError> {
    LedgerDirectory::open(folder, desk, SystemClock.now())
}

fn refused(error: &OpenError, settings: &Settings, key: &str) -> Failure {
    Failure::new(format!("{error} ({})", settings.origin(key)))
}

/// How a server begins with its vault.
pub enum Opened {
    /// Keys and ledger are the database's.
    Known(Vault),
    /// The database has what had ended since.
    Older(usize),
    /// The keyholder is away: nobody knows yet, and addresses wait.
    Unknown(Unknown),
}

/// A vault of which is not known yet whether it is this desk's.
pub struct Unknown {
    gate: Arc<Gate>,
    store: Arc<dyn Store>,
    cx: Ctx,
}

impl Desk {
    /// Opens the vault; makes its first key if the desk is new, and refuses keys that are another desk's. A
    /// keyholder that is away keeps nobody from starting.
    pub async fn open_vault(&self) -> Result<Opened, Failure> {
        let vault = open(&self.settings, &self.keys, Arc::clone(&self.random))?;
        let cx = self.cx(Actor::Operator);
        match find_out(self.store.as_ref(), &vault, &cx).await {
            Ok(Standing::Current) => Ok(Opened::Known(vault)),
            Ok(Standing::Older { entries }) => Ok(Opened::Older(entries)),
            Err(Error::KeysUnavailable { cause, .. }) if self.settings.keyholder.is_some() => {
                tracing::error!(%cause, "the keyholder is away: addresses wait for it, all else goes on");
                Ok(Opened::Unknown(Unknown { gate: Gate::before(vault), store: Arc::clone(&self.store), cx }))
            }
            Err(error) => Err(cannot_open(&error)),
        }
    }
}

impl Unknown {
    /// The vault, which answers when it is known.
    pub fn vault(&self) -> Vault {
        self.gate.vault()
    }

    /// Asks until the keyholder is back, and lets the vault be used if it is this desk's. If it is not, or if
    /// the database has what had ended, the process has to end: at its next start it says so.
    pub async fn wait(self, shutdown: CancellationToken) -> Result<(), Failure> {
        let Self { gate, store, cx } = self;
        while shutdown.run_until_cancelled(tokio::time::sleep(ASK_EVERY)).await.is_some() {
            let wrong = match find_out(store.as_ref(), gate.behind(), &cx).await {
                Ok(Standing::Current) => {
                    tracing::info!("the keyholder is back");
                    gate.open();
                    return Ok(());
                }
                Err(error) if error.is_away() => continue,
                Ok(Standing::Older { entries }) => Failure::new(older(entries)),
                Err(error) => cannot_open(&error),
            };
            shutdown.cancel();
            return Err(wrong);
        }
        Ok(())
    }
}

async fn find_out(store: &dyn Store, vault: &Vault, cx: &Ctx) -> domain::Result<Standing> {
    check_keys(store, vault.keys.as_ref(), cx).await?;
    standing(store, vault.archive.as_ref()).await
}

fn cannot_open(error: &Error) -> Failure {
    Failure::because("the vault cannot be opened", error)
}

/// What to do about a database that does not know what has ended.
pub fn older(entries: usize) -> String {
    format!(
        "the database is older than the ledger: it still has {entries} thing(s) that had ended. Stop all servers and \
         run `benchdesk restore reconcile`"
    )
}
