use domain::document::{AddressLabel, Unprintable};

use crate::{
    fonts::{Fonts, Weight, is_from_the_right},
    sheet::{MM, Sheet, Style},
};

/// The largest and the smallest letters of an address.
const SIZES: [f32; 6] = [20.0, 18.0, 16.0, 14.0, 12.0, 10.0];

/// A label of 100 × 150 mm, as parcel printers have it. The delivery note is not on it.
pub(super) fn lay_out(fonts: &Fonts, label: &AddressLabel) -> Result<Vec<Sheet>, Unprintable> {
    let mut sheet = Sheet::of(100.0, 150.0);
    let (edge, room) = (8.0 * MM, 84.0 * MM);
    let mut y = edge + 10.0;
    if let Some(carrier) = &label.carrier {
        for line in fonts.wrapped(carrier, Weight::Regular, 11.0, room)? {
            sheet.write(fonts, (edge, y), Style::plain(11.0), &line)?;
            y += 14.0;
        }
        sheet.rule(edge, y - 6.0, room);
    }
    let size = size_that_fits(fonts, &label.lines, room)?;
    y = (y + 2.0 * size).max(38.0 * MM);
    // All of it stands on the side where reading begins, the country's name in Latin letters, too.
    let on_the_right = label.lines.first().is_some_and(|line| is_from_the_right(line));
    for (at, line) in label.lines.iter().enumerate() {
        let weight = if at == 0 { Weight::Bold } else { Weight::Regular };
        for part in fonts.wrapped(line, weight, size, room)? {
            let style = Style { size, weight, is_grey: false };
            if on_the_right {
                sheet.write_to(fonts, (edge + room, y), style, &part)?;
            } else {
                sheet.write(fonts, (edge, y), style, &part)?;
            }
            y += size * 1.3;
        }
    }
    let code = 26.0 * MM;
    sheet.qr((edge - 2.0 * MM, 150.0 * MM - code - 4.0 * MM), code, &label.rma_number)?;
    sheet.write(fonts, (edge + code, 150.0 * MM - 12.0 * MM), Style::bold(12.0), &label.rma_number)?;
    Ok(vec![sheet])
}

/// The largest letters in which no line is broken; the smallest, if there are none.
fn size_that_fits(fonts: &Fonts, lines: &[String], room: f32) -> Result<f32, Unprintable> {
    let mut widest = 0.0_f32;
    for line in lines {
        widest = widest.max(fonts.width(line, Weight::Bold)?);
    }
    Ok(SIZES.into_iter().find(|size| widest * size <= room).unwrap_or(SIZES[SIZES.len() - 1]))
}
