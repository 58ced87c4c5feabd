use domain::{
    identity::Role,
    page::Count,
    ticket::{TicketFilter, Viewer},
};
use kit::{Person, path_of};
use serde_json::{Value, json};

/// What is said of the number of tickets.
async fn counted(person: &Person, query: &str) -> Value {
    let page = person.get(&format!("/api/v1/tickets?{query}")).await.expect(200).json;
    json!([page["count"], page["count_is_exact"]])
}

kit::both_engines!(a_list_is_counted_for_whoever_asks, |app| {
    let (ann, eve, bo) = (app.customer("ann").await, app.customer("eve").await, app.agent("bo").await);
    for number in 0..3 {
        ann.opens_ticket(&format!("Fader {number}")).await;
    }
    let solved = ann.opens_ticket("Display").await;
    bo.changes(&solved, json!({ "status": "solved" })).await;
    assert_eq!(counted(&ann, "limit=2").await, json!([null, null]));
    assert_eq!(counted(&ann, "count=false").await, json!([null, null]));
    assert_eq!(counted(&ann, "count=true&limit=2").await, json!([4, true]));
    assert_eq!(counted(&ann, "count=true&status=open").await, json!([3, true]));
    assert_eq!(counted(&bo, "count=true&status=new,solved").await, json!([4, true]));
    assert_eq!(counted(&bo, "count=true&tag=beta").await, json!([0, true]));
    assert_eq!(counted(&eve, "count=true").await, json!([0, true]), "what one cannot see is not counted");
    let copy = format!("{}/participants/{}", path_of(&solved), eve.id);
    bo.client().send(axum::http::Method::PUT, &copy, "").await.expect(200);
    assert_eq!(counted(&eve, "count=true").await, json!([1, true]));
    let views = bo.get("/api/v1/views").await.expect(200).json;
    let view = format!("/api/v1/views/{}/tickets", views["items"][0]["id"].as_str().unwrap());
    let page = bo.get(&format!("{view}?count=true&limit=1")).await.expect(200).json;
    assert_eq!(page["count"], bo.get(&view).await.json["items"].as_array().unwrap().len());
    app.run_jobs().await;
});

kit::both_engines!(counting_ends_at_its_bound, |app| {
    let ann = app.customer("ann").await;
    for number in 0..3 {
        ann.opens_ticket(&format!("Fader {number}")).await;
    }
    let mut tx = app.store.read().await.unwrap();
    for (bound, found, is_exact) in [(2, 2, false), (3, 3, true), (4, 3, true)] {
        let count = tx.queue().count_list(Viewer::Staff, &TicketFilter::default(), bound).await.unwrap();
        assert_eq!(count, Count { found, is_exact }, "up to {bound}");
    }
    drop(tx);
    app.run_jobs().await;
});

kit::both_engines!(what_cannot_be_counted_is_refused, |app| {
    let ann = app.customer("ann").await;
    for query in ["count=yes", "count=1", "count=", "count=true&count=true", "count=true&q=fader"] {
        let refused = ann.get(&format!("/api/v1/tickets?{query}")).await;
        let refused = refused.expect_problem(400, "invalid_parameter");
        assert_eq!(refused.json["errors"][0]["parameter"], "count", "{query}");
    }
});

kit::both_engines!(people_devices_and_products_are_counted_as_far_as_one_sees_them, |app| {
    let (ann, eve) = (app.customer("ann").await, app.customer("eve").await);
    let (bo, ada) = (app.agent("bo").await, app.staff("ada", Role::Admin).await);
    let mut products = Vec::new();
    for sku in ["K61", "K49", "K25"] {
        let new = json!({ "sku": sku, "name": "Keys" });
        products.push(ada.post("/api/v1/products", &new).await.expect(201).json);
    }
    let retired = format!("/api/v1/products/{}", products[2]["id"].as_str().unwrap());
    ada.patch(&retired, &products[2]["version"], &json!({ "offered": false })).await.expect(200);
    for (owner, serial) in [(&ann, "A1"), (&ann, "A2"), (&eve, "A3")] {
        let new = json!({ "product_id": products[0]["id"], "serial": serial });
        owner.post("/api/v1/devices", &new).await.expect(201);
    }
    let count = async |person: &Person, list: &str| {
        let join = if list.contains('?') { '&' } else { '?' };
        let plain = person.get(&format!("/api/v1/{list}")).await.expect(200).json;
        assert_eq!((&plain["count"], &plain["count_is_exact"]), (&Value::Null, &Value::Null), "{list}");
        let page = person.get(&format!("/api/v1/{list}{join}count=true&limit=1")).await.expect(200).json;
        assert_eq!((page["items"].as_array().unwrap().len(), &page["count_is_exact"]), (1, &json!(true)));
        page["count"].as_u64().unwrap()
    };
    assert_eq!(count(&bo, "customers").await, 2);
    assert_eq!(count(&bo, "staff").await, 2);
    assert_eq!((count(&bo, "products").await, count(&bo, "products?offered=false").await), (3, 1));
    assert_eq!(count(&ann, "products").await, 2, "customers see what is offered");
    assert_eq!((count(&bo, "devices").await, count(&bo, "devices?serial=A3").await), (3, 1));
    assert_eq!((count(&ann, "devices").await, count(&eve, "devices").await), (2, 1));
});
