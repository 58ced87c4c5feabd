//! The page that the link of the first start opens.

use axum::{Router, routing::get};
use domain::identity::Password;

use super::template::{Page, Value, choose, fill};
use crate::extract::AcceptLanguage;

pub(super) fn routes() -> Router {
    Router::new().route("/setup", get(set_up))
}

/// The first administrator, from the link that the server prints at its first start. The token
/// stands behind `#`, so it reaches neither this server's log nor a proxy's.
async fn set_up(AcceptLanguage(language): AcceptLanguage) -> Page<'static> {
    let title = choose(language, "Set up Benchdesk", "Benchdesk einrichten");
    let text = |en, de| Value::Text(choose(language, en, de));
    let (min, max) = (Password::MIN.to_string(), Password::MAX.to_string());
    let content = fill(
        include_str!("assets/setup.html"),
        &[
            ("title", Value::Text(title)),
            (
                "lead",
                text(
                    "Create the first administrator. This link works once.",
                    "Legen Sie den ersten Administrator an. Dieser Link gilt nur einmal.",
                ),
            ),
            ("name", text("Name", "Name")),
            ("name_hint", text("Shown under your replies.", "Steht unter Ihren Antworten.")),
            ("email", text("E-mail address", "E-Mail-Adresse")),
            ("email_hint", text("You sign in with it.", "Damit melden Sie sich an.")),
            ("password", text("Password", "Passwort")),
            (
                "password_hint",
                text("At least 10 characters, of any kind.", "Mindestens 10 Zeichen, beliebige."),
            ),
            ("min", Value::Text(&min)),
            ("max", Value::Text(&max)),
            ("show", text("Show password", "Passwort anzeigen")),
            ("submit", text("Create administrator", "Administrator anlegen")),
            ("done_title", text("Done", "Fertig")),
            (
                "done",
                text(
                    "The administrator exists. Sign in with POST /api/v1/auth/token, for example on this page:",
                    "Der Administrator ist angelegt. Melden Sie sich mit POST /api/v1/auth/token an, zum Beispiel auf dieser Seite:",
                ),
            ),
            ("docs", text("API documentation", "Dokumentation der API")),
            (
                "no_token",
                text(
                    "This page needs the link that the server printed at its first start. Open that link again.",
                    "Diese Seite braucht den Link, den der Server beim ersten Start ausgegeben hat. Öffnen Sie diesen Link noch einmal.",
                ),
            ),
            (
                "offline",
                text(
                    "The server could not be reached. Try again.",
                    "Der Server ist nicht erreichbar. Versuchen Sie es noch einmal.",
                ),
            ),
            ("no_script", text("This page needs JavaScript.", "Diese Seite braucht JavaScript.")),
        ],
    );
    Page { language, title, root: "", script: Some("setup.js"), content }
}
