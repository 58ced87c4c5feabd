use serde::Serialize;

use crate::{failure::Failure, output::say};

/// How things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    /// As they should be.
    Ok,
    /// The desk works, but somebody should look.
    Warning,
    /// The desk does not work, or not safely.
    Problem,
}

/// What a look at one thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// What was looked at.
    pub(super) thing: &'static str,
    /// How it is.
    pub(super) level: Level,
    /// What was found.
    pub(super) what: String,
    /// Why it matters; empty if all is well.
    pub(super) why: &'static str,
    /// What to do about it; empty if there is nothing to do.
    pub(super) todo: String,
}

impl Finding {
    pub(super) fn ok(thing: &'static str, what: impl Into<String>) -> Self {
        Self { thing, level: Level::Ok, what: what.into(), why: "", todo: String::new() }
    }

    pub(super) fn warning(
        thing: &'static str,
        what: impl Into<String>,
        why: &'static str,
        todo: impl Into<String>,
    ) -> Self {
        Self { thing, level: Level::Warning, what: what.into(), why, todo: todo.into() }
    }

    pub(super) fn problem(
        thing: &'static str,
        what: impl Into<String>,
        why: &'static str,
        todo: impl Into<String>,
    ) -> Self {
        Self { thing, level: Level::Problem, what: what.into(), why, todo: todo.into() }
    }

    /// What a command would have failed with; its lines say what to do.
    pub(super) fn failed(thing: &'static str, failure: &Failure, why: &'static str) -> Self {
        Self::problem(thing, failure.lines().join("; "), why, "")
    }

    /// Says it on standard output.
    pub(super) fn print(&self) {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Problem => "problem",
        };
        say(format_args!("{level:<9}{}: {}", self.thing, self.what));
        for (name, text) in [("why", self.why), ("do", self.todo.as_str())] {
            if !text.is_empty() {
                say(format_args!("{:<9}  {name:<4} {text}", ""));
            }
        }
    }
}
