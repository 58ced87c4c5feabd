//! Everything that the product's own filter lets through at the level `trace`, with every field of
//! every event and span. Libraries do say more: html5ever repeats the letter that it reads.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, LazyLock, Mutex, Once},
};

use tracing::{
    Event, Id, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Record},
    subscriber::DefaultGuard,
};
use tracing_subscriber::util::SubscriberInitExt;

/// What was logged so far, on this thread and on all that have no log of their own (those of the
/// database drivers, of the password hasher).
///
/// A subscriber of its own: those on a registry cannot take each other's spans, and threads that
/// belong to nobody close spans of every test.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Begins to listen.
    pub fn listen() -> (Self, DefaultGuard) {
        static EVERYONE: LazyLock<Log> = LazyLock::new(Log::default);
        static BEGUN: Once = Once::new();
        // Also takes what libraries say through the crate `log`.
        BEGUN.call_once(|| EVERYONE.clone().init());
        (EVERYONE.clone(), tracing::subscriber::set_default(EVERYONE.clone()))
    }

    /// All lines.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// The lines from this one on.
    pub fn lines_from(&self, first: usize) -> Vec<String> {
        self.0.lock().unwrap()[first..].to_vec()
    }

    fn note(&self, beginning: String, write: impl FnOnce(&mut Line)) {
        let mut line = Line(beginning);
        write(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
}

fn origin(metadata: &Metadata<'_>) -> String {
    format!("{} {} {}", metadata.level(), metadata.target(), metadata.name())
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        server::telemetry::may_be_heard(metadata)
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        self.note(origin(attributes.metadata()), |line| attributes.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.note("a value for a span".to_owned(), |line| values.record(line));
    }

    fn event(&self, event: &Event<'_>) {
        self.note(origin(event.metadata()), |line| event.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("a line can be written");
    }
}
