use std::borrow::Cow;

use serde_json::Value;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::fault::{Fault, Segment};

/// Every rule of its type that a value breaks, in the order of their places. The crate's own errors
/// carry the value; here it is only measured.
pub(super) fn broken(value: &impl Validate) -> Vec<Fault> {
    let mut faults = value.validate().map_or_else(|errors| of_struct(&errors), |()| Vec::new());
    faults.sort_by(|a, b| a.path().cmp(b.path()));
    faults
}

fn of_struct(errors: &ValidationErrors) -> Vec<Fault> {
    let of_field = |(name, kind): (&Cow<'static, str>, &ValidationErrorsKind)| {
        let segment = Segment::Name(member_name(name).to_owned());
        of_kind(kind).into_iter().map(move |fault| fault.inside(segment.clone())).collect::<Vec<_>>()
    };
    errors.errors().iter().flat_map(of_field).collect()
}

fn of_kind(kind: &ValidationErrorsKind) -> Vec<Fault> {
    match kind {
        ValidationErrorsKind::Field(errors) => errors.iter().map(of_value).collect(),
        ValidationErrorsKind::Struct(errors) => of_struct(errors),
        ValidationErrorsKind::List(items) => items
            .iter()
            .flat_map(|(index, errors)| {
                of_struct(errors).into_iter().map(|fault| fault.inside(Segment::Index(*index)))
            })
            .collect(),
    }
}

/// The rules know a field by its Rust name, which may dodge a keyword.
fn member_name(field: &str) -> &str {
    field.strip_prefix("r#").unwrap_or(field).trim_end_matches('_')
}

fn of_value(error: &ValidationError) -> Fault {
    // Only what stands in the program is passed on: a code or message made at run time could hold
    // anything.
    let Cow::Borrowed(code) = error.code else { return Fault::new("invalid_value", "is not valid") };
    if let Some(Cow::Borrowed(message)) = error.message {
        return Fault::new(code, message);
    }
    match code {
        "length" => of_length(error),
        "range" => of_range(error),
        "required" => Fault::new("missing_field", "is required"),
        "email" => Fault::new("email", "must be an e-mail address such as name@example.org"),
        _ => Fault::new(code, "is not valid"),
    }
}

fn of_length(error: &ValidationError) -> Fault {
    let bound = |name: &str| error.params.get(name).and_then(Value::as_u64);
    let (measured, unit) = match error.params.get("value") {
        Some(Value::Array(items)) => (items.len(), "items"),
        Some(Value::Object(members)) => (members.len(), "items"),
        Some(Value::String(text)) => (text.chars().count(), "characters"),
        _ => (0, "characters"),
    };
    let code = |too_long| if too_long { "too_long" } else { "too_short" };
    if let Some(exact) = bound("equal") {
        return Fault::new(code(measured as u64 > exact), format!("must have exactly {exact} {unit}"));
    }
    match (bound("min"), bound("max")) {
        (_, Some(max)) if measured as u64 > max => {
            Fault::new(code(true), format!("must have at most {max} {unit}"))
        }
        (Some(1), _) if unit == "characters" => Fault::new("blank", "must not be blank"),
        (Some(min), _) => Fault::new(code(false), format!("must have at least {min} {unit}")),
        _ => Fault::new("invalid_value", "is not valid"),
    }
}

fn of_range(error: &ValidationError) -> Fault {
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    let detail = match (bound("min"), bound("max")) {
        (Some(min), Some(max)) => format!("must be between {min} and {max}"),
        (Some(min), None) => format!("must be at least {min}"),
        (None, Some(max)) => format!("must be at most {max}"),
        (None, None) => "is not valid".to_owned(),
    };
    Fault::new("out_of_range", detail)
}
