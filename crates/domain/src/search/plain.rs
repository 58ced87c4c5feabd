use std::borrow::Cow;

use crate::ticket::BodyFormat;

/// Elements whose content nobody reads.
const UNREAD: [&str; 3] = ["script", "style", "head"];

/// What a reader sees of a body: of HTML, the text between the tags.
pub fn plain_text(body: &str, format: BodyFormat) -> Cow<'_, str> {
    match format {
        BodyFormat::Text => Cow::Borrowed(body),
        BodyFormat::Html => Cow::Owned(text_of_html(body)),
    }
}

/// Good enough to find words by; what is shown to people is made by a real parser.
fn text_of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(&with_entities(before));
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            text.push('<');
            rest = tag;
            continue;
        }
        if !is_inline(name(tag)) {
            text.push(' ');
        }
        rest = behind(tag);
    }
    text.push_str(&with_entities(rest));
    text
}

fn name(tag: &str) -> &str {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    &tag[..end]
}

/// Emphasis stands within words.
fn is_inline(name: &str) -> bool {
    ["b", "i", "u", "em", "strong", "span", "mark", "small", "sub", "sup", "wbr", "font", "a"]
        .iter()
        .any(|inline| name.eq_ignore_ascii_case(inline))
}

/// What follows a tag, a comment, or an element that nobody reads.
fn behind(tag: &str) -> &str {
    if let Some(comment) = tag.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    let opened = UNREAD.into_iter().find(|unread| name(tag).eq_ignore_ascii_case(unread));
    let Some(unread) = opened.filter(|_| !tag.starts_with('/')) else { return rest };
    let end = format!("</{unread}");
    // ASCII only: positions stay where they are.
    rest.to_ascii_lowercase().find(&end).map_or("", |at| &rest[at..])
}

fn with_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let known = entity.and_then(|(name, rest)| Some((character(name)?, rest)));
        let (c, after) = known.unwrap_or(('&', after));
        decoded.push(c);
        rest = after;
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn character(entity: &str) -> Option<char> {
    if let Some(code) = entity.strip_prefix("#x").or_else(|| entity.strip_prefix("#X")) {
        return char::from_u32(u32::from_str_radix(code, 16).ok()?);
    }
    if let Some(code) = entity.strip_prefix('#') {
        return char::from_u32(code.parse().ok()?);
    }
    let named = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("shy", '\u{AD}'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("Auml", 'Ä'),
        ("Ouml", 'Ö'),
        ("Uuml", 'Ü'),
        ("szlig", 'ß'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("agrave", 'à'),
        ("ccedil", 'ç'),
    ];
    named.into_iter().find_map(|(name, c)| (name == entity).then_some(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(html: &str) -> String {
        let text = plain_text(html, BodyFormat::Html);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn of_html_only_what_is_read_is_left() {
        assert_eq!(shown("<p>Fader <b>3</b> is st<i>uc</i>k</p><p>Hello</p>"), "Fader 3 is stuck Hello");
        assert_eq!(shown("a<script>var word = '<b>';</SCRIPT >b<!-- no -->c"), "a b c");
        assert_eq!(shown("gr&uuml;n &#252;ber &#xdf; &unknown; &"), "grün über ß &unknown; &");
        assert_eq!(shown("1 < 2 and <a href=\"x>y\">link"), "1 < 2 and y\">link");
        assert_eq!(shown("cut <p off"), "cut");
        assert_eq!(plain_text("<b>", BodyFormat::Text), "<b>");
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(html in "[<>/!&;#xa-c -]{0,60}") {
            let _ = text_of_html(&html);
        }
    }
}
