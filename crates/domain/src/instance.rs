//! What a database knows of the installation it belongs to.

use async_trait::async_trait;

use crate::{
    Ctx,
    clock::Timestamp,
    error::{Error, Result},
    keys::Keys,
    store::Tx,
};

/// The database beneath, as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    /// `sqlite` or `postgresql`.
    pub name: &'static str,
    /// Its own version.
    pub version: String,
    /// The newest migration that was applied.
    pub schema: String,
}

/// What a restore has changed, so that nothing from before happens a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Sessions that were ended.
    pub sessions: u64,
    /// API tokens that were ended: some may have been revoked since the backup.
    pub api_tokens: u64,
    /// Single-use codes that were voided.
    pub codes: u64,
    /// Mails that are held back.
    pub mails: u64,
}

/// The installation's single row.
#[async_trait]
pub trait InstanceRepo: Send {
    /// The check value of the application key that this database was made with; stores `ours` if
    /// there is none yet.
    async fn key_check(&mut self, ours: &str) -> Result<String>;
    /// The check value, if there is one; stores nothing.
    async fn known_key_check(&mut self) -> Result<Option<String>>;
    /// The database beneath.
    async fn engine(&mut self) -> Result<Engine>;
    /// When it was last restored from a backup.
    async fn restored_at(&mut self) -> Result<Option<Timestamp>>;
    /// Notes that it was restored, ends every session and API token and voids every single-use
    /// code; with `hold_mail`, sets every mail aside that waits, with a reason of its own.
    async fn settle(&mut self, now: Timestamp, hold_mail: bool) -> Result<Settled>;
    /// Sets every mail aside that waits, with a reason of its own; returns how many.
    async fn hold_mails(&mut self, now: Timestamp) -> Result<u64>;
    /// Notes when the vault was proven, and how many things were wrong with it.
    async fn set_vault_proof(&mut self, at: Timestamp, wrong: i64) -> Result<()>;
    /// Waits until no other transaction holds the installation, and holds it until this one ends.
    async fn lock(&mut self) -> Result<()>;
}

/// Refuses to go on with another application key than the database was made with: every link,
/// session and cursor would silently stop working.
pub async fn check_key(tx: &mut dyn Tx, keys: &Keys) -> Result<()> {
    let ours = keys.check_value();
    if tx.instance().key_check(&ours).await? == ours {
        Ok(())
    } else {
        Err(Error::internal("the secret file does not belong to this database"))
    }
}

/// Makes a restored database safe to serve. What happened after the backup is not known to it: a
/// session that was ended, a link that was used, a mail that was sent would count again.
pub async fn settle_after_restore(tx: &mut dyn Tx, cx: &Ctx, hold_mail: bool) -> Result<Settled> {
    tx.instance().settle(cx.now(), hold_mail).await
}

/// The machine that a process runs on.
pub trait Host: Send + Sync {
    /// How many bytes are free where files are kept.
    fn free_bytes(&self) -> Option<u64>;
    /// How mail leaves: `smtp`, `folder`, or `terminal`.
    fn mail_transport(&self) -> &'static str;
}
