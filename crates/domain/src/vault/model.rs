use chrono::Duration;
use uuid::Uuid;

use super::Epoch;
use crate::{
    clock::Timestamp,
    id::{AccountId, RepairId},
    identity::Role,
};

/// How long an address is kept although its case goes on, at most.
pub const LONGEST_CEILING: Duration = Duration::days(180);
/// For how long an address is taken for right without asking, unless the desk has chosen otherwise.
pub const SURE_FOR: Duration = Duration::days(30);
/// How long it is on record who has read an address.
pub const ACCESS_LIFE: Duration = Duration::days(3 * 365);

/// A list of names that are stored and published.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$of])* $variant,)* }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stored and published name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The one by its name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

names! {
    /// How far an address can be relied on.
    Quality {
        /// It fits its country's form.
        Valid = "valid",
        /// It looks unusual, and the person insisted.
        Overridden = "overridden",
        /// A parcel came back from it.
        Bounced = "bounced",
    }
}

names! {
    /// How an address was given.
    CapturedVia {
        /// By the customer, signed in.
        Customer = "customer",
        /// Through the link in a letter.
        Link = "link",
        /// Told by telephone, typed by the staff.
        Phone = "phone",
    }
}

names! {
    /// Why an address came to its end.
    PurgeRule {
        /// Its case was closed.
        Closed = "closed",
        /// Its case was cancelled.
        Cancelled = "cancelled",
        /// Its case was rejected.
        Rejected = "rejected",
        /// Its case expired.
        Expired = "expired",
        /// Another was given.
        Replaced = "replaced",
        /// It was taken back.
        Withdrawn = "withdrawn",
        /// Nothing is sent any more, or not there.
        NotNeeded = "not_needed",
        /// It was kept for as long as any may be.
        Ceiling = "ceiling",
        /// A restored database had it again.
        Restored = "restored",
        /// Its key is lost or damaged: nobody can read it.
        KeyLost = "key_lost",
    }
}

names! {
    /// What became of copies of an address when it ended.
    Copies {
        /// They were looked for, and what was found is gone.
        Removed = "removed",
        /// Nobody could look for them: the address could not be read any more.
        Unreadable = "unreadable",
        /// Nobody could look for them: nothing of the address is told from what anybody may say.
        NotSearchable = "not_searchable",
        /// Nobody has looked for them: the keys were away, and the end could not wait.
        Skipped = "skipped",
    }
}

names! {
    /// What someone looks at an address for.
    Purpose {
        /// The person's own.
        Own = "own",
        /// To print the parcel's label.
        Label = "label",
        /// To hand the parcel to a carrier.
        Dispatch = "dispatch",
        /// To find out why a parcel does not arrive.
        Delivery = "delivery",
        /// To type it as it was told by telephone.
        Phone = "phone",
        /// To sweep copies of it before it ends.
        Sweep = "sweep",
        /// Another, by someone who answers for it.
        BreakGlass = "break_glass",
    }
}

/// What is known of an address without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressRecord {
    /// Whose.
    pub repair: RepairId,
    /// Which version.
    pub version: i64,
    /// How far it can be relied on.
    pub quality: Quality,
    /// How it was given.
    pub captured_via: CapturedVia,
    /// By whom; nobody is known who used a link.
    pub captured_by: Option<AccountId>,
    /// When.
    pub captured_at: Timestamp,
    /// When it ends although the case goes on, unless a legal hold or an open claim keeps it.
    pub expires_at: Timestamp,
    /// Until when it is taken for right without asking: people move.
    pub sure_until: Timestamp,
}

/// How an address was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    /// How far it can be relied on.
    pub quality: Quality,
    /// How it was given.
    pub via: CapturedVia,
    /// How long it may be kept although the case goes on.
    pub ceiling: Duration,
}

/// Someone has looked at an address. What they saw is not on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Sorts by time.
    pub id: Uuid,
    /// Whose address.
    pub repair: RepairId,
    /// Who, if it was a person.
    pub account: Option<AccountId>,
    /// As what; nobody in particular if the desk itself did.
    pub role: Option<Role>,
    /// What for.
    pub purpose: Purpose,
    /// In their own words.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it turned out that nobody could open it: then nobody has seen it.
    pub failed_at: Option<Timestamp>,
}

/// An address that the caller holds: nobody else changes it, nor wraps its key anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldAddress {
    /// Which version.
    pub version: i64,
    /// Which epoch's key wraps its key.
    pub epoch: Epoch,
}

/// That an address has ended, and whether anybody could still read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurgeRecord {
    /// Stable id; also the ledger's.
    pub id: Uuid,
    /// Whose address.
    pub repair: RepairId,
    /// Which version.
    pub address_version: i64,
    /// Why.
    pub rule: PurgeRule,
    /// Which epoch's key wrapped its key last: copies in backups can be read while that one exists.
    pub last_epoch: Epoch,
    /// What became of copies of it; not known of those that ended before this was put on record.
    pub copies: Option<Copies>,
    /// When it was deleted here.
    pub at: Timestamp,
    /// Where it stands in the ledger; nowhere yet if `None`.
    pub ledger_seq: Option<i64>,
    /// When that key was destroyed; `None` while it exists.
    pub destroyed_at: Option<Timestamp>,
}

/// An epoch as the database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochRecord {
    /// Which.
    pub epoch: Epoch,
    /// Whether addresses are sealed under it now; otherwise it is about to go.
    pub is_current: bool,
    /// What its key is known by.
    pub check: super::CheckValue,
    /// Since when it is there.
    pub created_at: Timestamp,
}

/// How the vault stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VaultFigures {
    /// Since when addresses are sealed under the current epoch.
    pub epoch_began_at: Option<Timestamp>,
    /// Addresses that are kept.
    pub addresses: i64,
    /// Those whose keys are still wrapped by an epoch that is about to go.
    pub waiting_wraps: i64,
    /// Ends that the ledger does not know yet.
    pub unwritten: i64,
    /// Ends of which a backup can still be read: their key is not destroyed yet.
    pub pending: i64,
    /// How many entries of the ledger the database knows.
    pub ledger_entries: i64,
    /// When it was last proven that nothing is left that has ended; `None` before the first time.
    pub proven_at: Option<Timestamp>,
    /// How many things were wrong then.
    pub wrong: i64,
}

/// A wrapped data key, without what it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrap {
    /// Which.
    pub place: super::WrapPlace,
    /// The key, wrapped.
    pub wrapped: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        assert!(Quality::ALL.iter().all(|one| Quality::from_name(one.name()) == Some(*one)));
        assert!(PurgeRule::ALL.iter().all(|one| PurgeRule::from_name(one.name()) == Some(*one)));
        assert!(Copies::ALL.iter().all(|one| Copies::from_name(one.name()) == Some(*one)));
        assert!(Purpose::ALL.iter().all(|one| Purpose::from_name(one.name()) == Some(*one)));
        assert!(CapturedVia::ALL.iter().all(|one| CapturedVia::from_name(one.name()) == Some(*one)));
    }
}
