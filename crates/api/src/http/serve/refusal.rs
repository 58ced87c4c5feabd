//! What the library beneath refuses by itself (a request line that is none, a head that is too large)
//! it answers without a body, and what comes too slowly not at all. Here both become problems like every other.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, Response},
};
use bytes::{Buf, Bytes};
use domain::{
    clock::{Clock, SystemClock},
    random::SystemSource,
};
use hyper::body::{Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf},
    time::{Sleep, sleep},
};

use crate::{
    http::RequestContext,
    problem::{Problem, ProblemCode},
};

/// What a refused client may still send: a connection that is closed on unread bytes takes the answer with it.
const UNREAD: usize = 1024 * 1024;
/// How long it may take to read the answer.
const FAREWELL: Duration = Duration::from_secs(1);
/// No refusal of the library is longer.
const LONGEST: usize = 256;

/// How HTTP/2 begins, and no request of HTTP/1.
const HTTP2: [u8; 3] = *b"PRI";

/// Counts the answers that are under way on a connection, and knows whether another one is asked for.
#[derive(Clone, Default)]
pub(super) struct Answers(Arc<Turns>);

#[derive(Default)]
struct Turns {
    under_way: AtomicUsize,
    /// Something has come since the last head was whole, and since the last answer.
    is_asked: AtomicBool,
}

/// An answer that is under way. Dropping it ends it.
pub(super) struct Answering(Answers);

impl Answers {
    /// Counts one more.
    pub(super) fn begin(&self) -> Answering {
        self.0.under_way.fetch_add(1, Ordering::AcqRel);
        self.0.is_asked.store(false, Ordering::Release);
        Answering(self.clone())
    }

    /// Whether part of a head of HTTP/1 has come.
    pub(super) fn is_asked(&self) -> bool {
        self.0.is_asked.load(Ordering::Acquire)
    }

    fn are_done(&self) -> bool {
        self.0.under_way.load(Ordering::Acquire) == 0
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let turns = &self.0.0;
        turns.is_asked.store(false, Ordering::Release);
        turns.under_way.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Answering {
    /// Keeps the answer under way until its last byte has been taken.
    pub(super) fn until_the_end_of(self, response: Response<Body>) -> Response<Body> {
        response.map(|body| Body::new(Counted { body, _answering: self }))
    }
}

/// A body that ends an answer with itself.
struct Counted {
    body: Body,
    _answering: Answering,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream on which the library's refusals become problems.
pub(super) struct Explained<S> {
    stream: S,
    answers: Answers,
    /// The first bytes that came, as many as tell HTTP/2.
    first: Vec<u8>,
    /// Everything that was written of the answers so far has been sent.
    is_clean: bool,
    /// What is sent in place of a refusal.
    instead: Option<Bytes>,
    /// After a refusal: how much more is read, and until when.
    farewell: Option<(usize, Pin<Box<Sleep>>)>,
}

impl<S> Explained<S> {
    pub(super) const fn new(stream: S, answers: Answers) -> Self {
        Self { stream, answers, first: Vec::new(), is_clean: true, instead: None, farewell: None }
    }

    fn hear(&mut self, read: &[u8]) {
        let missing = HTTP2.len() - self.first.len();
        self.first.extend(read.iter().take(missing));
        if !read.is_empty() {
            self.answers.0.is_asked.store(self.first != HTTP2, Ordering::Release);
        }
    }
}

impl<S: AsyncWrite + Unpin> Explained<S> {
    fn poll_explained(&mut self, cx: &mut Context<'_>, refused: usize) -> Poll<io::Result<usize>> {
        while let Some(instead) = &mut self.instead {
            if instead.is_empty() {
                break;
            }
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, instead))?;
            if written == 0 {
                return Poll::Ready(Ok(0));
            }
            instead.advance(written);
        }
        self.instead = None;
        Poll::Ready(Ok(refused))
    }

    /// Only between two answers: what stands within one is the desk's own.
    fn notice(&mut self, written: &[u8]) -> bool {
        if self.instead.is_none() && self.is_clean && self.answers.are_done() {
            self.instead = explain(written);
            self.farewell = self.instead.as_ref().map(|_| (UNREAD, Box::pin(sleep(FAREWELL))));
        }
        self.is_clean = false;
        self.instead.is_some()
    }
}

impl<S: AsyncRead + Unpin> Explained<S> {
    /// Reads what a refused client is still sending, for a while.
    fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some((left, until)) = &mut self.farewell else { return Poll::Ready(()) };
        let mut unread = [0; 4096];
        while *left > 0 && until.as_mut().poll(cx).is_pending() {
            let mut buf = ReadBuf::new(&mut unread);
            let read = ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buf));
            match buf.filled().len() {
                more if more > 0 && read.is_ok() => *left = left.saturating_sub(more),
                _ => break,
            }
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Explained<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.notice(buf) {
            return self.poll_explained(cx, buf.len());
        }
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [only] = bufs {
            return self.poll_write(cx, only);
        }
        self.is_clean = false;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.is_clean = self.answers.are_done();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        self.poll_rest(cx).map(Ok)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Explained<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let known = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        self.hear(&buf.filled()[known..]);
        Poll::Ready(Ok(()))
    }
}

/// Tells who sends the head of a request too slowly, and that there will be no other on this connection.
pub(super) async fn refuse_slow<S: AsyncRead + AsyncWrite + Unpin>(stream: S, answers: Answers) {
    let date = SystemClock.now().format("%a, %d %b %Y %H:%M:%S GMT");
    let head = format!("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ndate: {date}\r\n");
    let mut stream = Explained::new(stream, answers);
    stream.is_clean = false;
    stream.farewell = Some((UNREAD, Box::pin(sleep(FAREWELL))));
    // Who is gone needs no answer.
    if stream.write_all(&finish(head, ProblemCode::RequestTimeout)).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}

/// The problem for a refusal of the library: a head of its own, with nothing after it.
fn explain(written: &[u8]) -> Option<Bytes> {
    let head = std::str::from_utf8(written.get(..LONGEST.min(written.len()))?).ok()?;
    let fields = head.strip_prefix("HTTP/1.1 ")?.strip_suffix("\r\n\r\n")?;
    let code = match fields.get(..4)? {
        "400 " => ProblemCode::MalformedRequest,
        "414 " => ProblemCode::UriTooLong,
        "431 " => ProblemCode::HeadersTooLarge,
        _ => return None,
    };
    let mut lines = fields.split("\r\n");
    let mut answer = format!("HTTP/1.1 {}\r\n", lines.next()?);
    let mut is_bare = false;
    for line in lines {
        match line.split_once(": ")? {
            ("content-length", "0") => is_bare = true,
            ("connection" | "date", _) => answer.extend([line, "\r\n"]),
            _ => return None,
        }
    }
    is_bare.then(|| finish(answer, code))
}

fn finish(mut answer: String, code: ProblemCode) -> Bytes {
    let context = RequestContext::read(&HeaderMap::new(), &SystemSource::new());
    let (headers, body) = Problem::new(code).render(&context);
    for (name, value) in &headers {
        answer.extend([name.as_str(), ": ", value.to_str().unwrap_or_default(), "\r\n"]);
    }
    let length = body.len().to_string();
    answer.extend(["x-request-id: ", context.request_id(), "\r\nx-content-type-options: nosniff\r\n"]);
    answer.extend(["content-length: ", &length, "\r\n\r\n"]);
    let mut answer = answer.into_bytes();
    answer.extend(body);
    answer.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bare_head_of_a_refusal_is_one() {
        let bare = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let explained = explain(bare).unwrap();
        let (head, body) = std::str::from_utf8(&explained).unwrap().split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ndate: x\r\n"), "{head}");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["code"], "malformed_request");
        assert!(head.contains(problem["request_id"].as_str().unwrap()));
        for other in [
            &b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n",
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nx-request-id: a\r\n\r\n",
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n{}",
            b"\xff\xfe",
            b"",
        ] {
            assert!(explain(other).is_none());
        }
    }

    #[tokio::test]
    async fn what_looks_like_a_refusal_within_an_answer_stays() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let bare = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
        let (near, mut far) = tokio::io::duplex(4096);
        let answers = Answers::default();
        let mut stream = Explained::new(near, answers.clone());
        let answering = answers.begin();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        stream.flush().await.unwrap();
        stream.write_all(bare).await.unwrap();
        drop(answering);
        stream.write_all(bare).await.unwrap();
        stream.flush().await.unwrap();
        stream.write_all(bare).await.unwrap();
        drop(stream);
        let mut sent = String::new();
        far.read_to_string(&mut sent).await.unwrap();
        assert_eq!(sent.matches("content-length: 0").count(), 2, "{sent}");
        assert!(sent.ends_with('}'), "{sent}");
    }
}
