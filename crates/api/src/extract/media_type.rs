use axum::http::{HeaderMap, HeaderValue, header};

use crate::problem::{Problem, ProblemCode};

/// Refuses bodies that do not call themselves JSON in UTF-8, as it is.
pub(super) fn check_json(headers: &HeaderMap) -> Result<(), Problem> {
    only_type(headers).filter(|sent| is_json(sent)).map(drop).ok_or_else(unsupported)
}

/// The boundary of a body that calls itself a form with files, as it is.
pub(super) fn form_boundary(headers: &HeaderMap) -> Result<String, Problem> {
    only_type(headers).and_then(boundary).ok_or_else(unsupported)
}

/// The one media type, of a body that is not packed.
fn only_type(headers: &HeaderMap) -> Option<&str> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let sent = types.next()?.to_str().ok()?;
    let is_plain = headers.get_all(header::CONTENT_ENCODING).iter().all(is_identity);
    (types.next().is_none() && is_plain).then_some(sent)
}

fn unsupported() -> Problem {
    Problem::new(ProblemCode::UnsupportedMediaType)
}

/// 1 to 70 characters (RFC 2046, 5.1.1), in quotes or not.
fn boundary(media_type: &str) -> Option<String> {
    let (essence, parameters) = media_type.split_once(';')?;
    let named = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let (_, value) = named.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let value = value.trim().trim_matches('"');
    let is_good = (1..=70).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    (essence.trim().eq_ignore_ascii_case("multipart/form-data") && is_good).then(|| value.to_owned())
}

fn is_json(media_type: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let known = ["application/json", "application/merge-patch+json"];
    known.iter().any(|known| known.eq_ignore_ascii_case(essence)) && parts.all(is_harmless_parameter)
}

fn is_harmless_parameter(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    !name.trim().eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
}

fn is_identity(value: &HeaderValue) -> bool {
    value.as_bytes().eq_ignore_ascii_case(b"identity")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_json_in_utf_8_and_nothing_else() {
        for good in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/merge-patch+json;charset=\"utf-8\"",
            "application/json; profile=x",
        ] {
            assert!(is_json(good), "{good}");
        }
        for bad in ["", "text/plain", "application/jsonp", "application/json; charset=utf-16", "json"] {
            assert!(!is_json(bad), "{bad}");
        }
    }

    #[test]
    fn a_form_has_one_boundary() {
        assert_eq!(boundary("multipart/form-data; boundary=----a1").as_deref(), Some("----a1"));
        assert_eq!(boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"").as_deref(), Some("a b"));
        let long = format!("multipart/form-data; boundary={}", "a".repeat(71));
        for bad in
            ["multipart/form-data", "multipart/mixed; boundary=a", "multipart/form-data; boundary=", &long]
        {
            assert_eq!(boundary(bad), None, "{bad}");
        }
    }
}
