use proptest::prelude::*;

use super::*;

/// What is pointed out, as text.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let part =
        |warning: &Warning| text.chars().skip(warning.start).take(warning.end - warning.start).collect();
    warnings(text).iter().map(|warning| (warning.kind.name(), part(warning))).collect()
}

#[test]
fn cards_keep_their_last_four_digits() {
    for (text, masked) in [
        ("Visa 4111 1111 1111 1111 bitte", "Visa •••• •••• •••• 1111 bitte"),
        ("4111111111111111.", "••••••••••••1111."),
        ("5555-5555-5555-4444", "••••-••••-••••-4444"),
        ("(378282246310005)", "(•••••••••••0005)"),
        ("3782 822463 10005", "•••• •••••• •0005"),
        ("30569309025904", "••••••••••5904"),
        ("2223003122003222, 3530111333300000", "••••••••••••3222, ••••••••••••0000"),
    ] {
        assert_eq!(mask_cards(text).as_deref(), Some(masked), "{text}");
        assert_eq!(mask_cards(masked), None, "{masked}");
        let told = found(masked);
        assert!(!told.is_empty() && told.iter().all(|(kind, _)| *kind == "masked_card"), "{told:?}");
        assert!(told.iter().all(|(_, part)| part.starts_with('•') && part.ends_with(char::is_numeric)));
    }
}

#[test]
fn other_numbers_are_no_cards() {
    for text in [
        "4111 1111 1111 1112",
        "SN4111111111111111",
        "4111111111111111-7",
        "S/N 4111111111111111A",
        "IMEI 356938035643809",
        "+49 30 901820 1234",
        "DE89 3704 0044 0532 0130 00",
        "1234567890123456",
        "0000 0000 0000 0000",
        "411111111111111111111111",
    ] {
        assert_eq!(mask_cards(text), None, "{text}");
    }
}

#[test]
fn what_looks_sensitive_is_pointed_out() {
    for (text, kind, part) in [
        ("Konto: DE89 3704 0044 0532 0130 00 danke", "iban", "DE89 3704 0044 0532 0130 00"),
        ("GB82WEST12345698765432", "iban", "GB82WEST12345698765432"),
        ("Ünser Passwort: hunter2!", "password", "hunter2!"),
        ("password = \"s3cret\"", "password", "s3cret"),
        ("Wohne in der Hauptstraße 12a, 10115 Berlin.", "postal_address", "Hauptstraße 12a, 10115 Berlin"),
        ("Am Ring 3\n20095 Hamburg", "postal_address", "Am Ring 3\n20095 Hamburg"),
        (
            "Send it to 221B Baker Street, London NW1 6XE.",
            "postal_address",
            "221B Baker Street, London NW1 6XE",
        ),
        ("12 Oak Avenue\nSpringfield, IL 62704", "postal_address", "12 Oak Avenue\nSpringfield, IL 62704"),
    ] {
        let all = found(text);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        assert_eq!(all[0].0, kind, "{text}");
        assert!(all[0].1.ends_with(part) || all[0].1 == part, "{text}: {:?}", all[0].1);
    }
}

#[test]
fn everyday_text_is_left_alone() {
    for text in [
        "My password does not work.",
        "Ich habe 3 Fader, 2 davon 2024 gekauft. Firmware 1.2.3 auf Platz 4.",
        "DE89 is not a bank account, nor is AB12 CDEF 1234 5678.",
        "The way 12 people tried it in 90210 steps.",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

proptest! {
    #[test]
    fn text_without_long_numbers_is_never_touched(text in "([a-zA-Zäöüß .,!?\\n]{0,40}[0-9]{0,12}[a-z ]){0,8}") {
        prop_assert_eq!(mask_cards(&text), None);
    }

    #[test]
    fn numbers_that_do_not_check_are_never_touched(number in "4[0-9]{15}", wrong in 1..10_u8) {
        let digits: Vec<u8> = number.bytes().map(|digit| digit - b'0').collect();
        let sum: u32 = digits.iter().enumerate().take(15).map(|(at, d)| {
            let d = u32::from(*d);
            if at % 2 == 0 { if d > 4 { d * 2 - 9 } else { d * 2 } } else { d }
        }).sum();
        let check = u8::try_from((10 - sum % 10) % 10).unwrap();
        let digit = |last: u8| format!("{}{last}", &number[..15]);
        prop_assert_eq!(mask_cards(&digit((check + wrong) % 10)), None);
        let good = digit(check);
        prop_assert_eq!(mask_cards(&good), Some(format!("••••••••••••{}", &good[12..])));
    }

    #[test]
    fn whatever_is_written_its_ranges_are_within_it(text in "\\PC{0,200}|(?s).{0,200}") {
        let length = text.chars().count();
        for warning in warnings(&text) {
            prop_assert!(warning.start < warning.end && warning.end <= length);
        }
        let masked = mask_cards(&text).unwrap_or_else(|| text.clone());
        prop_assert_eq!(masked.chars().count(), length);
    }
}
