//! Keyset pagination: a page is asked for by what the last page ended with, never by an offset.

/// The largest page a client may ask for.
pub const MAX_LIMIT: u16 = 100;
/// The page size when none is asked for.
pub const DEFAULT_LIMIT: u16 = 50;

/// Which page to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest<K> {
    /// How many items at most, 1 to [`MAX_LIMIT`].
    pub limit: u16,
    /// Read on after this position; the first page without.
    pub after: Option<K>,
}

impl<K> PageRequest<K> {
    /// The first page.
    pub const fn first(limit: u16) -> Self {
        Self { limit, after: None }
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, K> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<K>,
}

impl<T, K> Page<T, K> {
    /// Makes a page from up to `limit + 1` items: the extra one only tells that there is more.
    pub fn from_overfull(mut items: Vec<T>, limit: u16, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::from(limit);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(key) } else { None };
        Self { items, next }
    }

    /// Converts every item.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U, K> {
        Page { items: self.items.into_iter().map(convert).collect(), next: self.next }
    }
}

/// How many items a list has, as far as it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many were found.
    pub found: u64,
    /// Whether that is all: counting ends at a bound.
    pub is_exact: bool,
}

impl Count {
    /// From how many were found when one more than the bound was looked for.
    pub fn up_to(bound: u64, found: u64) -> Self {
        Self { found: bound.min(found), is_exact: found <= bound }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extra_item_tells_that_there_is_more_and_is_not_shown() {
        let page = Page::from_overfull(vec![1, 2, 3], 2, |n| *n);
        assert_eq!(page, Page { items: vec![1, 2], next: Some(2) });
        let last = Page::from_overfull(vec![1, 2], 2, |n| *n);
        assert_eq!(last.next, None);
    }
}
