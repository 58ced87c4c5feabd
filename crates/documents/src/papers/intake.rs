use domain::{
    device::Serial,
    document::{Paper, Unprintable},
    identity::Language,
    repair::Accessory,
};

use super::flow::{Flow, RIGHT, running, step};
use crate::{
    fonts::Fonts,
    sheet::{MM, Sheet, Style},
    words::{day, of},
};

pub(super) fn lay_out(fonts: &Fonts, paper: &Paper, language: Language) -> Result<Vec<Sheet>, Unprintable> {
    let Paper::IntakeReport { subject, found, serial_matches, photos, at } = paper else {
        return Err(Unprintable::Failed("the intake report"));
    };
    let mut flow = Flow::begin(fonts, of(language, "Intake report", "Eingangsbericht"), subject, language)?;
    flow.pair(of(language, "Opened on", "Geöffnet am"), &day(*at, language))?;
    let read = found.serial.as_ref().map_or(of(language, "none to be read", "keine lesbar"), Serial::as_str);
    let said = match serial_matches {
        Some(true) => of(language, "as registered", "wie registriert"),
        Some(false) => of(language, "another than registered", "eine andere als registriert"),
        None => of(language, "not compared", "nicht verglichen"),
    };
    flow.pair(of(language, "Serial number read", "Gelesene Nummer"), &format!("{read} ({said})"))?;
    flow.heading(of(language, "Condition", "Zustand"))?;
    flow.text(found.condition.as_str(), running())?;
    if !found.accessories.is_empty() {
        accessories(&mut flow, &found.accessories, language)?;
    }
    if *photos > 0 {
        flow.pair(of(language, "Photos", "Fotos"), &photos.to_string())?;
    }
    flow.end(&subject.rma_number)
}

fn accessories(flow: &mut Flow<'_>, all: &[Accessory], language: Language) -> Result<(), Unprintable> {
    const BETWEEN: f32 = RIGHT - 28.0 * MM;
    flow.heading(of(language, "Accessories", "Zubehör"))?;
    flow.until(BETWEEN, Style::grey(9.0), of(language, "declared", "angegeben"))?;
    flow.until(RIGHT, Style::grey(9.0), of(language, "received", "erhalten"))?;
    flow.skip(step());
    for one in all {
        let style = if one.declared == one.received { running() } else { Style::bold(10.0) };
        let numbers = [(BETWEEN, one.declared.to_string()), (RIGHT, one.received.to_string())];
        flow.row(one.name.as_str(), style, &numbers)?;
    }
    Ok(())
}
