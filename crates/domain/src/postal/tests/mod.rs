mod customer_errors;
mod example_data;
mod printing;

use super::{AddressInput, PostalAddress, Refusal};

/// An address in Berlin, without faults.
fn german() -> AddressInput {
    AddressInput {
        country: "DE".to_owned(),
        recipient: "Grace Example".to_owned(),
        street_lines: vec!["Schlesische Straße 29".to_owned()],
        locality: Some("Berlin".to_owned()),
        postal_code: Some("10997".to_owned()),
        ..AddressInput::default()
    }
}

/// What is found: pointer and code of each, what blocks first.
fn findings(input: &AddressInput) -> Vec<(String, &'static str)> {
    match PostalAddress::parse(input, false) {
        Ok(_) => Vec::new(),
        Err(Refusal::Invalid(errors) | Refusal::Unusual(errors)) => {
            errors.into_iter().map(|error| (error.pointer, error.code)).collect()
        }
    }
}

/// Whether it is refused also when it is confirmed.
fn blocks(input: &AddressInput) -> bool {
    PostalAddress::parse(input, true).is_err()
}

/// The address that is kept.
fn kept(input: &AddressInput) -> PostalAddress {
    PostalAddress::parse(input, true).unwrap().0
}

fn at(pointer: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(pointer.to_owned(), code)]
}

#[test]
fn nothing_of_an_address_is_shown_by_accident() {
    let input = german();
    assert!(!format!("{input:?}{:?}", kept(&input)).contains("Schlesische"));
    for refusal in [
        AddressInput { postal_code: Some("SECRET-7".to_owned()), ..german() },
        AddressInput { country: "SECRET".to_owned(), ..german() },
        AddressInput { street_lines: vec!["SECRET street ".repeat(9)], ..german() },
        AddressInput { recipient: "SECRET\u{7}".to_owned(), ..german() },
    ] {
        let errors = format!("{:?}", PostalAddress::parse(&refusal, false).unwrap_err());
        assert!(!errors.contains("SECRET"), "{errors}");
    }
}

#[test]
fn what_is_sealed_comes_back_as_it_was() {
    let note = Some("ring twice, then wait".to_owned());
    let address =
        kept(&AddressInput { delivery_note: note, organization: Some("E & Co".to_owned()), ..german() });
    let bytes = address.to_canonical().unwrap();
    assert!(PostalAddress::from_canonical(&bytes).unwrap() == address);
    for broken in
        [&b"{}"[..], b"", &bytes[1..], br#"{"v":2,"country":"DE","recipient":"","street_lines":[]}"#]
    {
        let error = PostalAddress::from_canonical(broken).unwrap_err();
        assert!(!error.to_string().contains("Schlesische"));
    }
}
