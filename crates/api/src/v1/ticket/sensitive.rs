use domain::sensitive;
use serde::Serialize;
use utoipa::ToSchema;

/// A piece of a text that looks sensitive.
#[derive(Serialize, ToSchema)]
pub(super) struct SensitiveText {
    /// What it looks like: `iban`, `password`, `postal_address`; `masked_card` is what is left of a payment card.
    /// New kinds may be added.
    #[schema(value_type = String, example = "password")]
    kind: &'static str,
    /// Its first character, from 0.
    start: usize,
    /// The character behind its last.
    end: usize,
}

impl SensitiveText {
    /// All of them in a text, from its beginning to its end.
    pub(super) fn all_in(text: &str) -> Vec<Self> {
        let warnings = sensitive::warnings(text).into_iter();
        warnings.map(|w| Self { kind: w.kind.name(), start: w.start, end: w.end }).collect()
    }
}
