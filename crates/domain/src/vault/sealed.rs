use zeroize::Zeroizing;

use super::{
    cipher::{self, NONCE_LENGTH},
    key::{DataKey, Epoch, WrapPlace},
};
use crate::{
    error::{Error, Result},
    id::RepairId,
};

/// How long every body is before it is sealed, so that its length tells nothing.
const PADDED: usize = 4096;
/// How long an address may be, in its private encoding.
pub const LONGEST: usize = PADDED - 2;

/// An address in plain text, in an encoding that is the caller's affair. It is wiped when it is dropped,
/// shows nothing of itself, and cannot be serialised.
pub struct AddressBytes(Zeroizing<Vec<u8>>);

impl AddressBytes {
    /// Takes an encoded address over; too long a one is refused.
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        let bytes = Zeroizing::new(bytes);
        if bytes.len() > LONGEST {
            return Err(Error::internal("an address is longer than the vault takes"));
        }
        Ok(Self(bytes))
    }

    /// The encoded address.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    fn padded(&self) -> Zeroizing<Vec<u8>> {
        let mut padded = Zeroizing::new(Vec::with_capacity(PADDED));
        let length = u16::try_from(self.0.len()).unwrap_or_default();
        padded.extend_from_slice(&length.to_be_bytes());
        padded.extend_from_slice(&self.0);
        padded.resize(PADDED, 0);
        padded
    }

    fn from_padded(padded: &[u8]) -> Option<Self> {
        let (length, rest) = padded.split_first_chunk::<2>()?;
        let bytes = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
        Some(Self(Zeroizing::new(bytes.to_vec())))
    }
}

impl std::fmt::Debug for AddressBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressBytes(redacted)")
    }
}

/// An address as it is stored: nothing can be read without the epoch's key.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedAddress {
    /// Whose.
    pub repair: RepairId,
    /// Which version: greater for each that was given for the case.
    pub version: i64,
    /// The address, sealed with a key of its own.
    pub body: Vec<u8>,
    /// That key, wrapped.
    pub wrapped: Vec<u8>,
    /// By which epoch's key.
    pub epoch: Epoch,
}

impl SealedAddress {
    /// Where its key is wrapped.
    pub const fn place(&self) -> WrapPlace {
        WrapPlace { repair: self.repair, address_version: self.version, epoch: self.epoch }
    }

    /// Opens the body with its key, once that is unwrapped.
    pub fn open(&self, key: &DataKey) -> Result<AddressBytes> {
        let padded = cipher::open(key.bytes(), &body_place(self.repair, self.version), &self.body);
        padded
            .and_then(|padded| AddressBytes::from_padded(&padded))
            .ok_or_else(|| Error::internal("a sealed address was changed, or is another's"))
    }
}

impl std::fmt::Debug for SealedAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { repair, version, epoch, .. } = self;
        let mut shown = f.debug_struct("SealedAddress");
        shown.field("repair", repair).field("version", version).field("epoch", epoch).finish_non_exhaustive()
    }
}

/// Seals the body for its place.
pub(super) fn seal_body(
    key: &DataKey,
    nonce: [u8; NONCE_LENGTH],
    repair: RepairId,
    version: i64,
    plain: &AddressBytes,
) -> Result<Vec<u8>> {
    cipher::seal(key.bytes(), nonce, &body_place(repair, version), &plain.padded())
}

fn body_place(repair: RepairId, version: i64) -> String {
    format!("v1|repair_address|body|{repair}|{version}")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn key() -> DataKey {
        DataKey::from_bytes(&[7; 32]).unwrap()
    }

    fn sealed(plain: &[u8]) -> SealedAddress {
        let repair = RepairId::from_uuid(Uuid::from_u128(5));
        let plain = AddressBytes::new(plain.to_vec()).unwrap();
        let body = seal_body(&key(), [1; 24], repair, 3, &plain).unwrap();
        SealedAddress { repair, version: 3, body, wrapped: Vec::new(), epoch: Epoch::FIRST }
    }

    #[test]
    fn an_address_opens_as_the_version_of_the_case_it_was_sealed_for() {
        let address = sealed("Straße 1".as_bytes());
        assert_eq!(address.open(&key()).unwrap().reveal(), "Straße 1".as_bytes());
        let of_another = RepairId::from_uuid(Uuid::from_u128(6));
        assert!(SealedAddress { repair: of_another, ..address.clone() }.open(&key()).is_err());
        assert!(SealedAddress { version: 4, ..address.clone() }.open(&key()).is_err());
        assert!(address.open(&DataKey::from_bytes(&[8; 32]).unwrap()).is_err());
    }

    #[test]
    fn its_length_tells_nothing() {
        assert_eq!(sealed(b"").body.len(), sealed(&[b'x'; LONGEST]).body.len());
        assert!(AddressBytes::new(vec![0; LONGEST + 1]).is_err());
        assert_eq!(sealed(b"").open(&key()).unwrap().reveal(), b"");
    }

    #[test]
    fn nothing_of_it_can_be_printed() {
        let plain = AddressBytes::new(b"Street 1".to_vec()).unwrap();
        let all = format!("{plain:?} {:?} {:?}", key(), sealed(b"Street 1"));
        assert!(!all.contains("Street") && !all.contains("83, 116") && !all.contains("[7"), "{all}");
    }
}
