use super::{AddressInput, Field, Territory, fold::fold};

/// Takes a whole address that was typed or pasted as one text apart, as a proposal: whoever sent it has
/// to confirm it. `None` if nothing can be told apart.
pub fn propose(territory: &Territory, text: &str) -> Option<AddressInput> {
    let parts = text.split([',', ';', '\n', '\r']).map(str::trim).filter(|part| !part.is_empty());
    let mut parts: Vec<&str> = parts.filter(|part| !is_country(territory, part)).collect();
    let mut proposal = AddressInput { country: territory.code().to_owned(), ..AddressInput::default() };
    let (mut locality, mut area) = (None, None);
    if let Some(rule) = territory.postcode() {
        let found = parts.iter().enumerate().rev().find_map(|(at, part)| {
            let (code, rest) = split_code(part, |candidate| rule.canonical(candidate, territory.code()))?;
            Some((at, code, rest))
        });
        if let Some((at, code, rest)) = found {
            proposal.postal_code = Some(code);
            parts.remove(at);
            if let Some(region) = territory.region(&rest).filter(|_| territory.has(Field::AdministrativeArea))
            {
                area = Some(region.key().to_owned());
                locality = (at > 1).then(|| parts.remove(at - 1).to_owned());
            } else if rest.is_empty() {
                locality = (at > 1).then(|| parts.remove(at - 1).to_owned());
            } else {
                locality = Some(rest);
            }
        }
    }
    if locality.is_none() && parts.len() > 1 && territory.has(Field::Locality) {
        locality = parts.pop().map(str::to_owned);
    }
    (proposal.locality, proposal.administrative_area) = (locality, area);
    let has_number = |part: &str| part.chars().any(char::is_numeric);
    if parts.len() > 1 && parts.first().is_some_and(|part| !has_number(part)) {
        parts.remove(0).clone_into(&mut proposal.recipient);
    }
    proposal.street_lines = parts.into_iter().map(str::to_owned).collect();
    let is_something = proposal.locality.is_some() && !proposal.street_lines.is_empty();
    is_something.then_some(proposal)
}

/// Moves postcode and city that were typed into the field of another part (`holds_postal_code`) to their own, as a
/// proposal. What is in its place stays.
pub fn move_to_own_fields(territory: &Territory, typed: AddressInput) -> AddressInput {
    let mut moved = typed;
    let Some(rule) = territory.postcode() else { return moved };
    let canonical = |candidate: &str| rule.canonical(candidate, territory.code());
    let known = moved.postal_code.as_deref().and_then(canonical);
    let is_own = |code: &String| known.as_ref().is_none_or(|known| known == code);
    let found = moved.locality.as_deref().and_then(|city| split_code(city, canonical));
    if let Some((code, rest)) = found.filter(|(code, _)| is_own(code)) {
        moved.postal_code = Some(code);
        moved.locality = Some(rest).filter(|rest| !rest.is_empty());
    }
    let found = moved.street_lines.iter().enumerate().rev().find_map(|(at, line)| {
        let (street, code, city) = split_end(line, canonical)?;
        let is_city = moved.locality.as_deref().is_none_or(|known| fold(known) == fold(&city));
        let leaves_street = !street.is_empty() || moved.street_lines.len() > 1;
        (is_city && is_own(&code) && leaves_street).then_some((at, street, code, city))
    });
    if let Some((at, street, code, city)) = found {
        moved.postal_code = Some(code);
        moved.locality.get_or_insert(city);
        if street.is_empty() {
            moved.street_lines.remove(at);
        } else {
            moved.street_lines[at] = street;
        }
    }
    moved
}

/// The street, and the postcode with its city that a line ends with.
fn split_end(line: &str, canonical: impl Fn(&str) -> Option<String>) -> Option<(String, String, String)> {
    let words: Vec<_> = line.split_whitespace().collect();
    // A house number could be a postcode, too: the last ones are tried first.
    (0..words.len()).rev().find_map(|at| {
        let (code, city) = split_code(&words[at..].join(" "), &canonical)?;
        let street = words[..at].join(" ").trim_end_matches([',', ';']).to_owned();
        (!city.is_empty()).then_some((street, code, city))
    })
}

fn is_country(territory: &Territory, part: &str) -> bool {
    let names = crate::identity::Language::ALL.map(|language| fold(territory.name(language)));
    names.contains(&fold(part)) || part.eq_ignore_ascii_case(territory.code())
}

/// The postcode at the beginning or at the end of a part, and what else stands there.
fn split_code(part: &str, canonical: impl Fn(&str) -> Option<String>) -> Option<(String, String)> {
    let words: Vec<_> = part.split_whitespace().collect();
    let has_digit = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    for length in [2, 1] {
        let Some(behind) = words.len().checked_sub(length) else { continue };
        for (code, rest) in [(&words[..length], &words[length..]), (&words[behind..], &words[..behind])] {
            let code = code.join(" ");
            // A street's number is no postcode: what is left must be words.
            if has_digit(&code)
                && !rest.iter().any(|word| has_digit(word))
                && let Some(code) = canonical(&code)
            {
                return Some((code, rest.join(" ")));
            }
        }
    }
    None
}
