//! Which font draws which letters, and how wide they are.

mod order;
mod shape;
mod wrap;

use domain::document::Unprintable;
use krilla::text::Font;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use crate::script;

pub(crate) use order::is_from_the_right;
pub(crate) use shape::Glyph;

static REGULAR: &[u8] = include_bytes!("../../fonts/DejaVuSans.ttf");
static BOLD: &[u8] = include_bytes!("../../fonts/DejaVuSans-Bold.ttf");

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// A font, to be measured and to be drawn with.
struct Face {
    shapes: rustybuzz::Face<'static>,
    font: Font,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let shapes = rustybuzz::Face::from_slice(bytes, 0)?;
        let font = Font::new(bytes.into(), 0)?;
        Some(Self { shapes, font })
    }

    fn has(&self, letter: char) -> bool {
        // What joins letters is shaped away.
        script::is_joiner(letter) || self.shapes.glyph_index(letter).is_some()
    }
}

/// Which font, by its place.
pub(crate) type FaceIndex = usize;

/// A part of a line that one font can draw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) face: FaceIndex,
    pub(crate) text: String,
    pub(crate) glyphs: Vec<Glyph>,
}

impl Run {
    /// At size 1.
    pub(crate) fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.advance.0).sum()
    }
}

/// A part of a line in one script that one font has.
struct Piece {
    face: FaceIndex,
    script: Option<Script>,
    text: String,
}

impl Piece {
    /// Whether a letter of this script can be drawn with it.
    fn takes(&self, face: FaceIndex, script: Option<Script>) -> bool {
        self.face == face && (self.script == script || self.script.is_none() || script.is_none())
    }
}

/// All fonts: the two that are built in, then the operator's.
pub(crate) struct Fonts {
    faces: Vec<Face>,
}

impl Fonts {
    pub(crate) fn with(others: Vec<Vec<u8>>) -> Option<Self> {
        // Fonts are read once and kept as long as the program runs.
        let others = others.into_iter().map(|bytes| &*bytes.leak());
        let faces = [REGULAR, BOLD].into_iter().chain(others).map(Face::read).collect::<Option<Vec<_>>>()?;
        Some(Self { faces })
    }

    pub(crate) fn font(&self, face: FaceIndex) -> Option<&Font> {
        self.faces.get(face).map(|face| &face.font)
    }

    /// The fonts in the order in which they are asked for letters of this weight.
    fn in_order(&self, weight: Weight) -> impl Iterator<Item = FaceIndex> {
        let first = match weight {
            Weight::Regular => 0,
            Weight::Bold => 1,
        };
        [first, 1 - first].into_iter().chain(2..self.faces.len())
    }

    /// The first font that has a letter with all that is put to it.
    fn find(&self, letter: &str, weight: Weight) -> Result<FaceIndex, Unprintable> {
        let has_all = |face: &FaceIndex| letter.chars().all(|part| self.faces[*face].has(part));
        let unknown = || {
            let is_known = |part: &char| self.faces.iter().any(|face| face.has(*part));
            let part = letter.chars().find(|part| !is_known(part)).or_else(|| letter.chars().next());
            Unprintable::Script(script::name(part.unwrap_or_default()))
        };
        self.in_order(weight).find(has_all).ok_or_else(unknown)
    }

    /// A text that is read in one direction in pieces of one script and one font each, in the order of reading.
    fn pieces(&self, text: &str, weight: Weight) -> Result<Vec<Piece>, Unprintable> {
        let mut pieces: Vec<Piece> = Vec::new();
        for letter in text.graphemes(true) {
            let letter: String = letter.chars().filter(|part| !script::is_unseen(*part)).collect();
            if letter.is_empty() {
                continue;
            }
            let face = self.find(&letter, weight)?;
            let script = letter.chars().map(|part| part.script()).find(|script| is_one(*script));
            match pieces.last_mut() {
                Some(last) if last.takes(face, script) => {
                    last.text.push_str(&letter);
                    last.script = last.script.or(script);
                }
                _ => pieces.push(Piece { face, script, text: letter }),
            }
        }
        Ok(pieces)
    }

    /// A line in parts that one font each can draw, from the left.
    pub(crate) fn runs(&self, line: &str, weight: Weight) -> Result<Vec<Run>, Unprintable> {
        let blank = |letter: char| if letter.is_whitespace() || letter.is_control() { ' ' } else { letter };
        let line: String = line.nfc().filter(|letter| !script::is_override(*letter)).map(blank).collect();
        let mut runs = Vec::new();
        for stretch in order::stretches(&line) {
            let mut pieces = self.pieces(stretch.text, weight)?;
            if stretch.is_from_the_right {
                pieces.reverse();
            }
            for Piece { face, text, .. } in pieces {
                let glyphs = shape::shaped(&self.faces[face].shapes, &text, stretch.is_from_the_right)?;
                runs.push(Run { face, text, glyphs });
            }
        }
        Ok(runs)
    }

    /// How wide a line is at size 1.
    pub(crate) fn width(&self, line: &str, weight: Weight) -> Result<f32, Unprintable> {
        Ok(self.runs(line, weight)?.iter().map(Run::width).sum())
    }
}

/// Whether a letter is of one script, and not of all that it can stand in.
fn is_one(script: Script) -> bool {
    !matches!(script, Script::Common | Script::Inherited | Script::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> Fonts {
        Fonts::with(Vec::new()).unwrap()
    }

    #[test]
    fn latin_greek_and_cyrillic_are_built_in_and_other_scripts_are_named() {
        let has = |text: &str, weight| {
            let faces = fonts().runs(text, weight)?.into_iter().map(|run| run.face);
            Ok(faces.collect::<std::collections::BTreeSet<_>>().len())
        };
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
}
