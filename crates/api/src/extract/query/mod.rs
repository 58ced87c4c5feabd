use std::collections::HashSet;

use axum::{
    extract::FromRequestParts,
    http::{Uri, request::Parts},
};
use percent_encoding::percent_decode_str;
use serde::{
    Deserializer,
    de::{
        DeserializeOwned, IntoDeserializer, Visitor,
        value::{MapAccessDeserializer, StringDeserializer},
    },
    forward_to_deserialize_any,
};

use super::{
    fault::{Fault, Segment},
    members::{Items, Members},
};
use crate::problem::{Problem, ProblemCode};

/// The parameters of a query. Unknown and repeated ones are refused; a list is comma-separated.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parse(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// For operations that take none: refuses every parameter, as [`Query`] refuses unknown ones.
pub fn refuse_parameters(uri: &Uri) -> Result<(), Problem> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct None {}

    parse(uri.query().unwrap_or_default()).map(|None {}| ())
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    parameters(query)
        .and_then(|parameters| T::deserialize(MapAccessDeserializer::new(Members::new(parameters))))
        .map_err(|fault| Problem::new(ProblemCode::InvalidParameter).field(fault.in_query()))
}

fn parameters(query: &str) -> Result<Vec<(String, Parameter)>, Fault> {
    let mut seen = HashSet::new();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name)?;
            let within = |fault: Fault| fault.inside(Segment::Name(name.clone()));
            if !seen.insert(name.clone()) {
                return Err(within(Fault::new("duplicate_parameter", "is there more than once")));
            }
            let value = decode(value).map_err(within)?;
            Ok((name, Parameter(value)))
        })
        .collect()
}

fn decode(encoded: &str) -> Result<String, Fault> {
    let refused = || Fault::new("invalid_value", "must be percent-encoded UTF-8 without NUL");
    let spaced = encoded.replace('+', " ");
    let text = percent_decode_str(&spaced).decode_utf8().map_err(|_| refused())?;
    if text.contains('\0') { Err(refused()) } else { Ok(text.into_owned()) }
}

/// A parameter's value on its way into a type.
struct Parameter(String);

/// Numbers and truth values by their text; what is neither is shown as the text it is.
macro_rules! from_text {
    ($($method:ident => $visit:ident),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => visitor.visit_string(self.0),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Parameter {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_string(self.0)
    }

    from_text! {
        deserialize_bool => visit_bool,
        deserialize_u8 => visit_u64, deserialize_u16 => visit_u64, deserialize_u32 => visit_u64,
        deserialize_u64 => visit_u64, deserialize_i8 => visit_i64, deserialize_i16 => visit_i64,
        deserialize_i32 => visit_i64, deserialize_i64 => visit_i64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let items = self.0.split(',').map(|item| Self(item.to_owned())).collect();
        visitor.visit_seq(Items::new(items))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let name: StringDeserializer<Fault> = self.0.into_deserializer();
        visitor.visit_enum(name)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests;
