use std::fmt;

use axum::http::StatusCode;
use serde::{Serialize, Serializer};

/// Makes [`ProblemCode`] from the catalogue, so that a code cannot be without its texts.
macro_rules! catalogue {
    ($($variant:ident $name:literal $status:ident {
        en: $title:literal $text:literal;
        de: $title_de:literal $text_de:literal;
    })*) => {
        /// The closed catalogue of problems.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ProblemCode {
            $(#[doc = $title] $variant,)*
        }

        impl ProblemCode {
            /// Every problem there is, in the order of their status.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The published name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The status it is answered with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            /// What it is, in a few words.
            pub const fn title(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::En) => $title,
                    (Self::$variant, Language::De) => $title_de,)*
                }
            }

            /// What it means and what to do about it.
            pub const fn explanation(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::En) => $text,
                    (Self::$variant, Language::De) => $text_de,)*
                }
            }
        }
    };
}
pub(super) use catalogue;

pub use super::catalogue::ProblemCode;

impl ProblemCode {
    /// The last segment of the page that explains it: the name with dashes.
    pub fn slug(self) -> String {
        self.name().replace('_', "-")
    }

    /// The code whose page has this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.slug() == slug)
    }

    /// Where it is explained: the `type` of RFC 9457.
    pub fn page(self) -> String {
        format!("/problems/{}", self.slug())
    }

    /// The code for an answer that says no more than its status.
    pub fn for_status(status: StatusCode) -> Self {
        if status == StatusCode::BAD_REQUEST {
            return Self::InvalidParameter;
        }
        let fallback = if status.is_server_error() { Self::Internal } else { Self::InvalidParameter };
        Self::ALL.iter().copied().find(|code| code.status() == status).unwrap_or(fallback)
    }
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for ProblemCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_found_by_their_page() {
        let names: HashSet<_> = ProblemCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), ProblemCode::ALL.len());
        for code in ProblemCode::ALL {
            assert_eq!(ProblemCode::from_slug(&code.slug()), Some(*code));
            assert!(code.status().is_client_error() || code.status().is_server_error());
        }
        assert!(ProblemCode::ALL.is_sorted_by_key(|code| code.status()));
    }

    #[test]
    fn a_bare_status_finds_its_code() {
        assert_eq!(ProblemCode::for_status(StatusCode::NOT_FOUND), ProblemCode::NotFound);
        assert_eq!(ProblemCode::for_status(StatusCode::BAD_GATEWAY), ProblemCode::Internal);
        assert_eq!(ProblemCode::for_status(StatusCode::IM_A_TEAPOT), ProblemCode::InvalidParameter);
    }
}
