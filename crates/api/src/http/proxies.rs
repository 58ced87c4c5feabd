//! Where a request comes from when proxies stand in front. Only proxies that the operator names are
//! believed; the address is used for counting attempts and neither stored nor logged.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The networks whose proxies are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Cidr>);

/// The addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cidr {
    bits: u128,
    length: u32,
}

impl TrustedProxies {
    /// Reads networks such as `10.0.0.0/8, ::1`, separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        let networks = text.split(',').map(str::trim).filter(|network| !network.is_empty());
        networks.map(Cidr::parse).collect::<Option<_>>().map(Self)
    }

    fn trusts(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(ip))
    }

    /// The address of the client: the peer's, or, if that is a trusted proxy, the rightmost hop that
    /// is none. What cannot be read ends the way back, so nobody gets further by sending nonsense.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let [forwarded, x_forwarded] = [hops(headers, &header::FORWARDED), hops(headers, &X_FORWARDED_FOR)];
        match (forwarded.as_slice(), x_forwarded.as_slice()) {
            (only, []) | ([], only) => self.walk_back(peer, only),
            // A proxy writes one of them and may pass on the other as the client sent it.
            (one, other) => {
                let (one, other) = (self.walk_back(peer, one), self.walk_back(peer, other));
                if one == other { one } else { peer }
            }
        }
    }

    fn walk_back(&self, peer: IpAddr, hops: &[Option<IpAddr>]) -> IpAddr {
        let mut nearest = peer;
        for hop in hops.iter().rev() {
            let Some(ip) = hop else { return nearest };
            if !self.trusts(*ip) {
                return *ip;
            }
            nearest = *ip;
        }
        nearest
    }
}

impl Cidr {
    fn parse(text: &str) -> Option<Self> {
        let (ip, length) = text.split_once('/').map_or((text, None), |(ip, length)| (ip, Some(length)));
        let ip: IpAddr = ip.parse().ok()?;
        let width = if ip.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Some(width), |length| length.parse().ok().filter(|l| *l <= width))?;
        let length = length + (128 - width);
        let (bits, mask) = (bits_of(ip), mask(length));
        // Bits beyond the length are a mistake that someone ought to know of.
        (bits & !mask == 0).then_some(Self { bits, length })
    }

    fn contains(self, ip: IpAddr) -> bool {
        bits_of(ip) & mask(self.length) == self.bits
    }
}

/// IPv4 addresses take their place among IPv6 (RFC 4291, 2.5.5.2).
fn bits_of(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().to_bits(),
        IpAddr::V6(ip) => ip.to_bits(),
    }
}

const fn mask(length: u32) -> u128 {
    if length == 0 { 0 } else { u128::MAX << (128 - length) }
}

/// The hops that a field names, the client's first; `None` for what is no address.
fn hops(headers: &HeaderMap, field: &HeaderName) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(field).iter().map(|line| line.to_str().unwrap_or("?"));
    let elements = lines.flat_map(|line| line.split(',')).map(str::trim);
    let read = |element: &str| {
        if *field == header::FORWARDED { node(forwarded_for(element)?) } else { node(element) }
    };
    elements.map(read).collect()
}

/// The `for` of one element of `Forwarded` (RFC 7239, 4).
fn forwarded_for(element: &str) -> Option<&str> {
    let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for")).map(|(_, node)| node)
}

/// An address, quoted or not, with a port or without (RFC 7239, 6).
fn node(text: &str) -> Option<IpAddr> {
    let text = text.strip_prefix('"').map_or(Some(text), |rest| rest.strip_suffix('"'))?;
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let ip = text.parse().ok().or_else(bracketed).or_else(with_port)?;
    Some(ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(peer: &str, fields: &[(HeaderName, &str)]) -> String {
        let trusted = TrustedProxies::parse("10.0.0.0/8, 2001:db8:1::/48,::1").unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        trusted.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_but_trusted_proxies() {
        let claim = [(X_FORWARDED_FOR, "192.0.2.1"), (header::FORWARDED, "for=192.0.2.1")];
        assert_eq!(client("203.0.113.5", &claim), "203.0.113.5");
        let headers = claim.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        let nobody = TrustedProxies::default().client([10, 0, 0, 1].into(), &headers.collect());
        assert_eq!(nobody.to_string(), "10.0.0.1");
    }

    #[test]
    fn the_rightmost_untrusted_hop_is_the_client() {
        for (value, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("198.51.100.9, 192.0.2.1", "192.0.2.1"),
            ("198.51.100.9, 192.0.2.1, 10.1.1.1, 10.2.2.2", "192.0.2.1"),
            ("192.0.2.1:4711", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("192.0.2.1, 2001:db8:1::9", "192.0.2.1"),
            ("10.9.9.9", "10.9.9.9"),
            // Nonsense ends the way back.
            ("", "10.0.0.1"),
            ("unknown", "10.0.0.1"),
            ("192.0.2.1, unknown", "10.0.0.1"),
            ("192.0.2.1, , 10.1.1.1", "10.1.1.1"),
            ("192.0.2.256", "10.0.0.1"),
            ("192.0.2.1; DROP TABLE", "10.0.0.1"),
            ("1.1.1.1.1, ::::", "10.0.0.1"),
            ("\u{fc}", "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[(X_FORWARDED_FOR, value)]), expected, "{value}");
        }
        let lines = [(X_FORWARDED_FOR, "198.51.100.9"), (X_FORWARDED_FOR, "192.0.2.1, 10.1.1.1")];
        assert_eq!(client("::1", &lines), "192.0.2.1");
    }

    #[test]
    fn forwarded_is_read_as_well() {
        for (value, expected) in [
            ("for=192.0.2.1", "192.0.2.1"),
            ("For=\"192.0.2.1:80\";proto=https", "192.0.2.1"),
            ("proto=https; for=192.0.2.1, for=10.1.1.1", "192.0.2.1"),
            ("for=\"[2001:db8::7]:4711\"", "2001:db8::7"),
            ("for=\"[2001:db8::7]\"", "2001:db8::7"),
            ("for=_hidden", "10.0.0.1"),
            ("for=unknown", "10.0.0.1"),
            ("by=192.0.2.1", "10.0.0.1"),
            ("for=\"192.0.2.1", "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[(header::FORWARDED, value)]), expected, "{value}");
        }
    }

    #[test]
    fn two_fields_that_disagree_are_not_believed() {
        let both = |forwarded, x| client("10.0.0.1", &[(header::FORWARDED, forwarded), (X_FORWARDED_FOR, x)]);
        assert_eq!(both("for=192.0.2.1", "192.0.2.1"), "192.0.2.1");
        assert_eq!(both("for=198.51.100.9", "192.0.2.1"), "10.0.0.1");
        assert_eq!(both("for=198.51.100.9", "nonsense"), "10.0.0.1");
    }

    #[test]
    fn networks_are_read_or_refused() {
        for good in ["", "10.0.0.0/8", "10.1.2.3", "::1", "2001:db8::/32, 10.0.0.0/8,", "0.0.0.0/0", "::/0"] {
            assert!(TrustedProxies::parse(good).is_some(), "{good}");
        }
        for bad in [
            "10.0.0.0/33",
            "::/129",
            "10.0.0.1/8",
            "10.0.0.0/",
            "/8",
            "10.0.0",
            "proxy.example",
            "10.0.0.0/-1",
        ] {
            assert!(TrustedProxies::parse(bad).is_none(), "{bad}");
        }
        let all_of_ipv4 = TrustedProxies::parse("0.0.0.0/0").unwrap();
        assert!(
            all_of_ipv4.trusts([192, 0, 2, 1].into()) && !all_of_ipv4.trusts(IpAddr::V6(Ipv6Addr::LOCALHOST))
        );
    }
}
