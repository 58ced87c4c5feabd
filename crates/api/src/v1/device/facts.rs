use axum::extract::State;
use domain::{
    device::{self, FACTS_LIFETIME, Fact, Facts, FactsInput},
    error::Fields,
    id::DeviceId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{names::DeviceConnection, shape::Device};
use crate::{
    App,
    auth::Caller,
    extract::{IfMatch, Json, Path},
    patch::non_null,
    problem::Problem,
    timestamp::Timestamp,
    v1::answer::Answer,
};

/// What is known of a device's surroundings.
#[derive(Serialize, ToSchema)]
pub(super) struct DeviceFacts {
    /// Operating system and version.
    #[schema(required, example = "macOS 15.2")]
    os: Option<String>,
    /// Model of the computer.
    #[schema(required, example = "MacBook Pro M3")]
    computer: Option<String>,
    /// Version of the driver.
    #[schema(required, example = "3.1.0")]
    driver: Option<String>,
    /// Version of the firmware.
    #[schema(required, example = "1.04")]
    firmware: Option<String>,
    /// The program that it is used with, and its version.
    #[schema(required, example = "Live 12.1")]
    host_software: Option<String>,
    /// How it is connected.
    #[schema(required)]
    connection: Option<DeviceConnection>,
    /// When it was last said to be right.
    confirmed_at: Timestamp,
    /// When it is forgotten, unless it is confirmed before.
    expires_at: Timestamp,
}

impl From<Facts> for DeviceFacts {
    fn from(facts: Facts) -> Self {
        let Facts { told, confirmed_at } = facts;
        let FactsInput { os, computer, driver, firmware, host_software, connection } = told;
        Self {
            os: os.map(Fact::into_string),
            computer: computer.map(Fact::into_string),
            driver: driver.map(Fact::into_string),
            firmware: firmware.map(Fact::into_string),
            host_software: host_software.map(Fact::into_string),
            connection: connection.map(Into::into),
            confirmed_at: confirmed_at.into(),
            expires_at: (confirmed_at + FACTS_LIFETIME).into(),
        }
    }
}

/// What is told of a device's surroundings. It replaces what was known: absent means not known.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "os": "macOS 15.2", "driver": "3.1.0", "connection": "usb" }))]
pub(in crate::v1) struct DeviceFactsInput {
    /// Operating system and version.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    os: Option<String>,
    /// Model of the computer.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    computer: Option<String>,
    /// Version of the driver.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    driver: Option<String>,
    /// Version of the firmware.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    firmware: Option<String>,
    /// The program that it is used with, and its version.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(length(min = 1, max = 100))]
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    host_software: Option<String>,
    /// How it is connected.
    #[serde(default, deserialize_with = "non_null")]
    #[schema(nullable = false)]
    connection: Option<DeviceConnection>,
}

impl DeviceFactsInput {
    /// Parses the facts; `within` is where they stand in the body, with a slash at its end.
    pub(in crate::v1) fn parse(self, fields: &mut Fields, within: &str) -> FactsInput {
        let mut take = |member: &str, raw: Option<String>| {
            fields.take_optional(&format!("{within}{member}"), raw.as_deref().map(Fact::parse))
        };
        FactsInput {
            os: take("os", self.os),
            computer: take("computer", self.computer),
            driver: take("driver", self.driver),
            firmware: take("firmware", self.firmware),
            host_software: take("host_software", self.host_software),
            connection: self.connection.map(Into::into),
        }
    }
}

/// Tell a device's surroundings
///
/// Replaces what was known. To send the same again confirms it; what nobody confirms for a year is
/// forgotten.
#[utoipa::path(
    put,
    path = "/devices/{device_id}/facts",
    operation_id = "putDeviceFacts",
    tag = "Devices",
    params(("device_id" = Uuid, Path, description = "The device's id."), IfMatch),
    request_body = DeviceFactsInput,
    responses((status = 200, description = "The device, with its facts.", body = Device,
        headers(("ETag" = String, description = "The new version."))))
)]
pub(super) async fn put_device_facts(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json { value, .. }: Json<DeviceFactsInput>,
) -> Result<Answer<Device>, Problem> {
    let cx = app.ctx(actor);
    let mut fields = Fields::default();
    let told = value.parse(&mut fields, "");
    fields.check()?;
    let mut tx = app.store().begin().await?;
    let device = device::put_facts(&mut *tx, &cx, DeviceId::from_uuid(id), if_match.expected(), told).await?;
    let shown = Device::show(&mut *tx, &cx, &device).await?;
    tx.commit().await?;
    let version = shown.version();
    Ok(Answer::ok(shown).version(version))
}
