use super::Device;
use crate::{
    Ctx,
    error::{Denied, Error, Result},
    id::{AccountId, DeviceId},
    identity::{Actor, Permission},
    store::Tx,
};

/// Whose eyes look at devices: the row filter that every query carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Sees every device, its owners and its whole history.
    Staff,
    /// Sees their own devices.
    Owner(AccountId),
}

impl Viewer {
    /// Through whose eyes this actor looks.
    pub fn of(actor: &Actor) -> Result<Self> {
        if actor.may(Permission::DeviceRead) {
            Ok(Self::Staff)
        } else if actor.may(Permission::DeviceRegister) {
            Ok(Self::Owner(actor.principal()?.account))
        } else {
            Err(Denied::MissingPermission.into())
        }
    }

    /// Whether what only the desk knows is shown.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Staff)
    }

    /// The device's version as this viewer counts.
    pub const fn version(self, device: &Device) -> i64 {
        match self {
            Self::Staff => device.version,
            Self::Owner(_) => device.owner_version,
        }
    }
}

/// The device, if the actor may know of it.
pub async fn find(tx: &mut dyn Tx, cx: &Ctx, id: DeviceId) -> Result<Device> {
    let viewer = Viewer::of(cx.actor())?;
    let found = tx.devices().find_visible(viewer, id).await?;
    found.ok_or(Error::NotFound("device"))
}

/// The device, if the actor may change it and its version (as the actor counts) is still `expected`.
pub(super) async fn find_changeable(
    tx: &mut dyn Tx,
    cx: &Ctx,
    id: DeviceId,
    expected: Option<i64>,
) -> Result<Device> {
    if !cx.actor().may(Permission::DeviceRegister) {
        cx.actor().require(Permission::DeviceManage)?;
    }
    let found = find(tx, cx, id).await?;
    let current = Viewer::of(cx.actor())?.version(&found);
    match expected {
        Some(expected) if expected != current => Err(Error::stale(current)),
        _ => Ok(found),
    }
}
