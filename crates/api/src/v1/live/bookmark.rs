use chrono::{DateTime, Duration};
use domain::{
    clock::Timestamp,
    id::{AccountId, EventId},
    live::Place,
};
use uuid::Uuid;

use crate::App;

/// How far back a stream can go on.
const REMEMBERED: Duration = Duration::hours(24);

/// Whom a bookmark is for, and of which database: a restored one may count to the same places again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) account: AccountId,
    pub(super) restored_at: Option<Timestamp>,
}

/// A place in the feed as a client holds it: sealed, since it tells how much is done at the desk, and dated.
pub(super) fn seal(app: &App, scope: Scope, place: Place) -> String {
    let mut bytes = place.position.to_be_bytes().to_vec();
    bytes.extend(place.event.as_uuid().as_bytes());
    bytes.extend(app.clock().now().timestamp_millis().to_be_bytes());
    app.keys().seal_cursor(&bytes, &scope.context(), app.random().as_ref())
}

/// The place, if we made it in this scope, and not too long ago.
pub(super) fn open(app: &App, scope: Scope, id: &str) -> Option<Place> {
    let bytes = app.keys().open_cursor(id, &scope.context())?;
    let (position, rest) = bytes.split_first_chunk::<8>()?;
    let (event, millis) = rest.split_first_chunk::<16>()?;
    let told_at = DateTime::from_timestamp_millis(i64::from_be_bytes(millis.try_into().ok()?))?;
    let place = Place {
        position: i64::from_be_bytes(*position),
        event: EventId::from_uuid(Uuid::from_bytes(*event)),
    };
    is_remembered(told_at, app.clock().now()).then_some(place)
}

fn is_remembered(told_at: Timestamp, now: Timestamp) -> bool {
    now - told_at <= REMEMBERED
}

impl Scope {
    fn context(self) -> Vec<u8> {
        let Self { account, restored_at } = self;
        let restored_at = restored_at.map_or(0, |at| at.timestamp_millis());
        format!("streamEvents\n{account}\n{restored_at}").into_bytes()
    }
}
