use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Epoch, Wrap, WrapPlace};
use crate::{
    clock::{Timestamp, to_text},
    error::Result,
    id::RepairId,
    store::Store,
};

/// How many wraps are read at once.
const BATCH: u64 = 1000;

/// The wrapped keys of every address, as they are after a rotation. It lets a database of any age read the
/// addresses of cases that are still open; without the current epoch's key nobody can read anything with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// When it was written.
    pub made_at: String,
    /// The wraps, in the order of their cases.
    pub wraps: Vec<ShelvedWrap>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelvedWrap {
    /// Whose address.
    pub repair: Uuid,
    /// Which version.
    pub address_version: i64,
    /// Wrapped by which epoch's key.
    pub epoch: i64,
    /// The key, wrapped, in base64.
    pub wrapped: String,
}

impl Shelf {
    /// Reads what the database has now.
    pub async fn of(store: &dyn Store, now: Timestamp) -> Result<Self> {
        let (mut wraps, mut last) = (Vec::new(), None);
        let mut tx = store.read().await?;
        loop {
            let batch = tx.epochs().wraps(None, last, BATCH).await?;
            let Some(end) = batch.last() else { break };
            last = Some(end.place.repair);
            wraps.extend(batch.iter().map(ShelvedWrap::of));
        }
        Ok(Self { made_at: to_text(now), wraps })
    }

    /// The wrap of this version of a case's address.
    pub fn find(&self, repair: RepairId, address_version: i64) -> Option<Wrap> {
        let at = self.wraps.binary_search_by_key(&repair.as_uuid(), |wrap| wrap.repair).ok()?;
        self.wraps[at].to_wrap().filter(|wrap| wrap.place.address_version == address_version)
    }
}

impl ShelvedWrap {
    fn of(wrap: &Wrap) -> Self {
        let Wrap { place: WrapPlace { repair, address_version, epoch }, wrapped } = wrap;
        Self {
            repair: repair.as_uuid(),
            address_version: *address_version,
            epoch: epoch.number(),
            wrapped: base64::Engine::encode(&base64::engine::general_purpose::STANDARD, wrapped),
        }
    }

    /// The wrap; `None` if it is damaged.
    pub fn to_wrap(&self) -> Option<Wrap> {
        let wrapped = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &self.wrapped);
        let place = WrapPlace {
            repair: RepairId::from_uuid(self.repair),
            address_version: self.address_version,
            epoch: Epoch::from_number(self.epoch)?,
        };
        Some(Wrap { place, wrapped: wrapped.ok()? })
    }
}
