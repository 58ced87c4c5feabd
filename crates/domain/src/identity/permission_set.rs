use super::Permission;

/// A set of permissions: one bit for each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PermissionSet(u64);

const _: () = assert!(Permission::ALL.len() <= 64, "a permission needs a bit of its own");

impl PermissionSet {
    /// No permission at all.
    pub const EMPTY: Self = Self(0);

    /// Only this one.
    pub const fn only(permission: Permission) -> Self {
        Self(1 << permission as u64)
    }

    /// Exactly these.
    pub const fn of(permissions: &[Permission]) -> Self {
        Self::EMPTY.and(permissions)
    }

    /// With these besides.
    #[must_use]
    pub const fn and(self, more: &[Permission]) -> Self {
        let (mut all, mut at) = (self, 0);
        while at < more.len() {
            all = Self(all.0 | Self::only(more[at]).0);
            at += 1;
        }
        all
    }

    /// Whether the permission is in it.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & Self::only(permission).0 != 0
    }

    /// Whether all of it is in the other.
    pub const fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// What is in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its permissions, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.contains(*permission))
    }

    /// The names of its permissions, in the order of the list.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Permission::name).collect()
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::EMPTY, |set, permission| Self(set.0 | Self::only(permission).0))
    }
}

impl std::fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Role;

    #[test]
    fn a_set_holds_what_was_put_in_and_nothing_else() {
        for role in Role::ALL {
            let set = role.permission_set();
            for permission in Permission::ALL {
                assert_eq!(set.contains(permission), role.may(permission), "{role:?} {permission:?}");
            }
            assert!(
                set.intersection(PermissionSet::EMPTY).is_empty() && PermissionSet::EMPTY.is_subset_of(set)
            );
        }
        let (lead, admin) = (Role::Lead.permission_set(), Role::Admin.permission_set());
        assert!(lead.is_subset_of(admin) && !admin.is_subset_of(lead));
        let scopes = PermissionSet::from_iter([Permission::TicketRead, Permission::AuditRead]);
        assert_eq!(scopes.intersection(lead).names(), ["ticket.read"]);
    }
}
