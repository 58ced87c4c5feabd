//! An error in the log fails the test. Tests run on one thread each, so each sees its own log.

use std::sync::{Arc, Mutex};

use tracing::{Event, Level, Subscriber, field::Visit, subscriber::DefaultGuard};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt};

/// Collects errors until it is dropped.
pub struct Errors {
    seen: Arc<Mutex<Vec<String>>>,
    expected: Arc<Mutex<Vec<&'static str>>>,
    _guard: DefaultGuard,
}

thread_local! {
    static EXPECTED: std::cell::RefCell<Option<Arc<Mutex<Vec<&'static str>>>>> =
        const { std::cell::RefCell::new(None) };
}

/// Watches this thread's log.
pub fn watch() -> Errors {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let expected = Arc::new(Mutex::new(Vec::new()));
    EXPECTED.set(Some(Arc::clone(&expected)));
    let subscriber = tracing_subscriber::registry().with(Collector(Arc::clone(&seen)));
    Errors { seen, expected, _guard: tracing::subscriber::set_default(subscriber) }
}

/// Says that the test causes errors whose line contains `part`.
pub fn expect(part: &'static str) {
    EXPECTED.with_borrow(|expected| {
        if let Some(expected) = expected {
            expected.lock().unwrap().push(part);
        }
    });
}

impl Errors {
    /// Fails if an unexpected error was logged.
    pub fn assert_none(&self) {
        let expected = self.expected.lock().unwrap();
        let seen = self.seen.lock().unwrap();
        let unexpected: Vec<_> =
            seen.iter().filter(|line| !expected.iter().any(|part| line.contains(part))).collect();
        assert!(unexpected.is_empty(), "errors were logged: {unexpected:#?}");
    }
}

struct Collector(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Collector {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() != Level::ERROR {
            return;
        }
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}
