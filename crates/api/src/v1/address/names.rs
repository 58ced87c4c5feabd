//! Names of purposes and kinds: the API's enumerations, one to one with the domain's.

use domain::vault;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What someone of the staff looks at an address for.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum RevealPurpose {
    /// To print the parcel's label.
    Label,
    /// To hand the parcel to a carrier.
    Dispatch,
    /// To find out why a parcel does not arrive.
    Delivery,
    /// Another, by someone who answers for it; needs a note, and is put on record.
    BreakGlass,
}

impl From<RevealPurpose> for vault::Purpose {
    fn from(purpose: RevealPurpose) -> Self {
        match purpose {
            RevealPurpose::Label => Self::Label,
            RevealPurpose::Dispatch => Self::Dispatch,
            RevealPurpose::Delivery => Self::Delivery,
            RevealPurpose::BreakGlass => Self::BreakGlass,
        }
    }
}

/// How staff were told an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ToldBy {
    /// By telephone.
    Phone,
}
