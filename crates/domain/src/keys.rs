//! The application key and what is derived from it. One secret file feeds every keyed operation;
//! each use gets a key of its own (HKDF-SHA256, RFC 5869), so that no token can pass for another.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{aead, digest, hkdf, hmac};
use uuid::Uuid;

use crate::{
    id::{AccountId, CodeId, SessionId},
    random::Random,
};

/// Crockford's base 32: no letter that looks like a digit, and no U.
const SPOKEN: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TRANSFER_CODE_LENGTH: usize = 12;

/// Keys derived from the application key.
pub struct Keys {
    access_token: [u8; 32],
    refresh_token: hmac::Key,
    session_cookie: hmac::Key,
    code: hmac::Key,
    api_token: hmac::Key,
    recovery_code: hmac::Key,
    totp: aead::LessSafeKey,
    request_hash: hmac::Key,
    throttle: hmac::Key,
    cursor: aead::LessSafeKey,
    check: [u8; 32],
}

impl Keys {
    /// Derives all keys from the 32 bytes of the secret file.
    pub fn derive(application_key: &[u8; 32]) -> Self {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"benchdesk v1").extract(application_key);
        let derive = |purpose: &[u8]| derive_32(&root, purpose);
        let mac = |purpose: &[u8]| hmac::Key::new(hmac::HMAC_SHA256, &derive(purpose));
        Self {
            access_token: derive(b"access token"),
            refresh_token: mac(b"refresh token"),
            session_cookie: mac(b"session cookie"),
            code: mac(b"single-use code"),
            api_token: mac(b"API token"),
            recovery_code: mac(b"recovery code"),
            totp: sealing_key(&derive(b"second factor")),
            request_hash: mac(b"request hash"),
            throttle: mac(b"throttle"),
            cursor: sealing_key(&derive(b"cursor")),
            check: derive(b"check value"),
        }
    }

    /// The key that signs access tokens.
    pub const fn access_token(&self) -> &[u8; 32] {
        &self.access_token
    }

    /// A value that tells whether two processes, or a database and a process, hold the same
    /// application key. It reveals nothing about the key.
    pub fn check_value(&self) -> String {
        URL_SAFE_NO_PAD.encode(&digest::digest(&digest::SHA256, &self.check).as_ref()[..16])
    }

    /// The refresh token of a session's generation.
    pub fn refresh_token(&self, session: SessionId, generation: i32) -> String {
        session_token(&self.refresh_token, session, generation)
    }

    /// Whose refresh token this is and of which generation; `None` if we did not make it.
    pub fn read_refresh_token(&self, token: &str) -> Option<(SessionId, i32)> {
        read_session_token(&self.refresh_token, token)
    }

    /// The cookie of a browser session's generation.
    pub fn session_cookie(&self, session: SessionId, generation: i32) -> String {
        session_token(&self.session_cookie, session, generation)
    }

    /// Whose cookie this is and of which generation; `None` if we did not make it.
    pub fn read_session_cookie(&self, cookie: &str) -> Option<(SessionId, i32)> {
        read_session_token(&self.session_cookie, cookie)
    }

    /// The token of a single-use code: its id and a MAC over purpose and id.
    pub fn code_token(&self, purpose: &str, id: Uuid) -> String {
        let mut bytes = id.as_bytes().to_vec();
        bytes.extend_from_slice(hmac::sign(&self.code, &code_body(purpose, id)).as_ref());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Which code a token stands for; `None` if we did not make it for this purpose.
    pub fn read_code_token(&self, purpose: &str, token: &str) -> Option<CodeId> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, mac) = bytes.split_at_checked(16)?;
        let id = Uuid::from_slice(id).ok()?;
        hmac::verify(&self.code, &code_body(purpose, id), mac).ok()?;
        Some(CodeId::from_uuid(id))
    }

    /// What an API token is stored and looked up by.
    pub fn api_token_hash(&self, token: &str) -> Vec<u8> {
        hmac::sign(&self.api_token, token.as_bytes()).as_ref().to_vec()
    }

    /// The code that hands a device over: 12 characters that can be told over the telephone (60 bits),
    /// made from the hand-over's id. It is stored nowhere.
    pub fn transfer_code(&self, id: Uuid) -> String {
        let tag = hmac::sign(&self.code, &code_body("device_transfer", id));
        let mut code = String::new();
        for (at, byte) in tag.as_ref().iter().take(TRANSFER_CODE_LENGTH).enumerate() {
            if at > 0 && at % 4 == 0 {
                code.push('-');
            }
            code.push(char::from(SPOKEN[usize::from(byte % 32)]));
        }
        code
    }

    /// Whether this is the code of the hand-over, in time that does not depend on how much of it is
    /// right. Case, spaces and dashes don't matter, nor do letters that look like digits.
    pub fn is_transfer_code(&self, id: Uuid, given: &str) -> bool {
        let plain = |code: &str| -> String {
            code.chars()
                .filter(|c| !c.is_whitespace() && *c != '-')
                .map(|c| match c.to_ascii_uppercase() {
                    'O' => '0',
                    'I' | 'L' => '1',
                    other => other,
                })
                .collect()
        };
        let expected = hmac::sign(&self.request_hash, plain(&self.transfer_code(id)).as_bytes());
        hmac::verify(&self.request_hash, plain(given).as_bytes(), expected.as_ref()).is_ok()
    }

    /// What a recovery code is stored and looked up by.
    pub fn recovery_code_hash(&self, account: AccountId, code: &str) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.recovery_code);
        context.update(account.as_uuid().as_bytes());
        context.update(code.as_bytes());
        context.sign().as_ref().to_vec()
    }

    /// Seals the secret of an account's second factor.
    pub fn seal_totp(&self, secret: &[u8], account: AccountId, nonce: [u8; aead::NONCE_LEN]) -> Vec<u8> {
        let mut sealed = secret.to_vec();
        let at = aead::Nonce::assume_unique_for_key(nonce);
        let for_whom = aead::Aad::from(*account.as_uuid().as_bytes());
        if self.totp.seal_in_place_append_tag(at, for_whom, &mut sealed).is_err() {
            return Vec::new();
        }
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens a sealed secret; `None` if it was made with another key or for another account.
    pub fn open_totp(&self, sealed: &[u8], account: AccountId) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(aead::NONCE_LEN)?;
        let nonce = aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
        let for_whom = aead::Aad::from(*account.as_uuid().as_bytes());
        let mut sealed = sealed.to_vec();
        self.totp.open_in_place(nonce, for_whom, &mut sealed).ok().map(|secret| secret.to_vec())
    }

    /// A keyed hash of a request: equal for equal requests, useless without the key.
    pub fn request_hash(&self, parts: &[&[u8]]) -> Vec<u8> {
        mac_of_parts(&self.request_hash, parts)
    }

    /// What attempts are counted under on a day; another day's cannot be compared with it.
    pub fn throttle_key(&self, day: i64, parts: &[&[u8]]) -> Vec<u8> {
        let of_day = hmac::sign(&self.throttle, &day.to_be_bytes());
        mac_of_parts(&hmac::Key::new(hmac::HMAC_SHA256, of_day.as_ref()), parts)
    }

    /// Seals a list position. `context` (route, filter, reader) must be the same when it is opened.
    pub fn seal_cursor(&self, position: &[u8], context: &[u8], random: &dyn Random) -> String {
        let mut nonce = [0; aead::NONCE_LEN];
        random.fill(&mut nonce);
        let mut sealed = position.to_vec();
        let in_place = self.cursor.seal_in_place_append_tag(
            aead::Nonce::assume_unique_for_key(nonce),
            aead::Aad::from(context),
            &mut sealed,
        );
        if in_place.is_err() {
            return String::new();
        }
        let mut bytes = nonce.to_vec();
        bytes.append(&mut sealed);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Opens a sealed list position; `None` if it was made elsewhere, altered, or for another list.
    pub fn open_cursor(&self, cursor: &str, context: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(aead::NONCE_LEN)?;
        let nonce = aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
        self.cursor.open_in_place(nonce, aead::Aad::from(context), sealed).ok().map(|p| p.to_vec())
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(redacted)")
    }
}

fn mac_of_parts(key: &hmac::Key, parts: &[&[u8]]) -> Vec<u8> {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    context.sign().as_ref().to_vec()
}

fn session_token(key: &hmac::Key, session: SessionId, generation: i32) -> String {
    let mut bytes = session.as_uuid().as_bytes().to_vec();
    bytes.extend_from_slice(&generation.to_be_bytes());
    let tag = hmac::sign(key, &bytes);
    bytes.extend_from_slice(tag.as_ref());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_session_token(key: &hmac::Key, token: &str) -> Option<(SessionId, i32)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (body, tag) = bytes.split_at_checked(20)?;
    hmac::verify(key, body, tag).ok()?;
    let (session, generation) = body.split_at_checked(16)?;
    let session = SessionId::from_uuid(Uuid::from_slice(session).ok()?);
    Some((session, i32::from_be_bytes(generation.try_into().ok()?)))
}

fn code_body(purpose: &str, id: Uuid) -> Vec<u8> {
    [purpose.as_bytes(), id.as_bytes()].concat()
}

#[expect(clippy::expect_used, reason = "ring fails only for outputs longer than 8160 bytes; this is 32")]
fn derive_32(root: &hkdf::Prk, purpose: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    root.expand(&[purpose], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut key))
        .expect("HKDF gives 32 bytes");
    key
}

#[expect(clippy::expect_used, reason = "ring fails only for keys of another length; this one has 32 bytes")]
fn sealing_key(key: &[u8; 32]) -> aead::LessSafeKey {
    aead::LessSafeKey::new(aead::UnboundKey::new(&aead::CHACHA20_POLY1305, key).expect("32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemSource;

    #[test]
    fn tokens_are_bound_to_key_purpose_and_content() {
        let keys = Keys::derive(&[7; 32]);
        let other = Keys::derive(&[8; 32]);
        let id = Uuid::from_u128(1 << 100 | 5);
        let token = keys.code_token("verify_email", id);
        assert_eq!(keys.read_code_token("verify_email", &token), Some(CodeId::from_uuid(id)));
        assert_eq!(keys.read_code_token("first_admin", &token), None);
        assert_eq!(other.read_code_token("verify_email", &token), None);
        assert_eq!(keys.read_code_token("verify_email", "AAAA"), None);
        assert_ne!(keys.check_value(), other.check_value());

        let session = SessionId::from_uuid(id);
        let token = keys.refresh_token(session, 3);
        assert_eq!(keys.read_refresh_token(&token), Some((session, 3)));
        assert_eq!(other.read_refresh_token(&token), None);
        assert_eq!(keys.read_refresh_token(&token[1..]), None);
        assert_eq!(keys.read_session_cookie(&token), None);
        assert_eq!(keys.read_session_cookie(&keys.session_cookie(session, 4)), Some((session, 4)));
    }

    #[test]
    fn a_transfer_code_can_be_told_aloud_and_belongs_to_one_hand_over() {
        let keys = Keys::derive(&[7; 32]);
        let (id, other) = (Uuid::from_u128(5), Uuid::from_u128(6));
        let code = keys.transfer_code(id);
        assert_eq!(code.len(), 14, "three groups of four");
        assert!(keys.is_transfer_code(id, &code));
        let said = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert!(keys.is_transfer_code(id, &said));
        assert!(!keys.is_transfer_code(other, &code));
        assert!(!Keys::derive(&[8; 32]).is_transfer_code(id, &code));
        for bad in ["", "-", &code[1..], &format!("{code}0")] {
            assert!(!keys.is_transfer_code(id, bad), "{bad}");
        }
    }

    #[test]
    fn a_cursor_opens_only_where_it_was_made() {
        let keys = Keys::derive(&[7; 32]);
        let sealed = keys.seal_cursor(b"position", b"listTickets", &SystemSource::new());
        assert_eq!(keys.open_cursor(&sealed, b"listTickets").as_deref(), Some(&b"position"[..]));
        assert_eq!(keys.open_cursor(&sealed, b"listCustomers"), None);
        for at in 0..sealed.len() {
            let mut forged = sealed.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(
                keys.open_cursor(std::str::from_utf8(&forged).unwrap(), b"listTickets"),
                None,
                "byte {at}"
            );
        }
    }

    #[test]
    fn a_second_factor_opens_with_its_key_for_its_account_only() {
        let keys = Keys::derive(&[7; 32]);
        let [ann, eve] = [1, 2].map(|id| AccountId::from_uuid(Uuid::from_u128(id)));
        let sealed = keys.seal_totp(b"secret", ann, [5; 12]);
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(keys.open_totp(&sealed, ann).as_deref(), Some(&b"secret"[..]));
        assert_eq!(keys.open_totp(&sealed, eve), None);
        assert_eq!(Keys::derive(&[8; 32]).open_totp(&sealed, ann), None);
        assert_ne!(keys.recovery_code_hash(ann, "a"), keys.recovery_code_hash(eve, "a"));
    }

    #[test]
    fn a_request_hash_keeps_its_parts_apart() {
        let keys = Keys::derive(&[7; 32]);
        assert_ne!(keys.throttle_key(1, &[b"a"]), keys.throttle_key(2, &[b"a"]));
        assert_ne!(keys.request_hash(&[b"ab", b"c"]), keys.request_hash(&[b"a", b"bc"]));
    }
}
