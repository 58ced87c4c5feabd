use std::{fmt, net::IpAddr};

/// The part of an address that counts as one place: all of IPv4, the first 64 bits of IPv6 (the rest
/// is chosen by the client).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network([u8; 9]);

impl Network {
    /// The network of an address.
    pub fn of(ip: IpAddr) -> Self {
        let mut bytes = [0; 9];
        match ip.to_canonical() {
            IpAddr::V4(ip) => {
                bytes[0] = 4;
                bytes[1..5].copy_from_slice(&ip.octets());
            }
            IpAddr::V6(ip) => {
                bytes[0] = 6;
                bytes[1..].copy_from_slice(&ip.octets()[..8]);
            }
        }
        Self(bytes)
    }

    pub(super) const fn bytes(self) -> [u8; 9] {
        self.0
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_client_cannot_leave_its_network() {
        let of = |ip: &str| Network::of(ip.parse().unwrap());
        assert!(of("2001:db8::1") == of("2001:db8::ffff:1"));
        assert!(of("2001:db8::1") != of("2001:db8:0:1::1"));
        assert!(of("192.0.2.1") != of("192.0.2.2"));
        assert!(of("::ffff:192.0.2.1") == of("192.0.2.1"));
        assert_eq!(format!("{:?}", of("192.0.2.1")), "Network(redacted)");
    }
}
