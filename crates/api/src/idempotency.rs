//! The `Idempotency-Key` of a request that makes something.

use bytes::Bytes;
use domain::{
    Ctx, Result,
    idempotency::{self, Claim},
    store::Tx,
};
use uuid::Uuid;

use crate::{App, extract::IdempotencyKey};

/// A request that may be a repetition.
pub(crate) struct Repeatable<'a> {
    /// The operation's id.
    pub(crate) operation: &'static str,
    /// The request's path, where it holds an id.
    pub(crate) path: &'a str,
    /// The body as sent.
    pub(crate) body: &'a Bytes,
    /// The id of the thing that the request makes.
    pub(crate) makes: Uuid,
}

impl IdempotencyKey {
    /// Claims the key in the caller's transaction. `Some(id)`: an earlier request made this.
    pub(crate) async fn claim(
        &self,
        app: &App,
        tx: &mut dyn Tx,
        cx: &Ctx,
        request: Repeatable<'_>,
    ) -> Result<Option<Uuid>> {
        let Some(key) = &self.0 else { return Ok(None) };
        let hash = |parts: &[&[u8]]| app.keys().request_hash(parts);
        let account = cx.actor().principal()?.account;
        let claim = Claim {
            account,
            key_hash: hash(&[account.as_uuid().as_bytes(), key.as_bytes()]),
            request_hash: hash(&[request.operation.as_bytes(), request.path.as_bytes(), request.body]),
            resource: request.makes,
            created_at: cx.now(),
        };
        idempotency::claim(tx, &claim).await
    }
}
