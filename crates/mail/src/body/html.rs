use std::{collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};

/// What may stay of HTML that someone wrote: text and its structure, and links that lead somewhere.
/// No pictures, as those that are fetched tell the sender who reads where and when.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .rm_tags(["img", "map", "area"])
        .add_clean_content_tags(["title"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny);
    builder
});

/// Drops everything from HTML that a mail should not carry.
pub(super) fn sanitise(html: &str) -> String {
    super::unix_lines(&SANITISER.clean(html).to_string()).trim().to_owned()
}

/// Plain text as HTML that looks the same.
pub(super) fn from_text(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(preserving_indent).collect();
    lines.join("<br>\n")
}

/// Text for an element's content or a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn preserving_indent(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    "&nbsp;".repeat(line.len() - text.len()) + &escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_active_or_remote_stays() {
        let clean = sanitise(
            "<title>t</title><style>p{background:url(//evil.example)}</style><script>steal()</script>\
             <p style='background:url(https://evil.example/a)' onclick=x()>Hi <b>there</b>\
             <img src='https://evil.example/pixel.gif' alt=a> <img src='data:image/png;base64,AA=='>\
             <a href='javascript:x()'>a</a> <a href='https://good.example/?a=1&b=2'>b</a>\
             <a href='/relative'>c</a><iframe src='https://evil.example'></iframe>\
             <form action='https://evil.example'><input></form><svg><image href='https://evil.example'/></svg>",
        );
        assert!(
            !clean.contains("evil") && !clean.contains("steal") && !clean.contains("javascript"),
            "{clean}"
        );
        assert!(
            !clean.contains("<img") && !clean.contains("relative") && !clean.contains("style"),
            "{clean}"
        );
        assert!(clean.contains("<b>there</b>"), "{clean}");
        assert!(clean.contains(r#"<a href="https://good.example/?a=1&amp;b=2""#), "{clean}");
    }

    #[test]
    fn text_keeps_its_lines_and_loses_its_power() {
        assert_eq!(
            from_text("a <b>&\n\n  \"c\" 'd'"),
            "a &lt;b&gt;&amp;<br>\n<br>\n&nbsp;&nbsp;&quot;c&quot; &#39;d&#39;"
        );
    }
}
