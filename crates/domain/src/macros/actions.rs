use super::Template;
use crate::{
    error::{FieldError, Rule},
    id::{AccountId, TeamId, TicketId},
    identity::Language,
    ticket::{BodyFormat, MessageKind, Priority, Relation, Status, Tag, Tags},
    view::Whose,
};

/// What is done to a ticket: what is absent is left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actions {
    /// Says something in it.
    pub message: Option<MacroMessage>,
    /// Moves it.
    pub status: Option<Status>,
    /// Sets how urgent it is.
    pub priority: Option<Priority>,
    /// Gives it to someone: to whoever acts, to this person, or back to the queue.
    pub assignee: Option<Whose<AccountId>>,
    /// Gives it to a team, or to none.
    pub team: Option<Option<TeamId>>,
    /// Labels to add.
    pub add_tags: Tags,
    /// Labels to remove.
    pub remove_tags: Tags,
    /// Lets it sleep for so many hours.
    pub snooze_hours: Option<i32>,
    /// Links it to this ticket: what it is to the other.
    pub link: Option<(Relation, TicketId)>,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MacroMessage {
    /// For whom.
    pub kind: MessageKind,
    /// How to read it.
    pub format: BodyFormat,
    /// The text in one language or several.
    pub texts: Texts,
}

/// A text in one language or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// In English.
    pub en: Option<Template>,
    /// In German.
    pub de: Option<Template>,
}

impl Texts {
    /// The text in this language or, if there is none, in the other.
    pub fn in_language(&self, language: Language) -> Option<(Language, &Template)> {
        let text = |language| match language {
            Language::En => self.en.as_ref(),
            Language::De => self.de.as_ref(),
        };
        let wanted = std::iter::once(language).chain(Language::ALL);
        wanted.into_iter().find_map(|language| text(language).map(|text| (language, text)))
    }
}

impl Actions {
    /// The same with another name of a label; as it is, if it would then add what it removes.
    pub(crate) fn relabelled(&self, from: &Tag, to: &Tag) -> Self {
        let relabel = |tags: &Tags| -> Tags {
            tags.iter().map(|tag| if tag == from { to.clone() } else { tag.clone() }).collect()
        };
        let (add_tags, remove_tags) = (relabel(&self.add_tags), relabel(&self.remove_tags));
        if add_tags.is_disjoint(&remove_tags) {
            Self { add_tags, remove_tags, ..self.clone() }
        } else {
            self.clone()
        }
    }

    /// What is wrong with the actions as such; `at` is the member that holds them.
    pub fn faults(&self, at: &str) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut fault = |member: &str, code, text: &str| {
            faults.push(FieldError::at(&format!("{at}{member}"), Rule::new(code, text)));
        };
        if *self == Self::default() {
            fault("", "blank", "must ask for something");
        }
        if matches!(self.status, Some(Status::New | Status::Closed)) {
            fault("/status", "invalid_value", "must be open, pending, on_hold or solved");
        }
        if self.snooze_hours.is_some() && self.status.is_some_and(|status| !status.can_sleep()) {
            fault("/status", "invalid_value", "must be pending or on_hold");
        }
        if self.message.as_ref().is_some_and(|message| message.texts == Texts::default()) {
            fault("/message/texts", "blank", "must hold a text in one language at least");
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_the_other_language_is_better_than_none() {
        let text = |text: &str| Some(Template::from_stored(text.to_owned()));
        let both = Texts { en: text("Hello"), de: text("Hallo") };
        let german = Texts { de: text("Hallo"), ..Texts::default() };
        let found = |texts: &Texts, language| {
            texts.in_language(language).map(|(language, text)| (language, text.as_str().to_owned()))
        };
        assert_eq!(found(&both, Language::De), Some((Language::De, "Hallo".to_owned())));
        assert_eq!(found(&german, Language::En), Some((Language::De, "Hallo".to_owned())));
        assert_eq!(found(&Texts::default(), Language::En), None);
    }

    #[test]
    fn what_no_ticket_could_do_is_a_fault() {
        let faults = |actions: Actions| -> Vec<String> {
            actions.faults("actions").into_iter().map(|fault| fault.pointer).collect()
        };
        assert_eq!(faults(Actions::default()), ["#/actions"]);
        let closing = Actions { status: Some(Status::Closed), ..Actions::default() };
        assert_eq!(faults(closing), ["#/actions/status"]);
        let asleep = |status| Actions { status, snooze_hours: Some(1), ..Actions::default() };
        assert_eq!(faults(asleep(Some(Status::Solved))), ["#/actions/status"]);
        assert!(faults(asleep(Some(Status::Pending))).is_empty() && faults(asleep(None)).is_empty());
    }
}
