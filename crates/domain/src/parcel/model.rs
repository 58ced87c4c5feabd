use crate::{
    Ctx,
    clock::Timestamp,
    device::Serial,
    error::{Error, Result, Rule},
    id::{AccountId, ParcelId, RepairId},
    identity::Permission,
    repair::CaseText,
    shipment::{Carrier, TrackingNumber},
    store::Tx,
    text::{redacted_text, single_line},
    ticket::named_enum,
};

named_enum! {
    /// What has become of a parcel.
    ParcelState {
        /// It lies there.
        Open => "open",
        /// It belongs to a repair.
        Matched => "matched",
        /// It was dealt with otherwise.
        Closed => "closed",
    }
}

redacted_text! {
    /// Where a parcel lies: 1 to 100 characters on one line.
    Place
}

impl Place {
    /// The most characters a place may have.
    pub const MAX: usize = 100;

    /// Parses a place as typed.
    pub fn parse(raw: &str) -> Result<Self, Rule> {
        single_line(raw, Self::MAX).map(Self)
    }
}

/// What is told of a parcel that came without a number. Never the sender's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewParcel {
    /// The id it will have.
    pub id: ParcelId,
    /// Who carried it.
    pub carrier: Option<Carrier>,
    /// What the carrier calls it.
    pub tracking_number: Option<TrackingNumber>,
    /// What is inside.
    pub contents: CaseText,
    /// A serial number that was seen inside.
    pub serial: Option<Serial>,
    /// Where it lies.
    pub place: Place,
}

/// A parcel that came without a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// What was told of it.
    pub told: NewParcel,
    /// What has become of it.
    pub state: ParcelState,
    /// The repair that it belongs to.
    pub repair: Option<RepairId>,
    /// Why it was closed.
    pub reason: Option<CaseText>,
    /// Who recorded it.
    pub recorded_by: Option<AccountId>,
    /// Who settled it.
    pub settled_by: Option<AccountId>,
    /// When.
    pub settled_at: Option<Timestamp>,
    /// Counts changes.
    pub version: i64,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// Records a parcel that nobody can tell whose it is.
pub async fn record(tx: &mut dyn Tx, cx: &Ctx, new: NewParcel) -> Result<Parcel> {
    cx.actor().require(Permission::RepairLogistics)?;
    let parcel = Parcel {
        told: new,
        state: ParcelState::Open,
        repair: None,
        reason: None,
        recorded_by: cx.actor().account(),
        settled_by: None,
        settled_at: None,
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
    };
    tx.parcels().add(&parcel).await?;
    Ok(parcel)
}

/// The parcel, for those who work with repairs.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: ParcelId) -> Result<Parcel> {
    cx.actor().require(Permission::RepairRead)?;
    tx.parcels().find(id).await?.ok_or(Error::NotFound("parcel"))
}
