//! Logs: to standard error, with a closed set of fields and never a personal value.
//!
//! Whatever the filter asks for, libraries are never heard below `warn`: at `debug` and `trace`
//! they log statements with their values (sqlx, sea-orm) and headers (hyper, h2). Statement logging
//! is switched off in `persistence::connect` besides. A panic is logged by its place; its text may
//! quote a value.

use std::io::IsTerminal;

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, FilterFn, filter_fn},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::config::{LogFormat, Settings};

/// Our own crates: the only ones that may log below `warn`.
const OURS: [&str; 8] =
    ["benchdesk", "server", "api", "domain", "mail", "migrations", "persistence", "worker"];

/// Begins to log. Harmless when logging has begun already.
pub fn install(settings: &Settings) {
    let filter = || EnvFilter::new(&settings.log).and(quiet_libraries());
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let registry = tracing_subscriber::registry();
    let _ = match settings.log_format {
        LogFormat::Pretty => registry.with(lines.with_filter(filter())).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true).with_filter(filter())).try_init(),
    };
    api::install_panic_hook();
}

fn quiet_libraries() -> FilterFn {
    filter_fn(may_be_heard)
}

/// Whether the log takes an event or span, if its level is asked for: ours at any level, those of
/// libraries from `warn` on.
pub fn may_be_heard(event: &Metadata<'_>) -> bool {
    *event.level() <= Level::WARN || is_ours(event.target())
}

fn is_ours(target: &str) -> bool {
    OURS.contains(&target.split("::").next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn libraries_stay_quiet_even_when_trace_is_asked_for() {
        let lines = Lines::default();
        let writer = lines.clone();
        let layer = fmt::layer().json().with_writer(move || writer.clone());
        let filter = EnvFilter::new("trace,sqlx::query=trace").and(quiet_libraries());
        tracing::subscriber::with_default(
            tracing_subscriber::registry().with(layer.with_filter(filter)),
            || {
                tracing::trace!(target: "sqlx::query", "value");
                tracing::debug!(target: "h2::codec", "value");
                tracing::warn!(target: "sqlx::pool", "heard");
                tracing::debug!(target: "api::http", "heard");
            },
        );
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains("value"), "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with('{') && line.ends_with('}')).count(), 2);
    }
}
