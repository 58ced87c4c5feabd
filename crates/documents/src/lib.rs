//! Papers of repairs as PDF files: made in memory, from fonts that are built in. A letter that no font knows is
//! an error that names its script, never a box.

mod fonts;
mod papers;
mod script;
mod sheet;
mod words;
mod write;

use std::sync::Arc;

use domain::{
    document::{Paper, Printer, Unprintable},
    identity::Language,
};

use fonts::Fonts;

/// Prints with the fonts that are built in, and with others that the operator has.
#[derive(Clone)]
pub struct Press {
    fonts: Arc<Fonts>,
}

impl Press {
    /// With these fonts for what the built-in ones do not know, in this order: the bytes of font files.
    /// `None` if one of them cannot be read.
    pub fn with_fonts(others: Vec<Vec<u8>>) -> Option<Self> {
        Fonts::with(others).map(|fonts| Self { fonts: Arc::new(fonts) })
    }
}

impl Printer for Press {
    fn print(&self, paper: &Paper, language: Language) -> Result<Vec<u8>, Unprintable> {
        let sheets = papers::lay_out(&self.fonts, paper, language)?;
        write::pdf(&self.fonts, &sheets, papers::title(paper, language), language)
    }
}
