use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The one form of backup that there is.
pub const FORMAT: u32 = 1;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// How it is laid out.
    pub format: u32,
    /// When it was begun: whatever was answered before is in it.
    pub made_at: DateTime<Utc>,
    /// Which version made it.
    pub benchdesk: String,
    /// `sqlite` or `postgresql`.
    pub engine: String,
    /// The engine's own version.
    pub engine_version: String,
    /// Which migrations were applied.
    pub migrations: Vec<String>,
    /// Tells whether a secret file belongs to it; reveals nothing of the secret.
    pub key_check: Option<String>,
    /// Whether it holds the secret file.
    pub holds_secret: bool,
    /// Whether it holds the attachments.
    pub attachments: Attachments,
    /// Whether addresses are in it: then their keys are needed to restore it.
    #[serde(default)]
    pub holds_addresses: bool,
    /// How many files it has beside manifest and checksums.
    pub files: usize,
}

/// What became of the attachments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attachments {
    /// They are in the backup.
    Held,
    /// They are in a bucket, which is backed up by other means.
    Elsewhere,
}

impl Manifest {
    /// Reads it; the form is looked at first, as a later one may have other members.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|_| "the manifest is no JSON".to_owned())?;
        match value.get("format").and_then(serde_json::Value::as_u64) {
            Some(format) if format == u64::from(FORMAT) => {}
            Some(_) => return Err("the backup was made by a newer version of benchdesk".to_owned()),
            None => return Err("the manifest is not one of a backup".to_owned()),
        }
        serde_json::from_value(value).map_err(|_| "the manifest is incomplete".to_owned())
    }

    /// The migrations that this version does not know.
    pub fn unknown_migrations(&self, known: &[String]) -> Vec<&str> {
        self.migrations.iter().map(String::as_str).filter(|name| !known.iter().any(|k| k == name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_form_is_told_from_a_damaged_one() {
        let of = |text: &str| Manifest::parse(text).unwrap_err();
        assert!(of(r#"{"format":2,"other":1}"#).contains("newer version"));
        assert!(of(r#"{"format":1}"#).contains("incomplete"));
        assert!(of("{}").contains("not one of a backup"));
        assert!(of(r#"{"format":1,"made_"#).contains("no JSON"));
    }
}
