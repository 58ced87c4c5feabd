//! What customers get wrong, and what each is answered.

use super::{super::*, at, blocks, findings, german, kept};

#[expect(clippy::unnecessary_wraps, reason = "most fields are optional")]
fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn irish() -> AddressInput {
    AddressInput {
        country: "IE".to_owned(),
        recipient: "Grace Example".to_owned(),
        street_lines: lines(&["Rose Cottage"]),
        locality: text("Dingle"),
        ..AddressInput::default()
    }
}

fn of_hong_kong() -> AddressInput {
    AddressInput {
        country: "HK".to_owned(),
        recipient: "Grace Example".to_owned(),
        street_lines: lines(&["Flat 25, 12/F, 1 Example Road"]),
        administrative_area: text("Kowloon"),
        ..AddressInput::default()
    }
}

#[test]
fn a_postcode_invented_because_a_form_insisted() {
    // Where there are none, the form has no field; what stands for none is dropped.
    assert!(!territory("HK").unwrap().has(Field::PostalCode));
    for nothing in ["00000", "N/A", "-", "none", "000"] {
        let input = AddressInput { postal_code: text(nothing), ..of_hong_kong() };
        assert_eq!(findings(&input), [], "{nothing}");
        assert_eq!(kept(&input).postal_code(), None);
    }
    let input = AddressInput { postal_code: text("999077"), ..of_hong_kong() };
    assert_eq!(findings(&input), at("#/postal_code", "unexpected_field"));
    assert!(blocks(&input));
    // Where there are, nothing is missing something, and zeros are asked about.
    let input = AddressInput { postal_code: text("n/a"), ..german() };
    assert_eq!(findings(&input), at("#/postal_code", "missing_required_field"));
    let input = AddressInput { postal_code: text("00000"), ..german() };
    assert_eq!(findings(&input), at("#/postal_code", "unknown_value"));
    assert!(!blocks(&input));
}

#[test]
fn a_house_number_or_state_that_does_not_exist_is_not_asked_for() {
    assert_eq!(findings(&irish()), []);
    let input = AddressInput { street_lines: lines(&["Hauptstraße"]), ..german() };
    assert_eq!(findings(&input), at("#/street_lines/0", "missing_number"));
    assert!(!blocks(&input));
    let input = AddressInput { street_lines: lines(&["Dorfplatz o. Nr."]), ..german() };
    assert_eq!(findings(&input), []);
    let input = AddressInput { administrative_area: text("Bayern"), ..german() };
    assert_eq!(findings(&input), at("#/administrative_area", "unexpected_field"));
}

#[test]
fn a_postcode_in_the_field_of_the_city_or_in_a_line() {
    let input = AddressInput { postal_code: None, locality: text("10997 Berlin"), ..german() };
    let found = findings(&input);
    assert!(found.contains(&("#/locality".to_owned(), "holds_postal_code")), "{found:?}");
    assert!(found.contains(&("#/postal_code".to_owned(), "missing_required_field")));
    let input = AddressInput { locality: text("10997 Berlin"), ..german() };
    assert_eq!(findings(&input), at("#/locality", "holds_postal_code"));
    assert!(!blocks(&input));
    let input = AddressInput { street_lines: lines(&["Schlesische Str. 29", "10997 Berlin"]), ..german() };
    assert_eq!(findings(&input), at("#/street_lines/1", "holds_postal_code"));
}

#[test]
fn the_country_that_the_form_proposed() {
    let austrian = AddressInput { postal_code: text("1070"), locality: text("Wien"), ..german() };
    assert_eq!(findings(&austrian), at("#/country", "mismatching_country"));
    let Err(Refusal::Unusual(errors)) = PostalAddress::parse(&austrian, false) else { panic!("not asked") };
    assert!(errors[0].detail.contains("AT"), "{}", errors[0].detail);
    for (typed, meant) in
        [("A-1070", "AT"), ("CH-8001", "CH"), ("SW1A 1AA", "GB"), ("K1A 0B1", "CA"), ("1012 AB", "NL")]
    {
        let input = AddressInput { postal_code: text(typed), ..german() };
        let Err(Refusal::Unusual(errors)) = PostalAddress::parse(&input, false) else {
            panic!("not asked: {typed}")
        };
        assert_eq!(errors[0].code, "mismatching_country", "{typed}");
        assert!(errors[0].detail.contains(meant), "{typed}: {}", errors[0].detail);
    }
}

#[test]
fn a_printed_prefix_is_taken_off() {
    for (country, typed, canonical) in [
        ("DE", "D-10997", "10997"),
        ("DE", "DE 10997", "10997"),
        ("AT", "A-1070", "1070"),
        ("CH", "CH-8001", "8001"),
        ("FR", "F-75002", "75002"),
        ("LU", "L-4750", "4750"),
        ("SE", "SE-114 55", "11455"),
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("NL", "1012ab", "1012 AB"),
        ("CA", "k1a0b1", "K1A 0B1"),
        ("JP", "〒１００ー０００１", "100-0001"),
        ("JP", "1000001", "100-0001"),
        ("US", "221621010", "22162-1010"),
        ("PL", "00950", "00-950"),
        ("IE", "a65f4e2", "A65 F4E2"),
        ("BR", "40301110", "40301-110"),
        ("EG", "١٢٤١١", "12411"),
    ] {
        let rule = territory(country).unwrap().postcode().unwrap();
        assert_eq!(rule.canonical(typed, country).as_deref(), Some(canonical), "{country} {typed}");
    }
}

#[test]
fn the_form_asks_for_flat_and_doorbell() {
    for (language, words) in
        [(crate::identity::Language::En, "doorbell"), (crate::identity::Language::De, "Klingel")]
    {
        assert!(hint(Field::StreetLines, language).unwrap().contains(words));
    }
    let three = ["Schlesische Straße 29", "c/o Example, 3. OG", "Klingel: Hopper"];
    let input = AddressInput { street_lines: lines(&three), ..german() };
    assert_eq!(findings(&input), []);
    assert_eq!(kept(&input).street_lines(), three);
}

#[test]
fn a_line_that_a_label_cuts_is_asked_about_and_broken_at_a_blank() {
    let long = "Bürgermeister-Schmidt-Gedächtnisallee 112 Hinterhaus";
    let input = AddressInput { street_lines: lines(&[long]), ..german() };
    assert_eq!(findings(&input), at("#/street_lines/0", "long_line"));
    let printed = kept(&input).printed(Some("DE"), crate::identity::Language::En);
    assert_eq!(printed[1..4], ["Bürgermeister-Schmidt-Gedächtnisallee", "112 Hinterhaus", "10997 BERLIN"]);
    let input = AddressInput { street_lines: lines(&[&"x1 ".repeat(21)]), ..german() };
    assert_eq!(findings(&input), at("#/street_lines/0", "too_long"));
    assert!(blocks(&input));
}

#[test]
fn a_parcel_locker_without_the_number_of_its_customer() {
    let input = AddressInput { street_lines: lines(&["Packstation 145"]), ..german() };
    assert_eq!(findings(&input), at("#/street_lines/0", "missing_customer_number"));
    for with_number in [
        AddressInput { organization: text("1234567890"), ..input.clone() },
        AddressInput { street_lines: lines(&["Packstation 145", "1234567890"]), ..german() },
    ] {
        assert_eq!(findings(&with_number), []);
    }
}

#[test]
fn a_post_box_is_asked_about() {
    let input = AddressInput { street_lines: lines(&["Postfach 10 20"]), ..german() };
    assert_eq!(findings(&input), at("#/street_lines/0", "uses_po_box"));
    assert!(!blocks(&input));
}

#[test]
fn an_e_mail_address_or_telephone_number_is_refused() {
    for line in ["Schlesische Straße 29, ann@example.org", "Tel. 030 901820", "+49 30 901820"] {
        let input = AddressInput { street_lines: lines(&["Schlesische Straße 29", line]), ..german() };
        assert!(findings(&input).contains(&("#/street_lines/1".to_owned(), "contact_detail")), "{line}");
        assert!(blocks(&input), "{line}");
    }
    let input = AddressInput { recipient: "ann@example.org".to_owned(), ..german() };
    assert_eq!(findings(&input), at("#/recipient", "contact_detail"));
}

#[test]
fn every_script_and_spelling_is_kept() {
    for (country, line, city) in [("DE", "Muenchner Strasse 3", "Muenchen"), ("BG", "ул. Шипка 34", "София")]
    {
        let code = text(if country == "DE" { "80331" } else { "1504" });
        let input = AddressInput {
            country: country.to_owned(),
            street_lines: lines(&[line]),
            locality: text(city),
            postal_code: code,
            ..german()
        };
        assert_eq!(findings(&input), []);
        let address = kept(&input);
        assert_eq!((address.street_lines()[0].as_str(), address.locality()), (line, Some(city)));
    }
}

#[test]
fn anyone_may_receive_it_anywhere() {
    let input = AddressInput {
        recipient: "Parcel shop Zum Anker".to_owned(),
        organization: text("c/o Anker"),
        ..german()
    };
    assert_eq!(findings(&input), []);
}

#[test]
fn a_whole_address_in_one_line_is_taken_apart_as_a_proposal() {
    let pasted = "Grace Example, Schlesische Straße 29, Hinterhaus, 10997 Berlin, Germany";
    let input =
        AddressInput { street_lines: lines(&[pasted]), locality: None, postal_code: None, ..german() };
    let found = findings(&input);
    assert!(found.contains(&("#/street_lines/0".to_owned(), "whole_address_in_line")), "{found:?}");
    let proposal = propose(territory("DE").unwrap(), pasted).unwrap();
    assert_eq!(proposal.recipient, "Grace Example");
    assert_eq!(proposal.street_lines, ["Schlesische Straße 29", "Hinterhaus"]);
    assert_eq!(
        (proposal.postal_code.as_deref(), proposal.locality.as_deref()),
        (Some("10997"), Some("Berlin"))
    );
    assert_eq!(findings(&proposal), []);
    let american = propose(territory("US").unwrap(), "12 Example Road, Reno, NV 89501").unwrap();
    assert_eq!(american.administrative_area.as_deref(), Some("NV"));
    assert_eq!(
        (american.postal_code.as_deref(), american.locality.as_deref()),
        (Some("89501"), Some("Reno"))
    );
    let british =
        propose(territory("GB").unwrap(), "Ann Example\n10 Example Road\nLONDON\nsw1a 1aa").unwrap();
    assert_eq!(
        (british.postal_code.as_deref(), british.locality.as_deref()),
        (Some("SW1A 1AA"), Some("LONDON"))
    );
    assert!(propose(territory("DE").unwrap(), "hello").is_none());
}

/// Street lines, city and postcode.
fn parts(input: &AddressInput) -> (&[String], Option<&str>, Option<&str>) {
    (&input.street_lines, input.locality.as_deref(), input.postal_code.as_deref())
}

#[test]
fn what_stands_in_the_wrong_field_is_offered_to_move() {
    let typed = |street: &[&str], city: Option<&str>, code: Option<&str>| AddressInput {
        street_lines: lines(street),
        locality: city.map(str::to_owned),
        postal_code: code.map(str::to_owned),
        ..german()
    };
    let own = typed(&["Schlesische Straße 29"], Some("Berlin"), Some("10997"));
    for wrong in [
        typed(&["Schlesische Straße 29"], Some("10997 Berlin"), None),
        typed(&["Schlesische Straße 29"], Some("10997 Berlin"), Some("10997")),
        typed(&["Schlesische Straße 29"], Some("Berlin 10997"), None),
        typed(&["Schlesische Straße 29, 10997 Berlin"], Some("Berlin"), Some("10997")),
        typed(&["Schlesische Straße 29 10997 BERLIN"], Some("Berlin"), Some("10997")),
        typed(&["Schlesische Straße 29", "D-10997 Berlin"], Some("Berlin"), Some("10997")),
        typed(&["Schlesische Straße 29, 10997 Berlin"], None, None),
        own.clone(),
    ] {
        assert_eq!(parts(&move_to_own_fields(territory("DE").unwrap(), wrong)), parts(&own));
    }
    for untouched in [
        typed(&["Schlesische Straße 29"], Some("10999 Berlin"), Some("10997")),
        typed(&["10997 Berlin"], None, None),
        typed(&["Schlesische Straße 10997"], Some("Berlin"), None),
    ] {
        assert_eq!(
            parts(&move_to_own_fields(territory("DE").unwrap(), untouched.clone())),
            parts(&untouched)
        );
    }
    let british = AddressInput {
        country: "GB".to_owned(),
        locality: text("LONDON SW1A 1AA"),
        postal_code: None,
        ..german()
    };
    let moved = move_to_own_fields(territory("GB").unwrap(), british);
    assert_eq!((moved.locality, moved.postal_code), (text("LONDON"), text("SW1A 1AA")));
    let of_hong_kong = of_hong_kong();
    let same = move_to_own_fields(territory("HK").unwrap(), of_hong_kong.clone());
    assert_eq!(parts(&same), parts(&of_hong_kong));
}

#[test]
fn a_region_is_known_by_any_of_its_names_and_a_postcode_lies_in_its_own() {
    let american = |area: &str, code: &str| AddressInput {
        country: "US".to_owned(),
        recipient: "Ann Example".to_owned(),
        street_lines: lines(&["12 Example Road"]),
        locality: text("Reno"),
        administrative_area: text(area),
        postal_code: text(code),
        ..AddressInput::default()
    };
    for area in ["NV", "nevada", "Nevada"] {
        assert_eq!(findings(&american(area, "89501")), []);
        assert_eq!(kept(&american(area, "89501")).administrative_area(), Some("NV"));
    }
    assert_eq!(findings(&american("NV", "10001")), at("#/postal_code", "mismatching_value"));
    assert_eq!(findings(&american("Atlantis", "89501")), at("#/administrative_area", "unknown_value"));
}

#[test]
fn what_is_empty_or_impossible_is_refused() {
    for (input, pointer, code) in [
        (AddressInput { country: "XX".to_owned(), ..german() }, "#/country", "unknown_value"),
        (AddressInput { country: String::new(), ..german() }, "#/country", "unknown_value"),
        (
            AddressInput { recipient: " \u{200b} ".to_owned(), ..german() },
            "#/recipient",
            "missing_required_field",
        ),
        (AddressInput { street_lines: vec![], ..german() }, "#/street_lines", "missing_required_field"),
        (
            AddressInput { street_lines: lines(&[" "]), ..german() },
            "#/street_lines",
            "missing_required_field",
        ),
        (AddressInput { street_lines: lines(&["12345"]), ..german() }, "#/street_lines/0", "invalid_format"),
        (
            AddressInput { street_lines: lines(&["a 1\nb"]), ..german() },
            "#/street_lines/0",
            "control_character",
        ),
        (
            AddressInput { street_lines: lines(&["a 1", "b", "c", "d"]), ..german() },
            "#/street_lines",
            "too_long",
        ),
        (AddressInput { delivery_note: text(&"n".repeat(81)), ..german() }, "#/delivery_note", "too_long"),
        (AddressInput { recipient: "n".repeat(61), ..german() }, "#/recipient", "too_long"),
    ] {
        assert_eq!(findings(&input), at(pointer, code));
        assert!(blocks(&input), "{pointer}");
    }
}

#[test]
fn blanks_and_invisible_characters_are_tidied() {
    let input = AddressInput {
        recipient: "  Grace \u{a0} Example\u{200e}".to_owned(),
        street_lines: lines(&["", "Schlesische  Strasse 29", ""]),
        locality: text("Mu\u{308}nchen"),
        ..german()
    };
    let address = kept(&input);
    assert_eq!(address.recipient(), "Grace Example");
    assert_eq!(address.street_lines(), ["Schlesische Strasse 29"]);
    assert_eq!(address.locality(), Some("M\u{fc}nchen"));
}
