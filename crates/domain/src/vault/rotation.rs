//! The renewal of the epoch. Each step does what is left to do of it and nothing else, so that a process may
//! die between any two, and two may do the same at once.
//!
//! After it, no copy of the database from before can be read where a case has ended; those whose case goes on
//! can, through the newest shelf.

use chrono::Duration;

use super::{
    Archive, Epoch, EpochRecord, HeldKey, KeyProvider, Shelf, Wrap, WrapPlace, open::keys_are_there,
    put::keys_are_moving, start::current, write_ledger::write_destroyed,
};
use crate::{
    Ctx, address,
    clock::Timestamp,
    error::{Error, Result},
    store::Store,
};

/// How many keys are wrapped anew in one transaction.
const BATCH: u64 = 500;
/// How old the shelf may become.
const SHELF_AGE: Duration = Duration::hours(1);
/// How long a key waits for a shelf that cannot be written; then it is destroyed without one.
const PATIENCE: Duration = Duration::hours(72);

/// What a rotation is made of, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The next key is made, if it is time.
    CreateKey,
    /// It becomes the current one.
    MakeCurrent,
    /// What the others wrap is wrapped anew.
    Rewrap,
    /// The others are forgotten by the database.
    Forget,
    /// The shelf is written: from here on a backup of any age needs it.
    WriteShelf,
    /// Keys that the database has forgotten are destroyed.
    DestroyKeys,
    /// The ledger and the receipts learn it.
    Record,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 7] = [
        Self::CreateKey,
        Self::MakeCurrent,
        Self::Rewrap,
        Self::Forget,
        Self::WriteShelf,
        Self::DestroyKeys,
        Self::Record,
    ];

    /// The name of the place behind it, for tests that break it off there.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CreateKey => "create-key",
            Self::MakeCurrent => "make-current",
            Self::Rewrap => "rewrap",
            Self::Forget => "forget",
            Self::WriteShelf => "write-shelf",
            Self::DestroyKeys => "destroy-keys",
            Self::Record => "record",
        }
    }
}

/// A rotation, with what it works on.
#[derive(Clone, Copy)]
pub struct Rotation<'a> {
    /// Where addresses are.
    pub store: &'a dyn Store,
    /// Where keys are.
    pub keys: &'a dyn KeyProvider,
    /// Where ledger and shelf are.
    pub archive: &'a dyn Archive,
    /// When and with which randomness.
    pub cx: &'a Ctx,
    /// How long an epoch lasts.
    pub period: Duration,
}

impl Rotation<'_> {
    /// Does one step.
    pub async fn run(self, step: Step) -> Result<()> {
        match step {
            Step::CreateKey => self.create_key().await,
            Step::MakeCurrent => self.make_current().await,
            Step::Rewrap => self.rewrap().await,
            Step::Forget => self.forget().await,
            Step::WriteShelf => self.write_shelf().await,
            Step::DestroyKeys => self.destroy_keys().await,
            Step::Record => self.record().await,
        }
    }

    async fn create_key(self) -> Result<()> {
        let epochs = self.epochs().await?;
        let current = current_of(&epochs)?;
        let is_due = self.cx.now() - current.created_at >= self.period;
        // While old keys wait for the shelf the current one grows old, so that their wait has an end.
        if is_due && epochs.len() == 1 && self.forgotten().await?.is_empty() {
            // A key is made beside the others, never in place of keys that are not mounted.
            keys_are_there(self.store, self.keys).await?;
            self.keys.create(current.epoch.next()).await?;
        }
        Ok(())
    }

    /// A key behind the current one is there because it was time.
    async fn make_current(self) -> Result<()> {
        let before = current_of(&self.epochs().await?)?.epoch;
        let held = self.keys.keys().await?;
        let Some(HeldKey { epoch, check }) = held.into_iter().find(|key| key.epoch == before.next()) else {
            return Ok(());
        };
        keys_are_there(self.store, self.keys).await?;
        let mut tx = self.store.begin().await?;
        tx.instance().lock().await?;
        if current_of(&tx.epochs().all().await?)?.epoch == before {
            let record = EpochRecord { is_current: false, ..current(epoch, check, self.cx) };
            tx.epochs().add(&record).await?;
            tx.epochs().make_current(epoch).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn rewrap(self) -> Result<()> {
        let (to, mut last) = (current_of(&self.epochs().await?)?.epoch, None);
        loop {
            let old = self.store.glance().await?.epochs().wraps(Some(to), last, BATCH).await?;
            let Some(end) = old.last() else { return Ok(()) };
            last = Some(end.place.repair);
            let mut pairs = Vec::with_capacity(old.len());
            for wrap in old {
                match self.wrap_anew(&wrap, to).await? {
                    Some(new) => pairs.push((wrap, new)),
                    // One that cannot be opened keeps no other from going on, nor its old key from its end.
                    None => address::give_up(self.store, self.keys, self.cx, &wrap, to).await?,
                }
            }
            let mut tx = self.store.begin().await?;
            for (old, new) in &pairs {
                // False: the address was replaced or has ended meanwhile.
                tx.epochs().rewrap(old, new).await?;
            }
            tx.commit().await?;
        }
    }

    /// `None` if it cannot be opened, or another took its place.
    async fn wrap_anew(self, wrap: &Wrap, to: Epoch) -> Result<Option<Wrap>> {
        let key = match self.keys.unwrap(wrap.place, &wrap.wrapped).await {
            Err(Error::Gone(_)) => return Ok(None),
            unwrapped => unwrapped?,
        };
        let place = WrapPlace { epoch: to, ..wrap.place };
        Ok(Some(Wrap { place, wrapped: self.keys.wrap(place, &key).await.map_err(keys_are_moving)? }))
    }

    /// One that has got a wrap since stays until the next time.
    async fn forget(self) -> Result<()> {
        for record in self.epochs().await?.iter().filter(|record| !record.is_current) {
            let mut tx = self.store.begin().await?;
            if tx.epochs().remove(record.epoch).await? {
                tx.commit().await?;
            }
        }
        Ok(())
    }

    async fn write_shelf(self) -> Result<()> {
        let is_late = self.cx.now() - current_of(&self.epochs().await?)?.created_at >= PATIENCE;
        match self.renew_shelf().await {
            Err(_) if is_late => Ok(()),
            written => written,
        }
    }

    async fn renew_shelf(self) -> Result<()> {
        let written = self.archive.shelf().await?.and_then(|shelf| shelf.made_at.parse::<Timestamp>().ok());
        // One from the future was made by a clock that was wrong.
        let is_old = written.is_none_or(|at| at > self.cx.now() || self.cx.now() - at >= SHELF_AGE);
        if !is_old && self.forgotten().await?.is_empty() {
            return Ok(());
        }
        if self.archive.put_shelf(&Shelf::of(self.store, self.cx.now()).await?).await? {
            return Ok(());
        }
        // No key is destroyed for a shelf that somebody else has written: whoever did goes on.
        Err(Error::Unavailable {
            retry_after: std::time::Duration::from_secs(1),
            cause: "another shelf was written at the same moment".into(),
        })
    }

    async fn destroy_keys(self) -> Result<()> {
        for epoch in self.forgotten().await? {
            self.keys.destroy(epoch).await?;
        }
        Ok(())
    }

    async fn record(self) -> Result<()> {
        let first = self.keys.keys().await?.first().map(|key| key.epoch.number());
        let Some(first) = first else { return keys_are_there(self.store, self.keys).await };
        let through = first - 1;
        let known = self.store.glance().await?.purges().known().await?;
        if through > known.map_or(0, |known| known.destroyed_through) {
            keys_are_there(self.store, self.keys).await?;
            write_destroyed(self.store, self.archive, self.cx, through).await?;
        }
        Ok(())
    }

    /// Keys of which the database knows nothing any more. One behind the current is not among them: it is
    /// about to become it.
    async fn forgotten(self) -> Result<Vec<Epoch>> {
        let held = self.keys.keys().await?;
        let epochs = self.epochs().await?;
        let current = current_of(&epochs)?.epoch;
        let is_known = |epoch| epochs.iter().any(|record| record.epoch == epoch);
        let forgotten = held.into_iter().map(|key| key.epoch);
        Ok(forgotten.filter(|epoch| *epoch < current && !is_known(*epoch)).collect())
    }

    async fn epochs(self) -> Result<Vec<EpochRecord>> {
        self.store.glance().await?.epochs().all().await
    }
}

fn current_of(epochs: &[EpochRecord]) -> Result<&EpochRecord> {
    let current = epochs.iter().find(|record| record.is_current);
    current.ok_or_else(|| Error::internal("the desk has no epoch"))
}
