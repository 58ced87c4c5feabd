use std::collections::BTreeMap;

/// In which version each member of a ticket was changed last, as staff count and as the requester counts: so that
/// who comes too late learns what has changed meanwhile (412), and only of what they may see. A member that has not
/// changed since the ticket was opened is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberVersions(BTreeMap<&'static str, Changed>);

/// When a member changed last: 0 for the requester as long as it has not changed for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Changed {
    staff: i64,
    requester: i64,
}

/// Members by the names of a change to a ticket, and by those of the ticket where nothing changes them directly.
const MEMBERS: [&str; 10] = [
    "assignee_id",
    "device_id",
    "merged_into",
    "priority",
    "status",
    "subject",
    "tags",
    "team_id",
    "type",
    "wake_at",
];

impl MemberVersions {
    /// Reads what [`Self::to_text`] wrote; what it does not know it leaves out.
    pub fn from_text(text: &str) -> Self {
        let entries = text.split(' ').filter_map(|entry| {
            let (name, versions) = entry.split_once('=')?;
            let (staff, requester) = versions.split_once('/')?;
            let name = MEMBERS.into_iter().find(|known| *known == name)?;
            Some((name, Changed { staff: staff.parse().ok()?, requester: requester.parse().ok()? }))
        });
        Self(entries.collect())
    }

    /// `status=7/3 subject=2/2`: the member, staff's version, the requester's.
    pub fn to_text(&self) -> String {
        let entries = self.0.iter();
        let entries = entries.map(|(name, at)| format!("{name}={}/{}", at.staff, at.requester));
        entries.collect::<Vec<_>>().join(" ")
    }

    /// Notes that a member has changed in staff's version, and in the requester's if they see it.
    pub(super) fn note(&mut self, member: &'static str, staff: i64, requester: Option<i64>) {
        debug_assert!(MEMBERS.contains(&member), "what is not known is not read back");
        let at = self.0.entry(member).or_default();
        at.staff = staff;
        at.requester = requester.unwrap_or(at.requester);
    }

    /// What staff see changed since this version of theirs.
    pub(super) fn since_for_staff(&self, version: i64) -> Vec<&'static str> {
        self.0.iter().filter(|(_, at)| at.staff > version).map(|(name, _)| *name).collect()
    }

    /// What the requester sees changed since this version of theirs.
    pub(super) fn since_for_requester(&self, version: i64) -> Vec<&'static str> {
        self.0.iter().filter(|(_, at)| at.requester > version).map(|(name, _)| *name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_learns_of_what_has_changed_for_them() {
        let mut members = MemberVersions::default();
        members.note("subject", 2, Some(2));
        members.note("priority", 3, None);
        members.note("status", 4, Some(3));
        members.note("status", 7, None);
        assert_eq!(members.since_for_staff(2), ["priority", "status"]);
        assert_eq!(members.since_for_requester(2), ["status"]);
        assert_eq!(
            members.since_for_requester(3),
            <[&str; 0]>::default(),
            "the second move looks the same to them"
        );
        assert_eq!(members.to_text(), "priority=3/0 status=7/3 subject=2/2");
        assert_eq!(MemberVersions::from_text(&members.to_text()), members);
        assert_eq!(MemberVersions::from_text("gone=1/1 nonsense"), MemberVersions::default());
        assert_eq!(MemberVersions::from_text(""), MemberVersions::default());
    }
}
