use domain::{
    Ctx,
    search::{KeptQuery, SearchQuery, Searcher, parse},
};

use crate::problem::{FieldProblem, Problem, ProblemCode};

/// The query that was typed as `q`.
pub(in crate::v1) fn read_query(cx: &Ctx, raw: &str) -> Result<SearchQuery, Problem> {
    let refused = |code, detail: String| {
        Problem::new(ProblemCode::InvalidParameter).field(FieldProblem::at_parameter("q", code, detail))
    };
    let longest = KeptQuery::MAX;
    if raw.chars().count() > longest {
        return Err(refused("too_long", format!("must have at most {longest} characters")));
    }
    parse(raw, Searcher::of(cx.actor())).map_err(|error| refused(error.code, error.detail))
}
