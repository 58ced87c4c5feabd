use chrono::Duration;
use domain::{
    Ctx, Error, Result,
    clock::Timestamp,
    error::Unauthenticated,
    id::{AccountId, SessionId},
    identity::Session,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long an access token works.
pub(crate) const LIFETIME: Duration = Duration::minutes(10);
/// The media type of access tokens (RFC 9068): no other signed thing passes for one.
const TYPE: &str = "at+jwt";
const AUDIENCE: &str = "benchdesk";

/// Signs and reads access tokens.
pub(crate) struct AccessTokens {
    issuer: String,
    signing: EncodingKey,
    reading: DecodingKey,
    validation: Validation,
}

/// What an access token says. Rights are not in it: they are looked up, so that they can end.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: AccountId,
    sid: SessionId,
    jti: Uuid,
    iat: i64,
    exp: i64,
}

impl AccessTokens {
    pub(crate) fn new(key: &[u8; 32], issuer: String) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&issuer]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // Compared with the injected clock, below.
        validation.validate_exp = false;
        let (signing, reading) = (EncodingKey::from_secret(key), DecodingKey::from_secret(key));
        Self { issuer, signing, reading, validation }
    }

    /// An access token for a session, good from now.
    pub(crate) fn issue(&self, cx: &Ctx, session: &Session) -> Result<String> {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: session.account,
            sid: session.id,
            jti: cx.uuid(),
            iat: cx.now().timestamp(),
            exp: (cx.now() + LIFETIME).timestamp(),
        };
        encode(&header, &claims, &self.signing)
            .map_err(|_| Error::internal("an access token cannot be signed"))
    }

    /// Whose session a token stands for.
    pub(crate) fn read(&self, token: &str, now: Timestamp) -> Result<(AccountId, SessionId)> {
        let invalid = || Error::Unauthenticated(Unauthenticated::Invalid);
        let token = decode::<Claims>(token, &self.reading, &self.validation).map_err(|_| invalid())?;
        if token.header.typ.as_deref() != Some(TYPE) || token.claims.iat > now.timestamp() + 30 {
            return Err(invalid());
        }
        if token.claims.exp <= now.timestamp() {
            return Err(Error::Unauthenticated(Unauthenticated::Expired));
        }
        Ok((token.claims.sub, token.claims.sid))
    }
}
