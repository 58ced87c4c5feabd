//! The one thing that is read out of a certificate (RFC 5280, 4.1): until when it is good.

use chrono::NaiveDateTime;
use domain::clock::Timestamp;

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// One DER value: its tag, its content, and what follows it.
struct Value<'a> {
    tag: u8,
    content: &'a [u8],
    rest: &'a [u8],
}

/// When the certificate's time is over; `None` if it cannot be read.
pub(super) fn expires_at(certificate: &[u8]) -> Option<Timestamp> {
    let signed = of_tag(SEQUENCE, certificate)?.content;
    let body = of_tag(SEQUENCE, signed)?.content;
    let first = next(body)?;
    let after_version = if first.tag == VERSION { first.rest } else { body };
    // Serial number, signature algorithm, issuer.
    let validity = skip(skip(skip(after_version)?)?)?;
    let times = of_tag(SEQUENCE, validity)?.content;
    let end = next(skip(times)?)?;
    time(end.tag, end.content)
}

fn next(der: &[u8]) -> Option<Value<'_>> {
    let (&tag, der) = der.split_first()?;
    let (&first, der) = der.split_first()?;
    let (length, der) = match first {
        0..=0x7f => (usize::from(first), der),
        0x81..=0x84 => {
            let (bytes, der) = der.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), der)
        }
        _ => return None,
    };
    let (content, rest) = der.split_at_checked(length)?;
    Some(Value { tag, content, rest })
}

fn of_tag(tag: u8, der: &[u8]) -> Option<Value<'_>> {
    next(der).filter(|value| value.tag == tag)
}

fn skip(der: &[u8]) -> Option<&[u8]> {
    next(der).map(|value| value.rest)
}

/// UTC time has two digits for the year, until 2049 (RFC 5280, 4.1.2.5.1).
fn time(tag: u8, text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let full = match tag {
        UTC_TIME if text.get(..2)? < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&full, "%Y%m%d%H%M%SZ").ok().map(|time| time.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_time_are_read() {
        let read = |tag, text: &str| time(tag, text.as_bytes()).map(|time| time.to_rfc3339());
        assert_eq!(read(UTC_TIME, "491231235959Z").as_deref(), Some("2049-12-31T23:59:59+00:00"));
        assert_eq!(read(UTC_TIME, "500101000000Z").as_deref(), Some("1950-01-01T00:00:00+00:00"));
        assert_eq!(read(GENERALIZED_TIME, "20501231235959Z").as_deref(), Some("2050-12-31T23:59:59+00:00"));
        assert_eq!(read(UTC_TIME, "ä"), None);
    }

    #[test]
    fn what_is_no_certificate_has_no_end() {
        for bytes in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\x30\x01\xa0", &[0x30; 64]] {
            assert_eq!(expires_at(bytes), None);
        }
    }
}
