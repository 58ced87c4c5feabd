//! Doing to a ticket what a macro says: each step is the use case that would do it by hand, so that rights,
//! rules, history and letters are the same. All of them, or none.

use chrono::Duration;

use super::{Actions, MacroMessage, template::Values};
use crate::{
    Ctx,
    error::{Conflict, Error, Result},
    id::{AccountId, LinkId, MessageId, TicketId},
    identity::{Language, Permission},
    patch::Patch,
    store::Tx,
    ticket::{self, Body, Link, Message, MessageKind, NewMessage, Snooze, Ticket, TicketChange},
    view::Whose,
};

/// How actions are carried out.
#[derive(Debug, Clone, Copy)]
pub struct Applying {
    /// The id that the message will have, if there is one.
    pub message: MessageId,
    /// How long a reply can be taken back.
    pub undo: Duration,
}

/// What has become of a ticket.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The ticket as it was.
    pub before: Ticket,
    /// The ticket as it is.
    pub after: Ticket,
    /// What was said, and in which language.
    pub message: Option<(Message, Language)>,
    /// The link that was made; none if the tickets were linked so already.
    pub link: Option<Link>,
}

/// Does to a ticket what is asked for, if its version is still `expected`.
pub async fn apply(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: TicketId,
    expected: Option<i64>,
    actions: &Actions,
    how: Applying,
) -> Result<Applied> {
    cx.actor().require(Permission::TicketRead)?;
    if let Some((_, other)) = actions.link
        && other < id
    {
        // Rows are locked in the order of their ids; whether it is there is told later.
        tx.tickets().find(other).await?;
    }
    let before = ticket::find(tx, cx, id).await?;
    ticket::Viewer::Staff.check_version(&before, expected)?;
    let done = carry_out(tx, cx, &before, actions, how).await;
    let (message, link) = done.map_err(explained)?;
    let after = ticket::find(tx, cx, id).await?;
    Ok(Applied { before, after, message, link })
}

async fn carry_out(
    tx: &mut dyn Tx,
    cx: &Ctx,
    before: &Ticket,
    actions: &Actions,
    how: Applying,
) -> Result<(Option<(Message, Language)>, Option<Link>)> {
    let me = cx.actor().principal()?.account;
    let change = field_changes(actions, me);
    if change != TicketChange::default() {
        ticket::change(tx, cx, before.id, None, change).await?;
    }
    let message = match &actions.message {
        None => None,
        Some(said) => {
            let (body, language) = text_for(tx, before, me, said).await?;
            let new = NewMessage {
                id: how.message,
                kind: said.kind,
                format: said.format,
                body,
                attachments: Vec::new(),
                set_status: actions.status.filter(|_| actions.snooze_hours.is_none()),
                mentions: Vec::new(),
                undo: how.undo,
                draft: None,
            };
            Some((ticket::post(tx, cx, before.id, new).await?, language))
        }
    };
    if let Some(hours) = actions.snooze_hours {
        let wake_at = cx.now() + Duration::hours(hours.into());
        ticket::snooze(tx, cx, before.id, None, Snooze { wake_at, status: actions.status }).await?;
    }
    let link = match actions.link {
        None => None,
        Some((relation, to)) => {
            let (id, by) = (LinkId::new(cx), Some(me));
            let new = Link { id, from: before.id, to, relation, linked_by: by, linked_at: cx.now() };
            let linked = ticket::link(tx, cx, new).await?;
            (linked.id == id).then_some(linked)
        }
    };
    Ok((message, link))
}

/// What changes beside message and sleep; these move the ticket themselves.
fn field_changes(actions: &Actions, me: AccountId) -> TicketChange {
    let moves_later = actions.message.is_some() || actions.snooze_hours.is_some();
    TicketChange {
        status: actions.status.filter(|_| !moves_later),
        priority: actions.priority,
        assignee: match actions.assignee {
            None => Patch::Keep,
            Some(Whose::Mine) => Patch::Set(me),
            Some(Whose::Nobodys) => Patch::Clear,
            Some(Whose::Of(account)) => Patch::Set(account),
        },
        team: match actions.team {
            None => Patch::Keep,
            Some(None) => Patch::Clear,
            Some(Some(team)) => Patch::Set(team),
        },
        add_tags: actions.add_tags.clone(),
        remove_tags: actions.remove_tags.clone(),
        ..TicketChange::default()
    }
}

/// The text for this ticket: a reply in the requester's language, a note in one's own.
async fn text_for(
    tx: &mut dyn Tx,
    ticket: &Ticket,
    me: AccountId,
    said: &MacroMessage,
) -> Result<(Body, Language)> {
    let people = tx.accounts().find_many(&[ticket.requester, me]).await?;
    let person = |id| people.iter().find(|account| account.id == id).ok_or(Error::NotFound("account"));
    let (requester, agent) = (person(ticket.requester)?, person(me)?);
    let reader = if said.kind == MessageKind::Reply { requester } else { agent };
    let found = said.texts.in_language(reader.language);
    let (language, template) = found.ok_or_else(|| Error::internal("a macro's message has no text"))?;
    let values = Values { requester: &requester.name, agent: &agent.name, ticket };
    let body = Body::parse(&template.fill(values, said.format));
    Ok((body.map_err(|_| Conflict::Macro("the text is too long with the ticket's values"))?, language))
}

/// The request has no member to point at: what does not fit is a matter of the macro and the ticket.
fn explained(error: Error) -> Error {
    let Error::Invalid(faults) = &error else { return error };
    let text = match faults.first().map(|fault| fault.pointer.as_str()) {
        Some("#/assignee_id") => "it names an assignee who may not answer tickets",
        Some("#/team_id") => "it names a team that is no more",
        Some("#/ticket_id") => "it names a ticket that is no more",
        Some("#/tags") => "the ticket would have too many tags",
        _ => "it does not fit the ticket",
    };
    Conflict::Macro(text).into()
}
