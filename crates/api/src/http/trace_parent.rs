use axum::http::HeaderMap;

/// The trace that the caller continues (W3C Trace Context, 3.2), if the field is well formed.
pub(super) fn trace_id(headers: &HeaderMap) -> Option<&str> {
    let field = headers.get("traceparent")?.to_str().ok()?;
    let mut parts = field.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let well_formed = is_hex(version, 2)
        && version != "ff"
        && is_hex(trace, 32)
        && is_hex(parent, 16)
        && is_hex(flags, 2)
        && (version != "00" || parts.next().is_none());
    (well_formed && trace.bytes().any(|b| b != b'0')).then_some(trace)
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(field: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("traceparent", HeaderValue::from_str(field).unwrap());
        trace_id(&headers).map(str::to_owned)
    }

    #[test]
    fn only_well_formed_fields_are_continued() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(read(&format!("00-{trace}-00f067aa0ba902b7-01")).as_deref(), Some(trace));
        assert_eq!(read(&format!("00-{trace}-00f067aa0ba902b7-01-x")), None);
        assert_eq!(read(&format!("ff-{trace}-00f067aa0ba902b7-01")), None);
        assert_eq!(read(&format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32))), None);
        assert_eq!(read(&format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase())), None);
        assert_eq!(read("ann@example.org"), None);
    }
}
