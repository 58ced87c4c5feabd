use serde::{Deserialize, Serialize};

use super::PermissionSet;

/// One thing a role may do. API scopes are taken from this list, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// Read and change one's own profile.
    ProfileManage,
    /// Open tickets for oneself, follow them, and answer in them.
    TicketRequest,
    /// Read every ticket, its notes and its history.
    TicketRead,
    /// Reply to customers and change status, priority, type and subject.
    TicketWrite,
    /// Open tickets in a customer's name.
    TicketOpenFor,
    /// Write internal notes.
    TicketNote,
    /// Assign tickets.
    TicketAssign,
    /// Tag tickets.
    TicketTag,
    /// Rename labels on all tickets.
    TagManage,
    /// Delete tickets and bring deleted ones back.
    TicketDelete,
    /// Read customers' contact records.
    CustomerRead,
    /// Read the list of staff.
    StaffRead,
    /// Manage staff.
    StaffManage,
    /// Correct customers' contact records and invite customers.
    CustomerWrite,
    /// Decide what each role must do before it may use its rights.
    RoleManage,
    /// Take text and files out of messages for good.
    MessageRedact,
    /// Read who did what: administrative and security acts.
    AuditRead,
    /// Make, change and dissolve teams.
    TeamManage,
    /// Share views with others, and change those that others share.
    ViewShare,
    /// Share macros with others, and change those that others share.
    MacroShare,
    /// Look at jobs and the state of the system, have jobs tried again, test mail.
    SystemManage,
    /// Register one's own devices, hand them over, and give them up.
    DeviceRegister,
    /// Read every device, its owners and its history.
    DeviceRead,
    /// Register devices for customers, and confirm or refuse registrations.
    DeviceManage,
    /// Manage products.
    ProductManage,
    /// Ask for repairs of one's own devices, follow them, and decide on quotes.
    RepairRequest,
    /// Read every repair case.
    RepairRead,
    /// Decide on requests for repair, quote, and speak for the customer.
    RepairWrite,
    /// Diagnose, repair and check devices.
    RepairBench,
    /// Receive and ship devices.
    RepairLogistics,
    /// Decide on exchange, refund, loss and disposal.
    RepairLead,
    /// Keep a repair case from ending, by law.
    RepairLegalHold,
    /// Write down to whom people's data was handed.
    DisclosureWrite,
    /// Read reports on how the desk does.
    ReportRead,
    /// Read the address of a repair whose parcel is to be sent, or is on its way.
    RepairAddressRead,
    /// Report what a carrier tells of a parcel.
    ShipmentTrack,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 36] = [
        Self::ProfileManage,
        Self::TicketRequest,
        Self::TicketRead,
        Self::TicketWrite,
        Self::TicketOpenFor,
        Self::TicketNote,
        Self::TicketAssign,
        Self::TicketTag,
        Self::TagManage,
        Self::TicketDelete,
        Self::CustomerRead,
        Self::StaffRead,
        Self::StaffManage,
        Self::CustomerWrite,
        Self::RoleManage,
        Self::MessageRedact,
        Self::AuditRead,
        Self::TeamManage,
        Self::ViewShare,
        Self::MacroShare,
        Self::SystemManage,
        Self::DeviceRegister,
        Self::DeviceRead,
        Self::DeviceManage,
        Self::ProductManage,
        Self::RepairRequest,
        Self::RepairRead,
        Self::RepairWrite,
        Self::RepairBench,
        Self::RepairLogistics,
        Self::RepairLead,
        Self::RepairLegalHold,
        Self::DisclosureWrite,
        Self::ReportRead,
        Self::RepairAddressRead,
        Self::ShipmentTrack,
    ];

    /// The name used in scopes and in the OpenAPI document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProfileManage => "profile.manage",
            Self::TicketRequest => "ticket.request",
            Self::TicketRead => "ticket.read",
            Self::TicketWrite => "ticket.write",
            Self::TicketOpenFor => "ticket.open_for",
            Self::TicketNote => "ticket.note",
            Self::TicketAssign => "ticket.assign",
            Self::TicketTag => "ticket.tag",
            Self::TagManage => "tag.manage",
            Self::TicketDelete => "ticket.delete",
            Self::CustomerRead => "customer.read",
            Self::StaffRead => "staff.read",
            Self::StaffManage => "staff.manage",
            Self::CustomerWrite => "customer.write",
            Self::RoleManage => "role.manage",
            Self::MessageRedact => "message.redact",
            Self::AuditRead => "audit.read",
            Self::TeamManage => "team.manage",
            Self::ViewShare => "view.share",
            Self::MacroShare => "macro.share",
            Self::SystemManage => "system.manage",
            Self::DeviceRegister => "device.register",
            Self::DeviceRead => "device.read",
            Self::DeviceManage => "device.manage",
            Self::ProductManage => "product.manage",
            Self::RepairRequest => "repair.request",
            Self::RepairRead => "repair.read",
            Self::RepairWrite => "repair.write",
            Self::RepairBench => "repair.bench",
            Self::RepairLogistics => "repair.logistics",
            Self::RepairLead => "repair.lead",
            Self::RepairLegalHold => "repair.legal_hold",
            Self::DisclosureWrite => "disclosure.write",
            Self::ReportRead => "report.read",
            Self::RepairAddressRead => "repair.address.read",
            Self::ShipmentTrack => "shipment.track",
        }
    }

    /// The permission by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.name() == name)
    }
}

/// A named set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A registered owner of devices.
    Customer,
    /// Answers tickets.
    Agent,
    /// Repairs devices; reads tickets and writes notes.
    Technician,
    /// Receives and ships parcels; reads tickets and writes notes.
    Logistics,
    /// An agent who leads others.
    Lead,
    /// Looks after data subjects' rights.
    PrivacyOfficer,
    /// Sets the desk up.
    Admin,
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

const STAFF: PermissionSet = PermissionSet::of(&[
    Permission::ProfileManage,
    Permission::TicketRead,
    Permission::TicketNote,
    Permission::StaffRead,
    Permission::DeviceRead,
    Permission::RepairRead,
]);

const AGENT: PermissionSet = STAFF.and(&[
    Permission::TicketWrite,
    Permission::TicketOpenFor,
    Permission::MessageRedact,
    Permission::TicketAssign,
    Permission::TicketTag,
    Permission::CustomerRead,
    Permission::CustomerWrite,
    Permission::DeviceManage,
    Permission::RepairWrite,
]);

const LEAD: PermissionSet = AGENT.and(&[
    Permission::TagManage,
    Permission::TicketDelete,
    Permission::StaffManage,
    Permission::TeamManage,
    Permission::ViewShare,
    Permission::MacroShare,
    Permission::ProductManage,
    Permission::RepairBench,
    Permission::RepairLogistics,
    Permission::RepairLead,
    Permission::ShipmentTrack,
    Permission::ReportRead,
]);

const ADMIN: PermissionSet = LEAD.and(&[
    Permission::RoleManage,
    Permission::AuditRead,
    Permission::DisclosureWrite,
    Permission::SystemManage,
]);

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Customer,
        Self::Agent,
        Self::Technician,
        Self::Logistics,
        Self::Lead,
        Self::PrivacyOfficer,
        Self::Admin,
    ];

    /// The stored and published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Technician => "technician",
            Self::Logistics => "logistics",
            Self::Lead => "lead",
            Self::PrivacyOfficer => "privacy_officer",
            Self::Admin => "admin",
        }
    }

    /// The role by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether the role belongs to the desk's own people.
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Customer)
    }

    /// What the role may do. This table is the only source of rights.
    pub const fn permission_set(self) -> PermissionSet {
        use Permission as P;
        match self {
            Self::Customer => {
                PermissionSet::of(&[P::ProfileManage, P::TicketRequest, P::DeviceRegister, P::RepairRequest])
            }
            Self::Technician => STAFF.and(&[P::DeviceManage, P::RepairBench]),
            Self::Logistics => STAFF.and(&[P::RepairLogistics, P::RepairAddressRead, P::ShipmentTrack]),
            Self::Agent => AGENT,
            Self::PrivacyOfficer => STAFF.and(&[
                P::MessageRedact,
                P::CustomerRead,
                P::CustomerWrite,
                P::AuditRead,
                P::RepairLegalHold,
                P::DisclosureWrite,
            ]),
            Self::Lead => LEAD,
            Self::Admin => ADMIN,
        }
    }

    /// Whether the role includes the permission.
    pub const fn may(self, permission: Permission) -> bool {
        self.permission_set().contains(permission)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_granted_to_someone_and_no_customer_has_a_staff_right() {
        for permission in Permission::ALL {
            assert!(Role::ALL.iter().any(|role| role.may(permission)), "{}", permission.name());
        }
        let of_customers = [
            Permission::ProfileManage,
            Permission::TicketRequest,
            Permission::DeviceRegister,
            Permission::RepairRequest,
        ];
        assert_eq!(Role::Customer.permission_set().iter().collect::<Vec<_>>(), of_customers);
        assert!(Role::ALL.iter().all(|role| role.is_staff() != role.may(Permission::TicketRequest)));
    }
}
