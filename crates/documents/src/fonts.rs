use domain::document::Unprintable;
use krilla::text::Font;
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};

use crate::script;

static REGULAR: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/DejaVuSans-Bold.ttf");

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// A font, to be measured and to be drawn with.
struct Face {
    bytes: Vec<u8>,
    font: Font,
}

impl Face {
    fn read(bytes: Vec<u8>) -> Option<Self> {
        FontRef::new(&bytes).ok()?;
        let font = Font::new(bytes.clone().into(), 0)?;
        Some(Self { bytes, font })
    }

    /// How wide a letter is at size 1; `None` if the font does not have it.
    fn width(&self, letter: char) -> Option<f32> {
        let font = FontRef::new(&self.bytes).ok()?;
        let glyph = font.charmap().map(letter)?;
        font.glyph_metrics(Size::new(1.0), LocationRef::default()).advance_width(glyph)
    }
}

/// Which font, by its place.
pub(crate) type FaceIndex = usize;

/// A part of a line that one font can draw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) face: FaceIndex,
    pub(crate) text: String,
    /// At size 1.
    pub(crate) width: f32,
}

/// All fonts: the two that are built in, then the operator's.
pub(crate) struct Fonts {
    faces: Vec<Face>,
}

impl Fonts {
    pub(crate) fn with(others: Vec<Vec<u8>>) -> Option<Self> {
        let built_in = [REGULAR.to_vec(), BOLD.to_vec()];
        let faces = built_in.into_iter().chain(others).map(Face::read).collect::<Option<Vec<_>>>()?;
        Some(Self { faces })
    }

    pub(crate) fn font(&self, face: FaceIndex) -> Option<&Font> {
        self.faces.get(face).map(|face| &face.font)
    }

    /// The first font of this weight that has a letter, and how wide that is there.
    fn find(&self, letter: char, weight: Weight) -> Option<(FaceIndex, f32)> {
        let first = match weight {
            Weight::Regular => 0,
            Weight::Bold => 1,
        };
        let other = 1 - first;
        let order = [first, other].into_iter().chain(2..self.faces.len());
        order.into_iter().find_map(|face| self.faces[face].width(letter).map(|width| (face, width)))
    }

    /// A line in parts that one font each can draw.
    pub(crate) fn runs(&self, line: &str, weight: Weight) -> Result<Vec<Run>, Unprintable> {
        let mut runs: Vec<Run> = Vec::new();
        for letter in line.chars().filter(|letter| !script::is_unseen(*letter)) {
            // What joins letters stays with them: the font shapes them by it.
            if script::is_joiner(letter) {
                if let Some(run) = runs.last_mut() {
                    run.text.push(letter);
                }
                continue;
            }
            // Parts are drawn one after the other from the left: such a line would be in the wrong order.
            if script::is_right_to_left(letter) {
                return Err(Unprintable::Script(script::name(letter)));
            }
            let letter = if letter.is_whitespace() || letter.is_control() { ' ' } else { letter };
            let found = self.find(letter, weight);
            let (face, width) = found.ok_or_else(|| Unprintable::Script(script::name(letter)))?;
            match runs.last_mut() {
                Some(run) if run.face == face => {
                    run.text.push(letter);
                    run.width += width;
                }
                _ => runs.push(Run { face, text: letter.to_string(), width }),
            }
        }
        Ok(runs)
    }

    /// How wide a line is at size 1.
    pub(crate) fn width(&self, line: &str, weight: Weight) -> Result<f32, Unprintable> {
        Ok(self.runs(line, weight)?.iter().map(|run| run.width).sum())
    }

    /// A text in lines that fit: broken at line ends, blanks, and within words that are too long.
    pub(crate) fn wrapped(
        &self,
        text: &str,
        weight: Weight,
        size: f32,
        room: f32,
    ) -> Result<Vec<String>, Unprintable> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                self.put_word(word, weight, room / size, &mut line, &mut lines)?;
            }
            lines.push(line);
        }
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        Ok(lines)
    }

    fn put_word(
        &self,
        word: &str,
        weight: Weight,
        room: f32,
        line: &mut String,
        lines: &mut Vec<String>,
    ) -> Result<(), Unprintable> {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if self.width(&longer, weight)? <= room {
            *line = longer;
            return Ok(());
        }
        if !line.is_empty() {
            lines.push(std::mem::take(line));
        }
        for letter in word.chars() {
            let longer = format!("{line}{letter}");
            if self.width(&longer, weight)? > room && !line.is_empty() {
                lines.push(std::mem::take(line));
            }
            line.push(letter);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts {
        Fonts::with(Vec::new()).unwrap()
    }

    #[test]
    fn latin_greek_and_cyrillic_are_built_in_and_other_scripts_are_named() {
        let has = |text: &str, weight| fonts().runs(text, weight).map(|runs| runs.len());
        for weight in [Weight::Regular, Weight::Bold] {
            assert_eq!(has("Zoë Čapková-Łoś, Þórir; Ελλάδα; Україна; Tiếng Việt; 5 €", weight), Ok(1));
            assert_eq!(has("a\u{ad}b\u{200b}c\td", weight), Ok(1), "what is not seen is not drawn");
            assert_eq!(has("a\u{200d}b", weight), Ok(1), "what joins letters is kept");
            assert_eq!(has("渋谷", weight), Err(Unprintable::Script("Chinese")));
            assert_eq!(has("Tel Aviv, \u{5d0}\u{5d1} 5", weight), Err(Unprintable::Script("Hebrew")));
            assert_eq!(has("\u{645}\u{62d}", weight), Err(Unprintable::Script("Arabic")));
            assert_eq!(has("Thanks 😀", weight), Err(Unprintable::Script("emoji")));
        }
    }

    #[test]
    fn text_is_broken_at_blanks_and_long_words_anywhere() {
        let fonts = fonts();
        let lines = fonts.wrapped("one two\n\nthree", Weight::Regular, 10.0, 30.0).unwrap();
        assert_eq!(lines, ["one", "two", "", "three"]);
        let lines = fonts.wrapped(&"m".repeat(20), Weight::Regular, 10.0, 50.0).unwrap();
        assert!(lines.len() > 3 && lines.concat() == "m".repeat(20));
        for line in lines {
            assert!(fonts.width(&line, Weight::Regular).unwrap() * 10.0 <= 50.0);
        }
    }
}
