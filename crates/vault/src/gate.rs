use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use domain::{
    Result,
    clock::Timestamp,
    vault::{
        Archive, CheckValue, DataKey, Epoch, Fact, HeldKey, KeyProvider, LedgerEntry, LedgerHead, Shelf,
        Vault, WrapPlace,
    },
};

use crate::files::unavailable;

/// A vault that nobody uses until it is known to be this desk's: a server that starts while its keyholder is
/// away does not know yet.
pub struct Gate {
    inner: Vault,
    is_open: AtomicBool,
}

impl Gate {
    /// A closed one before this vault.
    pub fn before(inner: Vault) -> Arc<Self> {
        Arc::new(Self { inner, is_open: AtomicBool::new(false) })
    }

    /// The vault as it is used: through the gate.
    pub fn vault(self: &Arc<Self>) -> Vault {
        Vault {
            keys: Arc::clone(self) as Arc<dyn KeyProvider>,
            archive: Arc::clone(self) as Arc<dyn Archive>,
        }
    }

    /// The vault itself, to find out whose it is.
    pub const fn behind(&self) -> &Vault {
        &self.inner
    }

    /// From now on it is used.
    pub fn open(&self) {
        self.is_open.store(true, Ordering::Release);
    }

    fn keys_behind(&self) -> Result<&dyn KeyProvider> {
        self.pass().map(|vault| vault.keys.as_ref())
    }

    fn archive_behind(&self) -> Result<&dyn Archive> {
        self.pass().map(|vault| vault.archive.as_ref())
    }

    fn pass(&self) -> Result<&Vault> {
        if self.is_open.load(Ordering::Acquire) {
            Ok(&self.inner)
        } else {
            Err(unavailable(io::ErrorKind::NotConnected.into()))
        }
    }
}

#[async_trait]
impl KeyProvider for Gate {
    async fn create(&self, epoch: Epoch) -> Result<CheckValue> {
        self.keys_behind()?.create(epoch).await
    }

    async fn keys(&self) -> Result<Vec<HeldKey>> {
        self.keys_behind()?.keys().await
    }

    async fn wrap(&self, place: WrapPlace, key: &DataKey) -> Result<Vec<u8>> {
        self.keys_behind()?.wrap(place, key).await
    }

    async fn unwrap(&self, place: WrapPlace, wrapped: &[u8]) -> Result<DataKey> {
        self.keys_behind()?.unwrap(place, wrapped).await
    }

    async fn destroy(&self, epoch: Epoch) -> Result<()> {
        self.keys_behind()?.destroy(epoch).await
    }
}

#[async_trait]
impl Archive for Gate {
    async fn entries(&self, behind: i64) -> Result<Vec<LedgerEntry>> {
        self.archive_behind()?.entries(behind).await
    }

    async fn append(
        &self,
        known: Option<&LedgerHead>,
        at: Timestamp,
        facts: &[Fact],
    ) -> Result<(Vec<i64>, LedgerHead)> {
        self.archive_behind()?.append(known, at, facts).await
    }

    async fn put_shelf(&self, new: &Shelf) -> Result<bool> {
        self.archive_behind()?.put_shelf(new).await
    }

    async fn shelf(&self) -> Result<Option<Shelf>> {
        self.archive_behind()?.shelf().await
    }
}
