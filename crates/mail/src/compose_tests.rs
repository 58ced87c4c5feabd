use domain::{contact::PersonName, identity::Language, ticket::BodyFormat};
use mail_parser::{Message as Parsed, MessageParser};
use proptest::prelude::*;

use super::*;
use crate::{
    render::{Renderer, Template},
    samples,
};

fn mail(letter: &Letter) -> Vec<u8> {
    let page = Renderer::new(samples::links()).render(letter).unwrap();
    let composer = Composer::new("Example Desk <help@desk.example>", "desk.example", samples::clock());
    composer.unwrap().compose(letter, &page).unwrap().formatted()
}

fn parse(mail: &[u8]) -> Parsed<'_> {
    MessageParser::default().parse(mail).unwrap()
}

fn header<'a>(mail: &'a Parsed<'_>, name: &str) -> Option<&'a str> {
    mail.header_raw(name.to_owned()).map(str::trim)
}

#[test]
fn every_letter_is_a_whole_mail() {
    for letter in samples::every_letter() {
        let bytes = mail(&letter);
        let mail = parse(&bytes);
        let (from, to) = (mail.from().unwrap().first().unwrap(), mail.to().unwrap().first().unwrap());
        assert_eq!((from.name(), from.address()), (Some("Example Desk"), Some("help@desk.example")));
        assert_eq!((to.name(), to.address()), (Some("Kim Möller"), Some("kim@customer.example")));
        assert_eq!(header(&mail, "Date"), Some("Sun, 01 Mar 2026 12:00:00 +0000"));
        assert_eq!(header(&mail, "Content-Language"), Some(letter.language.tag()));
        assert!(header(&mail, "Content-Type").unwrap().starts_with("multipart/alternative"));
        assert_eq!((mail.text_body_count(), mail.html_body_count()), (1, 1));
        assert!(mail.body_text(0).unwrap().contains("https://desk.example/"));
        assert!(mail.body_html(0).unwrap().contains("</html>"));
    }
}

#[test]
fn ids_are_stable_and_ticket_letters_form_a_thread() {
    for letter in samples::every_letter() {
        let bytes = mail(&letter);
        assert_eq!(bytes, mail(&letter), "the same letter is the same mail");
        let mail = parse(&bytes);
        assert_eq!(header(&mail, "Message-ID"), Some(&*format!("<{}@desk.example>", letter.id)));
        let thread = format!("<ticket.{}@desk.example>", samples::ticket_id());
        let expected = matches!(letter.content, LetterContent::Ticket { .. }).then_some(&*thread);
        assert_eq!(header(&mail, "References"), expected);
        assert_eq!(header(&mail, "In-Reply-To"), expected);
    }
}

#[test]
fn only_what_a_person_wrote_may_be_answered_automatically() {
    for letter in samples::every_letter() {
        let bytes = mail(&letter);
        let mail = parse(&bytes);
        let by_person = Template::of(&letter.content) == Template::StaffReplied;
        assert_eq!(header(&mail, "Auto-Submitted"), (!by_person).then_some("auto-generated"));
        assert_eq!(header(&mail, "X-Auto-Response-Suppress"), (!by_person).then_some("All"));
    }
}

const HOSTILE: [&str; 8] = [
    "a\r\nBcc: eve@evil.example",
    "a\nBcc: eve@evil.example\n\nbody",
    "a\rBcc: eve@evil.example",
    "Bcc: eve@evil.example",
    "\" <eve@evil.example>, \"",
    "=?utf-8?q?=0D=0ABcc:_eve@evil.example?=",
    "=?utf-8?b?QmNjOiBldmVAZXZpbC5leGFtcGxl?=",
    "a\u{2028}Bcc: eve@evil.example\u{85}\0",
];

#[test]
fn no_name_or_subject_forges_a_header() {
    for hostile in HOSTILE {
        let mut letter = samples::about_ticket(hostile, TicketLetterEvent::Received);
        letter.name = PersonName::from_stored(hostile.to_owned());
        assert_harmless(&letter, hostile);
    }
}

proptest! {
    #[test]
    fn any_name_and_subject_arrive_as_typed(text in "[ -~äß漢\u{1f600}\r\n\t]{0,200}") {
        let mut letter = samples::about_ticket(&text, TicketLetterEvent::Received);
        letter.name = PersonName::from_stored(text.clone());
        assert_harmless(&letter, &text);
    }
}

/// The mail has the headers of a harmless one, goes to the recipient alone, and shows what was typed.
fn assert_harmless(letter: &Letter, typed: &str) {
    let names =
        |mail: &Parsed<'_>| -> Vec<_> { mail.headers().iter().map(|h| h.name().to_owned()).collect() };
    let harmless = mail(&samples::about_ticket("a", TicketLetterEvent::Received));
    let bytes = mail(letter);
    let mail = parse(&bytes);
    assert_eq!(names(&mail), names(&parse(&harmless)));
    let recipients: Vec<_> = mail.to().unwrap().iter().filter_map(|to| to.address()).collect();
    assert_eq!(recipients, ["kim@customer.example"]);
    let shown = mail.subject().unwrap().replace('\u{2060}', "");
    assert_eq!(shown, one_line(&format!("[#42] {typed}")));
    let name = mail.to().unwrap().first().unwrap().name().unwrap_or_default();
    assert_eq!(name, one_line(typed));
}

#[test]
fn the_envelope_names_sender_and_recipient_alone() {
    for hostile in HOSTILE {
        let mut letter = samples::about_ticket("a", TicketLetterEvent::Received);
        letter.name = PersonName::from_stored(hostile.to_owned());
        let page = Renderer::new(samples::links()).render(&letter).unwrap();
        let composer = Composer::new("help@desk.example", "desk.example", samples::clock()).unwrap();
        let message = composer.compose(&letter, &page).unwrap();
        assert_eq!(message.envelope().from().unwrap().to_string(), "help@desk.example");
        let to: Vec<_> = message.envelope().to().iter().map(ToString::to_string).collect();
        assert_eq!(to, ["kim@customer.example"]);
    }
}

#[test]
fn a_body_cannot_end_the_mail_or_its_part() {
    let body = "a\r\n.\r\n\rMAIL FROM:<eve@evil.example>\n.\n--=_0000000000000000000000000000010b--\r";
    let bytes = mail(&samples::staff_replied(BodyFormat::Text, body));
    for (at, byte) in bytes.iter().enumerate() {
        assert_eq!(*byte == b'\r', bytes.get(at + 1) == Some(&b'\n'), "a lone line end at {at}");
    }
    let mail = parse(&bytes);
    assert!(mail.body_text(0).unwrap().contains("MAIL FROM"));
}

#[test]
fn long_bodies_and_odd_characters_arrive() {
    let body = format!("{} ä漢\u{1f600} \u{1b}[31m {}", "x".repeat(5_000), "wörter ".repeat(2_000));
    for language in Language::ALL {
        let letter = Letter { language, ..samples::staff_replied(BodyFormat::Text, &body) };
        let bytes = mail(&letter);
        assert!(bytes.is_ascii() && bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998));
        assert!(parse(&bytes).body_text(0).unwrap().contains(body.trim_end()));
    }
}

#[test]
fn senders_are_read_or_refused() {
    let composer = |from: &str| Composer::new(from, "desk.example", samples::clock()).map(|c| c.from);
    for good in ["help@desk.example", " Desk <help@desk.example> ", "\"Möller, Desk\" <help@desk.example>"] {
        assert_eq!(composer(good).unwrap().email.to_string(), "help@desk.example");
    }
    for bad in ["", "desk", "Desk help@desk.example", "hälp@desk.example", "a@b.example, c@d.example"] {
        assert_eq!(composer(bad).unwrap_err(), SettingsError::From, "{bad}");
    }
}
