use crate::error::Rule;

/// A language that the desk speaks (BCP 47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// Every language, the default first.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// Parses a tag: exactly one of the supported ones.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == raw)
            .ok_or_else(|| Rule::new("language", "must be one of en, de"))
    }

    /// The best supported language for an `Accept-Language` header (RFC 9110, 12.5.4): the first
    /// range whose primary subtag is supported, by descending weight.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (Self::default(), 0.0_f32);
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let primary = parts.next().unwrap_or_default().trim().split('-').next().unwrap_or_default();
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            if let Some(language) = Self::ALL.into_iter().find(|l| l.tag().eq_ignore_ascii_case(primary))
                && weight > best.1
            {
                best = (language, weight);
            }
        }
        best.0
    }
}

/// An IANA time zone name by its form (`Europe/Berlin`, `UTC`). Which zones exist changes several
/// times a year; a client shows times in it, the desk itself works in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZone(String);

impl TimeZone {
    /// The most characters a zone name may have.
    pub const MAX: usize = 64;

    /// Parses a zone name.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        let part = |p: &str| {
            p.starts_with(|c: char| c.is_ascii_alphabetic())
                && p.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
        };
        if raw.len() <= Self::MAX && raw.split('/').count() <= 3 && raw.split('/').all(part) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Rule::new("time_zone", "must be an IANA time zone name such as Europe/Berlin"))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A value that was parsed before it was stored.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }
}

impl Default for TimeZone {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_supported_language_wins() {
        assert_eq!(Language::negotiate("de-AT,de;q=0.9,en;q=0.5"), Language::De);
        assert_eq!(Language::negotiate("fr, en;q=0.3, de;q=0.7"), Language::De);
        assert_eq!(Language::negotiate("fr, *;q=0.1"), Language::En);
        assert_eq!(Language::negotiate(""), Language::En);
    }

    #[test]
    fn zones_look_like_zones() {
        assert!(TimeZone::parse("America/Argentina/Buenos_Aires").is_ok());
        for bad in ["", "/", "Europe/", "../etc/passwd", "Europe/Ber lin", "a/b/c/d"] {
            assert!(TimeZone::parse(bad).is_err(), "{bad}");
        }
    }
}
