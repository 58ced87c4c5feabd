use axum::extract::State;
use chrono::Duration;
use domain::{
    Ctx, Error,
    error::{FieldError, Rule},
    id::{MacroId, MessageId, TeamId, TicketId},
    identity::Language,
    macros::{self, Applied, Applying},
    store::Tx,
    ticket::{self, Viewer},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    App,
    auth::Caller,
    extract::{IdempotencyKey, IfMatch, Json, Path},
    idempotency::Repeatable,
    problem::Problem,
    timestamp,
    v1::{
        answer::Answer,
        ticket::{Message, MessageFormat, MessageKind, Ticket},
    },
};

/// Which macro is to be carried out.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "macro_id": "01936f3e-0000-7000-8000-000000000000" }))]
pub(super) struct MacroUse {
    /// The macro.
    macro_id: Uuid,
}

/// What a macro has done.
#[derive(Serialize, ToSchema)]
pub(super) struct MacroResult {
    /// The ticket, changed.
    ticket: Ticket,
    /// What was said; `null` if the macro says nothing, or it was taken back since.
    #[schema(required)]
    message: Option<Message>,
}

/// Carry out a macro
///
/// All that it says, in one step, or nothing: with the rights, rules and letters as if each was done by hand.
/// The ticket's history names the macro. A reply can be taken back for a moment as any other; what else the
/// macro has changed stays then.
#[utoipa::path(
    post,
    path = "/tickets/{ticket_id}/macros",
    operation_id = "applyMacro",
    tag = "Macros",
    params(("ticket_id" = Uuid, Path, description = "The ticket's id."), IfMatch, IdempotencyKey),
    request_body = MacroUse,
    responses(
        (status = 200, description = "Done.", body = MacroResult,
            headers(
                ("ETag" = String, description = "The ticket's new version."),
                ("Idempotency-Replayed" = bool, description = "Present and true if an earlier request with this key did it.")
            )),
        (status = 409, description = "The ticket does not allow it.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn apply_macro(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(ticket): Path<Uuid>,
    if_match: IfMatch,
    key: IdempotencyKey,
    Json { value, body }: Json<MacroUse>,
) -> Result<Answer<MacroResult>, Problem> {
    let cx = app.ctx(actor);
    let (path, ticket) = (ticket.to_string(), TicketId::from_uuid(ticket));
    let how = Applying { message: MessageId::new(&cx), undo: app.settings().undo };
    let request =
        Repeatable { operation: "applyMacro", path: &path, body: &body, makes: how.message.as_uuid() };
    let mut tx = app.store().begin().await?;
    let earlier = key.claim(&app, &mut *tx, &cx, request).await?;
    let seen = ticket::find(&mut *tx, &cx, ticket).await?;
    let (after, message) = if let Some(id) = earlier {
        (seen, written(&mut *tx, &cx, MessageId::from_uuid(id)).await?)
    } else {
        let done = apply(&mut *tx, &cx, (ticket, if_match.expected()), value.macro_id, how).await?;
        (done.after, done.message.map(|(message, _)| message))
    };
    let message = match message {
        Some(message) => Some(Message::show_one(&mut *tx, Viewer::Staff, message.id).await?),
        None => None,
    };
    let shown = MacroResult { ticket: Ticket::show(&mut *tx, &cx, &after).await?, message };
    tx.commit().await?;
    let version = shown.ticket.version();
    Ok(Answer::ok(shown).version(version).replayed(earlier.is_some()))
}

async fn apply(
    tx: &mut dyn Tx,
    cx: &Ctx,
    (ticket, expected): (TicketId, Option<i64>),
    id: Uuid,
    how: Applying,
) -> domain::Result<Applied> {
    let id = MacroId::from_uuid(id);
    let found =
        macros::find(tx, cx, id).await.map_err(|error| unknown(error, "macro_id", "must be a macro"))?;
    macros::apply(tx, &cx.by_macro(Some(id)), ticket, expected, &found.actions, how).await
}

/// What an earlier request said, unless it was taken back.
async fn written(tx: &mut dyn Tx, cx: &Ctx, id: MessageId) -> domain::Result<Option<ticket::Message>> {
    match ticket::find_message(tx, cx, id).await {
        Ok(message) => Ok(Some(message)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

fn unknown(error: Error, member: &str, expected: &str) -> Error {
    match error {
        Error::NotFound(_) => {
            Error::invalid(FieldError::at(member, Rule::new("unknown_reference", expected)))
        }
        other => other,
    }
}

/// For which ticket a macro is to be tried.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "ticket_id": "01936f3e-0000-7000-8000-000000000000" }))]
pub(super) struct MacroPreviewRequest {
    /// The ticket.
    ticket_id: Uuid,
}

/// What a macro would do to a ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct MacroPreview {
    /// The ticket.
    ticket_id: Uuid,
    /// Which version of it was looked at: send it as `If-Match` to carry out exactly this.
    ticket_version: i64,
    /// What would be said; `null` if nothing would.
    #[schema(required)]
    message: Option<MacroPreviewMessage>,
    /// What else would change.
    changes: Vec<MacroPreviewChange>,
}

/// What a macro would say in a ticket.
#[derive(Serialize, ToSchema)]
struct MacroPreviewMessage {
    /// For whom.
    kind: MessageKind,
    /// How to read it.
    format: MessageFormat,
    /// In which language.
    #[schema(value_type = String, example = "en")]
    language: &'static str,
    /// The text, word for word.
    body: String,
}

/// A member of a ticket that a macro would change.
#[derive(Serialize, ToSchema)]
struct MacroPreviewChange {
    /// Which: `status`, `priority`, `assignee_id`, `team_id`, `tag` (one each), `wake_at` or `link`
    /// (`child_of` and the other ticket's id). New ones may be added.
    #[schema(value_type = String, example = "status")]
    field: &'static str,
    /// What it is; `null` if it is empty.
    #[schema(required, example = "open")]
    from: Option<String>,
    /// What it would be; `null` if it would be empty.
    #[schema(required, example = "pending")]
    to: Option<String>,
}

/// Preview a macro
///
/// The exact message and changes for a ticket; what keeps the macro from being carried out is answered as
/// `applyMacro` would. Changes nothing.
#[utoipa::path(
    post,
    path = "/macros/{macro_id}/preview",
    operation_id = "previewMacro",
    tag = "Macros",
    params(("macro_id" = Uuid, Path, description = "The macro's id.")),
    request_body = MacroPreviewRequest,
    responses(
        (status = 200, description = "What would happen.", body = MacroPreview),
        (status = 409, description = "The ticket does not allow it.", body = crate::problem::ProblemBody, content_type = "application/problem+json")
    )
)]
pub(super) async fn preview_macro(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    Json { value, .. }: Json<MacroPreviewRequest>,
) -> Result<Answer<MacroPreview>, Problem> {
    let cx = app.ctx(actor);
    // The reply counts as out, so that what it moves is seen.
    let how = Applying { message: MessageId::new(&cx), undo: Duration::zero() };
    let mut tx = app.store().begin().await?;
    let found = macros::find(&mut *tx, &cx, MacroId::from_uuid(id)).await?;
    let ticket = TicketId::from_uuid(value.ticket_id);
    let seen = ticket::find(&mut *tx, &cx, ticket).await;
    seen.map_err(|error| unknown(error, "ticket_id", "must be a ticket"))?;
    let done = macros::apply(&mut *tx, &cx, ticket, None, &found.actions, how).await?;
    // It is done to see what it does, and never committed.
    drop(tx);
    Ok(Answer::ok(MacroPreview::of(done)))
}

impl MacroPreview {
    fn of(done: Applied) -> Self {
        let mut changes = changes(&done.before, &done.after);
        changes.extend(done.link.map(|link| {
            let to = Some(format!("{} {}", link.relation.name(), link.to));
            MacroPreviewChange { field: "link", from: None, to }
        }));
        let message = |(message, language): (ticket::Message, Language)| MacroPreviewMessage {
            kind: message.kind.into(),
            format: message.format.into(),
            language: language.tag(),
            body: message.body.into_string(),
        };
        Self {
            ticket_id: done.before.id.as_uuid(),
            ticket_version: done.before.version,
            message: done.message.map(message),
            changes,
        }
    }
}

fn changes(before: &ticket::Ticket, after: &ticket::Ticket) -> Vec<MacroPreviewChange> {
    let id = |id: Option<domain::id::AccountId>| id.map(|id| id.to_string());
    let team = |id: Option<TeamId>| id.map(|id| id.to_string());
    let wake = |ticket: &ticket::Ticket| ticket.wake_at.map(|at| timestamp::Timestamp::from(at).to_string());
    let name = |name: &'static str| Some(name.to_owned());
    let fields = [
        ("status", name(before.status.name()), name(after.status.name())),
        ("priority", name(before.priority.name()), name(after.priority.name())),
        ("assignee_id", id(before.assignee), id(after.assignee)),
        ("team_id", team(before.team), team(after.team)),
        ("wake_at", wake(before), wake(after)),
    ];
    let tag = |tag: &ticket::Tag| Some(tag.as_str().to_owned());
    let added = after.tags.difference(&before.tags).map(|added| ("tag", None, tag(added)));
    let removed = before.tags.difference(&after.tags).map(|removed| ("tag", tag(removed), None));
    let all = fields.into_iter().chain(added).chain(removed);
    let changed = all.filter(|(_, from, to)| from != to);
    changed.map(|(field, from, to)| MacroPreviewChange { field, from, to }).collect()
}
