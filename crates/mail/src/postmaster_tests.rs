use std::{collections::BTreeSet, fs};

use mail_parser::MessageParser;

use super::*;
use crate::samples;

#[tokio::test]
async fn a_folder_gets_each_letter_once() {
    let folder = tempfile::tempdir().unwrap();
    let settings = samples::settings(&format!("file:{}", folder.path().display()));
    let clock = samples::clock();
    let postmaster = Postmaster::new(&settings, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
    let letter = samples::every_letter().remove(0);

    postmaster.deliver(&letter).await.unwrap();
    let file = folder.path().join(format!("{}.eml", letter.id));
    let first = fs::read(&file).unwrap();
    assert!(MessageParser::default().parse(&first).is_some_and(|mail| mail.subject().is_some()));

    clock.advance(chrono::Duration::hours(1));
    postmaster.deliver(&letter).await.unwrap();
    assert_eq!(fs::read(&file).unwrap(), first);
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names, [file]);
}

#[tokio::test]
async fn a_folder_that_went_away_is_temporary() {
    let folder = tempfile::tempdir().unwrap();
    let settings = samples::settings(&format!("file:{}", folder.path().display()));
    let postmaster = Postmaster::new(&settings, samples::clock()).unwrap();
    drop(folder);
    let letter = samples::every_letter().remove(0);
    assert_eq!(postmaster.deliver(&letter).await, Err(DeliveryError::Temporary));
}

#[tokio::test]
async fn an_address_that_no_mail_has_is_permanent() {
    let postmaster = Postmaster::new(&samples::settings("log:"), samples::clock()).unwrap();
    let mut letter = samples::every_letter().remove(0);
    letter.address = domain::contact::EmailAddress::from_stored("kim".to_owned());
    assert_eq!(postmaster.deliver(&letter).await, Err(DeliveryError::Permanent));
}

#[test]
fn wrong_settings_are_explained_in_one_line_each() {
    let refused = |settings: &MailSettings| Postmaster::new(settings, samples::clock()).err().unwrap();
    let mut texts = BTreeSet::new();
    for (url, expected) in [
        ("", SettingsError::Form),
        ("secret", SettingsError::Form),
        ("http://ann:secret@mx.example", SettingsError::Form),
        ("log:secret", SettingsError::Log),
        ("file:", SettingsError::NoDirectory),
        ("smtp://ann:secret@", SettingsError::Url),
        ("smtp://ann:secret@mx.example?tls=maybe", SettingsError::Tls),
    ] {
        let error = refused(&samples::settings(url));
        assert_eq!(error, expected, "{url}");
        texts.insert(error.to_string());
    }
    let from = MailSettings { from: "secret".to_owned(), ..samples::settings("log:") };
    texts.insert(refused(&from).to_string());
    let public_url = url::Url::parse("mailto:secret@desk.example").unwrap();
    texts.insert(refused(&MailSettings { public_url, ..samples::settings("log:") }).to_string());
    for text in &texts {
        assert!(text.starts_with("BENCHDESK_") && !text.contains('\n') && !text.contains("secret"), "{text}");
    }
    assert_eq!(texts.len(), 7);
}

#[test]
fn debug_output_shows_no_setting() {
    let settings = samples::settings("smtp://ann:secret@mx.example");
    let shown = format!("{settings:?}");
    assert!(!shown.contains("secret") && !shown.contains("help@"), "{shown}");
}
