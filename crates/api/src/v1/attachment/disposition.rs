use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the attribute characters of RFC 8187.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// A file to be saved, never to be shown, under this name (RFC 6266).
pub(super) fn attachment(file_name: &str) -> String {
    let is_plain = |c: char| c == ' ' || (c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%'));
    let fallback: String = file_name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let exact = utf8_percent_encode(file_name, ENCODED);
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_place() {
        assert_eq!(
            attachment("Überraschung 1.pdf"),
            "attachment; filename=\"_berraschung 1.pdf\"; filename*=UTF-8''%C3%9Cberraschung%201.pdf"
        );
        assert_eq!(
            attachment("a\"; b=c\r\nX: y"),
            "attachment; filename=\"a_; b=c__X: y\"; filename*=UTF-8''a%22%3B%20b%3Dc%0D%0AX%3A%20y"
        );
    }
}
