use super::{super::*, findings};

/// Addresses with every postcode and every region that the data names.
fn examples(territory: &Territory) -> Vec<AddressInput> {
    let codes: Vec<_> = territory.postcode().map_or(Vec::new(), |rule| rule.examples().to_vec());
    let mut made: Vec<_> = codes.iter().map(|code| example(territory, Some(code), None)).collect();
    if codes.is_empty() {
        made.push(example(territory, None, None));
    }
    for region in territory.regions() {
        let of_region = region.examples().iter().chain(&codes).find(|code| region.may_hold(code));
        made.push(example(territory, of_region, Some(region)));
    }
    // Without a postcode of the region at hand there is nothing to check one against.
    let region =
        |input: &AddressInput| territory.region(input.administrative_area.as_deref().unwrap_or_default());
    let needs_code = |input: &AddressInput| territory.requires_in(Field::PostalCode, region(input));
    made.retain(|input| input.postal_code.is_some() || !needs_code(input));
    made
}

fn example(territory: &Territory, code: Option<&String>, region: Option<&Region>) -> AddressInput {
    let text = |field, value: &str| territory.requires(field).then(|| value.to_owned());
    let holding = || territory.regions().iter().find(|region| code.is_none_or(|code| region.may_hold(code)));
    let area = match region.or_else(holding).or(territory.regions().first()) {
        Some(region) => Some(region.key().to_owned()),
        None => text(Field::AdministrativeArea, "North"),
    };
    AddressInput {
        country: territory.code().to_owned(),
        recipient: "Ada Example".to_owned(),
        street_lines: vec!["12 Example Road".to_owned()],
        dependent_locality: text(Field::DependentLocality, "Old Town"),
        locality: text(Field::Locality, "Example City"),
        administrative_area: area.filter(|_| territory.has(Field::AdministrativeArea)),
        postal_code: code.cloned(),
        ..AddressInput::default()
    }
}

#[test]
fn there_are_252_territories_and_each_ones_examples_are_valid() {
    assert_eq!(territories().len(), 252);
    let mut checked = 0;
    for territory in territories() {
        let examples = examples(territory);
        assert!(!examples.is_empty(), "{}", territory.code());
        for input in examples {
            let (code, area) = (input.postal_code.clone(), input.administrative_area.clone());
            assert_eq!(findings(&input), [], "{} {code:?} {area:?}", territory.code());
            checked += 1;
        }
    }
    assert!(checked > 1_000, "{checked}");
}

#[test]
fn every_example_is_canonical_and_every_pattern_has_one() {
    for territory in territories() {
        let Some(rule) = territory.postcode() else { continue };
        for example in rule.examples() {
            assert_eq!(
                rule.canonical(example, territory.code()).as_ref(),
                Some(example),
                "{}",
                territory.code()
            );
        }
        assert!(!rule.examples().is_empty(), "{}", territory.code());
    }
}

#[test]
fn codes_are_in_order_and_found_in_any_case() {
    assert!(territories().is_sorted_by(|one, other| one.code() < other.code()));
    assert_eq!(territory(" de ").unwrap().code(), "DE");
    assert!(territory("ZZ").is_none());
    assert!(
        territories()
            .iter()
            .all(|territory| territory.has(Field::Recipient) && territory.has(Field::StreetLines))
    );
}

#[test]
fn what_a_territory_requires_is_in_its_form() {
    for territory in territories() {
        assert!(Field::ALL.iter().all(|field| !territory.requires(*field) || territory.has(*field)));
        assert!(territory.has(Field::PostalCode) || territory.postcode().is_none(), "{}", territory.code());
    }
}
