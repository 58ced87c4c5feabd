use super::{Operation, public};

pub(super) const OPERATIONS: &[Operation] =
    &[public("listAddressFormats"), public("getAddressFormat"), public("proposeAddress")];
