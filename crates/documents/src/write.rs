//! Sheets as a file.

use domain::{document::Unprintable, identity::Language};
use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    text::{GlyphId, KrillaGlyph},
};

use crate::{
    fonts::{Fonts, Glyph},
    sheet::{Mark, Sheet},
};

/// The file. Its metadata say what kind of paper it is and in which language, and nothing of what stands on it.
pub(crate) fn pdf(
    fonts: &Fonts,
    sheets: &[Sheet],
    title: &str,
    language: Language,
) -> Result<Vec<u8>, Unprintable> {
    let mut document = Document::new();
    for sheet in sheets {
        let page = PageSettings::from_wh(sheet.width, sheet.height);
        let mut page = document.start_page_with(page.ok_or(Unprintable::Failed("the page"))?);
        let mut surface = page.surface();
        for mark in &sheet.marks {
            draw(fonts, &mut surface, mark)?;
        }
        surface.finish();
        page.finish();
    }
    let metadata = Metadata::new().title(title.to_owned()).language(language.tag().to_owned());
    document.set_metadata(metadata);
    document.finish().map_err(|_| Unprintable::Failed("the file"))
}

fn draw(fonts: &Fonts, surface: &mut Surface<'_>, mark: &Mark) -> Result<(), Unprintable> {
    match mark {
        Mark::Line { x, y, size, runs, is_grey } => {
            surface.set_fill(Some(ink(*is_grey)));
            let mut x = *x;
            for run in runs {
                let font = fonts.font(run.face).ok_or(Unprintable::Failed("a font"))?.clone();
                let start = Point::from_xy(x, *y);
                let glyphs: Vec<_> = run.glyphs.iter().map(drawn).collect();
                surface.draw_glyphs(start, &glyphs, font, &run.text, *size, false);
                x += run.width() * size;
            }
        }
        Mark::Bar { x, y, width, height, is_grey } => {
            surface.set_fill(Some(ink(*is_grey)));
            fill(surface, [(*x, *y, *width, *height)])?;
        }
        Mark::Squares { x, y, size, at } => {
            surface.set_fill(Some(ink(false)));
            let square = |(column, row): &(u16, u16)| {
                (x + f32::from(*column) * size, y + f32::from(*row) * size, *size, *size)
            };
            fill(surface, at.iter().map(square))?;
        }
    }
    Ok(())
}

fn drawn(glyph: &Glyph) -> KrillaGlyph {
    let ((x, y), (x_offset, y_offset)) = (glyph.advance, glyph.offset);
    KrillaGlyph::new(GlyphId::new(glyph.id), x, x_offset, y_offset, y, glyph.letters.clone(), None)
}

fn fill(
    surface: &mut Surface<'_>,
    rectangles: impl IntoIterator<Item = (f32, f32, f32, f32)>,
) -> Result<(), Unprintable> {
    let mut path = PathBuilder::new();
    for (x, y, width, height) in rectangles {
        path.push_rect(Rect::from_xywh(x, y, width, height).ok_or(Unprintable::Failed("a rectangle"))?);
    }
    let path = path.finish().ok_or(Unprintable::Failed("a path"))?;
    surface.draw_path(&path);
    Ok(())
}

fn ink(is_grey: bool) -> Fill {
    let colour = if is_grey { rgb::Color::new(110, 110, 110) } else { rgb::Color::new(0, 0, 0) };
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
