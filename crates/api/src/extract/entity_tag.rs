/// One entity tag of a list (RFC 9110, 8.8.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EntityTag<'a> {
    pub(super) is_weak: bool,
    opaque: &'a str,
}

impl EntityTag<'_> {
    /// The version it stands for; `None` if we never made such a tag.
    pub(super) fn version(self) -> Option<i64> {
        let version: i64 = self.opaque.parse().ok()?;
        (version.to_string() == self.opaque && version >= 0).then_some(version)
    }
}

/// Reads a list of entity tags; `None` if it is not one.
pub(super) fn parse_list(field: &str) -> Option<Vec<EntityTag<'_>>> {
    let mut tags = Vec::new();
    let mut rest = field.trim_matches(is_space);
    loop {
        let (tag, after) = parse_one(rest)?;
        tags.push(tag);
        let after = after.trim_start_matches(is_space);
        if after.is_empty() {
            return Some(tags);
        }
        rest = after.strip_prefix(',')?.trim_start_matches(is_space);
    }
}

fn parse_one(text: &str) -> Option<(EntityTag<'_>, &str)> {
    let (is_weak, quoted) = text.strip_prefix("W/").map_or((false, text), |rest| (true, rest));
    let (opaque, after) = quoted.strip_prefix('"')?.split_once('"')?;
    let is_opaque = opaque.bytes().all(|b| b == 0x21 || (0x23..=0x7e).contains(&b));
    is_opaque.then_some((EntityTag { is_weak, opaque }, after))
}

const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(field: &str) -> Option<Vec<Option<i64>>> {
        parse_list(field).map(|tags| tags.into_iter().map(EntityTag::version).collect())
    }

    #[test]
    fn reads_lists_and_knows_our_own_tags() {
        assert_eq!(versions(r#""3""#), Some(vec![Some(3)]));
        assert_eq!(versions(r#" "3" , W/"4","a,b" "#), Some(vec![Some(3), Some(4), None]));
        assert_eq!(versions(r#""03", "+3", "-3", """#), Some(vec![None, None, None, None]));
        for bad in ["", "3", "\"3", "\"3\",", "\"3\" \"4\"", "w/\"3\"", "\"a b\"", "\"ä\""] {
            assert_eq!(versions(bad), None, "{bad}");
        }
    }
}
