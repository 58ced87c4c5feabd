//! What becomes of a job after an attempt.

use chrono::Duration;
use domain::job::{MAX_ATTEMPTS, retry_delay};

/// Why an attempt did not succeed. The reason is a code, never a text with values: it is stored,
/// logged and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobFailure {
    /// Worth trying again.
    Retry(&'static str),
    /// Will never succeed.
    Fail(&'static str),
    /// Its time has not come. That is no failed attempt.
    Later(&'static str),
}

/// When it is looked again whether the time of a job has come.
const LATER: Duration = Duration::hours(1);

/// What becomes of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is removed.
    Done,
    /// It is tried again later.
    Again {
        /// How much later.
        after: Duration,
        /// Why.
        reason: &'static str,
    },
    /// It begins anew later.
    Anew {
        /// How much later.
        after: Duration,
        /// Why.
        reason: &'static str,
    },
    /// It is set aside for people to look at.
    Dead {
        /// Why.
        reason: &'static str,
    },
}

impl Verdict {
    /// Judges attempt number `attempt` by its result; `jitter` spreads retries.
    pub(crate) fn on(attempt: i32, result: Result<(), JobFailure>, jitter: u8) -> Self {
        match result {
            Ok(()) => Self::Done,
            Err(JobFailure::Later(reason)) => Self::Anew { after: LATER, reason },
            Err(JobFailure::Retry(reason)) if attempt < MAX_ATTEMPTS => {
                Self::Again { after: retry_delay(attempt, jitter), reason }
            }
            Err(JobFailure::Retry(reason) | JobFailure::Fail(reason)) => Self::Dead { reason },
        }
    }

    /// The name of the outcome in metrics and logs.
    pub(crate) const fn outcome(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Again { .. } => "retried",
            Self::Anew { .. } => "postponed",
            Self::Dead { .. } => "dead",
        }
    }

    /// Why it did not succeed; empty if it did.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Done => "",
            Self::Again { reason, .. } | Self::Anew { reason, .. } | Self::Dead { reason } => reason,
        }
    }
}

impl From<domain::Error> for JobFailure {
    fn from(error: domain::Error) -> Self {
        use domain::Error as E;
        Self::Retry(match &error {
            E::KeysUnavailable { .. } => return Self::Later("keys_unavailable"),
            E::Unavailable { .. } => "store_unavailable",
            E::TooManyAttempts { .. } => "too_early",
            E::Stale { .. } => "changed_meanwhile",
            E::Conflict(_) => "conflict",
            E::NotFound(_) | E::Gone(_) => "vanished",
            E::Unauthenticated(_) | E::Denied(_) | E::TooBroad(_) | E::Invalid(_) | E::Internal(_) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                tracing::error!(%error, cause, "a job met what should not happen");
                "internal"
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_success_is_done_however_many_attempts_it_took() {
        for attempt in [1, MAX_ATTEMPTS, MAX_ATTEMPTS + 1] {
            assert_eq!(Verdict::on(attempt, Ok(()), 0), Verdict::Done);
        }
    }

    #[test]
    fn a_failure_is_tried_again_later_and_later_until_the_last_attempt() {
        let delays: Vec<_> = (1..MAX_ATTEMPTS)
            .map(|attempt| match Verdict::on(attempt, Err(JobFailure::Retry("x")), 0) {
                Verdict::Again { after, reason: "x" } => after,
                other => panic!("{other:?}"),
            })
            .collect();
        assert!(delays.is_sorted());
        assert_eq!(delays[0].num_seconds(), 5);
        let last = Verdict::on(MAX_ATTEMPTS, Err(JobFailure::Retry("x")), 0);
        assert_eq!(last, Verdict::Dead { reason: "x" });
    }

    #[test]
    fn what_cannot_succeed_is_not_tried_again() {
        assert_eq!(Verdict::on(1, Err(JobFailure::Fail("y")), 0), Verdict::Dead { reason: "y" });
    }
}
