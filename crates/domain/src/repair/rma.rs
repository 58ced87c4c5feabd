use crate::{Ctx, error::Rule};
use chrono::Datelike;

/// What stands on the parcel: `R26-7QK4M-C`. The year, five random characters and one that checks them;
/// nothing of a person, and no count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RmaNumber(String);

/// Crockford's alphabet: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const YEAR: usize = 2;
const RANDOM: usize = 5;

impl RmaNumber {
    /// A new number of this year.
    pub fn new(cx: &Ctx) -> Self {
        let year = usize::try_from(cx.now().year().rem_euclid(100)).unwrap_or_default();
        let random: [u8; RANDOM] = cx.random_bytes();
        let digits = [year / 10, year % 10].into_iter().chain(random.map(|byte| usize::from(byte % 32)));
        Self::of(&digits.collect::<Vec<_>>())
    }

    fn of(digits: &[usize]) -> Self {
        let text: String = digits.iter().map(|digit| char::from(ALPHABET[*digit])).collect();
        let (year, random) = text.split_at(YEAR);
        Self(format!("R{year}-{random}-{}", char::from(ALPHABET[check(digits)])))
    }

    /// Parses a number as it was typed or scanned: case, spaces and dashes don't matter, O is 0, I and L
    /// are 1. What was misread is known by the last character, before anything is looked up.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let refused = || Rule::new("rma_number", "must be an RMA number such as R26-7QK4M-C");
        if raw.len() > 40 {
            return Err(refused());
        }
        let plain = raw.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase());
        let mut plain = plain.peekable();
        plain.next_if_eq(&'R').ok_or_else(refused)?;
        let digits: Option<Vec<_>> = plain.map(value).collect();
        let digits = digits.filter(|digits| digits.len() == YEAR + RANDOM + 1).ok_or_else(refused)?;
        let (body, last) = digits.split_at(YEAR + RANDOM);
        if last != [check(body)] {
            return Err(Rule::new("check_character", "was misread: its last character does not fit"));
        }
        Ok(Self::of(body))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A value that was made before it was stored.
    pub fn from_stored(number: String) -> Self {
        Self(number)
    }
}

fn value(c: char) -> Option<usize> {
    let c = match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == c)
}

/// A weighted sum in the field of 32 elements, the weights being powers of its generator: it tells every
/// single wrong character, and every two that were swapped.
fn check(digits: &[usize]) -> usize {
    digits.iter().fold(0, |sum, digit| twice(sum ^ digit))
}

/// Times the generator of the field, modulo x⁵ + x² + 1.
const fn twice(element: usize) -> usize {
    let doubled = element << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_back_however_it_is_said() {
        let number = RmaNumber::of(&[2, 6, 7, 0, 19, 1, 20]);
        let said = number.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(RmaNumber::parse(&said), Ok(number.clone()));
        assert_eq!(number.as_str().len(), 11);
        for bad in ["", "R", "26-7QK4M-X", "R26-7QK4M", "R26-7QKUM-X", &"R".repeat(41)] {
            assert_eq!(RmaNumber::parse(bad).unwrap_err().code, "rma_number", "{bad}");
        }
    }

    #[test]
    fn every_wrong_character_and_every_swap_is_told() {
        let number = RmaNumber::of(&[2, 6, 7, 22, 19, 4, 20]);
        let told = |text: &str| RmaNumber::parse(text).is_err_and(|rule| rule.code == "check_character");
        let places: Vec<_> = (1..11).filter(|at| ![3, 9].contains(at)).collect();
        for at in &places {
            for other in ALPHABET {
                let mut wrong = number.as_str().as_bytes().to_vec();
                wrong[*at] = *other;
                let wrong = String::from_utf8(wrong).unwrap();
                assert!(wrong == number.as_str() || told(&wrong), "{wrong}");
            }
            for with in &places {
                let mut swapped = number.as_str().as_bytes().to_vec();
                swapped.swap(*at, *with);
                let swapped = String::from_utf8(swapped).unwrap();
                assert!(swapped == number.as_str() || told(&swapped), "{swapped}");
            }
        }
    }
}
