use std::collections::HashSet;

use super::super::fault::{Fault, Segment};
use crate::problem::{Problem, ProblemCode};

/// A JSON document with everything that was sent, also members that are there twice.
#[derive(Debug)]
pub(super) enum Document {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Document {
    /// Reads a document. What is wrong is said by its place alone; nesting is bounded by the parser.
    pub(super) fn parse(body: &[u8]) -> Result<Self, Problem> {
        serde_json::from_slice(body).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Problem::new(ProblemCode::MalformedJson).detail(place)
        })
    }

    /// Refuses what types would let pass: a member twice, and NUL in any text (one engine cannot
    /// store it).
    pub(super) fn check(&self) -> Result<(), Fault> {
        match self {
            Self::Text(text) => check_text(text),
            Self::List(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, item)| item.check().map_err(|f| f.inside(Segment::Index(index)))),
            Self::Object(members) => check_members(members),
            _ => Ok(()),
        }
    }

    /// Shortens a fault's place to what the document has. The rules' errors number the members of a
    /// map, in an order that only they know.
    pub(super) fn keep_to_what_is_there(&self, fault: &mut Fault) {
        let mut node = self;
        let mut depth = 0;
        for segment in fault.path() {
            let next = match (node, segment) {
                (Self::Object(members), Segment::Name(name)) => {
                    depth += 1;
                    members.iter().find(|(member, _)| member == name).map(|(_, value)| value)
                }
                (Self::List(items), Segment::Index(index)) if *index < items.len() => {
                    depth += 1;
                    items.get(*index)
                }
                _ => None,
            };
            let Some(next) = next else { break };
            node = next;
        }
        fault.cut(depth);
    }
}

fn check_members(members: &[(String, Document)]) -> Result<(), Fault> {
    let mut seen = HashSet::with_capacity(members.len());
    for (name, value) in members {
        check_text(name)?;
        let within = |fault: Fault| fault.inside(Segment::Name(name.clone()));
        if !seen.insert(name) {
            return Err(within(Fault::new("duplicate_field", "is there more than once")));
        }
        value.check().map_err(within)?;
    }
    Ok(())
}

fn check_text(text: &str) -> Result<(), Fault> {
    if text.contains('\0') {
        return Err(Fault::new("nul_character", "must not contain NUL (U+0000)"));
    }
    Ok(())
}
