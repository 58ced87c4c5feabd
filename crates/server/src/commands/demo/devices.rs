//! What is sold, and what customers own of it.

use domain::{
    Ctx, Result,
    contact::Country,
    device::{
        Connection, Fact, FactsInput, NewDevice, NewProduct, ProductName, Purchase, PurchaseDate, Serial,
        SerialPattern, Sku, add_product, put_facts, record_purchase, register,
    },
    id::{DeviceId, ProductId},
    store::Tx,
};

use super::{invented, people::Customer};

/// A product.
pub(super) struct Model {
    sku: &'static str,
    name: &'static str,
    family: &'static str,
    pattern: &'static str,
    /// A serial number of it, but for the last two digits.
    serial: &'static str,
}

pub(super) const PRODUCTS: [Model; 3] = [
    Model {
        sku: "K61-BLK",
        name: "Keys 61",
        family: "Keyboards",
        pattern: "K61[0-9]{6}",
        serial: "K61-0047",
    },
    Model {
        sku: "AI-2X4",
        name: "Interface 2x4",
        family: "Audio interfaces",
        pattern: "AI[0-9]{8}",
        serial: "AI 240311",
    },
    Model {
        sku: "PAD-16",
        name: "Pads 16",
        family: "Controllers",
        pattern: "P16[A-Z][0-9]{5}",
        serial: "P16-C041",
    },
];

impl Model {
    /// Adds the product to the range.
    pub(super) async fn add(&self, tx: &mut dyn Tx, cx: &Ctx) -> Result<ProductId> {
        let new = NewProduct {
            id: ProductId::new(cx),
            sku: invented(Sku::parse(self.sku))?,
            name: invented(ProductName::parse(self.name))?,
            family: Some(invented(ProductName::parse(self.family))?),
            serial_pattern: Some(invented(SerialPattern::parse(self.pattern))?),
            folds_lookalikes: false,
            warranty_months: Some(36),
            checked_by_another: None,
        };
        Ok(add_product(tx, cx, new).await?.id)
    }

    /// Registers a unit of it for the acting customer, and tells what it works with.
    pub(super) async fn register(
        &self,
        tx: &mut dyn Tx,
        cx: &Ctx,
        product: ProductId,
        (number, owner): (usize, &Customer),
    ) -> Result<DeviceId> {
        let serial = invented(Serial::parse(&format!("{}{number:02}", self.serial)))?;
        let new = NewDevice { id: DeviceId::new(cx), product, serial, owner: None };
        let device = register(tx, cx, new).await?.id;
        let bought = (cx.now() - chrono::Duration::days(200)).date_naive();
        let purchase = Purchase {
            purchased_on: PurchaseDate::from_stored(bought),
            seller_country: invented(owner.country.map(Country::parse).transpose())?,
        };
        record_purchase(tx, cx, device, None, purchase).await?;
        let facts = FactsInput {
            os: Some(invented(Fact::parse("macOS 15.2"))?),
            driver: Some(invented(Fact::parse("3.1.0"))?),
            connection: Some(Connection::Usb),
            ..FactsInput::default()
        };
        put_facts(tx, cx, device, None, facts).await?;
        Ok(device)
    }
}
