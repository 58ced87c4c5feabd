use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

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
use tokio::{net::UnixStream, sync::Mutex, time::timeout};
use zeroize::Zeroizing;

use super::{Place, Refusal, Request, Verb, frame, receive, send, to_epoch};
use crate::files::unavailable;

/// How long an answer may take: a request waits no longer for an address.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keys and ledger of a keyholder. Without it addresses cannot be read or given, and all else goes on.
pub struct Keyholder {
    socket: PathBuf,
    desk: String,
    connection: Mutex<Option<UnixStream>>,
}

impl Keyholder {
    /// The keyholder behind this socket, for this desk. Asks nothing yet.
    pub fn at(socket: &Path, desk: String) -> Self {
        Self { socket: socket.to_owned(), desk, connection: Mutex::default() }
    }

    /// Asks; once more over a new connection if the keyholder was started anew since.
    async fn ask<T: DeserializeOwned>(&self, verb: Verb) -> Result<T> {
        let request = frame(&Request { desk: self.desk.clone(), verb }).map_err(Error::internal)?;
        let mut connection = self.connection.lock().await;
        let exchanged = match connection.take() {
            Some(old) => match self.exchange(old, &request).await {
                Err(_) => self.anew(&request).await,
                done => done,
            },
            None => self.anew(&request).await,
        };
        let (stream, answer) = exchanged.map_err(unavailable)?;
        *connection = Some(stream);
        answer.map_err(Error::from)
    }

    async fn anew<T: DeserializeOwned>(
        &self,
        request: &[u8],
    ) -> io::Result<(UnixStream, Result<T, Refusal>)> {
        let stream = timeout(PATIENCE, UnixStream::connect(&self.socket)).await??;
        self.exchange(stream, request).await
    }

    async fn exchange<T: DeserializeOwned>(
        &self,
        mut stream: UnixStream,
        request: &[u8],
    ) -> io::Result<(UnixStream, Result<T, Refusal>)> {
        let exchange = async {
            send(&mut stream, request).await?;
            receive(&mut stream).await
        };
        let answer = timeout(PATIENCE, exchange).await??;
        Ok((stream, answer))
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

    async fn put_shelf(&self, new: &Shelf) -> Result<()> {
        self.ask(Verb::PutShelf { shelf: new.clone() }).await
    }

    async fn shelf(&self) -> Result<Option<Shelf>> {
        self.ask(Verb::Shelf).await
    }
}
