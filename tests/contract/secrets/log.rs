//! Everything that anything logs, at every level, with every field of every event and span.

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
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

/// What was logged so far, on this thread and on all that have no log of their own (those of the
/// database drivers, of the password hasher).
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Begins to listen.
    pub fn listen() -> (Self, DefaultGuard) {
        static EVERYONE: LazyLock<Log> = LazyLock::new(Log::default);
        static BEGUN: Once = Once::new();
        // Also takes what libraries say through the crate `log`.
        BEGUN.call_once(|| subscriber(EVERYONE.clone()).init());
        let guard = tracing::subscriber::set_default(subscriber(EVERYONE.clone()));
        (EVERYONE.clone(), guard)
    }

    /// All lines.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn note(&self, metadata: &Metadata<'_>, write: impl FnOnce(&mut Line)) {
        let mut line = Line(format!("{} {} {}", metadata.level(), metadata.target(), metadata.name()));
        write(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
}

fn subscriber(log: Log) -> impl Subscriber + Send + Sync {
    Registry::default().with(log)
}

impl<S: Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.note(attributes.metadata(), |line| attributes.record(line));
    }

    fn on_record(&self, span: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(span) {
            self.note(span.metadata(), |line| values.record(line));
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.note(event.metadata(), |line| event.record(line));
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("a line can be written");
    }
}
