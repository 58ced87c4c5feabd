//! What is done to a ticket, as it is asked for and as it is told.

use domain::{
    error::{Fields, Rule},
    id::{AccountId, TeamId, TicketId},
    macros::{self, Template, Texts},
    ticket::{BodyFormat, Tag, Tags},
    view::Whose,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    patch::non_null,
    v1::ticket::{MessageFormat, MessageKind, TagName, TicketPriority, TicketRelation, TicketStatus},
};

/// What is to be done to a ticket; what is absent is left alone. Who does it needs the right for each part.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "message": { "kind": "reply", "texts": { "en": "Hello {{requester.name}}, which driver is installed?" } },
    "status": "pending", "assignee": "me", "add_tags": ["driver"]
}))]
pub(crate) struct ActionsInput {
    /// Says something in it.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    message: Option<MacroMessageInput>,
    /// Moves it: `open`, `pending`, `on_hold` or `solved`; with `snooze_hours` `pending` or `on_hold`.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    status: Option<TicketStatus>,
    /// Sets how urgent it is.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    priority: Option<TicketPriority>,
    /// Gives it to an account by its id, to `me` (whoever acts), or to `none`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 36))]
    #[schema(max_length = 36, nullable = false, example = "me")]
    assignee: Option<String>,
    /// Gives it to a team by its id, or to `none`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(max = 36))]
    #[schema(max_length = 36, nullable = false, example = "none")]
    team: Option<String>,
    /// Labels to add.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(value_type = Vec<TagName>, max_items = 50)]
    add_tags: Vec<String>,
    /// Labels to remove.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(value_type = Vec<TagName>, max_items = 50)]
    remove_tags: Vec<String>,
    /// Lets it sleep for so many hours.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(range(min = 1, max = 8760))]
    #[schema(minimum = 1, maximum = 8760, nullable = false)]
    snooze_hours: Option<i32>,
    /// Links it to another ticket, as `linkTicket` does.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    link: Option<MacroLinkInput>,
}

/// To which ticket each is to be linked, and how. Both tickets have at most 100 links.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "relation": "child_of", "ticket_id": "01936f3e-0000-7000-8000-000000000000" }))]
struct MacroLinkInput {
    /// What the ticket is to the other.
    relation: TicketRelation,
    /// The other ticket.
    ticket_id: Uuid,
}

/// What is to be said.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "reply", "texts": { "en": "Hello {{requester.name}}!", "de": "Hallo {{requester.name}}!" } }))]
struct MacroMessageInput {
    /// For whom.
    kind: MessageKind,
    /// How to read it; `text` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    format: Option<MessageFormat>,
    /// The text in one language at least.
    #[validate(nested)]
    texts: MacroTextsInput,
}

/// A text by language. `{{requester.name}}`, `{{agent.name}}`, `{{ticket.number}}` and `{{ticket.subject}}`
/// stand for what they name. A reply is written in the requester's language and a note in the agent's, or in
/// the other if there is none.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "en": "Hello {{requester.name}}!", "de": "Hallo {{requester.name}}!" }))]
struct MacroTextsInput {
    /// In English.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 10_000))]
    #[schema(nullable = false, min_length = 1, max_length = 10_000)]
    en: Option<String>,
    /// In German.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 10_000))]
    #[schema(nullable = false, min_length = 1, max_length = 10_000)]
    de: Option<String>,
}

impl ActionsInput {
    /// Parses the actions that stand in the member `at`.
    pub(crate) fn parse(self, fields: &mut Fields, at: &str) -> macros::Actions {
        let message = self.message.map(|message| message.parse(fields, at));
        let assignee = self.assignee.map(|raw| match raw.as_str() {
            "me" => Ok(Whose::Mine),
            "none" => Ok(Whose::Nobodys),
            id => id_of(id, "must be an id, me or none").map(|id| Whose::Of(AccountId::from_uuid(id))),
        });
        let team = self.team.map(|raw| match raw.as_str() {
            "none" => Ok(None),
            id => id_of(id, "must be an id or none").map(|id| Some(TeamId::from_uuid(id))),
        });
        macros::Actions {
            message,
            status: self.status.map(Into::into),
            priority: self.priority.map(Into::into),
            assignee: fields.take_optional(&format!("{at}/assignee"), assignee),
            team: fields.take_optional(&format!("{at}/team"), team),
            add_tags: tags(fields, &format!("{at}/add_tags"), &self.add_tags),
            remove_tags: tags(fields, &format!("{at}/remove_tags"), &self.remove_tags),
            snooze_hours: self.snooze_hours,
            link: self.link.map(|link| (link.relation.into(), TicketId::from_uuid(link.ticket_id))),
        }
    }
}

impl MacroMessageInput {
    fn parse(self, fields: &mut Fields, at: &str) -> macros::MacroMessage {
        let mut text = |language: &str, raw: Option<String>| {
            let parsed = raw.as_deref().map(Template::parse);
            fields.take_optional(&format!("{at}/message/texts/{language}"), parsed)
        };
        let texts = Texts { en: text("en", self.texts.en), de: text("de", self.texts.de) };
        let format = self.format.map_or(BodyFormat::Text, Into::into);
        macros::MacroMessage { kind: self.kind.into(), format, texts }
    }
}

fn id_of(raw: &str, expected: &'static str) -> Result<Uuid, Rule> {
    Uuid::try_parse(raw).map_err(|_| Rule::new("invalid_value", expected))
}

fn tags(fields: &mut Fields, at: &str, tags: &[String]) -> Tags {
    let tags = tags.iter().enumerate();
    tags.filter_map(|(n, tag)| fields.take(&format!("{at}/{n}"), Tag::parse(tag))).collect()
}

/// What is done to a ticket. `null` and empty lists leave it alone.
#[derive(Serialize, ToSchema)]
pub(crate) struct Actions {
    /// What is said in it.
    #[schema(required)]
    message: Option<MacroMessage>,
    /// Where it is moved.
    #[schema(required)]
    status: Option<TicketStatus>,
    /// How urgent it is then.
    #[schema(required)]
    priority: Option<TicketPriority>,
    /// Whom it is given to: an account's id, `me` or `none`.
    #[schema(required, example = "me")]
    assignee: Option<String>,
    /// To which team it is given: a team's id, or `none`.
    #[schema(required, example = "none")]
    team: Option<String>,
    /// Labels that are added.
    add_tags: Vec<String>,
    /// Labels that are removed.
    remove_tags: Vec<String>,
    /// For how many hours it sleeps.
    #[schema(required)]
    snooze_hours: Option<i32>,
    /// To which ticket it is linked.
    #[schema(required)]
    link: Option<MacroLink>,
}

/// To which ticket each is linked, and how.
#[derive(Serialize, ToSchema)]
struct MacroLink {
    /// What the ticket is to the other.
    relation: TicketRelation,
    /// The other ticket.
    ticket_id: Uuid,
}

/// What is said.
#[derive(Serialize, ToSchema)]
struct MacroMessage {
    /// For whom.
    kind: MessageKind,
    /// How to read it.
    format: MessageFormat,
    /// The text by language.
    texts: MacroTexts,
}

/// A text by language, with its placeholders.
#[derive(Serialize, ToSchema)]
struct MacroTexts {
    /// In English.
    #[schema(required)]
    en: Option<String>,
    /// In German.
    #[schema(required)]
    de: Option<String>,
}

impl From<macros::Actions> for Actions {
    fn from(actions: macros::Actions) -> Self {
        let names = |tags: Tags| tags.iter().map(|tag| tag.as_str().to_owned()).collect();
        Self {
            message: actions.message.map(MacroMessage::from),
            status: actions.status.map(Into::into),
            priority: actions.priority.map(Into::into),
            assignee: actions.assignee.map(|whose| match whose {
                Whose::Mine => "me".to_owned(),
                Whose::Nobodys => "none".to_owned(),
                Whose::Of(account) => account.to_string(),
            }),
            team: actions.team.map(|team| team.map_or_else(|| "none".to_owned(), |team| team.to_string())),
            add_tags: names(actions.add_tags),
            remove_tags: names(actions.remove_tags),
            snooze_hours: actions.snooze_hours,
            link: actions
                .link
                .map(|(relation, other)| MacroLink { relation: relation.into(), ticket_id: other.as_uuid() }),
        }
    }
}

impl From<macros::MacroMessage> for MacroMessage {
    fn from(message: macros::MacroMessage) -> Self {
        let text = |text: Option<Template>| text.map(|text| text.as_str().to_owned());
        let texts = MacroTexts { en: text(message.texts.en), de: text(message.texts.de) };
        Self { kind: message.kind.into(), format: message.format.into(), texts }
    }
}
