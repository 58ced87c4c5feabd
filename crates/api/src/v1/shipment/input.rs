use domain::{
    error::Fields,
    patch::Patch,
    shipment::{Carrier, NewShipment, Service, ShipmentChange, TrackingNumber},
};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::names::RepairShipmentDirection;
use crate::{
    patch::{non_null, patch},
    problem::Problem,
    v1::repair::MoneyInput,
};

/// What is told of a parcel when it leaves.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "carrier": "DHL", "tracking_number": "00340434161094015902", "abroad": false }))]
pub(in crate::v1) struct RepairShipmentInput {
    /// Who carries it.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    carrier: Option<String>,
    /// How, such as `Express`.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    service: Option<String>,
    /// What the carrier calls it.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 50))]
    #[schema(nullable = false, min_length = 1, max_length = 50)]
    tracking_number: Option<String>,
    /// Whether it goes to another country; `false` if absent.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    abroad: Option<bool>,
    /// For how much it is insured.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    insured_value: Option<MoneyInput>,
}

impl RepairShipmentInput {
    /// Parses what stands at this place, which ends in a slash.
    pub(in crate::v1) fn parse(self, fields: &mut Fields, at: &str) -> NewShipment {
        let carrier = self.carrier.as_deref().map(Carrier::parse);
        let service = self.service.as_deref().map(Service::parse);
        let number = self.tracking_number.as_deref().map(TrackingNumber::parse);
        let insured = self.insured_value.as_ref();
        NewShipment {
            carrier: fields.take_optional(&format!("{at}carrier"), carrier),
            service: fields.take_optional(&format!("{at}service"), service),
            tracking_number: fields.take_optional(&format!("{at}tracking_number"), number),
            is_abroad: self.abroad.unwrap_or_default(),
            insured: insured.and_then(|value| value.parse(fields, &format!("{at}insured_value"))),
        }
    }
}

/// A parcel that is to leave.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "direction": "outbound", "parcel": { "carrier": "DHL", "service": "Express" } }))]
pub(super) struct NewShipmentInput {
    /// Which way it goes.
    pub(super) direction: RepairShipmentDirection,
    /// What is told of it. May be absent.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    pub(super) parcel: Option<RepairShipmentInput>,
}

/// What to change of a parcel; what is absent stays.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "carrier": "DHL", "tracking_number": "00340434161094015902" }))]
pub(super) struct ShipmentPatch {
    /// Who carries it.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 50)]
    carrier: Patch<String>,
    /// How, such as `Express`.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 50)]
    service: Patch<String>,
    /// What the carrier calls it.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 50)]
    tracking_number: Patch<String>,
    /// Whether it goes to another country.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    abroad: Option<bool>,
    /// For how much it is insured.
    #[serde(default, deserialize_with = "patch")]
    #[schema(value_type = Option<MoneyInput>)]
    insured_value: Patch<MoneyInput>,
}

impl ShipmentPatch {
    pub(super) fn parse(self) -> Result<ShipmentChange, Problem> {
        let mut fields = Fields::default();
        let insured = match self.insured_value {
            Patch::Set(value) => value.parse(&mut fields, "insured_value").map_or(Patch::Keep, Patch::Set),
            Patch::Clear => Patch::Clear,
            Patch::Keep => Patch::Keep,
        };
        let change = ShipmentChange {
            carrier: taken(&mut fields, "carrier", self.carrier, Carrier::parse),
            service: taken(&mut fields, "service", self.service, Service::parse),
            tracking_number: taken(
                &mut fields,
                "tracking_number",
                self.tracking_number,
                TrackingNumber::parse,
            ),
            is_abroad: self.abroad,
            insured,
        };
        fields.check()?;
        Ok(change)
    }
}

/// A member of a patch, parsed; a fault is noted.
fn taken<T>(
    fields: &mut Fields,
    member: &str,
    sent: Patch<String>,
    parse: impl Fn(&str) -> Result<T, domain::error::Rule>,
) -> Patch<T> {
    match sent {
        Patch::Set(raw) => fields.take(member, parse(&raw)).map_or(Patch::Keep, Patch::Set),
        Patch::Clear => Patch::Clear,
        Patch::Keep => Patch::Keep,
    }
}
