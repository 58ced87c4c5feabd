//! Text that flows from sheet to sheet.

use domain::{
    document::{Subject, Unprintable},
    identity::Language,
};

use crate::{
    fonts::{Fonts, Weight, is_from_the_right},
    sheet::{MM, Sheet, Style},
    words::of,
};

const EDGE: f32 = 20.0 * MM;
const TEXT: f32 = 10.0;
const STEP: f32 = 14.0;

/// Sheets of A4, filled from top to bottom.
pub(crate) struct Flow<'f> {
    fonts: &'f Fonts,
    sheets: Vec<Sheet>,
    y: f32,
}

/// Left edge, right edge and width of what is written.
pub(crate) const LEFT: f32 = EDGE;
pub(crate) const RIGHT: f32 = 210.0 * MM - EDGE;
pub(crate) const ROOM: f32 = RIGHT - LEFT;

impl<'f> Flow<'f> {
    /// A first sheet with its heading: what it is and of what, with the number to be scanned.
    pub(crate) fn begin(
        fonts: &'f Fonts,
        title: &str,
        subject: &Subject,
        language: Language,
    ) -> Result<Self, Unprintable> {
        let mut flow = Self { fonts, sheets: vec![Sheet::of(210.0, 297.0)], y: EDGE };
        let code = 32.0 * MM;
        flow.sheet().qr((RIGHT - code + 3.0 * MM, EDGE - 3.0 * MM), code, &subject.rma_number)?;
        flow.y += 22.0;
        flow.at(LEFT, Style::bold(22.0), title)?;
        flow.y += 26.0;
        flow.at(LEFT, Style::bold(14.0), &subject.rma_number)?;
        flow.y += 22.0;
        flow.pair(of(language, "Device", "Gerät"), &subject.product)?;
        if let Some(serial) = &subject.serial {
            flow.pair(of(language, "Serial number", "Seriennummer"), serial)?;
        }
        flow.y = flow.y.max(EDGE + code + 2.0 * MM);
        Ok(flow)
    }

    fn sheet(&mut self) -> &mut Sheet {
        if self.sheets.is_empty() {
            self.sheets.push(Sheet::of(210.0, 297.0));
        }
        let last = self.sheets.len() - 1;
        &mut self.sheets[last]
    }

    /// Room for so much more; on the next sheet, if this one is full. Says whether it was.
    pub(crate) fn need(&mut self, height: f32) -> bool {
        if self.y + height <= 297.0 * MM - EDGE - STEP {
            return false;
        }
        self.sheets.push(Sheet::of(210.0, 297.0));
        self.y = EDGE + STEP;
        true
    }

    pub(crate) fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// A line here, from the left.
    pub(crate) fn at(&mut self, x: f32, style: Style, line: &str) -> Result<(), Unprintable> {
        let (fonts, y) = (self.fonts, self.y);
        self.sheet().write(fonts, (x, y), style, line)
    }

    /// A line here that ends at a place.
    pub(crate) fn until(&mut self, x: f32, style: Style, line: &str) -> Result<(), Unprintable> {
        let (fonts, y) = (self.fonts, self.y);
        self.sheet().write_to(fonts, (x, y), style, line)
    }

    pub(crate) fn rule(&mut self) {
        let y = self.y - TEXT;
        self.sheet().rule(LEFT, y, ROOM);
    }

    /// A name and what it is, each on its side; the second in as many lines as it needs.
    pub(crate) fn pair(&mut self, name: &str, value: &str) -> Result<(), Unprintable> {
        const INDENT: f32 = 38.0 * MM;
        let room = ROOM - INDENT - 36.0 * MM;
        let lines = self.fonts.wrapped(value, Weight::Regular, TEXT, room)?;
        for (at, line) in lines.iter().enumerate() {
            self.need(STEP);
            if at == 0 {
                self.at(LEFT, Style::grey(TEXT), name)?;
            }
            self.at(LEFT + INDENT, Style::plain(TEXT), line)?;
            self.y += STEP;
        }
        Ok(())
    }

    /// A name on the left in as many lines as it needs, and beside the first of them what ends at these places.
    pub(crate) fn row(
        &mut self,
        name: &str,
        style: Style,
        ends: &[(f32, String)],
    ) -> Result<(), Unprintable> {
        const BETWEEN: f32 = 16.0 * MM;
        let room = ends.iter().map(|(x, _)| *x).fold(RIGHT, f32::min) - LEFT - BETWEEN;
        for (at, line) in self.fonts.wrapped(name, style.weight, style.size, room)?.iter().enumerate() {
            self.need(STEP);
            self.at(LEFT, style, line)?;
            for (x, text) in ends.iter().filter(|_| at == 0) {
                self.until(*x, style, text)?;
            }
            self.y += STEP;
        }
        Ok(())
    }

    pub(crate) fn heading(&mut self, text: &str) -> Result<(), Unprintable> {
        self.y += STEP;
        self.need(3.0 * STEP);
        self.at(LEFT, Style::bold(12.0), text)?;
        self.y += STEP + 4.0;
        Ok(())
    }

    /// A text in as many lines as it needs, each from the side from which it is read.
    pub(crate) fn text(&mut self, text: &str, style: Style) -> Result<(), Unprintable> {
        for line in self.fonts.wrapped(text, style.weight, style.size, ROOM)? {
            self.need(STEP);
            if is_from_the_right(&line) {
                self.until(RIGHT, style, &line)?;
            } else {
                self.at(LEFT, style, &line)?;
            }
            self.y += style.size + 4.0;
        }
        Ok(())
    }

    pub(crate) fn lines_of(&self, text: &str, room: f32) -> Result<Vec<String>, Unprintable> {
        self.fonts.wrapped(text, Weight::Regular, TEXT, room)
    }

    /// The sheets, each with its number and whose it is.
    pub(crate) fn end(mut self, footer: &str) -> Result<Vec<Sheet>, Unprintable> {
        let (fonts, all) = (self.fonts, self.sheets.len());
        for (at, sheet) in self.sheets.iter_mut().enumerate() {
            let y = sheet.height - EDGE + STEP;
            sheet.write(fonts, (LEFT, y), Style::grey(8.0), footer)?;
            sheet.write_to(fonts, (RIGHT, y), Style::grey(8.0), &format!("{} / {all}", at + 1))?;
        }
        Ok(self.sheets)
    }
}

/// The size of running text.
pub(crate) const fn running() -> Style {
    Style::plain(TEXT)
}

/// From one line to the next.
pub(crate) const fn step() -> f32 {
    STEP
}
