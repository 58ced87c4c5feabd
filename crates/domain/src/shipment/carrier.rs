//! Carriers. What is the same for all of them is a port: an adapter that speaks to a carrier is one more
//! implementation of it; until then people do what it would do, and only the links to carriers' pages are made here.

use async_trait::async_trait;

use super::{Carrier, Shipment, TrackingNumber};
use crate::{
    error::{Result, Rule},
    text::single_line,
};

/// Who carries parcels.
#[async_trait]
pub trait CarrierPort: Send + Sync {
    /// Where the carrier shows the way of a parcel to whoever knows its number.
    fn tracking_url(&self, carrier: &Carrier, number: &TrackingNumber) -> Option<String>;
    /// The carrier's own label of a parcel, a PDF file; `None` where the desk prints the address.
    async fn label(&self, parcel: &Shipment) -> Result<Option<Vec<u8>>>;
    /// Tells the carrier that a parcel does not come. It may be told twice.
    async fn call_off(&self, parcel: &Shipment) -> Result<()>;
}

/// A carrier's page, where a parcel's number is to be put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingPage {
    carrier: String,
    before: String,
    after: String,
}

/// What stands for the number in a page's address.
const PLACE: &str = "{number}";

impl TrackingPage {
    /// Parses a carrier's name and `https://…{number}…`.
    pub fn parse(carrier: &str, url: &str) -> std::result::Result<Self, Rule> {
        let refused = || Rule::new("tracking_page", "must be an https URL with {number} in it");
        let carrier = single_line(carrier.trim(), Carrier::MAX)?;
        let (before, after) = url.trim().split_once(PLACE).ok_or_else(refused)?;
        let is_plain = |part: &str| part.chars().all(|c| c.is_ascii_graphic() && !"<>\"{}|\\^`".contains(c));
        let has_host = before.strip_prefix("https://").is_some_and(|rest| rest.contains('/'));
        if !has_host || !is_plain(before) || !is_plain(after) {
            return Err(refused());
        }
        Ok(Self { carrier: carrier.to_lowercase(), before: before.to_owned(), after: after.to_owned() })
    }

    /// Parses a list such as `DHL=https://…{number},UPS=https://…`.
    pub fn parse_list(text: &str) -> std::result::Result<Vec<Self>, Rule> {
        let refused = || Rule::new("tracking_page", "must be a list of NAME=https://…{number}…");
        let one = |entry: &str| {
            let (carrier, url) = entry.split_once('=').ok_or_else(refused)?;
            Self::parse(carrier, url)
        };
        text.split(',').filter(|entry| !entry.trim().is_empty()).map(one).collect()
    }
}

/// Carriers without an interface: people buy the label or write it, and tell the number.
#[derive(Debug, Clone, Default)]
pub struct ManualCarriers {
    pages: Vec<TrackingPage>,
}

impl ManualCarriers {
    /// With these carriers' pages.
    pub const fn new(pages: Vec<TrackingPage>) -> Self {
        Self { pages }
    }
}

#[async_trait]
impl CarrierPort for ManualCarriers {
    fn tracking_url(&self, carrier: &Carrier, number: &TrackingNumber) -> Option<String> {
        let name = carrier.as_str().to_lowercase();
        let page = self.pages.iter().find(|page| page.carrier == name)?;
        let number: String = number.as_str().bytes().map(escaped).collect();
        Some(format!("{}{number}{}", page.before, page.after))
    }

    async fn label(&self, _: &Shipment) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    async fn call_off(&self, _: &Shipment) -> Result<()> {
        Ok(())
    }
}

/// A byte of a number, so that it stays within its part of a URL.
fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_put_into_its_carriers_page() {
        let pages =
            "DHL=https://www.dhl.example/track?id={number}&lang=en, UPS = https://ups.example/{number}";
        let carriers = ManualCarriers::new(TrackingPage::parse_list(pages).unwrap());
        let url = |carrier: &str, number: &str| {
            let carrier = Carrier::parse(carrier).unwrap();
            carriers.tracking_url(&carrier, &TrackingNumber::parse(number).unwrap())
        };
        assert_eq!(url("dhl", "00 34&x").unwrap(), "https://www.dhl.example/track?id=00%2034%26x&lang=en");
        assert_eq!(url("UPS", "1Z9").unwrap(), "https://ups.example/1Z9");
        assert_eq!(url("GLS", "1"), None);
    }

    #[test]
    fn a_page_is_https_and_has_a_place_for_the_number() {
        for bad in [
            "DHL",
            "DHL=http://a.example/{number}",
            "DHL=https://a.example/",
            "DHL=javascript:alert({number})",
            "DHL=https://{number}",
            "=https://a.example/{number}",
            "DHL=https://a.example/<{number}",
        ] {
            assert!(TrackingPage::parse_list(bad).is_err(), "{bad}");
        }
        assert!(TrackingPage::parse_list("").unwrap().is_empty());
    }
}
