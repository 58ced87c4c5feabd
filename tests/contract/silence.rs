//! The log while bad input comes in: nothing of it may stand there, at any level.

use kit::Needles;
use tracing::subscriber::DefaultGuard;

use crate::secrets::Log;

/// Stands for whatever somebody sends; nobody else says it.
pub const MARKER: &str = "Zq7MARKERq7Z";

/// Listens to the log, and looks at what is new in it after each request.
pub struct Silence {
    log: Log,
    seen: usize,
    needles: Needles,
    _listening: DefaultGuard,
}

impl Silence {
    /// About the marker.
    pub fn begin() -> Self {
        Self::about(&[MARKER])
    }

    /// About these words.
    pub fn about(words: &[&str]) -> Self {
        let (log, listening) = Log::listen();
        let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        Self { seen: log.lines().len(), log, needles: Needles::of(&words), _listening: listening }
    }

    /// Fails if the answer to what was just sent, or the log since the last look, holds one of the words.
    #[track_caller]
    pub fn is_kept(&mut self, reply: &kit::Reply, what: &str) {
        self.is_logged_nowhere(what);
        let answered = self.needles.found_in(&reply.body);
        assert!(answered.is_empty(), "{what} is answered with what was sent: {}", reply.json);
    }

    /// Fails if the log since the last look holds one of the words, or nothing at all.
    #[track_caller]
    pub fn is_logged_nowhere(&mut self, what: &str) {
        let lines = self.log.lines_from(self.seen);
        assert!(!lines.is_empty(), "nothing was heard of {what}");
        self.seen += lines.len();
        let leaking: Vec<_> =
            lines.iter().filter(|line| !self.needles.found_in(line.as_bytes()).is_empty()).collect();
        assert!(leaking.is_empty(), "{what} is logged: {leaking:#?}");
    }
}
