//! The pages that links in letters open. Nothing happens before a button is pressed: mail scanners open
//! links by themselves. The token stands behind `#`, so it reaches neither this server's log nor a
//! proxy's.

use axum::{Router, routing::get};
use domain::identity::{Language, Password};

use super::template::{Page, Value, choose, fill};
use crate::extract::AcceptLanguage;

pub(super) fn routes() -> Router {
    Router::new()
        .route("/verify-email", get(verify_email))
        .route("/forgot-password", get(forgot_password))
        .route("/password-reset", get(password_reset))
        .route("/email-change", get(email_change))
        .route("/accept-invitation", get(accept_invitation))
        .route("/give-address", get(give_address))
}

/// A text in English and in German.
type Text = (&'static str, &'static str);

const PASSWORD: Text = ("Password", "Passwort");
const PASSWORD_HINT: Text = ("At least 10 characters, of any kind.", "Mindestens 10 Zeichen, beliebige.");
const SHOW: Text = ("Show password", "Passwort anzeigen");
const NO_TOKEN: Text = (
    "This page needs the link from our mail. Open that link again.",
    "Diese Seite braucht den Link aus unserer Mail. Öffnen Sie diesen Link noch einmal.",
);
const OFFLINE: Text = (
    "The server could not be reached. Try again.",
    "Der Server ist nicht erreichbar. Versuchen Sie es noch einmal.",
);
const NO_SCRIPT: Text = ("This page needs JavaScript.", "Diese Seite braucht JavaScript.");
const THANKS: Text = ("Thank you", "Vielen Dank");

/// A page of a form: its title, the texts of its own beside the common ones.
fn page(
    language: Language,
    title: Text,
    (template, script): (&str, &'static str),
    texts: &[(&str, Text)],
) -> Page<'static> {
    let say = |(en, de): Text| choose(language, en, de);
    let (min, max) = (Password::MIN.to_string(), Password::MAX.to_string());
    let common = [
        ("title", title),
        ("password", PASSWORD),
        ("show", SHOW),
        ("no_token", NO_TOKEN),
        ("offline", OFFLINE),
        ("no_script", NO_SCRIPT),
        ("done_title", THANKS),
    ];
    let all = common.iter().chain(texts).map(|(name, text)| (*name, Value::Text(say(*text))));
    let bounds = [("min", Value::Text(&min)), ("max", Value::Text(&max))];
    let values: Vec<_> = all.chain(bounds).collect();
    Page { language, title: say(title), root: "", script: Some(script), content: fill(template, &values) }
}

/// Confirms the address of a registration.
async fn verify_email(AcceptLanguage(language): AcceptLanguage) -> Page<'static> {
    page(
        language,
        ("Confirm your e-mail address", "E-Mail-Adresse bestätigen"),
        (include_str!("assets/verify-email.html"), "verify-email.js"),
        &[
            (
                "lead",
                (
                    "Enter the password that you chose, and you can sign in and ask for help.",
                    "Geben Sie das Passwort ein, das Sie gewählt haben; dann können Sie sich anmelden und um Hilfe bitten.",
                ),
            ),
            (
                "password_hint",
                (
                    "If you do not know it, somebody else may have registered your address: register anew.",
                    "Falls Sie es nicht kennen, hat vielleicht jemand anderes Ihre Adresse registriert: Registrieren Sie sich neu.",
                ),
            ),
            ("submit", ("Confirm address", "Adresse bestätigen")),
            (
                "done",
                (
                    "Your e-mail address is confirmed. You can close this page.",
                    "Ihre E-Mail-Adresse ist bestätigt. Sie können diese Seite schließen.",
                ),
            ),
        ],
    )
}

/// Asks for a link that sets a new password.
async fn forgot_password(AcceptLanguage(language): AcceptLanguage) -> Page<'static> {
    page(
        language,
        ("Forgotten your password?", "Passwort vergessen?"),
        (include_str!("assets/forgot-password.html"), "forgot-password.js"),
        &[
            (
                "lead",
                (
                    "We send you a link that sets a new one.",
                    "Wir schicken Ihnen einen Link, mit dem Sie ein neues festlegen.",
                ),
            ),
            ("email", ("E-mail address", "E-Mail-Adresse")),
            ("submit", ("Send the link", "Link schicken")),
            (
                "done",
                (
                    "If there is an account with this address, a mail with the link is on its way.",
                    "Falls es ein Konto mit dieser Adresse gibt, ist eine Mail mit dem Link unterwegs.",
                ),
            ),
        ],
    )
}

/// Sets a new password.
async fn password_reset(AcceptLanguage(language): AcceptLanguage) -> Page<'static> {
    page(
        language,
        ("Set a new password", "Neues Passwort festlegen"),
        (include_str!("assets/password-reset.html"), "password-reset.js"),
        &[
            (
                "lead",
                (
                    "You will be signed out everywhere, and sign in with the new one.",
                    "Sie werden überall abgemeldet und melden sich mit dem neuen an.",
                ),
            ),
            ("password_hint", PASSWORD_HINT),
            ("again", ("Ask for a new link", "Einen neuen Link anfordern")),
            ("submit", ("Set password", "Passwort festlegen")),
            (
                "done",
                (
                    "Your password is changed. You can close this page.",
                    "Ihr Passwort ist geändert. Sie können diese Seite schließen.",
                ),
            ),
        ],
    )
}

/// Confirms or refuses a change of address.
async fn email_change(AcceptLanguage(language): AcceptLanguage) -> Page<'static> {
    page(
        language,
        ("Change of e-mail address", "Änderung der E-Mail-Adresse"),
        (include_str!("assets/email-change.html"), "email-change.js"),
        &[
            (
                "lead",
                (
                    "The address changes when both addresses have confirmed it.",
                    "Die Adresse ändert sich, wenn beide Adressen zugestimmt haben.",
                ),
            ),
            ("submit", ("Confirm", "Bestätigen")),
            ("refuse", ("Refuse", "Ablehnen")),
            (
                "done",
                (
                    "We have noted your answer. You can close this page.",
                    "Ihre Antwort ist notiert. Sie können diese Seite schließen.",
                ),
            ),
        ],
    )
}

/// Lets an invited person choose name and password.
async fn accept_invitation(AcceptLanguage(language): AcceptLanguage) -> Page<'static> {
    page(
        language,
        ("Accept the invitation", "Einladung annehmen"),
        (include_str!("assets/accept-invitation.html"), "accept-invitation.js"),
        &[
            (
                "lead",
                (
                    "Choose a password. This link works once.",
                    "Wählen Sie ein Passwort. Dieser Link gilt nur einmal.",
                ),
            ),
            ("name", ("Name", "Name")),
            (
                "name_hint",
                (
                    "How you want to be called; empty: as in the invitation.",
                    "Wie Sie genannt werden möchten; leer: wie in der Einladung.",
                ),
            ),
            ("password_hint", PASSWORD_HINT),
            ("submit", ("Accept", "Annehmen")),
            (
                "done",
                (
                    "You can sign in with your e-mail address and this password now.",
                    "Sie können sich jetzt mit Ihrer E-Mail-Adresse und diesem Passwort anmelden.",
                ),
            ),
        ],
    )
}

/// Asks for the address of a repair.
async fn give_address(AcceptLanguage(language): AcceptLanguage) -> Page<'static> {
    page(
        language,
        ("Where shall we send your device?", "Wohin dürfen wir Ihr Gerät schicken?"),
        (include_str!("assets/give-address.html"), "give-address.js"),
        &[
            (
                "lead",
                (
                    "We keep the address sealed, use it for the parcel of this repair only, and destroy it when the repair is over:",
                    "Wir bewahren die Adresse versiegelt auf, verwenden sie nur für das Paket dieser Reparatur und vernichten sie, wenn sie beendet ist:",
                ),
            ),
            (
                "gone",
                (
                    "A link works once, for 14 days, and until a newer one was sent. We can send you a new one.",
                    "Ein Link gilt einmal, 14 Tage lang und bis ein neuerer verschickt wurde. Wir können Ihnen einen neuen schicken.",
                ),
            ),
            ("renew", ("Send me a new link", "Neuen Link schicken")),
            (
                "renewed",
                (
                    "If the repair still needs an address, the new link is on its way to your e-mail address. If no letter comes, ask us in the ticket.",
                    "Wenn die Reparatur noch eine Adresse braucht, ist der neue Link unterwegs an Ihre E-Mail-Adresse. Kommt kein Brief, fragen Sie uns im Ticket.",
                ),
            ),
            ("country", ("Country", "Land")),
            ("confirm", ("The address is right as it is.", "Die Adresse stimmt so.")),
            ("submit", ("Send the address", "Adresse abschicken")),
            (
                "done",
                (
                    "We have the address. You can close this page.",
                    "Wir haben die Adresse. Sie können diese Seite schließen.",
                ),
            ),
        ],
    )
}
