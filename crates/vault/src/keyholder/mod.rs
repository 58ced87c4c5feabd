//! Keys and ledger in a process of their own, which several servers share. What is asked of it goes over a
//! socket of the machine, or in TLS with certificates on both sides: whoever may open the socket, or has a
//! certificate, may use the keys, and nobody ever sees one.
//!
//! A frame is four bytes of length and a JSON document; each request has one answer.

mod client;
mod door;
mod location;
mod pool;
mod queue;
mod server;
mod tls;

use std::io;

pub use client::Keyholder;
use domain::{
    Error, Result,
    clock::Timestamp,
    id::RepairId,
    vault::{Epoch, Fact, LedgerHead, Shelf, WrapPlace},
};
pub use location::{Certificates, Location};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
pub use server::{Places, serve};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The longest frame: a shelf of a million wraps, or a ledger of half as many lines.
const LONGEST_FRAME: u32 = 256 << 20;

/// What is asked, and for which desk.
#[derive(Serialize, Deserialize)]
struct Request {
    desk: String,
    verb: Verb,
}

#[derive(Serialize, Deserialize)]
enum Verb {
    Create { epoch: i64 },
    Keys,
    Wrap { place: Place, key: Zeroizing<Vec<u8>> },
    Unwrap { place: Place, wrapped: Vec<u8> },
    Destroy { epoch: i64 },
    Entries { behind: i64 },
    Append { known: Option<LedgerHead>, at: Timestamp, facts: Vec<Fact> },
    PutShelf { shelf: Shelf },
    Shelf,
}

impl Verb {
    /// Whether the answer may be as long as the ledger.
    const fn is_long(&self) -> bool {
        matches!(self, Self::Entries { .. } | Self::Append { .. } | Self::PutShelf { .. } | Self::Shelf)
    }
}

/// Which wrap.
#[derive(Serialize, Deserialize)]
struct Place {
    repair: Uuid,
    address_version: i64,
    epoch: i64,
}

impl Place {
    const fn of(place: WrapPlace) -> Self {
        let WrapPlace { repair, address_version, epoch } = place;
        Self { repair: repair.as_uuid(), address_version, epoch: epoch.number() }
    }

    fn to_place(&self) -> Result<WrapPlace> {
        let (repair, address_version) = (RepairId::from_uuid(self.repair), self.address_version);
        Ok(WrapPlace { repair, address_version, epoch: to_epoch(self.epoch)? })
    }
}

fn to_epoch(number: i64) -> Result<Epoch> {
    Epoch::from_number(number).ok_or_else(|| Error::internal("there is no such epoch"))
}

/// Why something was not done. The texts name no value.
#[derive(Serialize, Deserialize)]
enum Refusal {
    Gone,
    Unavailable,
    Internal(String),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Gone(_) => Self::Gone,
            Error::KeysUnavailable { .. } | Error::Unavailable { .. } => Self::Unavailable,
            Error::Internal(cause) => Self::Internal(cause.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Gone => Self::Gone("key"),
            Refusal::Unavailable => crate::files::unavailable(io::ErrorKind::ResourceBusy.into()),
            Refusal::Internal(text) => Self::internal(text),
        }
    }
}

/// A message as it is sent. There may be a key in it.
fn frame(message: &impl Serialize) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    serde_json::to_vec(message).map(Zeroizing::new)
}

async fn send(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    to.write_all(&length.to_be_bytes()).await?;
    to.write_all(bytes).await?;
    to.flush().await
}

async fn receive<T: DeserializeOwned>(from: &mut (impl AsyncRead + Unpin)) -> io::Result<T> {
    Ok(serde_json::from_slice(&receive_bytes(from).await?)?)
}

async fn receive_bytes(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Zeroizing<Vec<u8>>> {
    let length = from.read_u32().await?;
    if length > LONGEST_FRAME {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(u64::from(length)).read_to_end(&mut bytes).await?;
    if bytes.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}
