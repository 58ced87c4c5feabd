use super::{super::*, german, kept};
use crate::identity::Language;

#[test]
fn a_label_looks_as_its_country_writes_it() {
    let address = kept(&AddressInput { delivery_note: Some("ring twice".to_owned()), ..german() });
    let at_home = address.printed(Some("DE"), Language::En);
    assert_eq!(at_home, ["Grace Example", "Schlesische Straße 29", "10997 BERLIN"]);
    let abroad = address.printed(Some("AT"), Language::De);
    assert_eq!(abroad.last().unwrap(), "DEUTSCHLAND");
    assert_eq!(address.printed(None, Language::En).last().unwrap(), "GERMANY");
}

#[test]
fn a_label_is_written_in_the_script_of_the_address() {
    let tokyo = |line: &str, recipient: &str| AddressInput {
        country: "JP".to_owned(),
        recipient: recipient.to_owned(),
        street_lines: vec![line.to_owned()],
        administrative_area: Some("Tokyo".to_owned()),
        postal_code: Some("1000001".to_owned()),
        ..AddressInput::default()
    };
    let japanese = kept(&tokyo("千代田区千代田1-1", "山田花子")).printed(Some("JP"), Language::En);
    assert_eq!(japanese, ["〒100-0001", "東京都", "千代田区千代田1-1", "山田花子"]);
    let latin = kept(&tokyo("1-1 Chiyoda", "Hanako Yamada")).printed(Some("DE"), Language::En);
    assert_eq!(latin, ["Hanako Yamada", "1-1 Chiyoda, TOKYO", "100-0001", "JAPAN"]);
}

#[test]
fn a_swiss_postcode_is_printed_with_its_prefix() {
    let input = AddressInput {
        country: "CH".to_owned(),
        postal_code: Some("CH-8001".to_owned()),
        locality: Some("Zürich".to_owned()),
        ..german()
    };
    let address = kept(&input);
    assert_eq!(address.postal_code(), Some("8001"));
    assert!(address.printed(Some("CH"), Language::De).contains(&"CH-8001 Zürich".to_owned()));
}
