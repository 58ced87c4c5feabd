use proptest::prelude::*;

use super::*;
use crate::postal::AddressInput;

fn address(lines: &[&str], note: Option<&str>) -> PostalAddress {
    let input = AddressInput {
        country: "DE".to_owned(),
        recipient: "Grace Hopper".to_owned(),
        street_lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        locality: Some("Berlin".to_owned()),
        postal_code: Some("10997".to_owned()),
        delivery_note: note.map(str::to_owned),
        ..AddressInput::default()
    };
    PostalAddress::parse(&input, true).unwrap().0
}

fn sweep() -> Sweep {
    Sweep::of(&address(&["Schlesische Straße 29a", "Hinterhaus, 3. Stock"], Some("key at the bakery")))
}

#[test]
fn every_way_of_writing_it_is_found() {
    for text in [
        "Schlesische Straße 29a",
        "SCHLESISCHE STRASSE 29A",
        "schlesische str. 29 a",
        "Schlesische Str 29a",
        "Schlesischestr.29a",
        "Schlesischestraße29a",
        "Schlesische\nStraße 29a",
        "Schlesische\r\n> Straße\u{a0}29a",
        "Schlesische-Straße, 29a",
        "Schle\u{ad}sische Stra\u{200b}ße 29a",
        "Schlesische Straße Nr. 29a",
        "29a Schlesische Straße",
        "Ｓchlesische Straße 29a",
        "Key at the BAKERY",
        "Hinterhaus 3. Stock",
    ] {
        let around = format!("Send it to {text}, please.");
        assert_eq!(
            sweep().clean(&around).as_deref(),
            Some("Send it to [address removed], please."),
            "{text}"
        );
    }
    let umlaut = Sweep::of(&address(&["Mühlenweg 5"], None));
    for text in ["Muehlenweg 5", "Muhlenweg 5", "MÜHLENWEG 5", "Mu\u{308}hlenweg 5"] {
        assert_eq!(umlaut.clean(text).as_deref(), Some(MARK), "{text}");
    }
    let two_letters = Sweep::of(&address(&["Muehlenweg 5"], None));
    assert!(two_letters.clean("Mühlenweg 5").is_some());
    let english = Sweep::of(&address(&["12 Example Street"], None));
    assert!(english.clean("12 Example St.").is_some() && english.clean("12, example street").is_some());
    let joined = Sweep::of(&address(&["Schlesische Straße", "29"], None));
    assert!(joined.clean("Schlesische Str. 29").is_some());
}

/// Japanese, Chinese and Thai put no blanks between words, nor around what they quote.
#[test]
fn it_is_found_inside_running_text_without_blanks() {
    for (line, text, left) in [
        ("丸の内1-2-3", "住所は丸の内1-2-3です。", "住所は[address removed]です。"),
        ("丸の内1-2-3", "丸の内１−２−３まで", "[address removed]まで"),
        ("人民路12号", "请寄到人民路12号谢谢", "请寄到[address removed]谢谢"),
        ("ถนนสุขุมวิท 21", "ส่งที่ถนนสุขุมวิท 21ครับ", "ส่งที่[address removed]ครับ"),
        ("테헤란로 152", "테헤란로 152에 있어요", "[address removed]에 있어요"),
    ] {
        let sweep = Sweep::of(&address(&[line], None));
        assert_eq!(sweep.clean(text).as_deref(), Some(left), "{line}");
    }
    let sweep = Sweep::of(&address(&["丸の内1-2-3"], None));
    for other in ["丸の内1-2-34です", "丸の内は遠い", "丸の内11-2-3"] {
        assert_eq!(sweep.clean(other), None, "{other}");
    }
}

#[test]
fn a_house_without_a_number_is_found_with_its_town() {
    let sweep = Sweep::of(&address(&["Rose Cottage"], None));
    assert_eq!(sweep.clean("Rose Cottage, Berlin").as_deref(), Some(MARK));
    assert_eq!(sweep.clean("rose cottage\n10997 Berlin").as_deref(), Some("[address removed] Berlin"));
    assert_eq!(sweep.clean("a rose cottage in Spain"), None);
    assert!(Sweep::of(&address(&["Berlin"], None)).is_empty());
}

#[test]
fn what_is_another_address_or_less_than_one_is_left() {
    for text in [
        "Schlesische Straße",
        "Schlesische Straße 29",
        "Schlesische Straße 2 9a",
        "Schlesische Straße 29ab",
        "Schlesische Straße 129a",
        "near Schlesisches Tor",
        "Oberschlesische Straße 29a",
        "Grace Hopper",
        "10997 Berlin",
        "Berlin",
        "29a",
        "the bakery",
        "serial K61-029900, invoice 10997",
        "3. Stock",
        "",
    ] {
        assert_eq!(sweep().clean(text), None, "{text}");
    }
    for lines in [&["10997 Berlin", "x 5"][..], &["Grace Hopper", "5"]] {
        assert_eq!(Sweep::of(&address(lines, Some("Berlin"))).clean("Grace Hopper, 10997 Berlin, 5 x"), None);
    }
}

#[test]
fn several_copies_go_and_what_is_out_stays_out() {
    let once = sweep().clean("Schlesische Str. 29a (or Schlesische Straße 29 A)").unwrap();
    assert_eq!(once, "[address removed] (or [address removed])");
    assert_eq!(sweep().clean(&once), None);
    assert!(!format!("{:?}", sweep()).contains("schles"));
}

fn separator() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(" "), Just("\n"), Just(", "), Just("\u{a0}"), Just(" - "), Just("\r\n> ")]
}

/// A word of a street.
fn street_word() -> impl Strategy<Value = String> {
    let known =
        ["Weg", "Mühlen", "Muehlen", "Rue", "Garden", "Long", "Dorf", "Straße", "Street", "Road", "platz"];
    proptest::sample::select(known.to_vec()).prop_map(str::to_owned)
}

/// A word of a text about one.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => street_word(),
        2 => (1_u32..13).prop_map(|number| number.to_string()),
        1 => "[a-zäöüß]{1,5}",
    ]
}

/// The first line of an address: short or long, the number last or first.
fn line() -> impl Strategy<Value = String> {
    let words = proptest::collection::vec(street_word(), 1..4);
    (words, 1_u32..13, any::<bool>()).prop_map(|(words, number, is_last)| {
        let words = words.join(" ");
        if is_last { format!("{words} {number}") } else { format!("{number} {words}") }
    })
}

/// A text of such words.
fn chatter() -> impl Strategy<Value = String> {
    proptest::collection::vec((word(), separator()), 0..16)
        .prop_map(|words| words.into_iter().map(|(word, after)| word + after).collect())
}

/// What cannot be told apart is alike in it: without anything between the words.
fn simplest(text: &str) -> String {
    let short = [("strasse", "str"), ("street", "st"), ("road", "rd"), ("platz", "pl")];
    let umlauts = [("ae", "a"), ("oe", "o"), ("ue", "u")];
    short.iter().chain(&umlauts).fold(fold(text), |text, (long, short)| text.replace(long, short))
}

proptest! {
    #[test]
    fn text_without_the_address_is_never_touched(line in line(), text in chatter()) {
        let said = simplest(&text);
        let number = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit());
        let parts: Vec<_> = line.split(' ').collect();
        // Also with the number at the other end.
        let mut turned = parts.clone();
        if number(&parts[0]) { turned.rotate_left(1) } else { turned.rotate_right(1) }
        let is_said = [parts, turned].iter().any(|parts| said.contains(&simplest(&parts.concat())));
        let cleaned = Sweep::of(&address(&[&line], None)).clean(&text);
        prop_assert!(is_said || cleaned.is_none(), "{} in {}", line, text);
    }

    #[test]
    fn the_address_is_found_in_any_text(line in line(), before in chatter(), after in chatter()) {
        let sweep = Sweep::of(&address(&[&line], None));
        prop_assume!(!sweep.is_empty());
        let cleaned = sweep.clean(&format!("{before}\n{line}\n{after}"));
        prop_assert!(cleaned.is_some_and(|text| text.contains(MARK)), "{} between {} and {}", line, before, after);
    }

    #[test]
    fn every_folded_variant_is_found(
        name in "[A-ZÄÖÜ][a-zäöüß]{3,9}",
        number in 1_u32..2000,
        upper in any::<bool>(),
        kind in prop_oneof![Just("straße"), Just("strasse"), Just("str."), Just("str")],
        between in separator(),
        before in "[a-z .,]{0,20}",
    ) {
        let sweep = Sweep::of(&address(&[&format!("{name}straße {number}")], None));
        let mut written = format!("{name}{kind}{between}{number}");
        if upper {
            written = written.to_uppercase();
        }
        let text = format!("{before} {written}. Bye");
        let cleaned = sweep.clean(&text);
        prop_assert!(cleaned.is_some(), "{}", text);
        prop_assert!(!fold(&cleaned.unwrap()).contains(&fold(&name)) || fold(&before).contains(&fold(&name)));
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,80}", line in "\\PC{1,30}") {
        let sweep = Sweep::of_phrases(&[line]);
        if let Some(cleaned) = sweep.clean(&text) {
            prop_assert!(cleaned.contains(MARK));
        }
    }
}

#[test]
fn a_note_of_one_word_is_looked_for_unless_it_is_said_by_chance() {
    for note in ["Tor#4711", "Schlüsselkasten-4711", "Hinterhausgartenlaube", "宅配ボックス"] {
        let sweep = Sweep::of(&address(&["Weg 5"], Some(note)));
        assert_eq!(sweep.clean(note).as_deref(), Some(MARK), "{note}");
    }
    let sweep = Sweep::of(&address(&["Weg 5"], Some("Hinterhaus")));
    assert_eq!(sweep.clean("Es kam aus dem Hinterhaus."), None);
}
