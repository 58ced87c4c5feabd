//! What is kept beside the data directory, because whoever saves that must not save it, too: the keys of
//! addresses, and the ledger of what has ended.

use std::{path::Path, sync::Arc};

use domain::{
    clock::{Clock, SystemClock},
    identity::Actor,
    keys::Keys,
    random::Random,
    vault::{KeyProvider, Standing, Vault, check_keys, standing},
};
use vault::{KeyDirectory, Keyholder, LedgerDirectory, OpenError};

use crate::{config::Settings, failure::Failure, wiring::Desk};

/// Opens both places, or asks the keyholder for what is in them. The application key's check value tells this desk from others.
pub fn open(settings: &Settings, keys: &Keys, random: Arc<dyn Random>) -> Result<Vault, Failure> {
    let desk = keys.check_value();
    if let Some(socket) = &settings.keyholder {
        let holder = Arc::new(Keyholder::at(socket, desk));
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

impl Desk {
    /// Opens the vault; makes its first key if the desk is new, and refuses keys that are another desk's.
    pub async fn open_vault(&self) -> Result<Vault, Failure> {
        let vault = open(&self.settings, &self.keys, Arc::clone(&self.random))?;
        let checked = check_keys(self.store.as_ref(), vault.keys.as_ref(), &self.cx(Actor::Operator)).await;
        checked.map_err(|error| Failure::because("the vault cannot be opened", &error))?;
        Ok(vault)
    }

    /// How the database stands to the ledger.
    pub async fn standing(&self, vault: &Vault) -> Result<Standing, Failure> {
        let standing = standing(self.store.as_ref(), vault.archive.as_ref()).await;
        standing.map_err(|error| Failure::because("the vault cannot be opened", &error))
    }
}

/// What to do about a database that does not know what has ended.
pub fn older(entries: usize) -> String {
    format!(
        "the database is older than the ledger: it still has {entries} thing(s) that had ended. Stop all servers and \
         run `benchdesk restore reconcile`"
    )
}
