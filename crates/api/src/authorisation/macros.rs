use domain::identity::Permission::{MacroShare, TicketRead};

use super::{Access, Operation, any_of};

pub(super) const OPERATIONS: &[Operation] = &[
    any_of("listMacros", &[TicketRead]),
    Operation {
        id: "createMacro",
        access: Access::AnyOf(&[TicketRead]),
        fields: &[("shared_with=everyone", MacroShare)],
    },
    any_of("getMacro", &[TicketRead]),
    Operation {
        id: "updateMacro",
        access: Access::AnyOf(&[TicketRead]),
        fields: &[("shared_with=everyone", MacroShare)],
    },
    any_of("deleteMacro", &[TicketRead]),
    // What a macro does takes the rights for it.
    any_of("previewMacro", &[TicketRead]),
    any_of("applyMacro", &[TicketRead]),
];
