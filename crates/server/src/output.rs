//! What commands say on standard output; logs go to standard error.

use std::io::Write;

/// Writes a line. A reader that has gone away is no reason to stop.
pub fn say(text: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
