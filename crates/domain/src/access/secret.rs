use crate::{Ctx, keys::Keys};

/// How every API token begins, so that people and scanners know one when they see it.
pub const PREFIX: &str = "bd_";
/// Random characters: 178 bits.
const RANDOM: usize = 30;
/// Characters of the checksum.
const CHECK: usize = 6;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A keyed hash of an API token: what is stored and looked up.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(pub Vec<u8>);

/// An API token as its owner holds it. It ends in a checksum of the rest: a mistyped or invented one
/// is refused without a look into the store, and scanners can tell a token from a random word.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiTokenSecret(String);

impl ApiTokenSecret {
    /// A fresh one.
    pub fn new(cx: &Ctx) -> Self {
        let mut text = PREFIX.to_owned();
        while text.len() < PREFIX.len() + RANDOM {
            // 248 is the greatest multiple of 62 in a byte: each digit is as likely as any other.
            let bytes = cx.random_bytes::<32>();
            let digits = bytes.into_iter().filter(|byte| *byte < 248).map(|byte| digit(u32::from(byte)));
            text.extend(digits.take(PREFIX.len() + RANDOM - text.len()));
        }
        let check = checksum(&text);
        Self(text + &check)
    }

    /// Reads what claims to be a token; `None` if it cannot be one.
    pub fn parse(raw: &str) -> Option<Self> {
        let random = raw.strip_prefix(PREFIX)?;
        let whole = random.len() == RANDOM + CHECK && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let (body, check) = raw.split_at_checked(PREFIX.len() + RANDOM)?;
        (whole && check == checksum(body)).then(|| Self(raw.to_owned()))
    }

    /// What is stored of it.
    pub fn hash(&self, keys: &Keys) -> TokenHash {
        TokenHash(keys.api_token_hash(&self.0))
    }

    /// To be shown once.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for ApiTokenSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiTokenSecret(redacted)")
    }
}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash(redacted)")
    }
}

fn digit(number: u32) -> char {
    char::from(DIGITS[(number % 62) as usize])
}

fn checksum(text: &str) -> String {
    let mut rest = crc32(text.as_bytes());
    let mut digits = Vec::with_capacity(CHECK);
    for _ in 0..CHECK {
        digits.push(digit(rest));
        rest /= 62;
    }
    digits.into_iter().rev().collect()
}

/// CRC-32 as in zip and PNG (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{clock::SystemClock, identity::Actor, random::SystemSource};

    #[test]
    fn the_checksum_is_the_common_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn a_token_is_read_back_and_an_altered_one_is_not() {
        let cx = Ctx::new(&SystemClock, Arc::new(SystemSource::new()), Actor::Anonymous);
        let token = ApiTokenSecret::new(&cx);
        assert_ne!(ApiTokenSecret::new(&cx), token);
        let text = token.clone().into_string();
        assert_eq!(text.len(), 39);
        assert_eq!(ApiTokenSecret::parse(&text), Some(token));
        for at in 0..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[at] = if altered[at] == b'x' { b'y' } else { b'x' };
            assert_eq!(ApiTokenSecret::parse(std::str::from_utf8(&altered).unwrap()), None, "{at}");
        }
        for bad in ["", "bd_", &text[..38], &format!("{text}0"), &format!("bd_{}", "ü".repeat(18))] {
            assert_eq!(ApiTokenSecret::parse(bad), None, "{bad}");
        }
    }
}
