//! Why a command ended early, in words for whoever runs the machine.

use std::{error::Error, process::ExitCode};

/// One or more lines and an exit code. No line holds a configured value: they may be secrets.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    lines: Vec<String>,
    code: u8,
}

impl Failure {
    /// The command could not do its work.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self { lines: vec![one_line(text.as_ref())], code: 1 }
    }

    /// The same, with what lies behind it.
    pub fn because(text: &str, cause: &(dyn Error + 'static)) -> Self {
        Self::new(format!("{text}: {}", chain(cause)))
    }

    /// Settings are wrong; one line for each.
    pub fn settings(lines: impl IntoIterator<Item = String>) -> Self {
        Self { lines: lines.into_iter().map(|line| one_line(&line)).collect(), code: 2 }
    }

    /// The command has said what is wrong itself.
    pub const fn reported() -> Self {
        Self { lines: Vec::new(), code: 1 }
    }

    /// What is wrong, line by line.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Says it on standard error.
    pub fn report(&self) {
        for line in &self.lines {
            eprintln!("benchdesk: {line}");
        }
    }

    /// What the process ends with.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

/// An error and its causes, `outer: inner`. A domain error that only wraps another is left out: it
/// tells clients less than an operator needs.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    use domain::Error as E;
    let wraps = matches!(
        error.downcast_ref(),
        Some(E::Internal(_) | E::Unavailable { .. } | E::KeysUnavailable { .. })
    );
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let texts: Vec<_> = causes.skip(usize::from(wraps)).map(ToString::to_string).collect();
    one_line(&texts.join(": "))
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line_with_what_lies_behind_it() {
        let cause = domain::Error::Unavailable {
            retry_after: std::time::Duration::ZERO,
            cause: "connection refused\n  by peer".into(),
        };
        let failure = Failure::because("the database cannot be opened", &cause);
        assert_eq!(failure.lines(), ["the database cannot be opened: connection refused by peer"]);
    }
}
