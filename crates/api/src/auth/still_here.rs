use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    Error, Result,
    error::Unauthenticated,
    identity::AccountState,
    store::{Store, Tx},
};

use crate::http::RequestContext;

/// The store, for requests: whose account is being erased writes nothing more, on whichever server. A session
/// counts as checked for some seconds, so each transaction looks again.
///
/// The row is not locked: what is under way while the account is closed is found by the erasure, which ends
/// behind all that there is, and behind its end the account cannot be referred to.
pub(crate) struct StillHere(pub(crate) Arc<dyn Store>);

#[async_trait]
impl Store for StillHere {
    async fn begin(&self) -> Result<Box<dyn Tx>> {
        let mut tx = self.0.begin().await?;
        if let Some(customer) = RequestContext::current().customer() {
            let account = tx.accounts().find(customer).await?;
            if !account.is_some_and(|account| account.state == AccountState::Active) {
                return Err(Error::Unauthenticated(Unauthenticated::SessionEnded));
            }
        }
        Ok(tx)
    }

    async fn read(&self) -> Result<Box<dyn Tx>> {
        self.0.read().await
    }

    async fn glance(&self) -> Result<Box<dyn Tx>> {
        self.0.glance().await
    }

    fn measure(&self) {
        self.0.measure();
    }
}
