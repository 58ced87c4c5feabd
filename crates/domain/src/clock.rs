//! Time, as a parameter. All times are UTC and truncated to milliseconds when taken, so that both
//! engines, the API and a re-read agree on every value.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, NaiveDate, SecondsFormat, SubsecRound, Utc};

/// An instant in UTC with millisecond precision.
pub type Timestamp = DateTime<Utc>;

/// How far the clock may be ahead by which a person says when something was.
pub const CLOCKS_DIFFER: Duration = Duration::minutes(5);

/// RFC 3339 with three decimals, as the API writes it.
pub fn to_text(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The earliest day that it is anywhere then: twelve hours behind UTC.
pub fn earliest_day(at: Timestamp) -> NaiveDate {
    (at - Duration::hours(12)).date_naive()
}

/// The latest day that it is anywhere then: fourteen hours ahead of UTC.
pub fn latest_day(at: Timestamp) -> NaiveDate {
    (at + Duration::hours(14)).date_naive()
}

/// Where the current time comes from.
pub trait Clock: Send + Sync {
    /// The current instant, truncated to milliseconds.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Utc::now().trunc_subsecs(3)
    }
}

/// A clock that moves only when told to: for tests and for demo data with a past.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// Starts at the given instant.
    pub fn at(start: Timestamp) -> Self {
        Self(Mutex::new(start.trunc_subsecs(3)))
    }

    /// Moves the clock forward (or back, for a negative duration).
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
