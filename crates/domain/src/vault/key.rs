use async_trait::async_trait;
use zeroize::Zeroizing;

use super::cipher::{self, KEY_LENGTH, NONCE_LENGTH};
use crate::{Ctx, error::Result, id::RepairId};

/// The key of one version of one case's address.
pub struct DataKey(Zeroizing<[u8; KEY_LENGTH]>);

impl DataKey {
    /// A fresh one.
    pub fn fresh(cx: &Ctx) -> Self {
        Self(Zeroizing::new(cx.random_bytes()))
    }

    /// One that has been unwrapped; `None` if it is none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// The bytes, to be wrapped or sealed with.
    pub fn bytes(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(redacted)")
    }
}

/// Counts the keys that wrap the keys of addresses. The next one is one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Epoch(i64);

impl Epoch {
    /// The first.
    pub const FIRST: Self = Self(1);

    /// A stored or received number; `None` if it counts none.
    pub const fn from_number(number: i64) -> Option<Self> {
        if number >= 1 { Some(Self(number)) } else { None }
    }

    /// The number.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl std::fmt::Display for Epoch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Tells whether a key is the right one; reveals nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckValue(Vec<u8>);

impl CheckValue {
    const LENGTH: usize = 8;

    /// That of an epoch's key.
    pub fn of(key: &[u8; KEY_LENGTH]) -> Self {
        let tag = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key), b"check value");
        Self(tag.as_ref()[..Self::LENGTH].to_vec())
    }

    /// A stored one.
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A key that a provider has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldKey {
    /// Which epoch's.
    pub epoch: Epoch,
    /// What it is known by.
    pub check: CheckValue,
}

/// Which data key is wrapped: a wrap that was moved to another place does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapPlace {
    /// Whose address.
    pub repair: RepairId,
    /// Which version of it.
    pub address_version: i64,
    /// Wrapped by which epoch's key.
    pub epoch: Epoch,
}

impl WrapPlace {
    /// As the cipher wants it.
    pub fn to_text(self) -> String {
        let Self { repair, address_version, epoch } = self;
        format!("v1|address_key|{repair}|{address_version}|{epoch}")
    }

    /// Wraps a data key with the epoch's key.
    pub fn wrap(self, by: &[u8; KEY_LENGTH], nonce: [u8; NONCE_LENGTH], key: &DataKey) -> Result<Vec<u8>> {
        cipher::seal(by, nonce, &self.to_text(), key.bytes())
    }

    /// Unwraps one; `None` if it was not wrapped for this place with this key.
    pub fn unwrap(self, by: &[u8; KEY_LENGTH], wrapped: &[u8]) -> Option<DataKey> {
        DataKey::from_bytes(&cipher::open(by, &self.to_text(), wrapped)?)
    }
}

/// Where epochs' keys are: outside the database, and in no backup. Waits for files or the network, and so is
/// never asked inside a write transaction.
#[async_trait]
pub trait KeyProvider: Send + Sync {
    /// Makes the epoch's key unless it is there; returns what it is known by when it is kept for good.
    async fn create(&self, epoch: Epoch) -> Result<CheckValue>;
    /// Every key that is there, in order.
    async fn keys(&self) -> Result<Vec<HeldKey>>;
    /// Wraps a data key; `Gone` if the epoch's key is not there.
    async fn wrap(&self, place: WrapPlace, key: &DataKey) -> Result<Vec<u8>>;
    /// Unwraps a data key; `Gone` if the epoch's key is not there, or does not open this wrap.
    async fn unwrap(&self, place: WrapPlace, wrapped: &[u8]) -> Result<DataKey>;
    /// Destroys the epoch's key, so that no copy is left where it was kept. Nothing happens if it is not there.
    async fn destroy(&self, epoch: Epoch) -> Result<()>;
}
