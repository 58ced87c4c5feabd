//! XChaCha20-Poly1305: a nonce of 24 random bytes, so that stateless servers need no counter between them.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// How long keys are.
pub const KEY_LENGTH: usize = 32;
/// How long nonces are.
pub const NONCE_LENGTH: usize = 24;

/// Seals bytes for one place, with a nonce from a source of randomness; opened for another, they are refused.
pub fn seal(key: &[u8; KEY_LENGTH], nonce: [u8; NONCE_LENGTH], place: &str, plain: &[u8]) -> Result<Vec<u8>> {
    let payload = Payload { msg: plain, aad: place.as_bytes() };
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(&nonce.into(), payload);
    let mut bytes = nonce.to_vec();
    bytes.append(&mut sealed.map_err(|_| Error::internal("nothing can be sealed"))?);
    Ok(bytes)
}

/// Opens what was sealed with this key for this place; `None` if it was not.
pub fn open(key: &[u8; KEY_LENGTH], place: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LENGTH>()?;
    let payload = Payload { msg: sealed, aad: place.as_bytes() };
    XChaCha20Poly1305::new(key.into()).decrypt(nonce.into(), payload).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn what_is_sealed_opens_with_its_key_at_its_place_as_it_was_only() {
        let sealed = seal(&[7; 32], [1; 24], "here", b"plain").unwrap();
        assert_eq!(open(&[7; 32], "here", &sealed).unwrap().as_slice(), b"plain");
        assert!(open(&[8; 32], "here", &sealed).is_none());
        assert!(open(&[7; 32], "there", &sealed).is_none());
        assert!(open(&[7; 32], "here", &sealed[..20]).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&[7; 32], "here", &changed).is_none(), "byte {at}");
        }
    }
}
