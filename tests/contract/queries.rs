//! The parameters in the document are the parameters that are read.

use domain::identity::Role;
use kit::Reply;
use serde_json::Value;

use crate::{
    answers::assert_documented,
    calls::{Call, known},
    desk::Desk,
    document::{Operation, operations},
};

/// Operations that list page by page.
fn lists() -> Vec<Operation> {
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
            [(min - 1).to_string(), (max + 1).to_string(), "-1".to_owned(), "many".to_owned(), String::new()];
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
        assert_refused(&asked(&desk, &list, "surplus=1").await, "surplus=1", "surplus");
        assert_refused(&asked(&desk, &list, "limit=1&limit=1").await, "limit twice", "limit");
        assert_eq!(asked(&desk, &list, "cursor=made-up").await.expect(400).json["code"], "invalid_cursor");
    }
    app.run_jobs().await;
});

kit::both_engines!(who_takes_no_parameters_refuses_all, |app| {
    let desk = Desk::open(&app).await;
    for operation in
        operations().into_iter().filter(|operation| operation.parameters("query").next().is_none())
    {
        let role = (!known(operation.id()).is_public()).then(|| known(operation.id()).first_role());
        let call = Call::plausible(&operation, &desk, role);
        let reply = call.to(&format!("{}?surplus=1", call.path)).by(&desk.caller(&app, role)).await;
        assert_documented(&operation, &reply);
        assert_eq!(reply.json["code"], "invalid_parameter", "{}: {}", operation.id(), reply.json);
        assert_refused(&reply, "surplus=1", "surplus");
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
            let reply = asked(&desk, &list, &format!("{name}={text}")).await;
            assert_eq!(reply.status.as_u16(), 400, "{} {name}: {}", list.id(), reply.json);
            checked += 1;
        }
    }
    assert!(checked >= 10, "only {checked} texts were tried");
    app.run_jobs().await;
});
