//! What a database knows of the installation it belongs to.

use async_trait::async_trait;

use crate::{
    error::{Error, Result},
    keys::Keys,
    store::Tx,
};

/// The installation's single row.
#[async_trait]
pub trait InstanceRepo: Send {
    /// The check value of the application key that this database was made with; stores `ours` if
    /// there is none yet.
    async fn key_check(&mut self, ours: &str) -> Result<String>;
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
