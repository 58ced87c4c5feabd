use std::{borrow::Cow, fmt};

use serde::de::{self, Expected, Unexpected};

use crate::problem::FieldProblem;

/// One thing that is wrong with what was sent. It is made from what was expected alone: serde hands
/// the value over too, and it is dropped right here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    path: Vec<Segment>,
    code: Cow<'static, str>,
    detail: Cow<'static, str>,
}

/// A step on the way to a place in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Segment {
    Name(String),
    Index(usize),
}

impl Fault {
    pub(super) fn new(code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { path: Vec::new(), code: code.into(), detail: detail.into() }
    }

    /// The same fault, seen from the member or item that holds it.
    pub(super) fn inside(mut self, segment: Segment) -> Self {
        self.path.insert(0, segment);
        self
    }

    pub(super) fn path(&self) -> &[Segment] {
        &self.path
    }

    /// Points to the place that encloses the fault.
    pub(super) fn cut(&mut self, depth: usize) {
        self.path.truncate(depth);
    }

    /// Names the place in the body, as far as its names are harmless.
    pub(super) fn in_body(self) -> FieldProblem {
        let mut pointer = "#".to_owned();
        for segment in &self.path {
            match segment {
                Segment::Name(name) if is_harmless(name) => pointer.extend(["/", name]),
                Segment::Name(_) => break,
                Segment::Index(index) => pointer.extend(["/", &index.to_string()]),
            }
        }
        FieldProblem::at_pointer(pointer, self.code, self.detail)
    }

    /// Names the query parameter, if its name is harmless.
    pub(super) fn in_query(self) -> FieldProblem {
        match self.path.into_iter().next() {
            Some(Segment::Name(name)) if is_harmless(&name) => {
                FieldProblem::at_parameter(name, self.code, self.detail)
            }
            _ => FieldProblem::somewhere(self.code, self.detail),
        }
    }
}

/// Names come from the client too: only what looks like an identifier is repeated.
fn is_harmless(name: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
}

fn at(name: &str, code: &'static str, detail: &'static str) -> Fault {
    Fault::new(code, detail).inside(Segment::Name(name.to_owned()))
}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        // The crate's message quotes the faulty character, so only its beginning is looked at.
        let is_uuid = message.to_string().starts_with("UUID parsing failed");
        Self::new("invalid_value", if is_uuid { "must be a UUID" } else { "is not valid" })
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("invalid_type", format!("must be {}", in_plain_words(expected)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = match in_plain_words(expected) {
            words if words == INTEGER => Cow::Borrowed("an integer in the allowed range"),
            words => words,
        };
        Self::new("invalid_value", format!("must be {expected}"))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new("invalid_value", format!("must be {}", in_plain_words(expected)))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new("invalid_value", format!("must be one of {}", expected.join(", ")))
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        at(field, "unknown_field", "is not known here")
    }

    fn missing_field(field: &'static str) -> Self {
        at(field, "missing_field", "is required")
    }

    fn duplicate_field(field: &'static str) -> Self {
        at(field, "duplicate_field", "is there more than once")
    }
}

const INTEGER: &str = "an integer";

/// What a type says it expects, in the words of JSON instead of Rust.
fn in_plain_words(expected: &dyn Expected) -> Cow<'static, str> {
    let words = expected.to_string();
    match words.as_str() {
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => INTEGER.into(),
        "a boolean" => "true or false".into(),
        "a sequence" => "a list".into(),
        "a map" => "an object".into(),
        "a formatted UUID string" | "a UUID string" => "a UUID".into(),
        rust if rust.starts_with("struct ") => "an object".into(),
        rust if rust.starts_with("variant ") || rust.starts_with("enum ") => "a string".into(),
        _ => words.into(),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Fault {}
