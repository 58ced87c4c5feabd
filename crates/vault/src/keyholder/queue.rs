//! Who may be about to show a certificate: so many of each address, so that nobody alone keeps all others out.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

/// How many of one address at once: a few servers behind it may all come anew.
const OF_ONE: usize = 64;
/// What one customer of a provider has of IPv6 at least.
const NETWORK: u128 = u128::MAX << 64;

/// A place in a queue, until it is dropped.
pub(super) type Place = Arc<()>;

/// Who has a place, by address.
#[derive(Default)]
pub(super) struct Queues(HashMap<IpAddr, Place>);

impl Queues {
    /// A place for one more of this address, if it has not too many already.
    pub(super) fn join(&mut self, peer: IpAddr) -> Option<Place> {
        self.0.retain(|_, queue| taken(queue) > 0);
        let queue = self.0.entry(whose(peer)).or_default();
        (taken(queue) < OF_ONE).then(|| Arc::clone(queue))
    }
}

/// One is the queue itself.
fn taken(queue: &Place) -> usize {
    Arc::strong_count(queue) - 1
}

fn whose(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & NETWORK).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_a_few_places_and_gets_them_back() {
        let mut queues = Queues::default();
        let [one, other] = ["2001:db8::1", "192.0.2.1"].map(|text| text.parse().unwrap());
        let mut places: Vec<_> = std::iter::repeat_with(|| queues.join(one)).take(OF_ONE).collect();
        assert!(places.iter().all(Option::is_some));
        assert!(queues.join(one).is_none() && queues.join("2001:db8::2".parse().unwrap()).is_none());
        assert!(queues.join(other).is_some() && queues.join("2001:db8:0:1::1".parse().unwrap()).is_some());
        places.pop();
        assert!(queues.join(one).is_some());
        drop(places);
        assert!(queues.join(other).is_some());
        assert_eq!(queues.0.len(), 1, "who has gone is forgotten");
    }
}
