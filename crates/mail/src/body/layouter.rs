/// Deeper nesting is not shown: nobody reads it, and its marks would outgrow the text.
const MAX_DEPTH: usize = 8;

/// Writes text with line feeds where blocks meet: never more than asked for, none at the start, none
/// at the end.
#[derive(Default)]
pub(super) struct Layouter {
    out: String,
    /// Line feeds owed before the next text.
    lines: usize,
    /// Whether white space is owed before the next text.
    space: bool,
    /// Whether nothing but an item's mark stands on the line.
    marked: bool,
    preformatted: usize,
    quotations: usize,
    /// How many quotations the last text stood in.
    quotations_before: usize,
    /// The open lists, with the next number of the numbered ones.
    lists: Vec<Option<u32>>,
    /// The open links: where each leads and where its text starts.
    links: Vec<(String, usize)>,
}

impl Layouter {
    /// Text with its white space collapsed, unless it is preformatted.
    pub(super) fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (at, line) in text.split('\n').enumerate() {
                self.lines += usize::from(at > 0);
                self.write(line);
            }
            return;
        }
        for (at, word) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            self.space |= at > 0;
            self.write(&word.replace('\u{a0}', " "));
        }
    }

    /// At least this many line feeds before the next text, unless it is the first of an item.
    pub(super) fn separate(&mut self, lines: usize) {
        if !self.marked {
            self.demand(lines);
        }
    }

    /// One line feed more.
    pub(super) fn line_break(&mut self) {
        self.lines += 1;
    }

    pub(super) fn rule(&mut self) {
        self.demand(2);
        self.write("----------");
        self.demand(2);
    }

    pub(super) fn start_preformatted(&mut self) {
        self.demand(2);
        self.preformatted += 1;
    }

    pub(super) fn end_preformatted(&mut self) {
        self.preformatted = self.preformatted.saturating_sub(1);
        self.demand(2);
    }

    pub(super) fn start_quotation(&mut self) {
        self.demand(2);
        self.quotations += 1;
    }

    pub(super) fn end_quotation(&mut self) {
        self.quotations = self.quotations.saturating_sub(1);
        self.demand(2);
    }

    /// A list; numbered if it has a first number.
    pub(super) fn start_list(&mut self, first: Option<u32>) {
        self.demand(if self.lists.is_empty() { 2 } else { 1 });
        self.lists.push(first);
    }

    pub(super) fn end_list(&mut self) {
        self.lists.pop();
        self.demand(if self.lists.is_empty() { 2 } else { 1 });
    }

    pub(super) fn start_item(&mut self) {
        self.demand(1);
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => "- ".to_owned(),
        };
        let depth = self.lists.len().saturating_sub(1).min(MAX_DEPTH);
        self.write(&format!("{}{mark}", "  ".repeat(depth)));
        self.marked = true;
    }

    pub(super) fn start_cell(&mut self) {
        if self.lines == 0 && !self.out.is_empty() {
            self.write(" | ");
        }
    }

    pub(super) fn start_link(&mut self, target: &str) {
        self.links.push((target.to_owned(), self.out.len()));
    }

    /// Shows the link's target, unless its text does so already.
    pub(super) fn end_link(&mut self) {
        let Some((target, start)) = self.links.pop() else { return };
        let bare = target.trim_start_matches("mailto:").trim_start_matches("tel:");
        let text = self.out.get(start..).unwrap_or_default();
        if !text.contains(bare.trim_end_matches('/')) {
            self.space = true;
            self.write(&format!("<{bare}>"));
        }
    }

    pub(super) fn finish(self) -> String {
        let lines: Vec<_> = self.out.lines().map(str::trim_end).collect();
        lines.join("\n").trim_end().to_owned()
    }

    fn demand(&mut self, lines: usize) {
        self.marked = false;
        self.lines = self.lines.max(lines);
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.out.is_empty() {
            self.quote_mark(self.quotations);
        } else if self.lines > 0 {
            self.break_lines();
        } else if self.space && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
        self.out.push_str(text);
        self.quotations_before = self.quotations;
        (self.lines, self.space, self.marked) = (0, false, false);
    }

    /// A line between two quotations belongs to what both are part of.
    fn break_lines(&mut self) {
        let shared = self.quotations.min(self.quotations_before);
        for _ in 1..self.lines {
            self.out.push('\n');
            self.quote_mark(shared);
        }
        self.out.push('\n');
        self.quote_mark(self.quotations);
    }

    fn quote_mark(&mut self, depth: usize) {
        self.out.push_str(&"> ".repeat(depth.min(MAX_DEPTH)));
    }
}
