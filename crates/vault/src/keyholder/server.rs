use std::{io, path::PathBuf, sync::Arc, time::Duration};

use domain::{
    Error, Result,
    clock::{Clock, SystemClock},
    random::Random,
    vault::{Archive, DataKey, KeyProvider},
};
use serde::Serialize;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::OnceCell,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::server::TlsStream;
use zeroize::Zeroizing;

use super::{
    Refusal, Request, Verb,
    door::{Door, Visitor, greet},
    frame,
    location::{Certificates, Location},
    queue::{Place, Queues},
    receive, send, to_epoch,
};
use crate::{KeyDirectory, LedgerDirectory, OpenError};

/// Where the keyholder keeps what it holds.
#[derive(Debug, Clone)]
pub struct Places {
    /// Keys.
    pub keys: PathBuf,
    /// Ledger and shelf.
    pub ledger: PathBuf,
    /// What must not hold the keys.
    pub data: PathBuf,
}

/// How many connections there may be at once, and how long one may be silent.
const CONNECTIONS: usize = 512;
const SILENCE: Duration = Duration::from_mins(10);
/// How many may be about to show their certificate at once: who has none takes no place from those who have.
const GREETINGS: usize = 192;
/// How long a client may take to show its certificate.
const GREETING: Duration = Duration::from_secs(3);
/// How long nobody is let in after it went wrong: there are no more files to open, for example.
const REST: Duration = Duration::from_millis(200);

/// Answers there until it is told to stop. The desk that asks first is the one whose keys these are.
pub async fn serve(
    location: &Location,
    certificates: Option<Certificates>,
    places: Places,
    random: Arc<dyn Random>,
    stop: impl Future<Output = ()>,
) -> Result<(), OpenError> {
    let door = Door::open(location, certificates).await?;
    let holder = Arc::new(Holder { places, random, open: OnceCell::new() });
    let (mut greeting, mut asking, mut stop) = (JoinSet::new(), JoinSet::new(), std::pin::pin!(stop));
    let mut queues = Queues::default();
    loop {
        tokio::select! {
            () = &mut stop => break,
            entered = door.next(), if asking.len() < CONNECTIONS && greeting.len() < GREETINGS => match entered {
                Ok(Visitor::Local(stream)) => {
                    asking.spawn(Arc::clone(&holder).answer_all(stream));
                }
                Ok(Visitor::Remote(stream, peer, files)) => if let Some(place) = queues.join(peer) {
                    greeting.spawn(greet_in_time(stream, files, place));
                } else {
                    tracing::warn!("a client was refused: too many come from its address at once");
                },
                Err(_) => tokio::time::sleep(REST).await,
            },
            Some(greeted) = greeting.join_next() => if let Ok(Some(stream)) = greeted {
                asking.spawn(Arc::clone(&holder).answer_all(stream));
            },
            Some(_) = asking.join_next() => {}
        }
    }
    door.close();
    Ok(())
}

/// `None` for who has no certificate, or does not show it.
async fn greet_in_time(
    stream: TcpStream,
    files: Certificates,
    _place: Place,
) -> Option<TlsStream<TcpStream>> {
    let greeted = timeout(GREETING, greet(stream, &files)).await;
    let greeted = greeted.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    greeted.inspect_err(|error| tracing::warn!(%error, "a client was refused")).ok()
}

struct Holder {
    places: Places,
    random: Arc<dyn Random>,
    open: OnceCell<(String, KeyDirectory, LedgerDirectory)>,
}

impl Holder {
    /// Until the other side goes away, says what is none of this, or nothing for long.
    async fn answer_all(self: Arc<Self>, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        while let Ok(Ok(request)) = timeout(SILENCE, receive::<Request>(&mut stream)).await {
            let answer = match self.answer(request).await {
                Ok(answer) => answer,
                Err(error) => match frame(&Err::<(), _>(Refusal::from(error))) {
                    Ok(answer) => answer,
                    Err(_) => break,
                },
            };
            if send(&mut stream, &answer).await.is_err() {
                break;
            }
        }
    }

    async fn answer(&self, request: Request) -> Result<Zeroizing<Vec<u8>>> {
        let (desk, keys, ledger) = self.open.get_or_try_init(|| async { self.open(&request.desk) }).await?;
        if *desk != request.desk {
            return Err(Error::internal("the keyholder belongs to another desk; each has its own"));
        }
        match request.verb {
            Verb::Create { epoch } => shown(keys.create(to_epoch(epoch)?).await?.bytes()),
            Verb::Keys => {
                let held = keys.keys().await?;
                let held = held.iter().map(|key| (key.epoch.number(), key.check.bytes()));
                shown(held.collect::<Vec<_>>())
            }
            Verb::Wrap { place, key } => {
                let key = DataKey::from_bytes(&key).ok_or_else(|| Error::internal("that is no key"))?;
                shown(keys.wrap(place.to_place()?, &key).await?)
            }
            Verb::Unwrap { place, wrapped } => {
                let key = keys.unwrap(place.to_place()?, &wrapped).await?;
                shown(key.bytes())
            }
            Verb::Destroy { epoch } => shown(keys.destroy(to_epoch(epoch)?).await?),
            Verb::Entries { behind } => shown(ledger.entries(behind).await?),
            Verb::Append { known, at, facts } => shown(ledger.append(known.as_ref(), at, &facts).await?),
            Verb::PutShelf { shelf } => shown(ledger.put_shelf(&shelf).await?),
            Verb::Shelf => shown(ledger.shelf().await?),
        }
    }

    fn open(&self, desk: &str) -> Result<(String, KeyDirectory, LedgerDirectory)> {
        let Places { keys, ledger, data } = &self.places;
        let keys = KeyDirectory::open(keys, &[data, ledger], desk, Arc::clone(&self.random))
            .map_err(Error::internal)?;
        let ledger = LedgerDirectory::open(ledger, desk, SystemClock.now()).map_err(Error::internal)?;
        Ok((desk.to_owned(), keys, ledger))
    }
}

/// The answer as it is sent.
fn shown(value: impl Serialize) -> Result<Zeroizing<Vec<u8>>> {
    frame(&Ok::<_, Refusal>(value)).map_err(Error::internal)
}
