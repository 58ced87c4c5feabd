//! Personal values and secrets stay where they belong. Unique markers are sent in every personal
//! field, through operations that succeed and that fail; then every other place is searched.

mod addresses;
mod backups;
mod devices;
mod ends;
mod erased;
mod failures;
mod log;
mod macros;
mod markers;
pub mod places;
mod program;
mod repairs;
mod story;

use kit::TestApp;
use tracing::{Level, event, span};

pub use self::log::Log;
use self::{markers::Markers, places::Place, story::Story};

/// Which markers are where they must not be.
fn leaks(markers: &Markers, places: &[Place]) -> Vec<String> {
    let of_place = |place: &Place| {
        let found = markers.found_in(&place.text);
        found.into_iter().map(|marker| format!("{marker} in {}", place.name)).collect::<Vec<_>>()
    };
    places.iter().flat_map(of_place).collect()
}

async fn everywhere(app: &TestApp, log: &Log, story: Story<'_>) -> Vec<Place> {
    let mut all = places::stored_elsewhere(app).await;
    all.extend(log.lines().into_iter().map(|line| Place { name: format!("the log: {line}"), text: line }));
    all.push(places::metrics(app).await);
    all.extend(story.places());
    all
}

kit::both_engines!(nothing_personal_is_anywhere_else, |app| {
    let (log, _listening) = Log::listen();
    let mut story = Story::begin(&app);
    story.all_that_succeeds().await;
    story.devices().await;
    story.repairs().await;
    story.macros().await;
    story.all_that_fails().await;
    story.letters_that_are_refused().await;
    story.stored_nonsense().await;
    let kept = places::stored_on_purpose(&app).await;
    let markers = story.markers.clone();
    for marker in markers.kept_on_purpose() {
        let is_kept = |place: &Place| place.text.to_lowercase().contains(&marker.to_lowercase());
        assert!(kept.iter().any(is_kept), "{marker} was not even stored");
    }
    let places = everywhere(&app, &log, story).await;
    assert!(places.len() > 100, "only {} places were searched", places.len());
    let found = leaks(&markers, &places);
    assert!(found.is_empty(), "{found:#?}");
});

kit::both_engines!(the_search_finds_what_was_planted_in_each_place, |app| {
    let (log, _listening) = Log::listen();
    let mut story = Story::begin(&app);
    story.all_that_succeeds().await;
    let planted = story.markers.planted();
    let word = planted.word();
    story.asks_once_more().await;

    event!(target: "api", Level::TRACE, word, "an event");
    event!(target: "html5ever", Level::WARN, "a warning of a library: {word}");
    let in_span = span!(target: "worker", Level::TRACE, "a span", word = tracing::field::Empty);
    in_span.record("word", &word);
    std::thread::scope(|threads| {
        threads.spawn(|| event!(target: "persistence", Level::TRACE, "on another thread: {word}"));
    });
    metrics::counter!("planted", "label" => word.clone()).increment(1);
    for (table, column) in
        [("job", "reason"), ("ticket_event", "from_value"), ("idempotency", "request_hash")]
    {
        places::plant(&app, table, column, &word).await;
    }
    story.note_answer("a planted answer", &places::answer_with(&word));

    let found = leaks(&planted, &everywhere(&app, &log, story).await).join("\n");
    for place in [
        "an event",
        "a warning of a library",
        "a value for a span",
        "on another thread",
        "/metrics",
        "job.reason",
        "ticket_event.from_value",
        "idempotency.request_hash",
        "the body of a planted answer",
    ] {
        assert!(found.contains(place), "the search misses {place}: {found}");
    }
    app.run_jobs().await;
});
