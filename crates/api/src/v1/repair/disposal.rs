use domain::{
    error::{Fields, Rule},
    repair::Disposal,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{
    money::{Money, MoneyInput},
    names::RepairDisposalWay,
};
use crate::patch::non_null;

/// What becomes of a device that nobody claims.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "way": "recycled", "data_destroyed": true }))]
pub(super) struct RepairDisposalInput {
    /// Which way it goes.
    way: RepairDisposalWay,
    /// That what its customer had on it is destroyed, or that there was nothing on it. It must be.
    data_destroyed: bool,
    /// What somebody paid for it: with `sold`, and only then. It is the customer's, less what the customer owes.
    #[serde(default, deserialize_with = "non_null")]
    #[validate(nested)]
    #[schema(nullable = false)]
    proceeds: Option<MoneyInput>,
}

impl RepairDisposalInput {
    pub(super) fn parse(self, fields: &mut Fields) -> Option<Disposal> {
        let proceeds = self.proceeds.map(|money| money.parse(fields, "disposal/proceeds"));
        let destroyed = if self.data_destroyed {
            Ok(())
        } else {
            Err(Rule::new("required", "what was on the device must be destroyed before it goes"))
        };
        fields.take("disposal/data_destroyed", destroyed)?;
        Some(Disposal { way: self.way.into(), proceeds: proceeds.flatten() })
    }
}

/// What became of a device that nobody claimed.
#[derive(Serialize, ToSchema)]
pub(super) struct RepairDisposal {
    /// Which way it went.
    way: RepairDisposalWay,
    /// What somebody paid for it.
    #[schema(required)]
    proceeds: Option<Money>,
}

impl From<Disposal> for RepairDisposal {
    fn from(Disposal { way, proceeds }: Disposal) -> Self {
        Self { way: way.into(), proceeds: proceeds.map(Into::into) }
    }
}
