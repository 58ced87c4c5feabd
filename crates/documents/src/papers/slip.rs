use domain::{
    document::{Subject, Unprintable},
    identity::Language,
    repair::{Accessory, Outcome},
};

use super::flow::{Flow, RIGHT, running, step};
use crate::{
    fonts::Fonts,
    sheet::{Sheet, Style},
    words::{self, of},
};

pub(super) fn lay_out(
    fonts: &Fonts,
    subject: &Subject,
    accessories: &[Accessory],
    outcome: Option<Outcome>,
    language: Language,
) -> Result<Vec<Sheet>, Unprintable> {
    let mut flow = Flow::begin(fonts, of(language, "Packing slip", "Begleitschein"), subject, language)?;
    if let Some(outcome) = outcome {
        flow.pair(of(language, "Outcome", "Ergebnis"), words::outcome(outcome, language))?;
    }
    if !accessories.is_empty() {
        flow.heading(of(language, "In this parcel", "In diesem Paket"))?;
        flow.row(of(language, "The device", "Das Gerät"), running(), &[(RIGHT, "1".to_owned())])?;
        for one in accessories.iter().filter(|one| one.received > 0) {
            flow.row(one.name.as_str(), running(), &[(RIGHT, one.received.to_string())])?;
        }
    }
    flow.skip(step());
    let note = of(
        language,
        "Put this slip into the parcel, or write the number on it. The code says the number only.",
        "Legen Sie diesen Schein ins Paket oder schreiben Sie die Nummer darauf. Der Code enthält nur die Nummer.",
    );
    flow.text(note, Style::grey(9.0))?;
    flow.end(&subject.rma_number)
}
