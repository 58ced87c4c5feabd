//! Where a test can have the process die, as by `kill -9`, in builds with debug assertions only: behind the
//! step of a rotation that the variable `BENCHDESK_FAILPOINT` names, such as `abort-after-rewrap`.

/// Called behind each step.
pub(crate) fn reached(step: &str) {
    let chosen = std::env::var("BENCHDESK_FAILPOINT").unwrap_or_default();
    if chosen.strip_prefix("abort-after-") == Some(step) {
        std::process::abort();
    }
}
