//! The ledger: what has come to its end for good, outside the database, so that no restored copy brings it
//! back. Lines are only ever added, and each holds the hash of the one before it. It names no person.

use async_trait::async_trait;
use ring::digest;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Shelf;
use crate::{
    Ctx,
    clock::{Timestamp, to_text},
    error::{Error, Result},
    identity::Permission,
    page::{Page, PageRequest},
};

/// What the ledger remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fact {
    /// The ledger was begun.
    Begun {
        /// For the desk with this application key's check value.
        desk: String,
    },
    /// An address has ended.
    Purged {
        /// The record of it.
        id: Uuid,
        /// Whose.
        repair: Uuid,
        /// Which version.
        address_version: i64,
        /// Which epoch wrapped its key last.
        epoch: i64,
        /// Why.
        rule: String,
    },
    /// The keys of an epoch and of all before it are destroyed.
    Destroyed {
        /// The last of them.
        through: i64,
    },
    /// An account was erased.
    Erased {
        /// Whose it was: an id that nothing in the database knows any more.
        account: Uuid,
    },
}

impl Fact {
    /// Whether both say the same of the same thing: it is written once.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Purged { id, .. }, Self::Purged { id: other, .. }) => id == other,
            _ => self == other,
        }
    }
}

/// The last entry of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// Its number, from 1.
    pub seq: i64,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
}

/// How far a database knows the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerKnown {
    /// The last entry that it knows.
    pub head: LedgerHead,
    /// The last epoch whose key it knows to be destroyed; 0 if none is.
    pub destroyed_through: i64,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerEntry {
    /// Counts from 1.
    pub seq: i64,
    /// When it was written.
    pub at: String,
    /// What it remembers.
    pub fact: Fact,
    /// The hash of the entry before it; empty in the first.
    pub previous: String,
    /// The hash over all of this.
    pub hash: String,
}

impl LedgerEntry {
    /// The entry after `head`.
    pub fn after(head: Option<&LedgerHead>, at: Timestamp, fact: Fact) -> Result<Self> {
        let (seq, previous) = head.map_or((1, String::new()), |head| (head.seq + 1, head.hash.clone()));
        let mut entry = Self { seq, at: to_text(at), fact, previous, hash: String::new() };
        entry.hash = entry.own_hash()?;
        Ok(entry)
    }

    /// What the next entry refers to.
    pub fn head(&self) -> LedgerHead {
        LedgerHead { seq: self.seq, hash: self.hash.clone() }
    }

    /// Whether nobody has changed it, and it follows on `head`.
    pub fn follows(&self, head: Option<&LedgerHead>) -> bool {
        let (seq, previous) = head.map_or((1, ""), |head| (head.seq + 1, head.hash.as_str()));
        self.seq == seq && self.previous == previous && self.own_hash().is_ok_and(|hash| hash == self.hash)
    }

    /// The text whose hash this entry has: number, time, fact and the hash before it, as JSON.
    pub fn hashed_text(&self) -> Result<String> {
        let content = (self.seq, &self.at, &self.fact, &self.previous);
        serde_json::to_string(&content).map_err(Error::internal)
    }

    fn own_hash(&self) -> Result<String> {
        let digits: Vec<_> = digest::digest(&digest::SHA256, self.hashed_text()?.as_bytes())
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(digits.concat())
    }
}

/// One page of the ledger, oldest first: for who answers for privacy.
pub async fn ledger(
    archive: &dyn Archive,
    cx: &Ctx,
    page: &PageRequest<i64>,
) -> Result<Page<LedgerEntry, i64>> {
    cx.actor().require(Permission::AuditRead)?;
    let mut entries = archive.entries(page.after.unwrap_or_default()).await?;
    entries.truncate(usize::from(page.limit) + 1);
    Ok(Page::from_overfull(entries, page.limit, |entry| entry.seq))
}

/// Checks a chain from its first entry on; returns its head, or the number of the first entry that is not
/// what was written.
pub fn check_chain(entries: &[LedgerEntry]) -> Result<Option<LedgerHead>, i64> {
    let mut head: Option<LedgerHead> = None;
    for entry in entries {
        if !entry.follows(head.as_ref()) {
            return Err(head.map_or(1, |head| head.seq + 1));
        }
        head = Some(entry.head());
    }
    Ok(head)
}

/// Makes the entries for facts that are not among those written since the database last looked; and says of
/// each fact which entry has it.
pub fn continue_chain(
    since: &[LedgerEntry],
    head: Option<LedgerHead>,
    at: Timestamp,
    facts: &[Fact],
) -> Result<(Vec<LedgerEntry>, Vec<i64>)> {
    let (mut added, mut places, mut head) = (Vec::<LedgerEntry>::new(), Vec::new(), head);
    for fact in facts {
        let known = since.iter().chain(&added).find(|entry| entry.fact.is_same(fact));
        if let Some(known) = known {
            places.push(known.seq);
            continue;
        }
        let entry = LedgerEntry::after(head.as_ref(), at, fact.clone())?;
        head = Some(entry.head());
        places.push(entry.seq);
        added.push(entry);
    }
    Ok((added, places))
}

/// Where ledger and shelf are: outside the database, and copied off the machine.
#[async_trait]
pub trait Archive: Send + Sync {
    /// Every entry behind `seq`, in order; all of them behind 0. Fails where the chain is broken.
    async fn entries(&self, behind: i64) -> Result<Vec<LedgerEntry>>;
    /// Writes facts behind what is there, each once: what stands behind `known` already is not repeated. They are on
    /// disk when it returns. Says of each fact which entry has it, and which entry is the last. Fails if what is
    /// known is not in the ledger.
    async fn append(
        &self,
        known: Option<&LedgerHead>,
        at: Timestamp,
        facts: &[Fact],
    ) -> Result<(Vec<i64>, LedgerHead)>;
    /// Replaces the shelf; false if another stays that was put at the same moment and is newer.
    async fn put_shelf(&self, new: &Shelf) -> Result<bool>;
    /// The newest shelf; `None` before the first.
    async fn shelf(&self) -> Result<Option<Shelf>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: i64) -> Vec<LedgerEntry> {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        let facts: Vec<_> = (1..=length).map(|through| Fact::Destroyed { through }).collect();
        continue_chain(&[], None, at, &facts).unwrap().0
    }

    #[test]
    fn a_chain_that_was_changed_anywhere_is_known() {
        let whole = chain(5);
        assert_eq!(check_chain(&whole).unwrap().unwrap().seq, 5);
        let mut changed = whole.clone();
        changed[2].fact = Fact::Destroyed { through: 9 };
        assert_eq!(check_chain(&changed), Err(3));
        let mut changed = whole.clone();
        changed[2].at.replace_range(..4, "2025");
        assert_eq!(check_chain(&changed), Err(3));
        let mut without_one = whole.clone();
        without_one.remove(1);
        assert_eq!(check_chain(&without_one), Err(2));
        // Who makes a changed entry's hash anew breaks the chain behind it.
        let mut forged = whole.clone();
        forged[2] = LedgerEntry::after(
            Some(&whole[1].head()),
            "2026-11-22T10:00:00Z".parse().unwrap(),
            Fact::Destroyed { through: 9 },
        )
        .unwrap();
        assert_eq!(check_chain(&forged), Err(4));
        assert_eq!(check_chain(&[]), Ok(None));
    }

    #[test]
    fn what_is_written_already_is_not_written_twice() {
        let (written, at) = (chain(3), "2026-11-23T10:00:00Z".parse().unwrap());
        let head = Some(written[2].head());
        let facts =
            [Fact::Destroyed { through: 2 }, Fact::Destroyed { through: 4 }, Fact::Destroyed { through: 4 }];
        let (added, places) = continue_chain(&written, head, at, &facts).unwrap();
        assert_eq!((added.len(), places), (1, vec![2, 4, 4]));
        let both: Vec<_> = written.into_iter().chain(added).collect();
        assert!(check_chain(&both).is_ok());
    }

    #[test]
    fn an_entry_survives_storage() {
        for entry in chain(2) {
            let line = serde_json::to_string(&entry).unwrap();
            assert_eq!(serde_json::from_str::<LedgerEntry>(&line).unwrap(), entry);
        }
    }
}
