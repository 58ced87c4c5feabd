use std::time::Duration;

use async_trait::async_trait;
use domain::{
    Error, Result,
    clock::Timestamp,
    vault::{
        Archive, CheckValue, DataKey, Epoch, Fact, HeldKey, KeyProvider, LedgerEntry, LedgerHead, Shelf,
        WrapPlace,
    },
};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::{
    Place, Refusal, Request, Verb, frame,
    location::{Certificates, Location},
    pool::{PROBE, Pool},
    tls, to_epoch,
};
use crate::{OpenError, files::unavailable};

/// How long an answer may take that a request waits for.
const PATIENCE: Duration = PROBE;
/// The same of a whole ledger or shelf, for which only background work waits.
const LONG_PATIENCE: Duration = Duration::from_mins(1);

/// Keys and ledger of a keyholder. Without it addresses cannot be read or given, and all else goes on.
pub struct Keyholder {
    desk: String,
    pool: Pool,
}

impl Keyholder {
    /// The keyholder there, for this desk. Asks nothing yet; looks at the certificates.
    pub fn at(
        location: Location,
        certificates: Option<Certificates>,
        desk: String,
    ) -> Result<Self, OpenError> {
        if let Some(files) = &certificates {
            tls::connector(files)?;
        }
        Ok(Self { desk, pool: Pool::new(location, certificates) })
    }

    async fn ask<T: DeserializeOwned>(&self, verb: Verb) -> Result<T> {
        let patience = if verb.is_long() { LONG_PATIENCE } else { PATIENCE };
        let request = frame(&Request { desk: self.desk.clone(), verb }).map_err(Error::internal)?;
        let answer = self.pool.exchange(&request, patience).await.map_err(unavailable)?;
        let answer: Result<T, Refusal> = serde_json::from_slice(&answer).map_err(Error::internal)?;
        answer.map_err(Error::from)
    }
}

#[async_trait]
impl KeyProvider for Keyholder {
    async fn create(&self, epoch: Epoch) -> Result<CheckValue> {
        self.ask(Verb::Create { epoch: epoch.number() }).await.map(CheckValue::from_bytes)
    }

    async fn keys(&self) -> Result<Vec<HeldKey>> {
        let keys: Vec<(i64, Vec<u8>)> = self.ask(Verb::Keys).await?;
        let held =
            |(epoch, check)| Ok(HeldKey { epoch: to_epoch(epoch)?, check: CheckValue::from_bytes(check) });
        keys.into_iter().map(held).collect()
    }

    async fn wrap(&self, place: WrapPlace, key: &DataKey) -> Result<Vec<u8>> {
        self.ask(Verb::Wrap { place: Place::of(place), key: Zeroizing::new(key.bytes().to_vec()) }).await
    }

    async fn unwrap(&self, place: WrapPlace, wrapped: &[u8]) -> Result<DataKey> {
        let verb = Verb::Unwrap { place: Place::of(place), wrapped: wrapped.to_vec() };
        let key: Zeroizing<Vec<u8>> = self.ask(verb).await?;
        DataKey::from_bytes(&key).ok_or_else(|| Error::internal("the keyholder's answer is no key"))
    }

    async fn destroy(&self, epoch: Epoch) -> Result<()> {
        self.ask(Verb::Destroy { epoch: epoch.number() }).await
    }
}

#[async_trait]
impl Archive for Keyholder {
    async fn entries(&self, behind: i64) -> Result<Vec<LedgerEntry>> {
        self.ask(Verb::Entries { behind }).await
    }

    async fn append(
        &self,
        known: Option<&LedgerHead>,
        at: Timestamp,
        facts: &[Fact],
    ) -> Result<(Vec<i64>, LedgerHead)> {
        self.ask(Verb::Append { known: known.cloned(), at, facts: facts.to_vec() }).await
    }

    async fn put_shelf(&self, new: &Shelf) -> Result<bool> {
        self.ask(Verb::PutShelf { shelf: new.clone() }).await
    }

    async fn shelf(&self) -> Result<Option<Shelf>> {
        self.ask(Verb::Shelf).await
    }
}
