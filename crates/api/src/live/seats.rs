use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::id::AccountId;

/// Streams of one account at once: some browsers, some programs.
const PER_ACCOUNT: usize = 6;
/// Streams of this process at once.
const IN_ALL: usize = 1_000;
/// Those of them that only staff can take: however many customers watch, the desk goes on.
const FOR_STAFF: usize = 200;
/// How many streams are open.
const OPEN: &str = "benchdesk_live_streams";

/// Counts the streams that are open.
#[derive(Clone, Default)]
pub(crate) struct Seats(Arc<Mutex<HashMap<AccountId, usize>>>);

/// An open stream. Dropping it makes room.
pub(crate) struct Seat {
    seats: Seats,
    account: AccountId,
}

impl Seats {
    /// A seat for a stream of this account, if there is room.
    pub(crate) fn take(&self, account: AccountId, is_staff: bool) -> Option<Seat> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let in_all: usize = taken.values().sum();
        let most = if is_staff { IN_ALL } else { IN_ALL - FOR_STAFF };
        let own = taken.entry(account).or_default();
        if *own >= PER_ACCOUNT || in_all >= most {
            if *own == 0 {
                taken.remove(&account);
            }
            return None;
        }
        *own += 1;
        metrics::gauge!(OPEN).increment(1);
        Some(Seat { seats: self.clone(), account })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.account) {
            *own -= 1;
            metrics::gauge!(OPEN).decrement(1);
            if *own == 0 {
                taken.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(n: u128) -> AccountId {
        AccountId::from_uuid(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn an_account_has_its_share_and_all_have_theirs() {
        let seats = Seats::default();
        let mut own: Vec<_> = (0..PER_ACCOUNT).map(|_| seats.take(account(1), false).unwrap()).collect();
        assert!(seats.take(account(1), true).is_none());
        own.pop();
        assert!(seats.take(account(1), false).is_some());

        let customers: Vec<_> = (2..).map_while(|n| seats.take(account(n), false)).collect();
        assert_eq!(customers.len() + own.len(), IN_ALL - FOR_STAFF);
        let staff: Vec<_> = (10_000..).map_while(|n| seats.take(account(n), true)).collect();
        assert_eq!(staff.len(), FOR_STAFF);
        drop((own, customers, staff));
        assert!(seats.0.lock().unwrap().is_empty());
    }
}
