use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::identity::Language;

use super::template::{Page, Value, choose, fill};
use crate::{
    extract::{AcceptLanguage, Path},
    problem::ProblemCode,
};

pub(super) fn routes() -> Router {
    Router::new().route("/problems", get(index)).route("/problems/{code}", get(one))
}

async fn index(AcceptLanguage(language): AcceptLanguage) -> Response {
    let title = choose(language, "Problems", "Probleme");
    let lead = choose(
        language,
        "Every error of the API is one of these. The code is the same in every language.",
        "Jeder Fehler der API ist einer von diesen. Der Code ist in jeder Sprache gleich.",
    );
    let rows: String = ProblemCode::ALL.iter().map(|code| row(*code, language)).collect();
    let content = fill(
        include_str!("assets/problems.html"),
        &[
            ("title", Value::Text(title)),
            ("lead", Value::Text(lead)),
            ("status", Value::Text("Status")),
            ("code", Value::Text("Code")),
            ("meaning", Value::Text(choose(language, "Meaning", "Bedeutung"))),
            ("rows", Value::Markup(&rows)),
        ],
    );
    Page { language, title, root: "", script: None, content }.into_response()
}

fn row(code: ProblemCode, language: Language) -> String {
    fill(
        "<tr><td>{{status}}</td><td><a href=\"problems/{{slug}}\"><code>{{name}}</code></a></td><td>{{title}}</td></tr>\n",
        &[
            ("status", Value::Text(code.status().as_str())),
            ("slug", Value::Text(&code.slug())),
            ("name", Value::Text(code.name())),
            ("title", Value::Text(code.title(language))),
        ],
    )
}

async fn one(AcceptLanguage(language): AcceptLanguage, Path(slug): Path<String>) -> Response {
    match ProblemCode::from_slug(&slug) {
        Some(code) => explanation(code, language).into_response(),
        None => (StatusCode::NOT_FOUND, explanation(ProblemCode::NotFound, language)).into_response(),
    }
}

fn explanation(code: ProblemCode, language: Language) -> Page<'static> {
    let title = code.title(language);
    let content = fill(
        include_str!("assets/problem.html"),
        &[
            ("title", Value::Text(title)),
            ("status", Value::Text(code.status().as_str())),
            ("code", Value::Text(code.name())),
            ("text", Value::Text(code.explanation(language))),
            ("all", Value::Text(choose(language, "All problems", "Alle Probleme"))),
        ],
    );
    Page { language, title, root: "../", script: None, content }
}
