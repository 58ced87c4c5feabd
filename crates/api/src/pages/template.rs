use axum::{
    http::{HeaderName, header},
    response::{Html, IntoResponse, Response},
};
use domain::identity::Language;

/// Scripts and styles from this server only; nothing inline, nothing framed.
pub(super) const CONTENT_POLICY: (HeaderName, &str) = (
    header::CONTENT_SECURITY_POLICY,
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// What stands at a `{{name}}`.
pub(super) enum Value<'a> {
    /// Text, to be escaped.
    Text(&'a str),
    /// Markup made by a template.
    Markup(&'a str),
}

/// A page within the common frame.
pub(super) struct Page<'a> {
    pub(super) language: Language,
    pub(super) title: &'a str,
    /// The way to the server's root: pages also work below a proxy's prefix.
    pub(super) root: &'static str,
    /// The script's name, if the page has one.
    pub(super) script: Option<&'static str>,
    pub(super) content: String,
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        let script = self.script.map_or_else(String::new, |name| {
            format!("<script type=\"module\" src=\"{}assets/{name}\"></script>", self.root)
        });
        let html = fill(
            include_str!("assets/frame.html"),
            &[
                ("language", Value::Text(self.language.tag())),
                ("title", Value::Text(self.title)),
                ("root", Value::Text(self.root)),
                ("script", Value::Markup(&script)),
                ("content", Value::Markup(&self.content)),
            ],
        );
        let about = [
            (header::CONTENT_LANGUAGE, self.language.tag()),
            (header::VARY, "accept-language"),
            CONTENT_POLICY,
        ];
        (about, Html(html)).into_response()
    }
}

/// Fills the places of a template. What is filled in is not looked at again.
pub(super) fn fill(template: &str, values: &[(&str, Value<'_>)]) -> String {
    let mut filled = String::with_capacity(template.len() * 2);
    let mut parts = template.split("{{");
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or_default();
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, Value::Text(text))) => filled.push_str(&escape(text)),
            Some((_, Value::Markup(markup))) => filled.push_str(markup),
            None => {}
        }
        filled.push_str(rest);
    }
    filled
}

/// The two languages of a text, side by side.
pub(super) const fn choose(language: Language, en: &'static str, de: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::De => de,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_filled_in_once() {
        let values = [("a", Value::Text("<b> & {{b}}")), ("b", Value::Markup("<i>"))];
        assert_eq!(fill("1{{a}}2{{b}}3{{c}}", &values), "1&lt;b&gt; &amp; {{b}}2<i>3");
    }
}
