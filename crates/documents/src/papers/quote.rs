use domain::{
    document::{Paper, Unprintable, amount},
    identity::Language,
    repair::{Line, NewQuote},
};

use super::flow::{Flow, LEFT, RIGHT, running, step};
use crate::{
    fonts::Fonts,
    sheet::{MM, Sheet, Style},
    words::{self, day, of},
};

/// Where columns end.
const QUANTITY: f32 = RIGHT - 82.0 * MM;
const UNIT: f32 = RIGHT - 52.0 * MM;
const TAX: f32 = RIGHT - 34.0 * MM;
/// How much room a line's text has.
const TEXT_ROOM: f32 = QUANTITY - LEFT - 16.0 * MM;

pub(super) fn lay_out(fonts: &Fonts, paper: &Paper, language: Language) -> Result<Vec<Sheet>, Unprintable> {
    let Paper::Quote { subject, version, content, content_hash, coverage, issued_at, final_lines } = paper
    else {
        return Err(Unprintable::Failed("the quote"));
    };
    let title = of(language, "Quote", "Kostenvoranschlag");
    let mut flow = Flow::begin(fonts, title, subject, language)?;
    flow.pair(of(language, "Version", "Fassung"), &version.to_string())?;
    flow.pair(of(language, "Issued on", "Erstellt am"), &day(*issued_at, language))?;
    flow.pair(of(language, "Valid until", "Gültig bis"), &day(content.valid_until, language))?;
    let days = match (content.days_needed, language) {
        (1, Language::En) => "1 day".to_owned(),
        (1, Language::De) => "1 Tag".to_owned(),
        (days, Language::En) => format!("{days} days"),
        (days, Language::De) => format!("{days} Tage"),
    };
    flow.pair(of(language, "Takes", "Dauer"), &days)?;
    if let Some(coverage) = coverage {
        flow.pair(of(language, "Coverage", "Kostenträger"), words::coverage(*coverage, language))?;
    }
    flow.skip(step());
    lines(&mut flow, content, language)?;
    let fee = amount(content.decline_fee_minor, content.currency, language);
    let declining = match language {
        Language::En => format!("If you decline, you pay {fee}."),
        Language::De => format!("Wenn Sie ablehnen, zahlen Sie {fee}."),
    };
    flow.skip(step());
    flow.text(&declining, running())?;
    flow.skip(step());
    if let Some(came_to) = final_lines {
        flow.skip(step());
        flow.text(of(language, "What it came to", "Endpreis"), Style::bold(12.0))?;
        flow.skip(step());
        let price = NewQuote { lines: came_to.clone(), is_maximum: false, ..content.clone() };
        lines(&mut flow, &price, language)?;
        flow.skip(step());
    }
    flow.text(&format!("SHA-256 {content_hash}"), Style::grey(7.5))?;
    flow.end(&format!("{} · {title} {version}", subject.rma_number))
}

/// The lines with their sums.
fn lines(flow: &mut Flow<'_>, quote: &NewQuote, language: Language) -> Result<(), Unprintable> {
    head(flow, language)?;
    for line in &quote.lines {
        row(flow, quote, line, language)?;
    }
    sums(flow, quote, language)
}

fn head(flow: &mut Flow<'_>, language: Language) -> Result<(), Unprintable> {
    let style = Style::grey(9.0);
    flow.at(LEFT, style, of(language, "What for", "Wofür"))?;
    flow.until(QUANTITY, style, of(language, "Quantity", "Menge"))?;
    flow.until(UNIT, style, of(language, "Each", "Einzeln"))?;
    flow.until(TAX, style, of(language, "Tax", "Steuer"))?;
    flow.until(RIGHT, style, of(language, "Net", "Netto"))?;
    flow.skip(step() + 6.0);
    flow.rule();
    flow.skip(4.0);
    Ok(())
}

fn row(flow: &mut Flow<'_>, quote: &NewQuote, line: &Line, language: Language) -> Result<(), Unprintable> {
    let text = format!("{}: {}", words::kind(line.kind, language), line.text.as_str());
    let money = |minor| bare(minor, quote, language);
    for (at, part) in flow.lines_of(&text, TEXT_ROOM)?.iter().enumerate() {
        if flow.need(step()) {
            head(flow, language)?;
        }
        flow.at(LEFT, running(), part)?;
        if at == 0 {
            flow.until(QUANTITY, running(), &words::quantity(line.quantity_milli, language))?;
            flow.until(UNIT, running(), &money(line.unit_minor))?;
            flow.until(TAX, running(), &words::percent(line.tax_rate, language))?;
            flow.until(RIGHT, running(), &money(line.net()))?;
        }
        flow.skip(step());
    }
    if line.covered_minor != 0 {
        flow.need(step());
        flow.at(LEFT, Style::grey(9.0), of(language, "covered for you", "davon für Sie übernommen"))?;
        flow.until(RIGHT, Style::grey(9.0), &money(-line.covered_minor))?;
        flow.skip(step());
    }
    Ok(())
}

/// An amount without its currency, which stands with the sums.
fn bare(minor: i64, quote: &NewQuote, language: Language) -> String {
    let text = amount(minor, quote.currency, language);
    text.split(' ').next().unwrap_or_default().to_owned()
}

fn sums(flow: &mut Flow<'_>, quote: &NewQuote, language: Language) -> Result<(), Unprintable> {
    let money = |minor| amount(minor, quote.currency, language);
    let total = quote.sums();
    flow.need(5.0 * step());
    flow.skip(8.0);
    flow.rule();
    flow.skip(6.0);
    let mut rows =
        vec![(of(language, "Net", "Netto"), total.net), (of(language, "Tax", "Steuer"), total.tax)];
    if total.covered != 0 {
        rows.push((of(language, "Covered for you", "Für Sie übernommen"), -total.covered));
    }
    for (name, minor) in rows {
        flow.until(UNIT, running(), name)?;
        flow.until(RIGHT, running(), &money(minor))?;
        flow.skip(step());
    }
    let name = if quote.is_maximum {
        of(language, "You pay at most", "Sie zahlen höchstens")
    } else {
        of(language, "You pay", "Sie zahlen")
    };
    flow.skip(4.0);
    flow.until(UNIT, Style::bold(12.0), name)?;
    flow.until(RIGHT, Style::bold(12.0), &money(total.to_pay()))?;
    flow.skip(step());
    Ok(())
}
