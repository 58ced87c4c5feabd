//! Whether an answer is what the document says.

use kit::Reply;
use serde_json::Value;

use crate::{document::Operation, schemas::validator};

/// Headers that are there only when they have something to say.
const OCCASIONAL: [&str; 4] = ["Link", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy"];

/// Fails unless the document says that the operation can answer this.
#[track_caller]
pub fn assert_documented(operation: &Operation, reply: &Reply) {
    let id = operation.id();
    let response = &operation.spec["responses"][reply.status.as_str()];
    assert!(
        response.is_object(),
        "{id} answers {}, which is not in the document: {}",
        reply.status,
        reply.json
    );
    match response["content"].as_object().and_then(|content| content.iter().next()) {
        None => assert!(reply.body.is_empty(), "{id} answers {} with a body", reply.status),
        Some((media_type, content)) => {
            assert_eq!(reply.header("content-type").as_deref(), Some(media_type.as_str()), "{id}");
            if media_type.ends_with("json") {
                assert_fits(id, &content["schema"], &reply.json);
            }
        }
    }
    for name in response["headers"].as_object().into_iter().flat_map(|headers| headers.keys()) {
        let is_there = reply.header(name).is_some();
        assert!(
            is_there || OCCASIONAL.contains(&name.as_str()),
            "{id} answers {} without {name}",
            reply.status
        );
    }
}

#[track_caller]
fn assert_fits(id: &str, schema: &Value, body: &Value) {
    let broken: Vec<_> = validator(schema).iter_errors(body).map(|error| error.to_string()).collect();
    assert!(broken.is_empty(), "{id} answers something else than documented: {broken:?}");
}
