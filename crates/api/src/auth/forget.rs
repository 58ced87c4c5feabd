use domain::{Error, Result, access::TokenHash, id::SessionId, store::Tx};

use crate::App;

/// Who is no longer what they were once a transaction is committed: here that shows at once.
pub(crate) enum Forget {
    /// Sessions that it ends.
    Sessions(Vec<SessionId>),
    /// An API token that it revokes.
    Token(TokenHash),
    /// Rights or people change, which is rare.
    Everyone,
}

impl App {
    /// Commits, and forgets also when whoever has asked for it goes away meanwhile: the commit stays.
    pub(crate) async fn commit_and_forget(&self, tx: Box<dyn Tx>, whom: Forget) -> Result<()> {
        let app = self.clone();
        #[expect(
            clippy::disallowed_methods,
            reason = "ends with the commit; a process that stops remembers nobody"
        )]
        let committed = tokio::spawn(async move {
            let outcome = tx.commit().await;
            app.forget(&whom);
            outcome
        });
        committed.await.unwrap_or_else(|stopped| Err(Error::Internal(Box::new(stopped))))
    }

    fn forget(&self, whom: &Forget) {
        match whom {
            Forget::Sessions(ended) => {
                for session in ended {
                    self.principals().forget(*session);
                    self.browsers().forget(*session);
                }
            }
            Forget::Token(hash) => self.principals().forget_token(hash),
            Forget::Everyone => {
                self.principals().forget_all();
                self.browsers().forget_all();
            }
        }
    }
}
