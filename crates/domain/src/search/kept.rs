use super::{Condition, Criterion, SearchQuery, Searcher, parse};
use crate::{
    error::Rule,
    text::{redacted_text, running_text},
};

redacted_text! {
    /// A query that is kept as it was typed: 1 to 500 characters.
    KeptQuery
}

impl KeptQuery {
    /// The most characters a query may have.
    pub const MAX: usize = 500;

    /// Takes a query that its searcher may ask.
    pub fn parse(raw: &str, searcher: Searcher) -> Result<Self, Rule> {
        let text = running_text(raw, Self::MAX)?;
        match parse(&text, searcher) {
            Ok(query) if query.conditions.iter().any(excludes_people) => {
                let detail = "must not exclude people: who has the name changes with each registration";
                Err(Rule::new("not_expected", detail))
            }
            Ok(_) => Ok(Self(text)),
            Err(error) => Err(Rule::new(error.code, error.detail)),
        }
    }

    /// What it asks for when this searcher asks it; none, if they may not.
    pub fn read(&self, searcher: Searcher) -> Option<SearchQuery> {
        parse(&self.0, searcher).ok()
    }
}

/// What asks so fails once too many have the name, for everyone who is shown its answers.
fn excludes_people(condition: &Condition) -> bool {
    condition.negated && matches!(condition.criterion, Criterion::Requester(_))
}
