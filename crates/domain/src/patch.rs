//! Tri-state members of a merge patch (RFC 7396): absent keeps, `null` clears, a value sets.

/// What a patch says of one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// Keep what is there.
    #[default]
    Keep,
    /// Make it empty.
    Clear,
    /// Set it.
    Set(T),
}

impl<T> Patch<T> {
    /// Applies the patch to an optional value.
    pub fn apply(self, current: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *current = None,
            Self::Set(value) => *current = Some(value),
        }
    }

    /// Whether the patch says anything.
    pub const fn is_present(&self) -> bool {
        !matches!(self, Self::Keep)
    }

    /// Converts the value, if there is one.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(convert(value)),
        }
    }

    /// Parses the value, if there is one.
    pub fn try_map<U, E>(self, parse: impl FnOnce(T) -> Result<U, E>) -> Result<Patch<U>, E> {
        Ok(match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(parse(value)?),
        })
    }
}
