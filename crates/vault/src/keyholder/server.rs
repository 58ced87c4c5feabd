use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    Error, Result,
    clock::{Clock, SystemClock},
    random::Random,
    vault::{Archive, DataKey, KeyProvider},
};
use serde::Serialize;
use tokio::{
    net::{UnixListener, UnixStream},
    sync::OnceCell,
    task::JoinSet,
};
use zeroize::Zeroizing;

use super::{Refusal, Request, Verb, frame, receive, send, to_epoch};
use crate::{KeyDirectory, LedgerDirectory};

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

/// Answers at the socket until it is told to stop. The desk that asks first is the one whose keys these are.
pub async fn serve(
    socket: &Path,
    places: Places,
    random: Arc<dyn Random>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let listener = listen(socket)?;
    let holder = Arc::new(Holder { places, random, open: OnceCell::new() });
    let (mut asking, mut stop) = (JoinSet::new(), std::pin::pin!(stop));
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => {
                let (stream, _) = accepted?;
                asking.spawn(Arc::clone(&holder).answer_all(stream));
            }
            Some(_) = asking.join_next() => {}
        }
    }
    fs::remove_file(socket)
}

/// For the socket's owner and group only. One that a killed keyholder has left is replaced; one that answers
/// is not.
fn listen(socket: &Path) -> io::Result<UnixListener> {
    if std::os::unix::net::UnixStream::connect(socket).is_ok() {
        return Err(io::ErrorKind::AddrInUse.into());
    }
    crate::files::if_there(fs::remove_file(socket))?;
    let listener = UnixListener::bind(socket)?;
    fs::set_permissions(socket, Permissions::from_mode(0o660))?;
    Ok(listener)
}

struct Holder {
    places: Places,
    random: Arc<dyn Random>,
    open: OnceCell<(String, KeyDirectory, LedgerDirectory)>,
}

impl Holder {
    /// Until the other side goes away, or says what is none of this.
    async fn answer_all(self: Arc<Self>, mut stream: UnixStream) {
        while let Ok(request) = receive::<Request>(&mut stream).await {
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
