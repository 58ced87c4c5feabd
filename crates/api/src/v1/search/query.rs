use domain::{
    Ctx,
    search::{SearchQuery, Searcher, parse},
};

use crate::problem::{FieldProblem, Problem, ProblemCode};

/// The most characters a query may have.
const LONGEST: usize = 500;

/// The query that was typed as `q`.
pub(in crate::v1) fn read_query(cx: &Ctx, raw: &str) -> Result<SearchQuery, Problem> {
    let refused = |code, detail: String| {
        Problem::new(ProblemCode::InvalidParameter).field(FieldProblem::at_parameter("q", code, detail))
    };
    if raw.chars().count() > LONGEST {
        return Err(refused("too_long", format!("must have at most {LONGEST} characters")));
    }
    parse(raw, Searcher::of(cx.actor())).map_err(|error| refused(error.code, error.detail))
}
