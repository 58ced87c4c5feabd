use kit::{Engine, TestApp};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use tokio::runtime::Runtime;

use super::{asks, finds};

kit::both_engines!(what_is_not_understood_is_refused_with_its_place, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    for (q, code, detail) in [
        ("", "blank", "at character 1: there must be something to look for"),
        ("fäder \"usb", "invalid_value", "at character 7: the quotation mark is never closed"),
        (
            "fader colour:red",
            "unknown_key",
            "at character 7: is no key to search by; in quotation marks it is text",
        ),
        (
            "created>soon",
            "invalid_value",
            "at character 1: must be a date such as 2026-11-22, or a time in RFC 3339 form",
        ),
    ] {
        for path in ["search", "tickets"] {
            for person in [&ann, &bo] {
                let refused = asks(person, path, q).await.expect_problem(400, "invalid_parameter");
                let error = &refused.json["errors"][0];
                assert_eq!(error["parameter"], "q");
                assert_eq!(error["code"], code);
                assert_eq!(error["detail"], detail);
            }
        }
    }
    let german = bo.with("accept-language", "de").get("/api/v1/search?q=colour:red").await.json;
    assert_eq!(
        german["errors"][0]["detail"],
        "bei Zeichen 1: danach lässt sich nicht suchen; in Anführungszeichen ist es Text"
    );
    bo.get("/api/v1/search").await.expect_problem(400, "invalid_parameter");
});

kit::both_engines!(what_the_engines_take_for_syntax_is_text, |app| {
    let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
    ann.opens_ticket("100% AND NOT 50_ (NEAR) 'quoted'").await;
    ann.opens_ticket("Something else").await;
    let subject = ["100% AND NOT 50_ (NEAR) 'quoted'"];
    for q in ["AND", "NOT", "(NEAR)", "'quoted'", "100%", "near(100)", "and OR", "50_", "\"(near) 'quoted'\""]
    {
        let found = finds(&bo, q).await;
        if q == "and OR" || q == "near(100)" {
            assert!(found.is_empty(), "{q}: {found:?}");
        } else {
            assert_eq!(found, subject, "{q}");
        }
    }
    for q in ["%", "_", "'", "\"\"\"\"", "*", "()", "&|!<->", ":", "- -", "\\"] {
        let refused = asks(&bo, "search", q).await;
        assert!(refused.status == 400 || refused.status == 200, "{q}: {}", refused.json);
    }
    app.run_jobs().await;
});

/// Any text at all, and texts that look like the language or like what the engines speak.
fn queries() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "fader",
        "\"",
        "*",
        "-",
        "#",
        ":",
        "(",
        ")",
        "'",
        "\\",
        "%",
        "&",
        "|",
        "!",
        "<->",
        " ",
        " ",
        "AND",
        "OR",
        "NEAR",
        "status:",
        "created>",
        "tag:",
        "number:",
        "requester:",
        "2026-01-01",
        ",",
        "ß",
        "ü",
        "9223372036854775807",
        "\u{0}",
        "\u{F8FF}",
        "充",
        "null",
        "{",
        "^",
        "+",
        "words:",
        "rank",
        "--",
        ";",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())]
}

/// Answers every query with a page or a problem.
fn survives(engine: Engine) {
    let runtime = Runtime::new().unwrap();
    let (app, people) = runtime.block_on(async {
        let app = TestApp::start(engine).await;
        let (ann, bo) = (app.customer("ann").await, app.agent("bo").await);
        ann.opens_ticket("Fader 3 is stuck").await;
        app.run_jobs().await;
        (app, [ann, bo])
    });
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&queries(), |q| {
        for person in &people {
            for path in ["search", "tickets"] {
                let reply = runtime.block_on(asks(person, path, &q));
                prop_assert!(matches!(reply.status.as_u16(), 200 | 400), "{q:?}: {}", reply.json);
                prop_assert!(reply.status == 200 || reply.json["code"] == "invalid_parameter", "{q:?}");
            }
        }
        Ok(())
    });
    drop(app);
    outcome.unwrap();
}

#[test]
fn anything_is_answered_on_sqlite() {
    survives(Engine::Sqlite);
}

#[test]
fn anything_is_answered_on_postgres() {
    survives(Engine::Postgres);
}
