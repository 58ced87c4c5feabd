use domain::{
    clock::Timestamp,
    document::{Subject, Unprintable},
    identity::Language,
};

use crate::{
    fonts::{Fonts, Weight},
    sheet::{MM, Sheet, Style},
    words::{day, of},
};

/// A label of 62 × 38 mm.
pub(super) fn lay_out(
    fonts: &Fonts,
    subject: &Subject,
    received_at: Option<Timestamp>,
    language: Language,
) -> Result<Vec<Sheet>, Unprintable> {
    let mut sheet = Sheet::of(62.0, 38.0);
    let (code, edge) = (24.0 * MM, 2.0 * MM);
    sheet.qr((edge - MM, 10.0 * MM), code, &subject.rma_number)?;
    sheet.write(fonts, (edge, 8.0 * MM), Style::bold(15.0), &subject.rma_number)?;
    let (left, room) = (edge + code, 62.0 * MM - code - 2.0 * edge);
    let mut y = 14.5 * MM;
    for line in fonts.wrapped(&subject.product, Weight::Bold, 8.0, room)?.iter().take(3) {
        sheet.write(fonts, (left, y), Style::bold(8.0), line)?;
        y += 10.0;
    }
    if let Some(serial) = &subject.serial {
        for line in fonts.wrapped(serial, Weight::Regular, 7.5, room)?.iter().take(2) {
            sheet.write(fonts, (left, y), Style::plain(7.5), line)?;
            y += 9.5;
        }
    }
    if let Some(at) = received_at {
        let since = format!("{} {}", of(language, "Here since", "Hier seit"), day(at, language));
        for line in fonts.wrapped(&since, Weight::Regular, 7.5, room)? {
            sheet.write(fonts, (left, y), Style::grey(7.5), &line)?;
            y += 9.5;
        }
    }
    Ok(vec![sheet])
}
