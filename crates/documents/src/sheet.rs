//! A sheet of paper: what stands where, in points from its upper left corner.

use domain::document::Unprintable;
use qrcode::{Color, EcLevel, QrCode};

use crate::fonts::{Fonts, Run, Weight};

/// Points in a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;

/// Something that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// Parts of a line, at its base line.
    Line { x: f32, y: f32, size: f32, runs: Vec<Run>, is_grey: bool },
    /// A filled rectangle.
    Bar { x: f32, y: f32, width: f32, height: f32, is_grey: bool },
    /// A pattern of dark squares of this size.
    Squares { x: f32, y: f32, size: f32, at: Vec<(u16, u16)> },
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) marks: Vec<Mark>,
}

/// How a line looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) weight: Weight,
    pub(crate) is_grey: bool,
}

impl Style {
    pub(crate) const fn plain(size: f32) -> Self {
        Self { size, weight: Weight::Regular, is_grey: false }
    }

    pub(crate) const fn bold(size: f32) -> Self {
        Self { size, weight: Weight::Bold, is_grey: false }
    }

    pub(crate) const fn grey(size: f32) -> Self {
        Self { size, weight: Weight::Regular, is_grey: true }
    }
}

impl Sheet {
    /// An empty one, measured in millimetres.
    pub(crate) const fn of(width: f32, height: f32) -> Self {
        Self { width: width * MM, height: height * MM, marks: Vec::new() }
    }

    /// A line from the left.
    pub(crate) fn write(
        &mut self,
        fonts: &Fonts,
        (x, y): (f32, f32),
        style: Style,
        line: &str,
    ) -> Result<(), Unprintable> {
        let runs = fonts.runs(line, style.weight)?;
        self.marks.push(Mark::Line { x, y, size: style.size, runs, is_grey: style.is_grey });
        Ok(())
    }

    /// A line that ends here.
    pub(crate) fn write_to(
        &mut self,
        fonts: &Fonts,
        (x, y): (f32, f32),
        style: Style,
        line: &str,
    ) -> Result<(), Unprintable> {
        let width = fonts.width(line, style.weight)? * style.size;
        self.write(fonts, (x - width, y), style, line)
    }

    /// A thin line across.
    pub(crate) fn rule(&mut self, x: f32, y: f32, width: f32) {
        self.marks.push(Mark::Bar { x, y, width, height: 0.5, is_grey: true });
    }

    /// A QR code, as wide as this, with the quiet zone that scanners need around it.
    pub(crate) fn qr(&mut self, (x, y): (f32, f32), width: f32, text: &str) -> Result<(), Unprintable> {
        const QUIET: f32 = 4.0;
        let code = QrCode::with_error_correction_level(text, EcLevel::Q)
            .map_err(|_| Unprintable::Failed("the QR code"))?;
        let modules = u16::try_from(code.width()).map_err(|_| Unprintable::Failed("the QR code"))?;
        let size = width / (f32::from(modules) + 2.0 * QUIET);
        let colours = code.to_colors();
        let places = (0..modules).flat_map(|row| (0..modules).map(move |column| (column, row)));
        let dark = places.zip(colours).filter(|(_, colour)| *colour == Color::Dark).map(|(place, _)| place);
        let at = dark.collect();
        self.marks.push(Mark::Squares { x: x + QUIET * size, y: y + QUIET * size, size, at });
        Ok(())
    }
}
