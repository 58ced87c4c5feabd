//! How a merge patch (RFC 7396) is read: absent and `null` are two different things.

use domain::patch::Patch;
use serde::{Deserialize, Deserializer};

/// For `#[serde(default, deserialize_with = "patch::patch")]`: absent keeps, `null` clears, a value
/// sets.
pub fn patch<'de, D, T>(deserializer: D) -> Result<Patch<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.map_or(Patch::Clear, Patch::Set))
}

/// For `#[serde(default, deserialize_with = "patch::non_null")]`: may be absent, may not be `null`.
pub fn non_null<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde_json::from_str;

    use super::*;

    #[derive(Deserialize)]
    struct Change {
        #[serde(default, deserialize_with = "patch")]
        city: Patch<String>,
        #[serde(default, deserialize_with = "non_null")]
        name: Option<String>,
    }

    #[test]
    fn absent_null_and_a_value_are_told_apart() {
        let city = |json: &str| from_str::<Change>(json).unwrap().city;
        assert_eq!(city("{}"), Patch::Keep);
        assert_eq!(city(r#"{"city":null}"#), Patch::Clear);
        assert_eq!(city(r#"{"city":"Bonn"}"#), Patch::Set("Bonn".to_owned()));
    }

    #[test]
    fn a_member_that_cannot_be_cleared_refuses_null() {
        assert_eq!(from_str::<Change>("{}").unwrap().name, None);
        assert!(from_str::<Change>(r#"{"name":null}"#).is_err());
    }
}
