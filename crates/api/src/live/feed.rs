use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use domain::{
    Result,
    clock::Timestamp,
    id::{AccountId, TicketId},
    live::{Change, Place},
    store::{Store, Tx},
    ticket::Viewer,
};
use tokio::{sync::Mutex, time::Instant};

use super::moves::Moves;

/// How often the store is asked, for all streams of the process together.
pub(crate) const TICK: Duration = Duration::from_millis(400);
/// How many changes one statement reads.
const BATCH: u64 = 500;
/// How many changes are kept for streams that are behind; who is further behind reads for itself.
const KEPT: usize = 2_000;
/// After this time without a stream, the feed begins anew.
const PAUSE: Duration = Duration::from_mins(1);

/// The newest part of the feed. No task reads it: the first stream that finds it old does, and without a
/// stream nobody does.
#[derive(Default)]
pub(crate) struct Feed(Mutex<Option<Recent>>);

struct Recent {
    read_at: Instant,
    /// All changes behind this place…
    from: Place,
    /// …and up to this one are here.
    until: Place,
    changes: VecDeque<Arc<Change>>,
    moves: Moves,
}

/// Up to where a stream has told what happens, and whom it tells.
pub(crate) struct Reader {
    pub(crate) viewer: Viewer,
    pub(crate) account: AccountId,
    pub(crate) after: Place,
    /// Which move of people comes next.
    pub(crate) moves_seen: u64,
}

/// What a stream has not told yet.
pub(crate) struct Stretch {
    /// Changes that its viewer may know of, in order.
    pub(crate) changes: Vec<Arc<Change>>,
    /// Where the feed goes on behind them.
    pub(crate) until: Place,
    /// Whether that is all.
    pub(crate) is_current: bool,
    /// Tickets at which people have moved, of those where the account is.
    pub(crate) moved: BTreeSet<TicketId>,
    /// Which move comes next.
    pub(crate) moves_seen: u64,
}

impl Feed {
    /// Which move of people comes next: a stream that begins tells of all from then on.
    pub(crate) async fn next_move(&self, store: &dyn Store, now: Timestamp) -> Result<u64> {
        let mut held = self.0.lock().await;
        Ok(up_to_date(store, now, &mut held).await?.moves.next())
    }

    /// What a reader has not told yet.
    pub(crate) async fn since(&self, store: &dyn Store, now: Timestamp, reader: &Reader) -> Result<Stretch> {
        let mut held = self.0.lock().await;
        let recent = up_to_date(store, now, &mut held).await?;
        let (moved, moves_seen) = recent.moves.since(reader.account, reader.moves_seen);
        let until = recent.until.max(reader.after);
        if reader.after >= recent.from {
            let first = recent.changes.partition_point(|change| change.place <= reader.after);
            let news = recent.changes.range(first..).filter(|change| change.is_for(reader.viewer));
            let changes = news.cloned().collect();
            return Ok(Stretch { changes, until, is_current: true, moved, moves_seen });
        }
        // Others need not wait for one who is far behind.
        drop(held);
        let mut tx = store.glance().await?;
        let changes = tx.feed().changes(reader.viewer, reader.after, until.position, BATCH).await?;
        let is_current = !is_full(&changes);
        let until = if is_current { until } else { changes.last().map_or(until, |last| last.place) };
        let changes = changes.into_iter().map(Arc::new).collect();
        Ok(Stretch { changes, until, is_current, moved, moves_seen })
    }
}

/// The feed, read again if that was a while ago.
async fn up_to_date<'f>(
    store: &dyn Store,
    now: Timestamp,
    feed: &'f mut Option<Recent>,
) -> Result<&'f Recent> {
    if feed.as_ref().is_none_or(|recent| recent.read_at.elapsed() >= TICK / 2) {
        refresh(store, now, feed).await?;
    }
    feed.as_ref().ok_or_else(|| domain::Error::internal("the feed was not read"))
}

/// Reads on from where the feed was read last; begins anew after a pause. Nothing is awaited once
/// something is changed: a stream that ends while it reads for the others loses them nothing.
async fn refresh(store: &dyn Store, now: Timestamp, feed: &mut Option<Recent>) -> Result<()> {
    let mut tx = store.glance().await?;
    let settled = Place::behind(tx.feed().settled().await?);
    let present = tx.presence().all(now).await?;
    let Some(recent) = feed.as_mut().filter(|recent| recent.read_at.elapsed() < PAUSE) else {
        let (moves, changes) = (Moves::of(present), VecDeque::new());
        *feed = Some(Recent { read_at: Instant::now(), from: settled, until: settled, changes, moves });
        return Ok(());
    };
    let news = changes_until(&mut *tx, recent.until, settled).await?;
    recent.moves.note(present);
    recent.add(news, settled);
    Ok(())
}

async fn changes_until(tx: &mut dyn Tx, after: Place, settled: Place) -> Result<Vec<Change>> {
    let (mut news, mut after) = (Vec::new(), after);
    while after < settled {
        let changes = tx.feed().changes(Viewer::Staff, after, settled.position, BATCH).await?;
        after = match changes.last() {
            Some(last) if is_full(&changes) => last.place,
            _ => settled,
        };
        news.extend(changes);
    }
    Ok(news)
}

impl Recent {
    fn add(&mut self, news: Vec<Change>, settled: Place) {
        self.changes.extend(news.into_iter().map(Arc::new));
        self.until = self.until.max(settled);
        self.read_at = Instant::now();
        while self.changes.len() > KEPT {
            self.from = self.changes.pop_front().map_or(self.from, |gone| gone.place);
        }
    }
}

fn is_full(changes: &[Change]) -> bool {
    u64::try_from(changes.len()).is_ok_and(|read| read >= BATCH)
}
