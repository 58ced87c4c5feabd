use chrono::{Days, Duration, NaiveDate, SubsecRound};
use uuid::Uuid;

use super::{Criterion, Phrase, Requester, Span, TeamNamed};
use crate::{
    clock::Timestamp,
    device::{Serial, SerialKey},
    id::{AccountId, TeamId},
    identity::{Actor, Permission},
    team::TeamName,
    ticket::{Priority, Status, Tag, TicketType},
};

/// Who searches: decides which keys there are. To a customer, the desk's own keys do not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Searcher {
    account: Option<AccountId>,
    is_staff: bool,
    sees_devices: bool,
    pub(super) sees_customers: bool,
}

impl Searcher {
    /// The searcher that an actor is.
    pub fn of(actor: &Actor) -> Self {
        Self {
            account: actor.account(),
            is_staff: actor.may(Permission::TicketRead),
            sees_devices: actor.may(Permission::DeviceRead) || actor.may(Permission::DeviceRegister),
            sees_customers: actor.may(Permission::TicketRead) && actor.may(Permission::CustomerRead),
        }
    }

    /// A key of the language by its name, if this searcher has it.
    pub(super) fn key(self, name: &str) -> Option<Key> {
        let key = match name {
            "status" => Key::Status,
            "type" => Key::Type,
            "number" => Key::Number,
            "created" => Key::Created,
            "updated" => Key::Updated,
            "priority" if self.is_staff => Key::Priority,
            "assignee" if self.is_staff => Key::Assignee,
            "requester" if self.is_staff => Key::Requester,
            "tag" if self.is_staff => Key::Tag,
            "team" if self.is_staff => Key::Team,
            "serial" if self.sees_devices => Key::Serial,
            _ => return None,
        };
        Some(key)
    }
}

/// What can stand before a `:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Status,
    Priority,
    Type,
    Assignee,
    Requester,
    Tag,
    Team,
    Serial,
    Number,
    Created,
    Updated,
}

/// What stands between a key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Is,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Is => left == right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }

    /// The values that compare so with what lies from `first` until before `behind`.
    fn span<T>(self, first: T, behind: T) -> Span<T> {
        match self {
            Self::Is => Span { from: Some(first), until: Some(behind) },
            Self::Less => Span { from: None, until: Some(first) },
            Self::AtMost => Span { from: None, until: Some(behind) },
            Self::More => Span { from: Some(behind), until: None },
            Self::AtLeast => Span { from: Some(first), until: None },
        }
    }
}

const STATUSES: &str = "must be of new, open, pending, on_hold, solved, closed";
const PRIORITIES: &str = "must be of low, normal, high, urgent";
const TYPES: &str = "must be of question, problem, repair, order, privacy";
const ASSIGNEE: &str = "must be an account's id, me or none";
const REQUESTER: &str = "must be an account's id, me, or part of a customer's name or e-mail address";
const ACCOUNT: &str = "must be an account's id or me";
const TAG: &str = "must be a tag";
const TEAM: &str = "must be a team's name or id, mine or none";
const SERIAL: &str = "must be a serial number";
const NUMBER: &str = "must be a ticket's number";
const TIME: &str = "must be a date such as 2026-11-22, or a time in RFC 3339 form";
const NO_ORDER: &str = "has no order: use : after it";

impl Key {
    /// The criterion that key, comparison and value make; or what is expected instead.
    pub(super) fn criterion(
        self,
        comparison: Comparison,
        value: &str,
        searcher: Searcher,
    ) -> Result<Criterion, &'static str> {
        let has_order =
            matches!(self, Self::Status | Self::Priority | Self::Number | Self::Created | Self::Updated);
        if comparison != Comparison::Is && !has_order {
            return Err(NO_ORDER);
        }
        match self {
            Self::Status => {
                Ok(Criterion::Status(compared(&Status::ALL, comparison, value, Status::from_name, STATUSES)?))
            }
            Self::Priority => Ok(Criterion::Priority(compared(
                Priority::ALL,
                comparison,
                value,
                Priority::from_name,
                PRIORITIES,
            )?)),
            Self::Type => Ok(Criterion::Type(any_of(value, TicketType::from_name, TYPES)?)),
            Self::Tag => Ok(Criterion::Tag(any_of(value, |tag| Tag::parse(tag).ok(), TAG)?)),
            Self::Assignee => Ok(Criterion::Assignee(searcher.assignees(value)?)),
            Self::Requester => {
                let expected = if searcher.sees_customers { REQUESTER } else { ACCOUNT };
                Ok(Criterion::Requester(any_of(value, |who| searcher.requester(who), expected)?))
            }
            Self::Team => Ok(Criterion::Team(searcher.teams(value)?)),
            Self::Serial => Ok(Criterion::Serial(serials(value)?)),
            Self::Number => {
                let number = value.strip_prefix('#').unwrap_or(value);
                let number = number.parse().ok().filter(|number| (0..i64::MAX).contains(number));
                let number: i64 = number.ok_or(NUMBER)?;
                Ok(Criterion::Number(comparison.span(number, number + 1)))
            }
            Self::Created => Ok(Criterion::Created(times(comparison, value)?)),
            Self::Updated => Ok(Criterion::Updated(times(comparison, value)?)),
        }
    }
}

impl Searcher {
    fn account(self, who: &str) -> Option<AccountId> {
        if who.eq_ignore_ascii_case("me") {
            return self.account;
        }
        Uuid::try_parse(who).ok().map(AccountId::from_uuid)
    }

    fn assignees(self, value: &str) -> Result<Vec<Option<AccountId>>, &'static str> {
        let one = |who: &str| match self.account(who) {
            None if who.eq_ignore_ascii_case("none") => Ok(None),
            None => Err(ASSIGNEE),
            somebody => Ok(somebody),
        };
        value.split(',').map(one).collect()
    }

    fn teams(self, value: &str) -> Result<Vec<Option<TeamNamed>>, &'static str> {
        let one = |team: &str| {
            if team.eq_ignore_ascii_case("none") {
                return Ok(None);
            }
            if let Some(account) = self.account.filter(|_| team.eq_ignore_ascii_case("mine")) {
                return Ok(Some(TeamNamed::Of(account)));
            }
            let by_id = Uuid::try_parse(team).ok().map(|id| TeamNamed::Id(TeamId::from_uuid(id)));
            let by_name = || TeamName::parse(team).ok().map(|name| TeamNamed::Named(name.key()));
            by_id.or_else(by_name).map(Some).ok_or(TEAM)
        };
        value.split(',').map(one).collect()
    }

    fn requester(self, who: &str) -> Option<Requester> {
        match self.account(who) {
            Some(account) => Some(Requester::Account(account)),
            None if self.sees_customers => Phrase::of(who, false).map(Requester::Named),
            None => None,
        }
    }
}

/// Several values, separated by commas.
fn any_of<T>(
    value: &str,
    parse: impl Fn(&str) -> Option<T>,
    expected: &'static str,
) -> Result<Vec<T>, &'static str> {
    value.split(',').map(|value| parse(value).ok_or(expected)).collect()
}

/// Each both ways of comparing it: which one holds is the product's to say.
fn serials(value: &str) -> Result<Vec<SerialKey>, &'static str> {
    let typed = any_of(value, |serial| Serial::parse(serial).ok(), SERIAL)?;
    Ok(typed.iter().flat_map(|serial| [serial.plain_key(), serial.folded_key()]).collect())
}

/// All the values of an enumeration that compare so with the given ones.
fn compared<T: Copy + PartialOrd>(
    all: &[T],
    comparison: Comparison,
    value: &str,
    parse: impl Fn(&str) -> Option<T>,
    expected: &'static str,
) -> Result<Vec<T>, &'static str> {
    let given = any_of(value, |name| parse(&name.to_lowercase()), expected)?;
    let fits = |one: &&T| given.iter().any(|given| comparison.holds(*one, given));
    Ok(all.iter().filter(fits).copied().collect())
}

/// A date is its whole day in UTC.
fn times(comparison: Comparison, value: &str) -> Result<Span<Timestamp>, &'static str> {
    let (first, behind) = day(value).or_else(|| instant(value)).ok_or(TIME)?;
    Ok(comparison.span(first, behind))
}

fn day(value: &str) -> Option<(Timestamp, Timestamp)> {
    if value.len() != 10 {
        return None;
    }
    let day: NaiveDate = value.parse().ok()?;
    let start = |day: NaiveDate| Some(day.and_hms_opt(0, 0, 0)?.and_utc());
    Some((start(day)?, start(day.checked_add_days(Days::new(1))?)?))
}

fn instant(value: &str) -> Option<(Timestamp, Timestamp)> {
    let parsed = chrono::DateTime::parse_from_rfc3339(&value.to_uppercase()).ok()?;
    let instant = parsed.to_utc().trunc_subsecs(3);
    let is_writable = (0..253_402_300_799_999).contains(&instant.timestamp_millis());
    is_writable.then(|| (instant, instant + Duration::milliseconds(1)))
}
