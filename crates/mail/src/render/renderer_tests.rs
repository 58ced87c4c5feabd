use std::{collections::BTreeSet, fs, path::Path};

use domain::{identity::Language, ticket::BodyFormat};
use minijinja::ErrorKind;

use super::*;
use crate::samples;

fn render(letter: &Letter) -> Page {
    Renderer::new(samples::links()).render(letter).unwrap()
}

#[test]
fn every_letter_says_something_in_every_language() {
    let letters = samples::every_letter();
    let mut texts = BTreeSet::new();
    for letter in &letters {
        let page = render(letter);
        for part in [&page.subject, &page.text, &page.html] {
            assert!(!part.trim().is_empty() && !part.contains("{{"), "{part}");
        }
        assert!(page.html.contains(&format!("<html lang=\"{}\">", letter.language.tag())));
        assert!(page.text.contains("desk.example") && page.html.contains("href=\"https://desk.example/"));
        assert!(!page.text.contains("none") && !page.subject.contains("none"), "{}", page.text);
        texts.insert(page.text);
    }
    assert_eq!(texts.len(), letters.len(), "no two letters say the same");
}

/// The files of a folder and of those in it.
fn files_below(folder: &Path) -> BTreeSet<String> {
    let of = |folder: &Path| -> Vec<_> {
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect()
    };
    let files = of(folder).into_iter().flat_map(|path| if path.is_dir() { of(&path) } else { vec![path] });
    files.map(|file| file.strip_prefix(folder).unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_language_has_the_same_files_and_all_are_known() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/templates");
    for language in Language::ALL {
        let files = files_below(&templates.join(language.tag()));
        let known = SOURCES.iter().filter_map(|(name, _)| name.strip_prefix(language.tag()));
        let known: BTreeSet<_> = known.map(|name| format!("{}.j2", &name[1..])).collect();
        assert_eq!(files, known, "{}", language.tag());
    }
}

#[test]
fn a_missing_variable_fails_every_letter() {
    let renderer = Renderer::new(samples::links());
    for environment in [&renderer.text, &renderer.html] {
        for (name, _) in SOURCES {
            let error = environment.get_template(name).unwrap().render(context! {}).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UndefinedError, "{name}");
        }
    }
}

#[test]
fn text_is_escaped_in_html_and_left_alone_in_text() {
    let page = render(&samples::staff_replied(BodyFormat::Text, "<script>a</script> & b\n  c"));
    assert_eq!(page.subject, "[#42] Knob & socket are loose");
    assert!(page.text.contains("Robin <Agent> has replied to your ticket #42 “Knob & socket are loose”:"));
    assert!(page.text.contains("<script>a</script> & b\n  c\n---"), "{}", page.text);
    assert!(page.html.contains("Robin &lt;Agent&gt; has replied"), "{}", page.html);
    assert!(page.html.contains("<title>[#42] Knob &amp; socket are loose</title>"), "{}", page.html);
    assert!(page.html.contains("&lt;script&gt;a&lt;/script&gt; &amp; b<br>\n&nbsp;&nbsp;c"), "{}", page.html);
}

#[test]
fn an_html_body_is_sanitised_and_readable_as_text() {
    let body = "<p>Hi <b>Kim</b></p><ul><li>1 &lt; 2</li></ul><img src=https://evil.example/p.gif>";
    let page = render(&samples::staff_replied(BodyFormat::Html, body));
    assert!(page.html.contains("<p>Hi <b>Kim</b></p><ul><li>1 &lt; 2</li></ul>"), "{}", page.html);
    assert!(!page.html.contains("evil"));
    assert!(page.text.contains("\nHi Kim\n\n- 1 < 2\n---"), "{}", page.text);
}

#[test]
fn only_replies_carry_what_was_said() {
    for letter in samples::every_letter() {
        let page = render(&letter);
        let is_reply = matches!(
            Template::of(&letter.content),
            Template::StaffReplied
                | Template::RequesterReplied
                | Template::Copied
                | Template::Followed
                | Template::Noted
                | Template::Mentioned
                | Template::Repair(_)
        );
        assert_eq!(page.text.contains("\n--------"), is_reply);
        assert_eq!(page.html.contains("<div class=\"message\">"), is_reply);
    }
}

#[test]
fn links_lead_customers_to_the_portal_and_staff_to_the_console() {
    let ticket = samples::ticket_id();
    let portal = format!("https://desk.example/portal/tickets/{ticket}");
    let console = format!("https://desk.example/console/tickets/{ticket}");
    for letter in samples::every_letter() {
        let expected = match Template::of(&letter.content) {
            Template::VerifyEmail => "https://desk.example/verify-email#token=t0k-_n",
            Template::RequesterReplied
            | Template::Followed
            | Template::Noted
            | Template::Mentioned
            | Template::Assigned => &console,
            Template::PasswordReset => "https://desk.example/password-reset#token=t0k-_n",
            Template::PasswordChanged => "https://desk.example/forgot-password",
            Template::NewEmail | Template::OldEmail => "https://desk.example/email-change#token=t0k-_n",
            Template::AddressRequest => "https://desk.example/give-address#token=t0k-_n",
            Template::StaffInvitation | Template::CustomerInvitation => {
                "https://desk.example/accept-invitation#token=t0k-_n"
            }
            Template::AddressOpened => "https://desk.example/console/",
            Template::AlreadyRegistered
            | Template::Test
            | Template::TwoStepOff
            | Template::RecoveryCodesRenewed
            | Template::AccountErased
            | Template::RegistrationConfirmed
            | Template::RegistrationRefused
            | Template::EmailInUse
            | Template::EmailChanged => "https://desk.example/portal/",
            Template::Invited => &format!("{portal}/invitation"),
            _ => &portal,
        };
        let page = render(&letter);
        assert!(page.text.contains(&format!(":\n{expected}\n")), "{}", page.text);
        assert!(page.html.contains(&format!("href=\"{expected}\"")), "{}", page.html);
    }
}

#[test]
fn html_fetches_nothing() {
    for letter in samples::every_letter() {
        let html = render(&letter).html;
        for fetching in ["src=", "url(", "@import", "<link", "<img", "<script"] {
            assert!(!html.contains(fetching), "{fetching}");
        }
    }
}

#[test]
fn files_are_named_with_a_size_that_people_can_read() {
    let mut letter = samples::staff_replied(BodyFormat::Text, "See there.");
    assert!(!render(&letter).text.contains("With these files"));
    let LetterContent::Ticket { ticket, .. } = &mut letter.content else { panic!("it is about a ticket") };
    for (name, size) in [("rail & knob.txt", 999), ("manual.pdf", 12_945), ("fader.mov", 3_400_000)] {
        ticket.files.push(LetterFile { name: domain::attachment::FileName::clean(name), size });
    }
    let english = render(&letter);
    let listed = "you find on the ticket’s page:\n- rail & knob.txt (999 B)\n- manual.pdf (12 kB)\n- fader.mov (3.4 MB)\n";
    assert!(english.text.contains(listed), "{}", english.text);
    assert!(english.html.contains("<li>rail &amp; knob.txt (999 B)</li>"), "{}", english.html);
    let german = render(&Letter { language: Language::De, ..letter });
    assert!(german.text.contains("- fader.mov (3,4 MB)"), "{}", german.text);
}
