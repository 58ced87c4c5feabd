//! The parameters in the document are the parameters that are read.

use std::cell::RefCell;

use domain::identity::Role;
use kit::Reply;
use serde_json::Value;

use crate::{
    answers::assert_documented,
    calls::{Call, known},
    desk::Desk,
    document::{Operation, operations},
    silence::{MARKER, Silence},
};

thread_local! {
    /// The log of the test that this thread runs: nothing of what is refused may stand there.
    static SILENCE: RefCell<Silence> = RefCell::new(Silence::begin());
}

/// Operations that list page by page.
fn lists() -> Vec<Operation> {
    // From here on somebody listens.
    SILENCE.with(|_| ());
    let lists: Vec<_> =
        operations().into_iter().filter(|o| o.parameters("query").any(|p| p["name"] == "limit")).collect();
    assert!(lists.len() >= 5);
    lists
}

async fn asked(desk: &Desk, operation: &Operation, query: &str) -> Reply {
    let role = if known(operation.id()).allows(Role::Admin) { Role::Admin } else { Role::Customer };
    let call = Call::plausible(operation, desk, Some(role));
    let reply = call
        .to(&format!("{}{}{query}", call.path, if call.path.contains('?') { '&' } else { '?' }))
        .by(desk.person(role).client())
        .await;
    assert_documented(operation, &reply);
    if !reply.status.is_success() {
        SILENCE.with_borrow_mut(|silence| silence.is_kept(&reply, operation.id()));
    }
    reply
}

#[track_caller]
fn assert_refused(reply: &Reply, query: &str, parameter: &str) {
    assert_eq!(reply.status.as_u16(), 400, "?{query}: {}", reply.json);
    assert_eq!(reply.json["errors"][0]["parameter"], parameter, "?{query}: {}", reply.json);
}

fn parameter(operation: &Operation, name: &str) -> &'static Value {
    operation.parameters("query").find(|parameter| parameter["name"] == name).expect("a list has it")
}

kit::both_engines!(limits_are_those_of_the_document, |app| {
    let desk = Desk::open(&app).await;
    for list in lists() {
        let schema = &parameter(&list, "limit")["schema"];
        let (min, max) = (schema["minimum"].as_i64().unwrap(), schema["maximum"].as_i64().unwrap());
        for good in [min, max] {
            asked(&desk, &list, &format!("limit={good}")).await.expect(200);
        }
        let bad =
            [(min - 1).to_string(), (max + 1).to_string(), "-1".to_owned(), MARKER.to_owned(), String::new()];
        for bad in bad {
            let query = format!("limit={bad}");
            assert_refused(&asked(&desk, &list, &query).await, &query, "limit");
        }
    }
    app.run_jobs().await;
});

kit::both_engines!(parameters_are_known_and_stand_once, |app| {
    let desk = Desk::open(&app).await;
    for list in lists() {
        let surplus = format!("surplus={MARKER}");
        assert_refused(&asked(&desk, &list, &surplus).await, &surplus, "surplus");
        let name = asked(&desk, &list, &format!("{MARKER}%00=1")).await.expect(400);
        assert_eq!(name.json["code"], "invalid_parameter", "{}", name.json);
        assert_refused(&asked(&desk, &list, "limit=1&limit=1").await, "limit twice", "limit");
        for made_up in
            [MARKER.to_owned(), format!("%0d%0aSet-Cookie:{MARKER}"), format!("'%20OR%201=1--{MARKER}")]
        {
            let reply = asked(&desk, &list, &format!("cursor={made_up}")).await.expect(400);
            assert_eq!(reply.json["code"], "invalid_cursor", "{}", reply.json);
            assert_eq!(reply.header("set-cookie"), None);
        }
    }
    app.run_jobs().await;
});

kit::both_engines!(who_takes_no_parameters_refuses_all, |app| {
    let desk = Desk::open(&app).await;
    let mut silence = Silence::begin();
    for operation in
        operations().into_iter().filter(|operation| operation.parameters("query").next().is_none())
    {
        let role = (!known(operation.id()).is_public()).then(|| known(operation.id()).first_role());
        let call = Call::plausible(&operation, &desk, role);
        let path = format!("{}?surplus={MARKER}", call.path);
        let reply = call.to(&path).by(&desk.caller(&app, role)).await;
        assert_documented(&operation, &reply);
        silence.is_kept(&reply, operation.id());
        assert_eq!(reply.json["code"], "invalid_parameter", "{}: {}", operation.id(), reply.json);
        assert_refused(&reply, &path, "surplus");
    }
    app.run_jobs().await;
});

kit::both_engines!(texts_are_no_longer_than_the_document_says, |app| {
    let desk = Desk::open(&app).await;
    let mut checked = 0;
    for list in lists() {
        for parameter in list.parameters("query") {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let Some(max) = schema["maxLength"].as_u64() else { continue };
            // Made of what is good, where there is an example: only the length is wrong.
            let example = parameter["example"].as_str().unwrap_or("x");
            let mut text = example.to_owned();
            while text.len() as u64 <= max {
                text.push_str(if example.contains(',') || list.id() == "listTickets" { "," } else { "" });
                text.push_str(example);
            }
            let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            let mut silence = Silence::about(&[&text]);
            let reply = asked(&desk, &list, &format!("{name}={text}")).await;
            assert_eq!(reply.status.as_u16(), 400, "{} {name}: {}", list.id(), reply.json);
            silence.is_kept(&reply, list.id());
            checked += 1;
        }
    }
    assert!(checked >= 10, "only {checked} texts were tried");
    app.run_jobs().await;
});

// What means something to a database, to a pattern or to a line is a text like any other, or refused.
kit::both_engines!(texts_mean_nothing_to_anyone, |app| {
    let desk = Desk::open(&app).await;
    let mut tried = 0;
    for list in lists() {
        let texts = list.parameters("query").filter(|parameter| parameter["schema"]["maxLength"].is_u64());
        for name in texts.map(|parameter| parameter["name"].as_str().unwrap()) {
            for text in [
                format!("'; DROP TABLE ticket; -- {MARKER}"),
                format!("%{MARKER}_\\"),
                format!("\"{MARKER}\" OR * NEAR(a b) -c:d ^"),
                format!("{MARKER}\r\nSet-Cookie: a=b"),
                format!("{MARKER}\0"),
                format!("../../../etc/{MARKER}"),
            ] {
                let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
                let reply = asked(&desk, &list, &format!("{name}={encoded}")).await;
                let status = reply.status.as_u16();
                assert!([200, 400].contains(&status), "{} {name}={text}: {}", list.id(), reply.json);
                assert_eq!(reply.header("set-cookie"), None);
                tried += 1;
            }
        }
    }
    assert!(tried >= 60, "only {tried} texts were tried");
    desk.person(Role::Admin).get("/api/v1/tickets").await.expect(200);
    app.run_jobs().await;
});
