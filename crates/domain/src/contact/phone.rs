use phonenumber::{Mode, country};

use super::Country;
use crate::{
    error::Rule,
    text::{check_length, redacted_text},
};

redacted_text! {
    /// A telephone number in E.164 form: `+4930901820`.
    Phone
}

impl Phone {
    /// The most characters that may be typed for a number, with separators.
    pub const MAX: usize = 40;

    /// Parses a number as typed. Without a leading `+` it is read as a number of `home`; where
    /// neither is given it can't be told apart and is refused.
    pub fn parse(raw: &str, home: Option<&Country>) -> Result<Self, Rule> {
        let typed = raw.trim();
        let refused =
            || Rule::new("phone", "must be a telephone number in international form such as +49 30 901820");
        let ordinary = |c: char| c.is_ascii_digit() || " +-()/.".contains(c);
        check_length(typed, 1..=Self::MAX)?;
        if !typed.chars().all(ordinary) {
            return Err(refused());
        }
        let region: Option<country::Id> = home.and_then(|country| country.as_str().parse().ok());
        let number = phonenumber::parse(region, typed).map_err(|_| refused())?;
        if !phonenumber::is_valid(&number) {
            return Err(refused());
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_e164() {
        let german = Country::parse("DE").unwrap();
        assert_eq!(Phone::parse("+49 30 901820", None).unwrap().as_str(), "+4930901820");
        assert_eq!(Phone::parse("030 / 901820", Some(&german)).unwrap().as_str(), "+4930901820");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(Phone::parse("", None).unwrap_err().code, "blank");
        assert_eq!(Phone::parse(&"1".repeat(41), None).unwrap_err().code, "too_long");
        for bad in ["030 901820", "+49", "hello", "+1 000 000 0000", "+493090182\0"] {
            assert_eq!(Phone::parse(bad, None).unwrap_err().code, "phone", "{bad}");
        }
    }
}
