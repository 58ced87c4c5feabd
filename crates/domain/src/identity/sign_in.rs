use super::{Account, AccountState, PasswordHash, Session, SessionKind};
use crate::{
    Ctx,
    contact::EmailAddress,
    error::{Denied, Error, Result, Unauthenticated},
    store::Tx,
};

/// Looks up whose password is to be verified. Whatever comes back, the caller verifies one hash
/// (a decoy if there is none), so that the work done does not tell whether the account exists.
pub async fn find_for_sign_in(tx: &mut dyn Tx, email: &str) -> Result<Option<Account>> {
    // An address that cannot be one is looked up like any other: as a key that nobody has.
    let key = EmailAddress::parse(email).map_or_else(|_| String::new(), |address| address.key());
    tx.accounts().find_by_email_key(&key).await
}

/// Signs an account in whose password has just been verified against `verified`.
pub async fn start_session(
    tx: &mut dyn Tx,
    cx: &Ctx,
    account: &Account,
    verified: &PasswordHash,
    kind: SessionKind,
    remembered: bool,
) -> Result<Session> {
    let wrong = || Error::Unauthenticated(Unauthenticated::WrongCredentials);
    // Behind a lock: a password that is replaced at the same time lets nobody in any more.
    let current = tx.accounts().find_by_email_key(&account.email.key()).await?;
    let current = current.filter(|current| current.id == account.id).ok_or_else(wrong)?;
    if current.password != *verified {
        return Err(wrong());
    }
    match current.state {
        AccountState::Disabled => Err(wrong()),
        AccountState::Unverified => Err(Denied::EmailUnverified.into()),
        AccountState::Active => {
            let session = Session::start(cx, current.id, kind, remembered);
            tx.sessions().add(&session).await?;
            Ok(session)
        }
    }
}
