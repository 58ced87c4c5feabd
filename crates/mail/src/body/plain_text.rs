use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
};

use super::layouter::Layouter;

/// Sanitised HTML as text that reads well: blocks become lines, lists get their marks, links show
/// where they lead, quotations are marked by `>`.
pub(super) fn from_html(sanitised: &str) -> String {
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(sanitised));
    // Only scripts and encoding declarations stop a tokenizer; sanitised HTML has neither.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Layouter>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut layouter = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => layouter.text(&text),
            Token::TagToken(tag) => match tag.kind {
                TagKind::StartTag => start(&mut layouter, &tag),
                TagKind::EndTag => end(&mut layouter, &tag.name),
            },
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn start(layouter: &mut Layouter, tag: &Tag) {
    match &*tag.name {
        "br" => layouter.line_break(),
        "hr" => layouter.rule(),
        "pre" => layouter.start_preformatted(),
        "blockquote" => layouter.start_quotation(),
        "ul" => layouter.start_list(None),
        "ol" => layouter.start_list(Some(attribute(tag, "start").and_then(|n| n.parse().ok()).unwrap_or(1))),
        "li" => layouter.start_item(),
        "td" | "th" => layouter.start_cell(),
        "a" => layouter.start_link(attribute(tag, "href").unwrap_or_default()),
        name => layouter.separate(lines_around(name)),
    }
}

fn end(layouter: &mut Layouter, name: &str) {
    match name {
        "pre" => layouter.end_preformatted(),
        "blockquote" => layouter.end_quotation(),
        "ul" | "ol" => layouter.end_list(),
        "a" => layouter.end_link(),
        name => layouter.separate(lines_around(name)),
    }
}

/// How many line feeds stand between an element and its neighbours.
fn lines_around(name: &str) -> usize {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "dl" | "figure" => 2,
        "address" | "article" | "aside" | "caption" | "center" | "dd" | "details" | "div" | "dt"
        | "figcaption" | "footer" | "header" | "hgroup" | "li" | "nav" | "section" | "summary" | "tr" => 1,
        _ => 0,
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_lines() {
        assert_eq!(
            from_html("<p>Hello\n  <b>Ann</b>,</p><p>one<br>two<br><br>three</p><div>a</div><div>b</div>"),
            "Hello Ann,\n\none\ntwo\n\nthree\n\na\nb"
        );
        assert_eq!(from_html(" <div><div><p> </p></div></div>x"), "x");
    }

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(from_html("1 &lt; 2 &amp;amp; &nbsp;&euro;&quot;"), "1 < 2 &amp; \u{20}€\"");
    }

    #[test]
    fn lists_tables_and_rules() {
        assert_eq!(
            from_html("a<ul><li>b</li><li><p>c</p><ol start=3><li>d</li><li>e</li></ol></li></ul>f<hr>g"),
            "a\n\n- b\n- c\n\n  3. d\n  4. e\n\nf\n\n----------\n\ng"
        );
        assert_eq!(
            from_html(
                "<table><tbody><tr><th>k</th><th>v</th></tr><tr><td>1</td><td>2</td></tr></tbody></table>"
            ),
            "k | v\n1 | 2"
        );
    }

    #[test]
    fn links_show_where_they_lead() {
        assert_eq!(
            from_html(
                "<a href=https://a.example/>here</a>, <a href=https://b.example/>https://b.example/</a>, \
                 <a href=mailto:c@d.example>c@d.example</a>, <a>e</a>"
            ),
            "here <https://a.example/>, https://b.example/, c@d.example, e"
        );
    }

    #[test]
    fn quotations_and_preformatted_text() {
        assert_eq!(
            from_html("x<blockquote><p>a</p><p>b</p><blockquote>c</blockquote></blockquote>y"),
            "x\n\n> a\n>\n> b\n>\n> > c\n\ny"
        );
        assert_eq!(
            from_html("<pre>fn main() {\n    go();\n}\n</pre>after"),
            "fn main() {\n    go();\n}\n\nafter"
        );
    }

    #[test]
    fn unbalanced_and_empty_input_is_no_trouble() {
        assert_eq!(from_html(""), "");
        assert_eq!(from_html("</p></blockquote></ul></a></pre>a<li>b"), "a\n- b");
    }
}
