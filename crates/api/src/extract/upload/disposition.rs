use percent_encoding::percent_decode_str;

/// What the head of a part says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Disposition {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
}

impl Disposition {
    /// Reads the head of a part; `None` if it is not one of a form's.
    pub(super) fn read(head: &[u8]) -> Option<Self> {
        let head = String::from_utf8_lossy(head);
        let fields = head.split("\r\n").filter_map(|line| line.split_once(':'));
        let mut values = fields.filter(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"));
        let (_, value) = values.next()?;
        if values.next().is_some() {
            return None;
        }
        let (kind, rest) = value.split_once(';')?;
        if !kind.trim().eq_ignore_ascii_case("form-data") {
            return None;
        }
        let parameters = parameters(rest)?;
        let find = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        let extended = find("filename*").and_then(|value| extended(value));
        Some(Self { name: find("name")?.clone(), file_name: extended.or_else(|| find("filename").cloned()) })
    }
}

/// `name=value; name="quoted value"`.
fn parameters(text: &str) -> Option<Vec<(String, String)>> {
    let (mut found, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let (value, after) = value(after.trim_start())?;
        found.push((name.trim().to_ascii_lowercase(), value));
        rest = after.trim_start();
        rest = rest.strip_prefix(';').map_or(rest, str::trim_start);
        if rest == after && !rest.is_empty() {
            return None;
        }
    }
    Some(found)
}

/// A value and what stands behind it. Within quotes, browsers write `%22`, and curl `\"`, for a quote;
/// other backslashes belong to a path.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return Some((text[..end].trim().to_owned(), &text[end..]));
    };
    let (mut value, mut chars) = (String::new(), quoted.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some((_, next @ ('"' | '\\')))) => {
                value.push(*next);
                chars.next();
            }
            ('"', _) => return Some((value.replace("%22", "\""), &quoted[at + 1..])),
            _ => value.push(c),
        }
    }
    None
}

/// `UTF-8''name%20with%20spaces` (RFC 8187).
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let text = percent_decode_str(encoded).decode_utf8().ok()?;
    charset.eq_ignore_ascii_case("utf-8").then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(disposition: &str) -> Option<(String, Option<String>)> {
        let head = format!("Content-Type: image/png\r\ncontent-disposition: {disposition}");
        Disposition::read(head.as_bytes()).map(|part| (part.name, part.file_name))
    }

    #[test]
    fn reads_what_clients_write() {
        let file = |name: &str| Some(("file".to_owned(), Some(name.to_owned())));
        assert_eq!(read("form-data; name=\"file\"; filename=\"a b.txt\""), file("a b.txt"));
        assert_eq!(read("form-data; name=file; filename=a.txt"), file("a.txt"));
        assert_eq!(read("form-data; name=\"file\"; filename=\"a%22b;c.txt\""), file("a\"b;c.txt"));
        assert_eq!(read("form-data; name=\"file\"; filename=\"a\\\"b.txt\""), file("a\"b.txt"));
        assert_eq!(read("form-data; name=\"file\"; filename=\"C:\\Users\\a.txt\""), file("C:\\Users\\a.txt"));
        assert_eq!(
            read("form-data; name=\"file\"; filename=\"_.txt\"; filename*=UTF-8''%C3%BC.txt"),
            file("ü.txt")
        );
        assert_eq!(read("form-data; name=\"text\""), Some(("text".to_owned(), None)));
    }

    #[test]
    fn refuses_what_is_no_part_of_a_form() {
        for bad in [
            "",
            "attachment; name=\"file\"",
            "form-data",
            "form-data; name=\"file",
            "form-data; filename=\"a\"",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let twice = b"Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b";
        assert_eq!(Disposition::read(twice), None);
    }
}
