//! Times as the API writes and reads them.

use std::fmt;

use chrono::{DateTime, Datelike, SubsecRound, Timelike, Utc};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Unexpected},
};
use utoipa::ToSchema;

/// An instant in UTC: RFC 3339 with exactly three decimals and `Z`. Any offset is accepted and
/// converted; digits after the third are cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T10:00:00.000Z")]
pub struct Timestamp(domain::clock::Timestamp);

impl Timestamp {
    /// Parses RFC 3339. Years that four digits cannot write are refused.
    pub fn parse(raw: &str) -> Option<Self> {
        let instant = DateTime::parse_from_rfc3339(raw).ok()?.with_timezone(&Utc).trunc_subsecs(3);
        (1..=9999).contains(&instant.year()).then_some(Self(instant))
    }
}

impl From<domain::clock::Timestamp> for Timestamp {
    fn from(instant: domain::clock::Timestamp) -> Self {
        Self(instant)
    }
}

impl From<Timestamp> for domain::clock::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A page of a list has a hundred of them: chrono would read a pattern for each.
        let (day, time) = (self.0.date_naive(), self.0.time());
        let (year, month, day) = (day.year(), day.month(), day.day());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        let millis = self.0.timestamp_subsec_millis().min(999);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimestampVisitor)
    }
}

struct TimestampVisitor;

impl de::Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time in RFC 3339 form such as 2026-11-22T10:00:00Z")
    }

    fn visit_str<E: de::Error>(self, raw: &str) -> Result<Timestamp, E> {
        Timestamp::parse(raw).ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &self))
    }
}

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;

    use super::*;

    #[test]
    fn any_offset_and_precision_becomes_utc_with_three_decimals() {
        for (sent, read) in [
            ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000Z"),
            ("2026-11-22T10:00:00.123999Z", "2026-11-22T10:00:00.123Z"),
            ("2026-11-22T01:30:00.5+02:00", "2026-11-21T23:30:00.500Z"),
        ] {
            assert_eq!(Timestamp::parse(sent).unwrap().to_string(), read);
        }
    }

    #[test]
    fn writes_what_chrono_writes() {
        for sent in [
            "0001-01-01T00:00:00Z",
            "0999-12-31T23:59:59.9999Z",
            "1969-12-31T23:59:59.001Z",
            "2000-02-29T12:00:00.0999Z",
            "9999-12-31T23:59:59.999Z",
        ] {
            let instant = Timestamp::parse(sent).unwrap();
            let chrono = instant.0.to_rfc3339_opts(SecondsFormat::Millis, true);
            assert_eq!(instant.to_string(), chrono);
        }
    }

    #[test]
    fn a_leap_second_is_the_end_of_the_one_before() {
        let leap = Timestamp::parse("2016-12-31T23:59:60.5Z").unwrap();
        assert_eq!(leap.to_string(), "2016-12-31T23:59:59.999Z");
    }

    #[test]
    fn refuses_what_is_no_instant_or_cannot_be_written() {
        for bad in ["", "2026-11-22", "2026-11-22T10:00:00", "0001-01-01T00:00:00+23:59", "now"] {
            assert_eq!(Timestamp::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_refusal_does_not_quote_what_was_sent() {
        let refusal = serde_json::from_str::<Timestamp>("\"MARKER\"").unwrap_err();
        assert!(!refusal.to_string().contains("MARKER"));
    }
}
