use std::io::Write;

use domain::mail::DeliveryError;
use lettre::message::header::Headers;

use super::Dispatch;

/// Shows a letter to whoever tries the desk out, so that its links can be followed. This is the only
/// place that shows a letter, and it must be chosen.
pub(super) fn print(out: &mut impl Write, dispatch: &Dispatch) -> Result<(), DeliveryError> {
    let letter = format!(
        "──── mail {}\nTo: {}\nSubject: {}\n\n{}\n────\n",
        dispatch.id,
        recipient(dispatch.message.headers()),
        dispatch.page.subject,
        dispatch.page.text.trim_end(),
    );
    out.write_all(without_controls(&letter).as_bytes())
        .and_then(|()| out.flush())
        .map_err(|_| DeliveryError::Temporary)
}

fn recipient(headers: &Headers) -> &str {
    headers.get_raw("To").unwrap_or_default()
}

/// A terminal obeys control characters, and anyone can write them into a message.
fn without_controls(text: &str) -> String {
    text.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use domain::ticket::BodyFormat;

    use super::*;
    use crate::samples;

    #[test]
    fn a_letter_is_shown_whole_and_commands_the_terminal_nothing() {
        let letter = samples::staff_replied(BodyFormat::Text, "one\n\ttwo\u{1b}]0;owned\u{7}\u{9b}31m");
        let mut shown = Vec::new();
        print(&mut shown, &samples::scribe().write(&letter).unwrap()).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("To: Kim Möller <kim@customer.example>\nSubject: [#42] Knob"), "{shown}");
        assert!(shown.contains("one\n\ttwo\u{fffd}]0;owned\u{fffd}\u{fffd}31m"), "{shown}");
        assert!(shown.contains("https://desk.example/portal/tickets/"), "{shown}");
    }
}
