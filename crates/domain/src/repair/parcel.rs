//! A case follows its parcel.

use super::{Mover, Repair, State, advance::carry_out, needs, transitions};
use crate::{
    Ctx,
    address::Look,
    error::Result,
    repair::Given,
    shipment::{Direction, ParcelState, Shipment},
    store::Tx,
};

impl Repair {
    /// What time does to a case on its way depends on what is told of its parcel.
    pub(super) fn goes_with(&mut self, parcel: &Shipment) {
        if parcel.direction == Direction::Outbound {
            self.is_tracked = parcel.state_at.is_some();
            self.is_abroad = parcel.told.is_abroad;
        }
        self.parcel_lost_at = parcel.state_at.filter(|_| parcel.state == ParcelState::Lost);
    }
}

/// Moves a case to where its parcel is, as logistics would, if the table has that move and nothing is missing.
pub(crate) async fn follow_parcel(tx: &mut dyn Tx, cx: &Ctx, case: Repair, to: State) -> Result<Repair> {
    let mut edges = transitions::from(case.state, |mover| mover == Mover::Logistics);
    let given = Given::default();
    let edge = edges.find(|edge| edge.to == to && given.faults(edge).is_empty());
    let Some(edge) = edge else { return Ok(case) };
    if !needs::missing(tx, cx, &case, edge).await?.is_empty() {
        return Ok(case);
    }
    // A parcel on its way ends no address.
    carry_out(tx, cx, case, edge, (Mover::Logistics, given), Look::for_nothing()).await
}

/// Something else is told of the parcel that a case is on its way in.
pub(crate) async fn parcel_changed(
    tx: &mut dyn Tx,
    cx: &Ctx,
    mut case: Repair,
    parcel: &Shipment,
) -> Result<Repair> {
    let before = case.clone();
    case.goes_with(parcel);
    if case != before {
        case.count_hidden_change(cx.now());
        tx.repairs().update(&case).await?;
    }
    Ok(case)
}
