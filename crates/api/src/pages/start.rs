use axum::{Router, routing::get};

use super::template::{Page, Value, choose, fill};
use crate::extract::AcceptLanguage;

pub(super) fn routes() -> Router {
    Router::new().route("/", get(start))
}

async fn start(AcceptLanguage(language): AcceptLanguage) -> Page<'static> {
    let text = |en, de| Value::Text(choose(language, en, de));
    let content = fill(
        include_str!("assets/start.html"),
        &[
            (
                "lead",
                text(
                    "Helpdesk and repair desk. This server is running.",
                    "Helpdesk und Werkstatt. Dieser Server läuft.",
                ),
            ),
            ("docs", text("API documentation", "Dokumentation der API")),
            (
                "docs_about",
                text("Read it and try it out in the browser.", "Lesen und im Browser ausprobieren."),
            ),
            ("openapi", text("OpenAPI document", "OpenAPI-Dokument")),
            ("openapi_about", text("For generating clients.", "Zum Erzeugen von Clients.")),
            ("problems", text("Problems", "Probleme")),
            (
                "problems_about",
                text(
                    "What each error means and what to do about it.",
                    "Was jeder Fehler bedeutet und was zu tun ist.",
                ),
            ),
            ("health", text("Readiness", "Bereitschaft")),
            (
                "health_about",
                text("Whether the server can work right now.", "Ob der Server gerade arbeiten kann."),
            ),
        ],
    );
    Page { language, title: "Benchdesk", root: "", script: None, content }
}
