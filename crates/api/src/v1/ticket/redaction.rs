use axum::extract::State;
use domain::{
    error::Fields,
    id::{AttachmentId, MessageId, TicketId},
    ticket::{self, Viewer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::message::Message;
use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    patch::non_null,
    problem::Problem,
    v1::answer::Answer,
};

/// A word or more of a text, exactly as it stands there.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(min_length = 3, max_length = 1000, example = "hunter2")]
struct Phrase(String);

/// A piece of a text, in characters.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "start": 9, "end": 16 }))]
struct TextRange {
    /// Its first character, from 0.
    #[schema(minimum = 0, maximum = 1_000_000)]
    start: u32,
    /// The character behind its last.
    #[schema(minimum = 1, maximum = 1_000_000)]
    end: u32,
}

/// What to take out. At least one of `whole`, `phrases`, `ranges` and `attachment_ids`.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "phrases": ["hunter2"], "everywhere": true }))]
pub(super) struct NewRedaction {
    /// The whole text and all files.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    whole: Option<bool>,
    /// These words, wherever they stand in the text and in the names of its files.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 20))]
    #[schema(nullable = false, max_items = 20)]
    phrases: Option<Vec<Phrase>>,
    /// These pieces of the text, as the message's warnings name them.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 50))]
    #[schema(nullable = false, max_items = 50)]
    ranges: Option<Vec<TextRange>>,
    /// These of the message's files: their bytes and all that is known of them.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 20))]
    #[schema(nullable = false, max_items = 20)]
    attachment_ids: Option<Vec<Uuid>>,
    /// The same words also in all other messages of the ticket, in the names of their files, and in the
    /// subject; no, if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    everywhere: Option<bool>,
}

impl NewRedaction {
    fn parse(self) -> Result<ticket::Redaction, Problem> {
        let mut fields = Fields::default();
        let phrases = self.phrases.into_iter().flatten().enumerate();
        let phrases: Vec<_> = phrases
            .filter_map(|(at, phrase)| {
                fields.take(&format!("phrases/{at}"), ticket::Redaction::phrase(&phrase.0))
            })
            .collect();
        fields.check()?;
        let range = |range: TextRange| range.start as usize..range.end as usize;
        let redaction = ticket::Redaction {
            whole: self.whole.unwrap_or_default(),
            ranges: self.ranges.into_iter().flatten().map(range).collect(),
            phrases,
            attachments: self.attachment_ids.into_iter().flatten().map(AttachmentId::from_uuid).collect(),
            everywhere: self.everywhere.unwrap_or_default(),
        };
        Ok(redaction.checked()?)
    }
}

/// Take something out of a message for good
///
/// Text becomes `[redacted]`, whatever its length; a file's bytes, name and hash are removed. Nothing
/// of it is kept, not in the history either, and letters that wait are sent without it. Also at a
/// closed ticket. `If-Match` is the ticket's version: pieces are counted in the text that was read.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/messages/{message_id}/redactions",
    operation_id = "redactMessage",
    tag = "Messages",
    params(
        ("ticket_id" = Uuid, Path, description = "The ticket's id."),
        ("message_id" = Uuid, Path, description = "The message's id."),
        IfMatch,
        IdempotencyKey
    ),
    request_body = NewRedaction,
    responses((status = 200, description = "The message without it.", body = Message,
        headers(("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key did it."))))
)]
pub(super) async fn redact_message(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((ticket, message)): Path<(Uuid, Uuid)>,
    version: IfMatch,
    key: IdempotencyKey,
    Json { value, body }: Json<NewRedaction>,
) -> Result<Answer<Message>, Problem> {
    let cx = app.ctx(actor);
    let redaction = value.parse()?;
    let path = format!("{ticket}/{message}");
    let request = Repeatable { operation: "redactMessage", path: &path, body: &body, makes: message };
    let (ticket, message) = (TicketId::from_uuid(ticket), MessageId::from_uuid(message));
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let redacted = match earlier {
        Some(_) => ticket::find_message(&mut *tx, &cx, message).await?,
        None => ticket::redact(&mut *tx, &cx, ticket, message, version.expected(), redaction).await?,
    };
    let shown = Message::show_one(&mut *tx, Viewer::of(&actor)?, redacted.id).await?;
    tx.commit().await?;
    Ok(Answer::ok(shown).replayed(earlier.is_some()))
}
