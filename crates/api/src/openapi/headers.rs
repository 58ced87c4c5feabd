//! Request headers as the document describes them; the extractors read them.

use utoipa::IntoParams;

/// `If-Match`, required.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header, is never made")]
pub(crate) struct IfMatchHeader {
    /// The version that the change is based on: the ETag that was read, or `*` for any.
    #[param(rename = "If-Match", max_length = 128, example = "\"3\"")]
    if_match: String,
}

/// `Idempotency-Key`, voluntary.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header, is never made")]
pub(crate) struct IdempotencyKeyHeader {
    /// Makes a repetition of this request harmless for 24 hours: the same key with the same body
    /// answers with the same thing.
    #[param(
        rename = "Idempotency-Key",
        required = false,
        nullable = false,
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]+$",
        example = "7b7a3a4e-55b5-4a0c-8d9c-9f8f5d6b0f11"
    )]
    idempotency_key: Option<String>,
}
