use uuid::Uuid;

use super::{
    Condition, Criterion, SearchQuery, Searcher, parse,
    parse::{Place, places},
    words,
};
use crate::{
    error::Rule,
    id::AccountId,
    text::{redacted_text, running_text},
    ticket::Tag,
};

redacted_text! {
    /// A query that is kept as it was typed: 1 to 500 characters.
    KeptQuery
}

/// By what somebody can be looked for.
#[derive(Clone)]
pub struct Wanted {
    account: AccountId,
    phrases: Vec<Vec<String>>,
}

impl Wanted {
    /// Somebody with these names and addresses.
    pub fn new(account: AccountId, texts: &[&str]) -> Self {
        let phrases = texts.iter().map(|text| words(text)).filter(|phrase| !phrase.is_empty()).collect();
        Self { account, phrases }
    }

    /// Whether a value says them whole: part of a name is many people's.
    fn is_said_by(&self, value: &str) -> bool {
        let said = words(value);
        Uuid::try_parse(value).is_ok_and(|id| id == self.account.as_uuid())
            || self.phrases.iter().any(|phrase| stands_in(phrase, &said).is_some())
    }
}

/// Where a phrase stands in words.
fn stands_in(phrase: &[String], said: &[String]) -> Option<usize> {
    said.windows(phrase.len()).position(|window| window == phrase)
}

impl KeptQuery {
    /// The most characters a query may have.
    pub const MAX: usize = 500;

    /// Takes a query that its searcher may ask.
    pub fn parse(raw: &str, searcher: Searcher) -> Result<Self, Rule> {
        let text = running_text(raw, Self::MAX)?;
        match parse(&text, searcher) {
            Ok(query) if query.conditions.iter().any(excludes_people) => {
                let detail = "must not exclude people: who has the name changes with each registration";
                Err(Rule::new("not_expected", detail))
            }
            Ok(_) => Ok(Self(text)),
            Err(error) => Err(Rule::new(error.code, error.detail)),
        }
    }

    /// What it asks for when this searcher asks it; none, if they may not.
    pub fn read(&self, searcher: Searcher) -> Option<SearchQuery> {
        parse(&self.0, searcher).ok()
    }

    /// Whether it asks for a label.
    pub(crate) fn names(&self, tag: &Tag) -> bool {
        let labels = places(&self.0).into_iter().filter(|place| is_key(place, "tag"));
        let mut named = labels.flat_map(|place| self.0[place.value].split(','));
        named.any(|label| Tag::parse(label).is_ok_and(|label| label == *tag))
    }

    /// The same with another name of a label; all else stays as it was typed.
    pub(crate) fn relabelled(&self, from: &Tag, to: &Tag) -> Self {
        let mut text = self.0.clone();
        let labels = places(&self.0).into_iter().rev().filter(|place| is_key(place, "tag"));
        for Place { value, .. } in labels {
            let renamed = self.0[value.clone()].split(',').map(|label| match Tag::parse(label) {
                Ok(label) if label == *from => to.as_str(),
                _ => label,
            });
            let renamed = renamed.collect::<Vec<_>>().join(",");
            text.replace_range(value, &renamed);
        }
        Self(text)
    }

    /// The same with a mark where it looks for somebody by their whole name, an address, a number or an id.
    pub(crate) fn without(&self, somebody: &Wanted, mark: &str) -> Self {
        let places = places(&self.0);
        let named = self.named(&places, somebody);
        let mut text = self.0.clone();
        for (at, place) in places.iter().enumerate().rev() {
            let value = &self.0[place.value.clone()];
            let marked = if is_key(place, "requester") {
                let values = value.split(',').map(|who| if somebody.is_said_by(who) { mark } else { who });
                values.collect::<Vec<_>>().join(",")
            } else if named.contains(&at) {
                mark.to_owned()
            } else {
                continue;
            };
            text.replace_range(place.value.clone(), &marked);
        }
        Self(text)
    }

    /// Which parts say somebody as text, in one part or over several: a name of one word is a word like others.
    fn named(&self, places: &[Place<'_>], somebody: &Wanted) -> Vec<usize> {
        let texts = places.iter().enumerate().filter(|(_, place)| place.key.is_none());
        let said = texts.flat_map(|(at, place)| {
            words(&self.0[place.value.clone()]).into_iter().map(move |word| (at, word))
        });
        let (parts, said): (Vec<usize>, Vec<String>) = said.unzip();
        let mut named = Vec::new();
        for phrase in somebody.phrases.iter().filter(|phrase| phrase.len() > 1) {
            let mut from = 0;
            while let Some(at) = said.get(from..).and_then(|rest| stands_in(phrase, rest)) {
                named.extend_from_slice(&parts[from + at..from + at + phrase.len()]);
                from += at + 1;
            }
        }
        named
    }
}

fn is_key(place: &Place<'_>, key: &str) -> bool {
    place.key.is_some_and(|name| name.eq_ignore_ascii_case(key))
}

/// What asks so fails once too many have the name, for everyone who is shown its answers.
fn excludes_people(condition: &Condition) -> bool {
    condition.negated && matches!(condition.criterion, Criterion::Requester(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> KeptQuery {
        KeptQuery::from_stored(text.to_owned())
    }

    #[test]
    fn a_label_is_renamed_where_it_is_one() {
        let renamed = |text: &str| {
            let (from, to) = (Tag::parse("beta").unwrap(), Tag::parse("field-test").unwrap());
            kept(text).relabelled(&from, &to).into_string()
        };
        for (typed, becomes) in [
            (
                "beta tag:Beta -tag:a,beta ü TAG:\"beta\"",
                "beta tag:field-test -tag:a,field-test ü TAG:\"field-test\"",
            ),
            ("tag:beta2  \"tag:beta\" x", "tag:beta2  \"tag:beta\" x"),
            ("tag:beta \"never closed", "tag:field-test \"never closed"),
        ] {
            assert_eq!(renamed(typed), becomes);
            let beta = Tag::parse("beta").unwrap();
            assert_eq!(kept(typed).names(&beta), typed != becomes, "{typed}");
        }
    }

    #[test]
    fn who_is_forgotten_is_looked_for_no_more() {
        let id = AccountId::from_uuid(Uuid::from_u128(7));
        let ann = Wanted::new(id, &["Ann Lee", "ann@example.org", "+49 30 123456"]);
        let without = |text: &str| kept(text).without(&ann, "[erased]").into_string();
        for (typed, left) in [
            ("requester:ann@example.org", "requester:[erased]"),
            (
                "requester:\"Ann  LEE\" requester:ann@example.org,bo  x",
                "requester:\"[erased]\" requester:[erased],bo  x",
            ),
            ("fader ann lee -ann@example.org status:open", "fader [erased] [erased] -[erased] status:open"),
            ("\"call Ann Lee back\" tag:vip", "\"[erased]\" tag:vip"),
            ("+49-30-123456 x", "[erased] x"),
            // Others are called so, too, or it is nobody's.
            ("requester:ann  lee", "requester:ann  lee"),
            ("ann status:open", "ann status:open"),
            ("030 123456  x", "030 123456  x"),
        ] {
            assert_eq!(without(typed), left, "{typed}");
        }
        let spelled = [id.to_string(), id.as_uuid().simple().to_string().to_uppercase()];
        for id in spelled {
            assert_eq!(without(&format!("requester:{id} y")), "requester:[erased] y");
        }
    }
}
