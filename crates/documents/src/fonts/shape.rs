//! Letters as the glyphs that a font draws them with: joined, put above each other, in another order.

use std::ops::Range;

use domain::document::Unprintable;
use rustybuzz::{Direction, UnicodeBuffer};

use crate::script;

/// What a font draws, measured at size 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    /// How far the next one is.
    pub(crate) advance: (f32, f32),
    /// How far it is from its place.
    pub(crate) offset: (f32, f32),
    /// Which letters it stands for.
    pub(crate) letters: Range<usize>,
}

/// The glyphs of a text in one script and direction, from the left.
pub(super) fn shaped(
    face: &rustybuzz::Face<'_>,
    text: &str,
    is_from_the_right: bool,
) -> Result<Vec<Glyph>, Unprintable> {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    let direction = if is_from_the_right { Direction::RightToLeft } else { Direction::LeftToRight };
    buffer.set_direction(direction);
    let drawn = rustybuzz::shape(face, &[], buffer);
    let places = drawn.glyph_infos().iter().map(|glyph| glyph.cluster as usize);
    let mut starts: Vec<usize> = places.collect();
    starts.sort_unstable();
    let em = size_of_em(face);
    let measured = drawn.glyph_infos().iter().zip(drawn.glyph_positions());
    let glyphs = measured.map(|(glyph, at)| {
        let start = glyph.cluster as usize;
        let end = starts.iter().find(|other| **other > start).copied().unwrap_or(text.len());
        if glyph.glyph_id == 0 {
            let letter = text[start..].chars().next().unwrap_or_default();
            return Err(Unprintable::Script(script::name(letter)));
        }
        Ok(Glyph {
            id: glyph.glyph_id,
            advance: (in_ems(at.x_advance, em), in_ems(at.y_advance, em)),
            offset: (in_ems(at.x_offset, em), in_ems(at.y_offset, em)),
            letters: start..end,
        })
    });
    glyphs.collect()
}

fn size_of_em(face: &rustybuzz::Face<'_>) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "fonts have at most 16384 units in an em")]
    let em = face.units_per_em() as f32;
    em
}

fn in_ems(units: i32, em: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "an advance is a few thousand units")]
    let units = units as f32;
    units / em
}
