//! Drafts: what someone has begun to write in a ticket, kept so that it can be gone on with anywhere. One
//! of each person at a ticket; nobody else sees it.

use async_trait::async_trait;
use chrono::Duration;

use super::{
    Body, BodyFormat, Message, MessageKind, Status, Ticket, Viewer, find, recipient::check_mentions,
};
use crate::{
    Ctx,
    attachment::{Attachment, Waiting, check_waiting},
    clock::Timestamp,
    error::{Conflict, Error, Result, Rule},
    id::{AccountId, AttachmentId, DraftId, TicketId},
    identity::Permission,
    page::{Page, PageRequest},
    sensitive::mask_cards,
    store::Tx,
    text::{check_length, redacted_text},
};

/// How long a draft is kept after it was last changed.
pub const DRAFT_LIFETIME: Duration = Duration::days(30);
/// The most messages that a draft is told to have missed.
pub const MOST_MISSED: u64 = 20;

redacted_text! {
    /// A text that is not finished: up to 100,000 characters, or none at all.
    DraftBody
}

impl DraftBody {
    /// Parses a text as sent. Payment cards are masked: what is kept for a while needs them even less.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        check_length(raw, 0..=Body::MAX)?;
        if raw.contains('\0') {
            return Err(Rule::new("nul_character", "must not contain NUL (U+0000)"));
        }
        Ok(Self(mask_cards(raw).unwrap_or_else(|| raw.to_owned())))
    }
}

/// What someone has begun to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Stable id.
    pub id: DraftId,
    /// In which ticket.
    pub ticket: TicketId,
    /// Whose it is.
    pub account: AccountId,
    /// What it is to become.
    pub content: DraftContent,
    /// The ticket's version, as its author counts, that the author knew.
    pub base_version: i64,
    /// Which version of the draft this is. It begins with the time, so that none comes again when a draft
    /// was sent and another is begun.
    pub version: i64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What a draft is to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftContent {
    /// For whom.
    pub kind: MessageKind,
    /// How to read the text.
    pub format: BodyFormat,
    /// What is written so far.
    pub body: DraftBody,
    /// Where it is to move the ticket.
    pub set_status: Option<Status>,
    /// Staff who are named in it.
    pub mentions: Vec<AccountId>,
    /// The uploads that are to come with it.
    pub attachments: Vec<AttachmentId>,
}

/// A draft as its author sees it.
#[derive(Debug, Clone)]
pub struct ShownDraft {
    /// The draft.
    pub draft: Draft,
    /// Its uploads, as far as no message has taken them.
    pub attachments: Vec<Attachment>,
    /// The ticket's version now, as its author counts.
    pub ticket_version: i64,
    /// What others have written since the version that the author knew; the oldest twenty.
    pub missed: Vec<Message>,
}

/// A draft in the list of one's own, without its text.
#[derive(Debug, Clone)]
pub struct DraftRow {
    /// The draft.
    pub id: DraftId,
    /// For whom it is to be.
    pub kind: MessageKind,
    /// The ticket.
    pub ticket: Ticket,
    /// The ticket's version that its author knew.
    pub base_version: i64,
    /// The draft's version.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Keeps what the actor has written so far, in place of what was kept. `base_version` is what the actor
/// knows of the ticket; without one, what the draft knew before, or the ticket as it is now.
pub async fn put_draft(
    tx: &mut dyn Tx,
    cx: &Ctx,
    ticket: TicketId,
    expected: Option<i64>,
    (content, base_version): (DraftContent, Option<i64>),
) -> Result<ShownDraft> {
    // The ticket's row is locked: of two first drafts at once, one comes later.
    let ticket = find(tx, cx, ticket).await?;
    let account = cx.actor().principal()?.account;
    check_right(cx, content.kind)?;
    let before = tx.drafts().find(account, ticket.id).await?;
    expect(expected, before.as_ref())?;
    check_mentions(tx, content.kind, &content.mentions).await?;
    check_waiting(tx, cx, &content.attachments).await?;
    let now_known = Viewer::of(cx.actor())?.version(&ticket);
    let known = base_version.or(before.as_ref().map(|draft| draft.base_version)).unwrap_or(now_known);
    let first_version = cx.now().timestamp_millis();
    let draft = Draft {
        id: before.as_ref().map_or_else(|| DraftId::new(cx), |draft| draft.id),
        ticket: ticket.id,
        account,
        content,
        base_version: known.min(now_known),
        version: before.as_ref().map_or(first_version, |draft| first_version.max(draft.version + 1)),
        created_at: before.as_ref().map_or(cx.now(), |draft| draft.created_at),
        updated_at: cx.now(),
    };
    tx.drafts().put(&draft, before.is_none()).await?;
    show(tx, cx, &ticket, draft).await
}

/// The actor's draft in a ticket, with what it has missed.
pub async fn draft(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId) -> Result<ShownDraft> {
    let ticket = find(tx, cx, ticket).await?;
    let account = cx.actor().principal()?.account;
    let draft = tx.drafts().find(account, ticket.id).await?.ok_or(Error::NotFound("draft"))?;
    show(tx, cx, &ticket, draft).await
}

/// Throws the actor's draft away.
pub async fn remove_draft(tx: &mut dyn Tx, cx: &Ctx, ticket: TicketId, expected: Option<i64>) -> Result<()> {
    let ticket = find(tx, cx, ticket).await?;
    let account = cx.actor().principal()?.account;
    let draft = tx.drafts().find(account, ticket.id).await?.ok_or(Error::NotFound("draft"))?;
    expect(expected, Some(&draft))?;
    tx.drafts().remove(draft.id).await
}

/// One page of the actor's drafts in tickets that the actor still sees, newest first.
pub async fn drafts(
    tx: &mut dyn Tx,
    cx: &Ctx,
    page: &PageRequest<DraftId>,
) -> Result<Page<DraftRow, DraftId>> {
    let account = cx.actor().principal()?.account;
    tx.drafts().list(account, Viewer::of(cx.actor())?, page).await
}

/// Takes the draft that is sent now out of the way. One that was changed, sent or thrown away elsewhere
/// meanwhile is not the one that its author has seen.
pub(super) async fn take_draft(
    tx: &mut dyn Tx,
    account: AccountId,
    ticket: TicketId,
    version: i64,
) -> Result<()> {
    let found = tx.drafts().find(account, ticket).await?;
    match found {
        Some(draft) if draft.version == version => tx.drafts().remove(draft.id).await,
        _ => Err(Conflict::DraftChanged.into()),
    }
}

async fn show(tx: &mut dyn Tx, cx: &Ctx, ticket: &Ticket, draft: Draft) -> Result<ShownDraft> {
    let viewer = Viewer::of(cx.actor())?;
    let mut attachments = Vec::new();
    if !draft.content.attachments.is_empty() {
        attachments = tx.attachments().waiting(Waiting::Of(draft.account)).await?;
        attachments.retain(|file| draft.content.attachments.contains(&file.id));
    }
    let missed = tx.drafts().missed(viewer, &draft).await?;
    Ok(ShownDraft { attachments, ticket_version: viewer.version(ticket), missed, draft })
}

fn expect(expected: Option<i64>, draft: Option<&Draft>) -> Result<()> {
    let current = draft.map_or(0, |draft| draft.version);
    if expected.is_none_or(|expected| expected == current) { Ok(()) } else { Err(Error::stale(current)) }
}

fn check_right(cx: &Ctx, kind: MessageKind) -> Result<()> {
    cx.actor().require(match kind {
        MessageKind::Note => Permission::TicketNote,
        MessageKind::Reply if cx.actor().may(Permission::TicketRequest) => Permission::TicketRequest,
        MessageKind::Reply => Permission::TicketWrite,
    })
}

/// Drafts in the store.
#[async_trait]
pub trait DraftRepo: Send {
    /// The draft of a person in a ticket.
    async fn find(&mut self, account: AccountId, ticket: TicketId) -> Result<Option<Draft>>;
    /// Stores a draft, a new one or in place of what it was.
    async fn put(&mut self, draft: &Draft, is_new: bool) -> Result<()>;
    /// Removes a draft. Its uploads stay, and wait as any others.
    async fn remove(&mut self, id: DraftId) -> Result<()>;
    /// One page of a person's drafts in tickets that the viewer sees, newest first.
    async fn list(
        &mut self,
        account: AccountId,
        viewer: Viewer,
        page: &PageRequest<DraftId>,
    ) -> Result<Page<DraftRow, DraftId>>;
    /// What others have written in the ticket that the draft's author sees and did not know.
    async fn missed(&mut self, viewer: Viewer, draft: &Draft) -> Result<Vec<Message>>;
    /// Everyone's drafts in a ticket.
    async fn of_ticket(&mut self, ticket: TicketId) -> Result<Vec<Draft>>;
    /// Removes drafts that were last changed before `before`; returns how many.
    async fn remove_older(&mut self, before: Timestamp, limit: u64) -> Result<u64>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_may_be_empty_and_keeps_no_card() {
        let body = |raw: &str| DraftBody::parse(raw).map(DraftBody::into_string).map_err(|rule| rule.code);
        assert_eq!(body(""), Ok(String::new()));
        assert_eq!(body(" \n"), Ok(" \n".to_owned()));
        assert_eq!(body("a\0"), Err("nul_character"));
        assert_eq!(body(&"ä".repeat(100_001)), Err("too_long"));
        assert!(!body("4111 1111 1111 1111").unwrap().contains("4111 1111"));
    }
}
