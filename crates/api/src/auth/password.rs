use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc};
use domain::{
    Error, Result,
    identity::{Password, PasswordHash},
};
use tokio::sync::oneshot;

/// Hashes that run at once: each takes a core and 19 MiB.
const THREADS: usize = 2;
/// Hashes that may wait for their turn; more are told to come back later.
const WAITING: usize = 256;

/// Argon2id with the parameters that OWASP recommends (19 MiB, two passes), on two threads of its
/// own: the allocator keeps a hash's memory with the thread that asked for it, and a pool of many
/// threads would keep it many times.
#[derive(Clone)]
pub struct PasswordHasher {
    queue: SyncSender<Work>,
}

type Work = Box<dyn FnOnce() + Send>;

impl Default for PasswordHasher {
    fn default() -> Self {
        let (queue, work) = sync_channel(WAITING);
        let work = Arc::new(Mutex::new(work));
        for _ in 0..THREADS {
            let work = Arc::clone(&work);
            thread::spawn(move || run_all(&work));
        }
        Self { queue }
    }
}

/// Runs what comes until nobody can send any more.
fn run_all(work: &Mutex<Receiver<Work>>) {
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            // A panic ends one hash, not the thread; its caller is told by the dropped answer.
            Ok(work) => drop(catch_unwind(AssertUnwindSafe(work))),
            Err(_) => return,
        }
    }
}

impl PasswordHasher {
    /// Hashes a new password.
    pub async fn hash(&self, password: &Password) -> Result<PasswordHash> {
        let password = password.clone();
        self.run(move || hash(password.as_str())).await
    }

    /// Whether the password belongs to the hash. Without a hash the same work is done on a decoy,
    /// and the answer is no.
    pub(crate) async fn verify(&self, password: String, stored: Option<PasswordHash>) -> Result<bool> {
        self.run(move || {
            let genuine = stored.is_some();
            let matches = matches(&password, stored.unwrap_or_else(PasswordHash::nobodys).as_str());
            Ok(matches && genuine)
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let (answer, done) = oneshot::channel();
        let work = move || {
            // Who has gone away meanwhile needs no hash.
            if !answer.is_closed() {
                let _ = answer.send(work());
            }
        };
        self.queue.try_send(Box::new(work)).map_err(|_| crowded())?;
        done.await.unwrap_or_else(|_| Err(Error::internal("a password hash was cut off")))
    }
}

fn crowded() -> Error {
    Error::Unavailable {
        retry_after: std::time::Duration::from_secs(2),
        cause: "too many passwords wait to be hashed".into(),
    }
}

fn hash(password: &str) -> Result<PasswordHash> {
    let hash: phc::PasswordHash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|_| Error::internal("a password cannot be hashed"))?;
    Ok(PasswordHash::from_stored(hash.to_string()))
}

fn matches(password: &str, stored: &str) -> bool {
    phc::PasswordHash::new(stored)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches_and_the_decoy_never() {
        let hasher = PasswordHasher::default();
        let password = Password::parse("correct horse battery").unwrap();
        let hash = hasher.hash(&password).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hasher.verify(password.as_str().to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify("wrong".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify("wrong".to_owned(), None).await.unwrap());
        assert!(
            phc::PasswordHash::new(PasswordHash::nobodys().as_str()).unwrap().params
                == phc::PasswordHash::new(hash.as_str()).unwrap().params
        );
    }
}
