use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    id::{AccountId, SessionId, TeamId},
    identity::{Actor, Principal, Role},
    search::{Requester, TeamNamed},
    ticket::{Priority, Status, Tag, TicketType},
};

fn searcher(role: Role) -> Searcher {
    let account = AccountId::from_uuid(Uuid::from_u128(7));
    let session = SessionId::from_uuid(Uuid::from_u128(8));
    Searcher::of(&Actor::Person(Principal::signed_in(account, session, role)))
}

fn read(raw: &str) -> SearchQuery {
    parse(raw, searcher(Role::Agent)).unwrap()
}

fn criteria(raw: &str) -> Vec<Criterion> {
    read(raw).conditions.into_iter().map(|condition| condition.criterion).collect()
}

fn phrase(text: &str, is_prefix: bool) -> Phrase {
    Phrase { words: text.split(' ').map(str::to_owned).collect(), is_prefix }
}

fn refusal(raw: &str, role: Role) -> (&'static str, String) {
    let error = parse(raw, searcher(role)).unwrap_err();
    (error.code, error.detail)
}

#[test]
fn words_and_phrases_are_text() {
    let query = read(r#"Fader "USB hub" -"not this" usb-c war* 12:30 -x" y ""#);
    let wanted = [
        phrase("fader", false),
        phrase("usb hub", false),
        phrase("usb c", false),
        phrase("war", true),
        phrase("12 30", false),
        phrase("y", false),
    ];
    assert_eq!(query.words.wanted, wanted);
    assert_eq!(query.words.unwanted, [phrase("not this", false), phrase("x", false)]);
    assert_eq!(read("\"usb hub\"*").words.wanted, [phrase("usb hub", true)]);
    assert!(query.conditions.is_empty());
}

#[test]
fn keys_ask_for_what_is_not_text() {
    let query = read("status:open,pending -tag:beta priority>=high TYPE:repair");
    let negated: Vec<_> = query.conditions.iter().map(|condition| condition.negated).collect();
    assert_eq!(negated, [false, true, false, false]);
    assert_eq!(
        criteria("status:open,pending -tag:beta priority>=high TYPE:repair"),
        [
            Criterion::Status(vec![Status::Open, Status::Pending]),
            Criterion::Tag(vec![Tag::parse("beta").unwrap()]),
            Criterion::Priority(vec![Priority::High, Priority::Urgent]),
            Criterion::Type(vec![TicketType::Repair]),
        ]
    );
    let unsolved = vec![Status::New, Status::Open, Status::Pending, Status::OnHold];
    assert_eq!(criteria("status<solved"), [Criterion::Status(unsolved)]);
    let me = AccountId::from_uuid(Uuid::from_u128(7));
    assert_eq!(criteria("assignee:me,none"), [Criterion::Assignee(vec![Some(me), None])]);
    assert_eq!(
        criteria("requester:ann@example.org,me requester:\"Ann Lee\""),
        [
            Criterion::Requester(vec![
                Requester::Named(phrase("ann example org", false)),
                Requester::Account(me)
            ]),
            Criterion::Requester(vec![Requester::Named(phrase("ann lee", false))]),
        ]
    );
}

#[test]
fn a_team_is_named_and_a_serial_number_compared_in_both_ways() {
    let named = |name: &str| Some(TeamNamed::Named(name.to_owned()));
    let me = AccountId::from_uuid(Uuid::from_u128(7));
    let id = TeamId::from_uuid(Uuid::from_u128(9));
    assert_eq!(criteria("team:\"Second Line\""), [Criterion::Team(vec![named("second line")])]);
    assert_eq!(
        criteria(&format!("team:Support,mine,none,{id}")),
        [Criterion::Team(vec![named("support"), Some(TeamNamed::Of(me)), None, Some(TeamNamed::Id(id))])]
    );
    let key = |typed: &str| crate::device::Serial::parse(typed).unwrap().plain_key();
    for (role, raw) in [(Role::Agent, "serial:k61-O0"), (Role::Customer, "serial:K61O0")] {
        let asked = parse(raw, searcher(role)).unwrap().conditions;
        assert_eq!(asked[0].criterion, Criterion::Serial(vec![key("K61O0"), key("K6100")]));
    }
    for wrong in ["serial:", "serial:Größe", "serial>1", "team:", "team>a"] {
        assert_eq!(refusal(wrong, Role::Agent).0, "invalid_value", "{wrong}");
    }
}

#[test]
fn numbers_and_times_are_spans() {
    let number = |from, until| Criterion::Number(Span { from, until });
    assert_eq!(
        criteria("#17 number:18 number>5"),
        [number(Some(17), Some(18)), number(Some(18), Some(19)), number(Some(6), None)]
    );
    let at = |text: &str| Some(text.parse().unwrap());
    let created = |from, until| Criterion::Created(Span { from, until });
    assert_eq!(
        criteria("created:2026-01-31 created>2026-01-31 created<2026-01-31T10:00:00Z"),
        [
            created(at("2026-01-31T00:00:00Z"), at("2026-02-01T00:00:00Z")),
            created(at("2026-02-01T00:00:00Z"), None),
            created(None, at("2026-01-31T10:00:00Z")),
        ]
    );
}

#[test]
fn a_refusal_names_the_place_and_not_what_stands_there() {
    let refused = |raw: &str| refusal(raw, Role::Agent);
    assert_eq!(
        refused("ü secret:x"),
        ("unknown_key", "at character 3: is no key to search by; in quotation marks it is text".to_owned())
    );
    assert_eq!(refused("a \"b").1, "at character 3: the quotation mark is never closed");
    for (raw, code) in [
        ("", "blank"),
        (" -!? \"\" ", "blank"),
        ("status:secret", "invalid_value"),
        ("status:", "invalid_value"),
        ("type>repair", "invalid_value"),
        ("created>yesterday", "invalid_value"),
        ("created:+262142-12-31", "invalid_value"),
        ("number:99999999999999999999", "invalid_value"),
        ("tag:a\u{0}b", "invalid_value"),
        ("us*", "too_short"),
        (&"a ".repeat(21), "too_long"),
    ] {
        let (found, detail) = refused(raw);
        assert_eq!(found, code, "{raw}");
        assert!(!detail.contains("secret"), "{detail}");
    }
}

#[test]
fn to_a_customer_the_desks_keys_do_not_exist() {
    for key in
        ["priority:high", "assignee:me", "requester:me", "tag:x", "tag>", "assignee:!", "team:x", "team:mine"]
    {
        let nonsense = format!("nonsense{}", &key[key.find([':', '>']).unwrap()..]);
        assert_eq!(refusal(key, Role::Customer), refusal(&nonsense, Role::Customer), "{key}");
    }
    let technician = searcher(Role::Technician);
    assert!(!parse("ann", technician).unwrap().words.in_customers);
    assert!(parse("requester:ann", technician).is_err());
}

proptest! {
    #[test]
    fn anything_is_understood_or_refused(raw in any::<String>()) {
        for role in [Role::Customer, Role::Agent] {
            let _ = parse(&raw, searcher(role));
        }
    }

    #[test]
    fn what_looks_like_the_language_is_understood_or_refused(
        raw in r#"(-|status|created|tag|number|:|<|>=|"|\*|#|,| |open|2026-01-0|ä|\(|\)|'|%|_|9){0,12}"#
    ) {
        let _ = parse(&raw, searcher(Role::Agent));
    }
}
