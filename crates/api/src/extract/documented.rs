//! The header fields as the document describes them: exactly what the extractors take.

use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

use super::{AddressLinkToken, IdempotencyKey, IfMatch, IfNoneMatch, LastEventId};

struct Field {
    name: &'static str,
    description: &'static str,
    required: Required,
    pattern: Option<&'static str>,
    max_length: usize,
    example: &'static str,
}

impl Field {
    fn parameter(self) -> Vec<Parameter> {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(self.max_length))
            .pattern(self.pattern)
            .examples([self.example])
            .build();
        let parameter = ParameterBuilder::new()
            .name(self.name)
            .parameter_in(ParameterIn::Header)
            .description(Some(self.description))
            .required(self.required)
            .schema(Some(schema));
        vec![parameter.build()]
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Field {
            name: "If-Match",
            description: "The ETag that was read, so that nobody overwrites what they have not seen; `*` for whatever is there.",
            required: Required::True,
            pattern: Some(r#"^(\*|"[!#-~]*")$"#),
            max_length: Self::MAX,
            example: "\"3\"",
        }
        .parameter()
    }
}

impl IntoParams for IfNoneMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Field {
            name: "If-None-Match",
            description: "The ETag of what the reader has: if it is still the same, the answer is 304 without a body.",
            required: Required::False,
            pattern: None,
            max_length: Self::MAX,
            example: "\"3\"",
        }
        .parameter()
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Field {
            name: "Idempotency-Key",
            description: "Names the request, bare or in quotes: repeated with the same key within 24 hours, it is carried out only once.",
            required: Required::False,
            pattern: Some(r#"^([!#-~][!-~]{0,254}|"[!-~]{1,255}")$"#),
            max_length: Self::MAX + 2,
            example: "5f0c3a8e-order-17",
        }
        .parameter()
    }
}

impl IntoParams for LastEventId {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Field {
            name: "Last-Event-ID",
            description: "The id of the last event that was received: the stream goes on behind it. Browsers send it by themselves.",
            required: Required::False,
            pattern: None,
            max_length: Self::MAX,
            example: "q83vEjRWeJASNFZ4kBI0VniQ",
        }
        .parameter()
    }
}

impl IntoParams for AddressLinkToken {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Field {
            name: "Address-Link-Token",
            description: "What stands behind `#token=` in the link. Without it the link is answered like one that works no longer.",
            required: Required::False,
            pattern: None,
            max_length: Self::MAX,
            example: "AZqv1x7wcAAAAAAAAAAAAAAbJ6Yc0k3m5p8r2t4v7x9z1B3D5F7H9K1M3P5R7T9V",
        }
        .parameter()
    }
}
