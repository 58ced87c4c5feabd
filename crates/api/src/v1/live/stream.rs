use std::{collections::VecDeque, convert::Infallible, time::Duration};

use axum::{
    Extension,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response, Sse, sse},
};
use domain::{
    Result,
    identity::{Actor, Principal},
    live::Place,
    ticket::Viewer,
};
use futures_util::stream::unfold;
use tokio::time::{Instant, sleep};

use super::{
    bookmark::{self, Scope},
    event::LiveEvent,
};
use crate::{
    App,
    auth::Caller,
    extract::LastEventId,
    http::Stopping,
    live::{Reader, Seat, TICK},
    problem::{Problem, ProblemCode},
};

/// How often a silent stream says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often a stream looks whether its caller may still be told.
const CHECK: Duration = Duration::from_secs(4);
/// How soon a client whose stream was cut is to come back.
const COME_BACK: Duration = Duration::from_secs(3);
/// How many changes a stream that goes on may be behind: beyond, reading everything again costs less.
const FURTHEST_BEHIND: usize = 5_000;

const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Follow what happens
///
/// Server-sent events, for as long as the caller stays and the session or token lives: that a ticket which
/// the caller may see has changed, within a second; and for staff, that someone came to a ticket that they
/// are at. Events say what to read again, never what it holds. With `Last-Event-ID` the stream goes on
/// where it was left, at any server and also after a restart, without a gap or a repetition, for 24 hours
/// and 5,000 changes; beyond that, for an id that is not the caller's, and after the desk was restored from a
/// backup, it begins with `reset`. A silent stream sends a comment every 15 seconds. A caller can have six streams at once; who stops reading is
/// dropped.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "streamEvents",
    tag = "Live",
    params(LastEventId),
    responses((status = 200, description = "A stream without end. The schema is that of the `data` of one event.",
        body = LiveEvent, content_type = "text/event-stream"))
)]
pub(super) async fn stream_events(
    State(app): State<App>,
    Caller(actor): Caller,
    stopping: Option<Extension<Stopping>>,
    LastEventId(last): LastEventId,
) -> Result<Response, Problem> {
    let principal = actor.principal()?;
    let viewer = Viewer::of(&actor)?;
    let seat = app.seats().take(principal.account, viewer.is_staff()).ok_or_else(no_seat)?;
    let restored_at = app.store().glance().await?.instance().restored_at().await?;
    let scope = Scope { account: principal.account, restored_at };
    let (after, first) = beginning(&app, scope, last).await?;
    // Before it is answered: whoever comes after the answer is told of.
    let moves_seen = app.feed().next_move(app.store(), app.clock().now()).await?;
    let reader = Reader { viewer, account: principal.account, after, moves_seen };
    let follower = Follower {
        stopping: stopping.map(|Extension(stopping)| stopping).unwrap_or_default(),
        waiting: VecDeque::from([(first, Some(after))]),
        app,
        principal,
        scope,
        reader,
        is_current: false,
        caught_up: 0,
        checked_at: Instant::now(),
        spoke_at: Instant::now(),
        _seat: seat,
    };
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (BUFFERING, HeaderValue::from_static("no")),
    ];
    let mut response = Sse::new(unfold(follower, Follower::next)).into_response();
    response.headers_mut().extend(headers);
    Ok(response)
}

/// Where a stream begins, and what it says first.
async fn beginning(app: &App, scope: Scope, last: Option<String>) -> Result<(Place, LiveEvent)> {
    let settled = Place::behind(app.store().glance().await?.feed().settled().await?);
    let Some(last) = last else { return Ok((settled, LiveEvent::ready())) };
    // Of what comes later than all there is, another database was told.
    let place = bookmark::open(app, scope, &last).filter(|place| *place <= settled);
    Ok(place.map_or((settled, LiveEvent::reset()), |place| (place, LiveEvent::ready())))
}

fn no_seat() -> Problem {
    Problem::new(ProblemCode::TooManyRequests)
        .detail("too many streams of this caller are open")
        .retry_after(Duration::from_secs(5))
}

/// A stream: whom it tells, and up to where it has.
struct Follower {
    app: App,
    principal: Principal,
    scope: Scope,
    reader: Reader,
    stopping: Stopping,
    /// What is to be said next, and up to which place all is told with it.
    waiting: VecDeque<(LiveEvent, Option<Place>)>,
    is_current: bool,
    caught_up: usize,
    checked_at: Instant,
    spoke_at: Instant,
    _seat: Seat,
}

impl Follower {
    /// The next event; none once the server stops or the caller may no longer be told. Nothing is read
    /// ahead: it is asked only when the client has taken the one before.
    async fn next(mut self) -> Option<(Result<sse::Event, Infallible>, Self)> {
        loop {
            if let Some((event, place)) = self.waiting.pop_front() {
                let told = self.dated(event.told(), place).retry(COME_BACK);
                return Some((Ok(told), self));
            }
            if self.is_current {
                tokio::select! {
                    () = self.stopping.asked() => return None,
                    () = sleep(TICK) => {}
                }
            }
            if !self.may_go_on().await {
                return None;
            }
            self.look().await;
            if self.waiting.is_empty() && self.is_current && self.spoke_at.elapsed() >= HEARTBEAT {
                let place = self.reader.after;
                let sign = self.dated(sse::Event::default().comment(""), Some(place));
                return Some((Ok(sign), self));
            }
        }
    }

    /// The event with the place up to which all is told, if it says so.
    fn dated(&mut self, event: sse::Event, place: Option<Place>) -> sse::Event {
        self.spoke_at = Instant::now();
        match place {
            Some(place) => event.id(bookmark::seal(&self.app, self.scope, place)),
            None => event,
        }
    }

    async fn may_go_on(&mut self) -> bool {
        if self.stopping.is_asked() {
            return false;
        }
        if self.checked_at.elapsed() < CHECK {
            return true;
        }
        self.checked_at = Instant::now();
        let now = self.app.clock().now();
        match self.app.principals().check_again(self.app.store(), self.principal, now).await {
            Ok(principal) => {
                Viewer::of(&Actor::Person(principal)).is_ok_and(|viewer| viewer == self.reader.viewer)
            }
            // A store that is away for a moment ends no session.
            Err(error) => matches!(error, domain::Error::Unavailable { .. }),
        }
    }

    /// Takes up what has happened. A store that is away is asked again.
    async fn look(&mut self) {
        let now = self.app.clock().now();
        let Ok(stretch) = self.app.feed().since(self.app.store(), now, &self.reader).await else {
            self.is_current = true;
            return;
        };
        self.is_current = stretch.is_current;
        self.caught_up = if self.is_current { 0 } else { self.caught_up + stretch.changes.len() };
        if self.caught_up > FURTHEST_BEHIND {
            return self.reset().await;
        }
        let viewer = self.reader.viewer;
        let changes = stretch.changes.iter();
        self.waiting.extend(changes.map(|change| (LiveEvent::changed(change, viewer), Some(change.place))));
        if viewer.is_staff() {
            self.waiting.extend(stretch.moved.into_iter().map(|at| (LiveEvent::presence(at), None)));
        }
        self.reader.after = stretch.until;
        self.reader.moves_seen = stretch.moves_seen;
    }

    /// Gives up telling everything.
    async fn reset(&mut self) {
        if let Ok((settled, _)) = beginning(&self.app, self.scope, None).await {
            self.waiting.push_back((LiveEvent::reset(), Some(settled)));
            self.reader.after = settled;
            self.caught_up = 0;
        }
    }
}
