use std::ops::Range;

use super::super::fold::fold_character;

/// A text as it is compared: its words, folded, one after the other. Between two numbers stands a blank,
/// so that 1 2 is not 12; between all else, nothing.
pub(super) struct Text {
    folded: String,
    words: Vec<Word>,
}

struct Word {
    /// In the folded text.
    folded: Range<usize>,
    /// In the text itself.
    source: Range<usize>,
    /// Whether more than nothing separates it from the word before.
    is_apart: bool,
}

impl Text {
    pub(super) fn of(text: &str) -> Self {
        let mut words = Words::default();
        for (at, character) in text.char_indices() {
            words.take(at, character);
        }
        words.end();
        words.text
    }

    /// Where whole words make up the needle.
    pub(super) fn find(&self, needle: &str) -> Vec<Range<usize>> {
        let starts =
            self.words.iter().enumerate().filter(|(_, word)| word.is_apart && !word.folded.is_empty());
        starts.filter_map(|(at, word)| self.ends_at(at, word.folded.start, needle)).collect()
    }

    fn ends_at(&self, first: usize, start: usize, needle: &str) -> Option<Range<usize>> {
        if needle.is_empty() || !self.folded.get(start..)?.starts_with(needle) {
            return None;
        }
        let end = start + needle.len();
        let last = (first..self.words.len()).find(|at| self.words[*at].folded.end >= end)?;
        let is_whole =
            self.words[last].folded.end == end && self.words.get(last + 1).is_none_or(|next| next.is_apart);
        is_whole.then(|| self.words[first].source.start..self.words[last].source.end)
    }
}

/// A phrase as it is compared.
pub(super) fn join(phrase: &str) -> String {
    Text::of(phrase).folded
}

struct Words {
    text: Text,
    word: String,
    source: Range<usize>,
    is_apart: bool,
}

impl Default for Words {
    fn default() -> Self {
        let text = Text { folded: String::new(), words: Vec::new() };
        Self { text, word: String::new(), source: 0..0, is_apart: true }
    }
}

impl Words {
    fn take(&mut self, at: usize, character: char) {
        if is_transparent(character) {
            return;
        }
        let mut letters = String::new();
        fold_character(character, |c| letters.push(c));
        if letters.is_empty() {
            // A separator of any kind.
            self.end();
            self.is_apart = true;
            return;
        }
        if is_written_without_blanks(&letters) {
            self.end();
            self.is_apart = true;
            self.source.start = at;
            self.source.end = at + character.len_utf8();
            self.word.push_str(&letters);
            self.end();
            self.is_apart = true;
            return;
        }
        // A Korean particle follows on a number without a blank.
        if is_korean(&letters) && self.word.ends_with(char::is_numeric) {
            self.end();
            self.is_apart = true;
        }
        let turns_to_number =
            character.is_numeric() && self.word.ends_with(|c: char| !c.is_numeric()) && !self.word.is_empty();
        if turns_to_number {
            self.end();
        }
        if self.word.is_empty() {
            self.source.start = at;
        }
        self.source.end = at + character.len_utf8();
        self.word.push_str(&letters);
    }

    fn end(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let short = shortened(&word);
        let folded = &mut self.text.folded;
        let is_after_number = folded.ends_with(char::is_numeric);
        if is_after_number && short.starts_with(char::is_numeric) {
            folded.push(' ');
        }
        let start = folded.len();
        folded.push_str(short);
        self.text.words.push(Word {
            folded: start..folded.len(),
            source: self.source.clone(),
            is_apart: self.is_apart,
        });
        self.is_apart = false;
    }
}

/// Whether no blanks stand between the words of the script: then each letter is a word that stands apart.
fn is_written_without_blanks(folded: &str) -> bool {
    folded.chars().all(|c| {
        c.is_alphabetic()
            && matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..)
    })
}

/// Folding takes syllables apart.
fn is_korean(folded: &str) -> bool {
    folded.starts_with(|c| matches!(c, '\u{1100}'..='\u{11ff}'))
}

/// What nobody sees: it neither separates nor joins.
fn is_transparent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || unicode_normalization::char::is_combining_mark(c)
}

/// Words that are written in more than one way, in their shortest.
fn shortened(word: &str) -> &str {
    const WHOLE: &[(&str, &str)] = &[
        ("street", "st"),
        ("road", "rd"),
        ("avenue", "av"),
        ("ave", "av"),
        ("lane", "ln"),
        ("drive", "dr"),
        ("boulevard", "bd"),
        ("blvd", "bd"),
        ("boul", "bd"),
        ("square", "sq"),
        ("court", "ct"),
        ("place", "pl"),
        ("apartment", "apt"),
        ("floor", "fl"),
        ("улица", "ул"),
        ("проспект", "пр"),
        ("ulica", "ul"),
        ("nummer", ""),
        ("hausnummer", ""),
        ("nr", ""),
        ("numero", ""),
        ("no", ""),
    ];
    if let Some((_, short)) = WHOLE.iter().find(|(long, _)| *long == word) {
        return short;
    }
    // German street names are often one word with what they are.
    for (long, kept) in [("strasse", 3), ("platz", 2)] {
        if word.ends_with(long) {
            return &word[..word.len() - long.len() + kept];
        }
    }
    word
}
