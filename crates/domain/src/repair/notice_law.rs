//! How notice is given of devices that nobody claims, country by country. A desk can say otherwise in its terms; none of
//! this is advice on the law.

use super::NoticePlan;

/// What is asked for in a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeRule {
    /// Which, by ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// How often and how far apart notice is given, and how long the device stays at least.
    pub plan: NoticePlan,
    /// What it goes by.
    pub source: &'static str,
}

const fn rule(
    country: &'static str,
    (count, days, minimum_days): (i32, i32, i32),
    source: &'static str,
) -> NoticeRule {
    NoticeRule { country, plan: NoticePlan { count, days, minimum_days }, source }
}

/// The rules that are built in.
pub const NOTICE_RULES: &[NoticeRule] = &[
    // A contractor's lien is realised like a pledge: the sale is threatened, and a month passes.
    rule("DE", (3, 30, 90), "BGB §§ 647, 1204, 1228, 1234: threat of the sale, then one month"),
    // The same, out of court; the alternative is to deposit the thing.
    rule(
        "AT",
        (3, 30, 90),
        "ABGB §§ 466a–466b: threat of the sale, then one month; § 1425: deposit at court",
    ),
    // The creditor's default: deposit, or a sale that a court allows after a threat.
    rule(
        "CH",
        (3, 30, 90),
        "OR Art. 92–93: deposit, or a sale that a court allows after a threat; ZGB Art. 898: realising what is retained",
    ),
    // What was given to be repaired may be sold once nobody has fetched it for a year.
    rule(
        "FR",
        (3, 30, 365),
        "Loi du 31 décembre 1903 relative à la vente de certains objets abandonnés: one year",
    ),
    // A notice to fetch it, then one of the sale: three months, if money is owed.
    rule(
        "GB",
        (2, 92, 184),
        "Torts (Interference with Goods) Act 1977, s. 12 and Schedule 1: three months' notice of the sale",
    ),
    // Each state has its own; there is none of the federation.
    rule(
        "US",
        (3, 30, 180),
        "State law, e.g. California Civil Code § 3052, New York Lien Law §§ 200–202: set your state's in the terms",
    ),
];

/// How notice is given in a country; the strictest of all, where no rule is known.
pub fn by_law(country: Option<&str>) -> NoticePlan {
    let known = NOTICE_RULES.iter().find(|rule| Some(rule.country) == country);
    known.map_or_else(strictest, |rule| rule.plan)
}

/// What fulfils every rule that is known.
fn strictest() -> NoticePlan {
    let most = |of: fn(&NoticePlan) -> i32| NOTICE_RULES.iter().map(|rule| of(&rule.plan)).max();
    NoticePlan {
        count: most(|plan| plan.count).unwrap_or(1),
        days: most(|plan| plan.days).unwrap_or(1),
        minimum_days: most(|plan| plan.minimum_days).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{contact::Country, repair::MAX_NOTICES};

    #[test]
    fn each_country_stands_once_and_its_rule_can_be_kept() {
        for (at, rule) in NOTICE_RULES.iter().enumerate() {
            assert!(Country::parse(rule.country).is_ok(), "{}", rule.country);
            assert!(NOTICE_RULES[..at].iter().all(|other| other.country != rule.country), "{}", rule.country);
            assert!((1..=MAX_NOTICES).contains(&rule.plan.count) && rule.plan.days > 0);
        }
    }

    #[test]
    fn what_no_rule_is_known_for_gets_the_strictest() {
        let plan = by_law(Some("JP"));
        assert_eq!(plan, by_law(None));
        for rule in NOTICE_RULES {
            assert!(plan.count >= rule.plan.count && plan.days >= rule.plan.days);
            assert!(plan.minimum_days >= rule.plan.minimum_days);
        }
        assert_eq!(by_law(Some("DE")).minimum_days, 90);
    }
}
