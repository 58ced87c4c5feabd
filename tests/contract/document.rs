//! The OpenAPI document as clients read it: JSON.

use std::sync::LazyLock;

use serde_json::Value;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&api::openapi_json()).expect("the document is JSON"));

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The whole document.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// An operation of the document.
#[derive(Clone, Copy)]
pub struct Operation {
    /// In small letters.
    pub method: &'static str,
    /// With its parameters in braces.
    pub path: &'static str,
    /// What the document says of it.
    pub spec: &'static Value,
}

impl Operation {
    /// Its `operationId`.
    pub fn id(&self) -> &'static str {
        self.spec["operationId"].as_str().unwrap_or_else(|| panic!("{} {} has no id", self.method, self.path))
    }

    /// The media type and the schema's name of its request body.
    pub fn body(&self) -> Option<(&'static str, &'static str)> {
        let content = self.spec.get("requestBody")?["content"].as_object().expect("a body has a content");
        let (media_type, content) = content.iter().next().expect("a body has a media type");
        Some((media_type, name_of(&content["schema"]).expect("a body's schema has a name")))
    }

    /// Its parameters in this place.
    pub fn parameters(&self, place: &'static str) -> impl Iterator<Item = &'static Value> {
        let parameters = self.spec["parameters"].as_array().map_or(&[][..], Vec::as_slice);
        parameters.iter().filter(move |parameter| parameter["in"] == place)
    }
}

/// Every operation, in the document's order.
pub fn operations() -> Vec<Operation> {
    let paths = document()["paths"].as_object().expect("the document has paths");
    let of_path = |(path, item): (&'static String, &'static Value)| {
        let item = item.as_object().expect("a path has operations");
        item.iter().filter_map(move |(method, spec)| {
            let method = METHODS.into_iter().find(|known| known == method)?;
            Some(Operation { method, path, spec })
        })
    };
    paths.iter().flat_map(of_path).collect()
}

/// The operation with this id.
pub fn operation(id: &str) -> Operation {
    let found = operations().into_iter().find(|operation| operation.id() == id);
    found.unwrap_or_else(|| panic!("the document has no {id}"))
}

/// The component schemas by name.
pub fn schemas() -> &'static serde_json::Map<String, Value> {
    document()["components"]["schemas"].as_object().expect("the document has schemas")
}

/// The name of the component that a schema refers to.
pub fn name_of(schema: &'static Value) -> Option<&'static str> {
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

/// The component that a schema refers to, or the schema itself.
pub fn resolved(schema: &'static Value) -> &'static Value {
    name_of(schema).map_or(schema, |name| &schemas()[name])
}
