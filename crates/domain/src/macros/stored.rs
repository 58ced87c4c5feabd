//! How actions are stored.

use serde::{Deserialize, Serialize};

use super::{Actions, MacroMessage, Template, Texts};
use crate::{
    id::{AccountId, TeamId, TicketId},
    ticket::{BodyFormat, MessageKind, Priority, Relation, Status, Tag, Tags},
    view::Whose,
};

/// Members are only ever added, and absent ones ask for nothing: stored macros stay readable.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    message: Option<StoredMessage>,
    status: Option<String>,
    priority: Option<String>,
    assignee: Option<Whose<AccountId>>,
    team: Option<Whose<TeamId>>,
    add_tags: Vec<String>,
    remove_tags: Vec<String>,
    snooze_hours: Option<i32>,
    link: Option<(String, TicketId)>,
}

#[derive(Serialize, Deserialize)]
struct StoredMessage {
    kind: String,
    format: String,
    en: Option<String>,
    de: Option<String>,
}

impl Actions {
    /// The stored form.
    pub fn to_text(&self) -> serde_json::Result<String> {
        let names = |tags: &Tags| tags.iter().map(|tag| tag.as_str().to_owned()).collect();
        serde_json::to_string(&Stored {
            message: self.message.as_ref().map(StoredMessage::from),
            status: self.status.map(|status| status.name().to_owned()),
            priority: self.priority.map(|priority| priority.name().to_owned()),
            assignee: self.assignee,
            team: self.team.map(|team| team.map_or(Whose::Nobodys, Whose::Of)),
            add_tags: names(&self.add_tags),
            remove_tags: names(&self.remove_tags),
            snooze_hours: self.snooze_hours,
            link: self.link.map(|(relation, other)| (relation.name().to_owned(), other)),
        })
    }

    /// Reads the stored form.
    pub fn from_text(text: &str) -> Option<Self> {
        let stored: Stored = serde_json::from_str(text).ok()?;
        let tags = |tags: Vec<String>| tags.into_iter().map(Tag::from_stored).collect();
        let status = |name: &String| Status::from_name(name);
        let priority = |name: &String| Priority::from_name(name);
        Some(Self {
            message: stored.message.map(StoredMessage::read).map_or(Some(None), |read| read.map(Some))?,
            status: stored.status.as_ref().map(status).map_or(Some(None), |read| read.map(Some))?,
            priority: stored.priority.as_ref().map(priority).map_or(Some(None), |read| read.map(Some))?,
            assignee: stored.assignee,
            team: match stored.team {
                None => None,
                Some(Whose::Of(team)) => Some(Some(team)),
                Some(Whose::Nobodys) => Some(None),
                Some(Whose::Mine) => return None,
            },
            add_tags: tags(stored.add_tags),
            remove_tags: tags(stored.remove_tags),
            snooze_hours: stored.snooze_hours,
            link: match stored.link {
                None => None,
                Some((relation, other)) => Some((Relation::from_name(&relation)?, other)),
            },
        })
    }
}

impl From<&MacroMessage> for StoredMessage {
    fn from(message: &MacroMessage) -> Self {
        let text = |template: &Option<Template>| template.as_ref().map(|text| text.as_str().to_owned());
        Self {
            kind: message.kind.name().to_owned(),
            format: message.format.name().to_owned(),
            en: text(&message.texts.en),
            de: text(&message.texts.de),
        }
    }
}

impl StoredMessage {
    fn read(self) -> Option<MacroMessage> {
        let texts = Texts { en: self.en.map(Template::from_stored), de: self.de.map(Template::from_stored) };
        let kind = MessageKind::from_name(&self.kind)?;
        Some(MacroMessage { kind, format: BodyFormat::from_name(&self.format)?, texts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_survive_storage() {
        let id = uuid::Uuid::from_u128(7);
        let all = Actions {
            message: Some(MacroMessage {
                kind: MessageKind::Note,
                format: BodyFormat::Html,
                texts: Texts { de: Some(Template::from_stored("Hallo".to_owned())), en: None },
            }),
            status: Some(Status::OnHold),
            priority: Some(Priority::High),
            assignee: Some(Whose::Mine),
            team: Some(Some(TeamId::from_uuid(id))),
            add_tags: [Tag::from_stored("a".to_owned())].into(),
            remove_tags: [Tag::from_stored("b".to_owned())].into(),
            snooze_hours: Some(3),
            link: Some((Relation::ChildOf, TicketId::from_uuid(id))),
        };
        let nobodys = Actions { assignee: Some(Whose::Nobodys), team: Some(None), ..Actions::default() };
        for actions in [all, nobodys, Actions::default()] {
            assert_eq!(Actions::from_text(&actions.to_text().unwrap()), Some(actions));
        }
        assert_eq!(Actions::from_text("{}"), Some(Actions::default()));
        assert_eq!(Actions::from_text("{\"status\":\"gone\"}"), None);
    }
}
