use crate::{
    contact::PersonName,
    error::Rule,
    text::running_text,
    ticket::{BodyFormat, Ticket},
};

/// What may stand between `{{` and `}}`.
pub const PLACEHOLDERS: [&str; 4] = ["requester.name", "agent.name", "ticket.number", "ticket.subject"];

/// A text with placeholders: 1 to 10,000 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct Template(String);

/// What the placeholders stand for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'a> {
    pub(super) requester: &'a PersonName,
    pub(super) agent: &'a PersonName,
    pub(super) ticket: &'a Ticket,
}

impl Template {
    /// The most characters a template may have.
    pub const MAX: usize = 10_000;

    /// Parses a template as typed. Braces around anything else than a name in small letters are text.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let text = running_text(raw, Self::MAX)?;
        let unknown = pieces(&text).any(|piece| matches!(piece, Piece::Unknown));
        if unknown {
            return Err(Rule::new(
                "unknown_placeholder",
                "must have no other placeholders than the known ones",
            ));
        }
        Ok(Self(text))
    }

    /// The template as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A value that was parsed before it was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text for a ticket. What a value holds is text: it is not read for placeholders again, and in
    /// HTML it makes no tags.
    pub(super) fn fill(&self, values: Values<'_>, format: BodyFormat) -> String {
        let value = |name: &str| match name {
            "requester.name" => values.requester.as_str().to_owned(),
            "agent.name" => values.agent.as_str().to_owned(),
            "ticket.number" => values.ticket.number.to_string(),
            "ticket.subject" => values.ticket.subject.as_str().to_owned(),
            _ => String::new(),
        };
        let shown = |name| match format {
            BodyFormat::Text => value(name),
            BodyFormat::Html => escaped(&value(name)),
        };
        pieces(&self.0)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Placeholder(name) => shown(name),
                Piece::Unknown => String::new(),
            })
            .collect()
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Template(redacted)")
    }
}

enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'static str),
    Unknown,
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, behind)) = placeholder(rest) {
            rest = behind;
            let known = PLACEHOLDERS.into_iter().find(|known| *known == name);
            return Some(known.map_or(Piece::Unknown, Piece::Placeholder));
        }
        // Behind the first character: what begins there was looked at.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let begins = |at: &usize| placeholder(&rest[*at..]).is_some();
        let end = rest.match_indices('{').map(|(at, _)| at).filter(|at| *at >= first).find(begins);
        let (text, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        Some(Piece::Text(text))
    })
}

/// The name of the placeholder that the text begins with, and what stands behind it.
fn placeholder(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix("{{")?;
    let end = text.find(|c: char| !(c.is_ascii_lowercase() || matches!(c, '.' | '_' | ' ')))?;
    let (name, behind) = text.split_at(end);
    let behind = behind.strip_prefix("}}")?;
    (!name.trim().is_empty()).then_some((name.trim(), behind))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_placeholders_are_taken_and_other_braces_are_text() {
        for good in
            ["{{agent.name}}", "{{ ticket.number }}", "{{", "}}", "{{ 1 }}", "{{{agent.name}}}", "{ä}"]
        {
            assert!(Template::parse(good).is_ok(), "{good}");
        }
        for bad in ["{{agent.email}}", "Hi {{name}}", "{{ {{x}}", "{{agent.name}}{{password}}"] {
            assert_eq!(Template::parse(bad).unwrap_err().code, "unknown_placeholder", "{bad}");
        }
    }

    #[test]
    fn a_text_is_cut_into_its_pieces() {
        let cut = |text: &str| -> String {
            let shown = pieces(text).map(|piece| match piece {
                Piece::Text(text) => format!("[{text}]"),
                Piece::Placeholder(name) => format!("<{name}>"),
                Piece::Unknown => "?".to_owned(),
            });
            shown.collect()
        };
        assert_eq!(cut("ä {{agent.name}} ö"), "[ä ]<agent.name>[ ö]");
        assert_eq!(cut("{{{agent.name}}}"), "[{]<agent.name>[}]");
        assert_eq!(cut("{{ {{ticket.number}}{{x}}"), "[{{ ]<ticket.number>?");
        assert_eq!(cut("{{{{agent.name}}"), "[{{]<agent.name>");
    }

    #[test]
    fn a_value_makes_no_tags() {
        assert_eq!(escaped("<b>&'\""), "&lt;b&gt;&amp;&#39;&quot;");
    }
}
