use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use super::disposition::Disposition;
use crate::{
    http::unreadable_body,
    problem::{Problem, ProblemCode},
};

/// The most bytes that the head of a part may have.
const MAX_HEAD: usize = 8 * 1024;

/// A multipart body (RFC 2046, 5.1), part by part.
pub(super) struct Form {
    body: Body,
    /// What has come and is not yet read: at most one piece of the body and one boundary.
    ahead: BytesMut,
    /// What stands before each part and after the last.
    delimiter: Vec<u8>,
    in_part: bool,
}

impl Form {
    /// A body whose parts are separated by this boundary.
    pub(super) fn new(body: Body, boundary: &str) -> Self {
        // The first delimiter has no line before it: give it one.
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        Self { body, ahead: BytesMut::from(&b"\r\n"[..]), delimiter, in_part: true }
    }

    /// The head of the next part; `None` after the last. What was not read of the part before is
    /// not skipped: it has no place here.
    pub(super) async fn next_part(&mut self) -> Result<Option<Disposition>, Problem> {
        if self.in_part && self.next_bytes().await?.is_some() {
            return Err(malformed());
        }
        self.need(2).await?;
        if self.ahead.starts_with(b"--") {
            return Ok(None);
        }
        if !self.ahead.starts_with(b"\r\n") {
            return Err(malformed());
        }
        let head_end = loop {
            if let Some(end) = find(&self.ahead, b"\r\n\r\n") {
                break end;
            }
            if self.ahead.len() > MAX_HEAD {
                return Err(malformed());
            }
            self.need(self.ahead.len() + 1).await?;
        };
        let head = self.ahead.split_to(head_end + 4);
        self.in_part = true;
        let head = head.get(2..head_end).unwrap_or_default();
        if head.len() > MAX_HEAD {
            return Err(malformed());
        }
        Disposition::read(head).map(Some).ok_or_else(malformed)
    }

    /// The next bytes of the part at hand; `None` at its end.
    pub(super) async fn next_bytes(&mut self) -> Result<Option<Bytes>, Problem> {
        while self.in_part {
            if let Some(end) = find(&self.ahead, &self.delimiter) {
                let bytes = self.ahead.split_to(end).freeze();
                if bytes.is_empty() {
                    self.in_part = false;
                    let _ = self.ahead.split_to(self.delimiter.len());
                    return Ok(None);
                }
                return Ok(Some(bytes));
            }
            // The end of what has come may be the beginning of a delimiter.
            let safe = self.ahead.len().saturating_sub(self.delimiter.len() - 1);
            if safe > 0 {
                return Ok(Some(self.ahead.split_to(safe).freeze()));
            }
            self.need(self.ahead.len() + 1).await?;
        }
        Ok(None)
    }

    /// Reads on until so many bytes are ahead.
    async fn need(&mut self, count: usize) -> Result<(), Problem> {
        while self.ahead.len() < count {
            let frame = self.body.frame().await.ok_or_else(malformed)?;
            let frame = frame.map_err(|error| unreadable_body(&error, ProblemCode::MalformedForm))?;
            if let Ok(data) = frame.into_data() {
                self.ahead.extend_from_slice(&data);
            }
        }
        Ok(())
    }
}

fn malformed() -> Problem {
    Problem::new(ProblemCode::MalformedForm)
}

/// Where `needle` begins. Its first byte, a carriage return, is rare in most files.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let (first, mut from) = (*needle.first()?, 0);
    while let Some(at) = haystack.get(from..)?.iter().position(|byte| *byte == first) {
        if haystack[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    fn form(text: &str, piece: usize) -> Form {
        let pieces: Vec<_> = text.as_bytes().chunks(piece).map(Bytes::copy_from_slice).collect();
        let body = Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>)));
        Form::new(body, "x")
    }

    async fn parts(mut form: Form) -> Result<Vec<(String, String)>, ProblemCode> {
        let (mut found, mut largest) = (Vec::new(), 0);
        while let Some(part) = form.next_part().await.map_err(|problem| problem.code())? {
            let mut content = Vec::new();
            while let Some(bytes) = form.next_bytes().await.map_err(|problem| problem.code())? {
                content.extend_from_slice(&bytes);
                largest = largest.max(form.ahead.len());
            }
            found.push((part.name, String::from_utf8(content).unwrap()));
        }
        Ok(found)
    }

    const TWO: &str = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--\r\n-x\r\n--x\r\n\
        Content-Disposition: form-data; name=b; filename=c\r\nContent-Type: text/plain\r\n\r\n\r\n--x--\r\n";

    #[tokio::test]
    async fn parts_are_found_however_the_body_is_cut() {
        for piece in [1, 2, 3, 5, 1000] {
            let expected = [("a", "1\r\n--\r\n-x"), ("b", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
            assert_eq!(parts(form(TWO, piece)).await.unwrap(), expected, "{piece}");
        }
    }

    #[tokio::test]
    async fn what_is_no_form_is_refused() {
        let long =
            format!("--x\r\nContent-Disposition: form-data; name={}\r\n\r\n1\r\n--x--", "a".repeat(9000));
        for bad in [
            "",
            "--",
            "--x",
            "--x\r\n",
            "preamble\r\n--x--",
            "--xy\r\n\r\n",
            "--x\r\n\r\n1\r\n--x--",
            &TWO[..60],
            &long,
        ] {
            assert_eq!(parts(form(bad, 7)).await, Err(ProblemCode::MalformedForm), "{bad}");
        }
    }

    #[tokio::test]
    async fn no_more_is_held_than_a_piece_and_a_boundary() {
        let text =
            format!("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n{}\r\n--x--", "y".repeat(100_000));
        let mut form = form(&text, 1000);
        form.next_part().await.unwrap().unwrap();
        while form.next_bytes().await.unwrap().is_some() {
            assert!(form.ahead.len() <= 1000 + form.delimiter.len(), "{}", form.ahead.len());
        }
    }
}
