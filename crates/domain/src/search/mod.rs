//! Search: the query language, how texts become words that can be looked for, and the port to the
//! index.

mod criteria;
mod kept;
mod key;
mod parse;
mod plain;
mod repo;
mod words;

pub use criteria::{Condition, Criterion, Requester, SearchQuery, Span, TeamNamed, WordSearch};
pub use kept::{KeptQuery, Wanted};
pub use key::Searcher;
pub use parse::{QueryError, parse};
pub use plain::plain_text;
pub use repo::SearchRepo;
pub use words::{MAX_WORDS, Phrase, words};
