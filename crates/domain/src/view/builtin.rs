use uuid::Uuid;

use super::{View, ViewFilter, ViewName, Whose};
use crate::{
    clock::Timestamp,
    id::ViewId,
    identity::Language,
    sharing::Sharing,
    ticket::{SortKey, Status, TicketOrder},
};

/// The views that everyone has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// What is mine and the desk's turn.
    MyOpen,
    /// What nobody has in my teams.
    TeamUnassigned,
    /// What nobody has.
    Unassigned,
    /// Everything that is not solved.
    Unsolved,
    /// What waits for its requester.
    Pending,
    /// What of mine sleeps.
    Snoozed,
    /// What woke by itself within a day.
    Woke,
    /// What was solved within a week.
    RecentlySolved,
    /// What names me in a note.
    Mentioned,
}

impl Builtin {
    /// Every one, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::MyOpen,
        Self::TeamUnassigned,
        Self::Unassigned,
        Self::Unsolved,
        Self::Pending,
        Self::Snoozed,
        Self::Woke,
        Self::RecentlySolved,
        Self::Mentioned,
    ];

    /// The published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MyOpen => "my_open",
            Self::TeamUnassigned => "team_unassigned",
            Self::Unassigned => "unassigned",
            Self::Unsolved => "unsolved",
            Self::Pending => "pending",
            Self::Snoozed => "snoozed",
            Self::Woke => "woke",
            Self::RecentlySolved => "recently_solved",
            Self::Mentioned => "mentioned",
        }
    }

    /// Its id: the same on every installation, and before every other.
    pub const fn id(self) -> ViewId {
        ViewId::from_uuid(Uuid::from_u128(0x7000_8000_0000_0000_0001 + self as u128))
    }

    /// The one with this id.
    pub fn from_id(id: ViewId) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.id() == id)
    }

    /// What people call it.
    pub const fn title(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::MyOpen, Language::En) => "My open tickets",
            (Self::MyOpen, Language::De) => "Meine offenen Tickets",
            (Self::TeamUnassigned, Language::En) => "Unassigned in my teams",
            (Self::TeamUnassigned, Language::De) => "Nicht zugewiesen in meinen Teams",
            (Self::Unassigned, Language::En) => "All unassigned",
            (Self::Unassigned, Language::De) => "Alle nicht zugewiesenen",
            (Self::Unsolved, Language::En) => "All unsolved",
            (Self::Unsolved, Language::De) => "Alle ungelösten",
            (Self::Pending, Language::En) => "Waiting for the customer",
            (Self::Pending, Language::De) => "Warten auf den Kunden",
            (Self::Snoozed, Language::En) => "Snoozed by me",
            (Self::Snoozed, Language::De) => "Von mir zurückgestellt",
            (Self::Woke, Language::En) => "Woken today",
            (Self::Woke, Language::De) => "Heute aufgewacht",
            (Self::RecentlySolved, Language::En) => "Recently solved",
            (Self::RecentlySolved, Language::De) => "Kürzlich gelöst",
            (Self::Mentioned, Language::En) => "Where I am mentioned",
            (Self::Mentioned, Language::De) => "Wo ich erwähnt werde",
        }
    }

    fn filter(self) -> ViewFilter {
        let turn = vec![Status::New, Status::Open];
        let base = ViewFilter::default();
        let mine = Some(Whose::Mine);
        match self {
            Self::MyOpen => ViewFilter { statuses: turn, assignee: mine, ..base },
            Self::TeamUnassigned => {
                ViewFilter { statuses: turn, assignee: Some(Whose::Nobodys), team: Some(Whose::Mine), ..base }
            }
            Self::Unassigned => ViewFilter { statuses: turn, assignee: Some(Whose::Nobodys), ..base },
            Self::Unsolved => base,
            Self::Pending => ViewFilter { statuses: vec![Status::Pending], ..base },
            Self::Snoozed => ViewFilter {
                statuses: vec![Status::Pending, Status::OnHold],
                assignee: mine,
                snoozed: Some(true),
                ..base
            },
            Self::Woke => ViewFilter { statuses: vec![Status::Open], woke_within: Some(24), ..base },
            Self::RecentlySolved => {
                ViewFilter { statuses: vec![Status::Solved], changed_within: Some(7 * 24), ..base }
            }
            Self::Mentioned => ViewFilter { mentions_me: true, ..base },
        }
    }

    /// The view, as people who speak this language see it.
    pub fn view(self, language: Language) -> View {
        // What waits longest comes first where there is work to do.
        let is_work = !matches!(self, Self::RecentlySolved | Self::Unsolved | Self::Mentioned);
        View {
            id: self.id(),
            builtin: Some(self),
            owner: None,
            name: ViewName::from_stored(self.title(language).to_owned()),
            sharing: Sharing::Everyone,
            filter: self.filter(),
            order: TicketOrder { key: SortKey::UpdatedAt, descending: !is_work },
            version: 1,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_in_order_and_are_found_again() {
        let ids = Builtin::ALL.map(Builtin::id);
        assert!(ids.is_sorted());
        assert_eq!(ids[0].to_string(), "00000000-0000-7000-8000-000000000001");
        assert!(Builtin::ALL.into_iter().all(|view| Builtin::from_id(view.id()) == Some(view)));
    }
}
