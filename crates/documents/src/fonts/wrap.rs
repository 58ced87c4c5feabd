//! Texts in lines that fit.

use domain::document::Unprintable;
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation;

use super::{Fonts, Weight, order};

impl Fonts {
    /// A text in lines that fit: broken at line ends, where its script allows it, and within words that are too
    /// long.
    pub(crate) fn wrapped(
        &self,
        text: &str,
        weight: Weight,
        size: f32,
        room: f32,
    ) -> Result<Vec<String>, Unprintable> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
            let filled = self.filled(&paragraph, weight, room / size)?;
            let direction = order::direction_of(&paragraph);
            lines.extend(filled.into_iter().map(|line| direction.into_iter().chain(line.chars()).collect()));
        }
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        Ok(lines)
    }

    /// The lines of a paragraph; one, if there is nothing in it.
    fn filled(&self, paragraph: &str, weight: Weight, room: f32) -> Result<Vec<String>, Unprintable> {
        let (mut lines, mut line, mut from) = (Vec::new(), String::new(), 0);
        for (to, _) in linebreaks(paragraph) {
            let word = &paragraph[from..to];
            from = to;
            if self.fits(&line, word, weight, room)? {
                line.push_str(word);
                continue;
            }
            finish(&mut line, &mut lines);
            // What is not drawn alone stays together.
            for letter in word.graphemes(true) {
                if !self.fits(&line, letter, weight, room)? {
                    finish(&mut line, &mut lines);
                }
                line.push_str(letter);
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        Ok(lines)
    }

    /// Whether a line can have this, too. Blanks at its end take no room.
    fn fits(&self, line: &str, more: &str, weight: Weight, room: f32) -> Result<bool, Unprintable> {
        Ok(self.width(format!("{line}{more}").trim_end(), weight)? <= room)
    }
}

fn finish(line: &mut String, lines: &mut Vec<String>) {
    if !line.is_empty() {
        lines.push(line.trim_end().to_owned());
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_at_blanks_and_long_words_anywhere() {
        let fonts = Fonts::with(Vec::new()).unwrap();
        let lines = fonts.wrapped("one two\n\nthree", Weight::Regular, 10.0, 30.0).unwrap();
        assert_eq!(lines, ["one", "two", "", "three"]);
        let lines = fonts.wrapped(&"m".repeat(20), Weight::Regular, 10.0, 50.0).unwrap();
        assert!(lines.len() > 3 && lines.concat() == "m".repeat(20));
        for line in lines {
            assert!(fonts.width(&line, Weight::Regular).unwrap() * 10.0 <= 50.0);
        }
    }

    #[test]
    fn marks_stay_with_their_letters_and_hyphens_end_lines() {
        let fonts = Fonts::with(Vec::new()).unwrap();
        let letters = "e\u{301}".repeat(9);
        let lines = fonts.wrapped(&letters, Weight::Regular, 10.0, 20.0).unwrap();
        assert!(lines.len() > 2 && lines.iter().all(|line| line.starts_with('e')), "{lines:?}");
        let lines = fonts.wrapped("Baden-Württemberg", Weight::Regular, 10.0, 70.0).unwrap();
        assert_eq!(lines, ["Baden-", "Württemberg"]);
    }
}
