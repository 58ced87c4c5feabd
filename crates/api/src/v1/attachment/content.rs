use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    Error,
    attachment::{self, FileContent, ObjectReader},
    id::AttachmentId,
};
use futures_util::stream;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{disposition, range::Part, shape::hexadecimal};
use crate::{
    App,
    auth::Caller,
    extract::Path,
    problem::{FieldProblem, Problem, ProblemCode},
};

/// A file's bytes, or some of them.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes an answer that is sent piece by piece")]
pub(super) struct FileBytes(Vec<u8>);

/// Download a file
///
/// Always to be saved, never to be shown: a browser runs nothing of it. `Range` with one range gets
/// that part, `If-Range` only if the file is still the same; `If-None-Match` with the file's tag gets
/// 304. A redacted file is gone.
#[utoipa::path(
    get,
    path = "/attachments/{attachment_id}/content",
    operation_id = "getAttachmentContent",
    tag = "Attachments",
    params(
        ("attachment_id" = Uuid, Path, description = "The attachment's id."),
        ("Range" = Option<String>, Header, description = "One range of bytes (RFC 9110, 14.2).", max_length = 100, example = "bytes=0-1023"),
        ("If-Range" = Option<String>, Header, description = "The tag of the file of which a part is there already.", max_length = 100)
    ),
    responses(
        (status = 200, description = "All of it.", body = FileBytes, content_type = "application/octet-stream",
            headers(
                ("ETag" = String, description = "The hash of its bytes."),
                ("Accept-Ranges" = String, description = "`bytes`."),
                ("Content-Disposition" = String, description = "The name to save it under.")
            )),
        (status = 206, description = "A part of it.", body = FileBytes, content_type = "application/octet-stream",
            headers(
                ("ETag" = String, description = "The hash of all of its bytes."),
                ("Content-Range" = String, description = "Which part.")
            )),
        (status = 304, description = "The caller has it already.", headers(("ETag" = String, description = "The hash of its bytes."))),
        (status = 410, description = "It was redacted.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 416, description = "It has no such part.", body = crate::problem::ProblemBody, content_type = "application/problem+json",
            headers(("Content-Range" = String, description = "How many bytes it has.")))
    )
)]
pub(super) async fn get_attachment_content(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    check_lengths(&headers)?;
    let cx = app.ctx(actor);
    let mut tx = app.store().read().await?;
    let found = attachment::find(&mut *tx, &cx, AttachmentId::from_uuid(id)).await?;
    drop(tx);
    let file = found.content.ok_or(Error::Gone("attachment"))?;
    let etag = format!("\"{}\"", hexadecimal(&file.sha256));
    if names(&headers, header::IF_NONE_MATCH, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let (status, range) = match part(&headers, &etag, file.size) {
        Part::Whole => (StatusCode::OK, 0..file.size),
        Part::Bytes(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Nowhere => return Ok(no_such_part(file.size)),
    };
    let reader = app.objects().read(&file.object, range.clone()).await?;
    let mut response = (status, pieces(reader)).into_response();
    let fields = response.headers_mut();
    let mut set = |name: HeaderName, text: String| {
        if let Ok(value) = HeaderValue::try_from(text) {
            fields.insert(name, value);
        }
    };
    if status == StatusCode::PARTIAL_CONTENT {
        set(header::CONTENT_RANGE, format!("bytes {}-{}/{}", range.start, range.end - 1, file.size));
    }
    set(header::CONTENT_LENGTH, (range.end - range.start).to_string());
    set(header::ETAG, etag);
    describe(&file, set);
    Ok(response)
}

/// No range and no tag is longer.
const LONGEST: usize = 100;

fn check_lengths(headers: &HeaderMap) -> Result<(), Problem> {
    for (name, shown) in [(header::RANGE, "Range"), (header::IF_RANGE, "If-Range")] {
        if headers.get(name).is_some_and(|value| value.len() > LONGEST) {
            let detail = format!("must have at most {LONGEST} characters");
            let field = FieldProblem::at_header(shown, "too_long", detail);
            return Err(Problem::new(ProblemCode::InvalidHeader).field(field));
        }
    }
    Ok(())
}

/// What keeps a browser from doing more with a file than saving it.
fn describe(file: &FileContent, mut set: impl FnMut(HeaderName, String)) {
    // What it is stands in its description; a browser that is not told shows nothing of it.
    set(header::CONTENT_TYPE, "application/octet-stream".to_owned());
    set(header::CONTENT_DISPOSITION, disposition::attachment(file.file_name.as_str()));
    set(header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'".to_owned());
    set(header::CACHE_CONTROL, "private, no-store".to_owned());
    set(header::ACCEPT_RANGES, "bytes".to_owned());
}

/// The part that is asked for, if the rest that the caller has is of the same file.
fn part(headers: &HeaderMap, etag: &str, size: u64) -> Part {
    let is_same = headers.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == etag.as_bytes());
    let field = headers.get(header::RANGE).and_then(|field| field.to_str().ok());
    field.filter(|_| is_same).map_or(Part::Whole, |field| Part::read(field, size))
}

/// Whether a list of tags has this one, weak or strong, or stands for any.
fn names(headers: &HeaderMap, name: HeaderName, etag: &str) -> bool {
    let fields = headers.get_all(name).into_iter().filter_map(|field| field.to_str().ok());
    let mut tags = fields.flat_map(|field| field.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn no_such_part(size: u64) -> Response {
    let mut response = Problem::new(ProblemCode::RangeNotSatisfiable).into_response();
    if let Ok(value) = HeaderValue::try_from(format!("bytes */{size}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}

/// The pieces as they come from the store. One that does not come ends the connection: the caller
/// sees that the file is not whole.
fn pieces(reader: Box<dyn ObjectReader>) -> Body {
    Body::from_stream(stream::try_unfold(reader, async |mut reader| {
        let piece = reader.next().await?;
        Ok::<_, Error>(piece.map(|piece| (piece, reader)))
    }))
}
