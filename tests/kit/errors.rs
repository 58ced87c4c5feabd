//! An error in the log fails the test. Each test sees the log of its own threads.

use std::{
    fmt::Write,
    sync::{Arc, Mutex},
};

use tracing::{Dispatch, Event, Level, Subscriber, field::Visit, subscriber::DefaultGuard};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt};

/// Collects errors until it is dropped.
pub struct Errors {
    log: Log,
    _guard: DefaultGuard,
}

/// A test's log, to be watched on each of its threads.
#[derive(Clone)]
pub struct Log {
    seen: Arc<Mutex<Vec<String>>>,
    expected: Arc<Mutex<Vec<&'static str>>>,
    dispatch: Dispatch,
}

thread_local! {
    static EXPECTED: std::cell::RefCell<Option<Arc<Mutex<Vec<&'static str>>>>> =
        const { std::cell::RefCell::new(None) };
    static WATCHED: std::cell::RefCell<Option<DefaultGuard>> = const { std::cell::RefCell::new(None) };
}

impl Default for Log {
    fn default() -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let subscriber = tracing_subscriber::registry().with(Collector(Arc::clone(&seen)));
        Self { seen, expected: Arc::default(), dispatch: Dispatch::new(subscriber) }
    }
}

impl Log {
    /// Watches this thread until the result is dropped.
    pub fn watch(&self) -> Errors {
        EXPECTED.set(Some(Arc::clone(&self.expected)));
        Errors { log: self.clone(), _guard: tracing::dispatcher::set_default(&self.dispatch) }
    }

    /// Watches this thread until it ends: for the threads of a test's own runtime.
    pub fn watch_thread(&self) {
        EXPECTED.set(Some(Arc::clone(&self.expected)));
        WATCHED.set(Some(tracing::dispatcher::set_default(&self.dispatch)));
    }
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
        let expected = self.log.expected.lock().unwrap();
        let seen = self.log.seen.lock().unwrap();
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
        let _ = write!(self.0, " {field}={value:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "errors were logged")]
    fn an_error_on_another_thread_of_the_runtime_is_seen() {
        let log = Log::default();
        let errors = log.watch();
        crate::two_threads(&log).block_on(async {
            let task = async { tracing::error!("on purpose") };
            tokio::task::JoinSet::from_iter([task]).join_all().await;
        });
        errors.assert_none();
    }
}
