use std::vec;

use serde::de::{
    DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, value::StringDeserializer,
};

use super::fault::{Fault, Segment};

/// The members of an object (or the parameters of a query) on their way into a type. A fault in a
/// member learns the member's name as it passes.
pub(super) struct Members<V> {
    rest: vec::IntoIter<(String, V)>,
    current: Option<(String, V)>,
}

impl<V> Members<V> {
    pub(super) fn new(members: Vec<(String, V)>) -> Self {
        Self { rest: members.into_iter(), current: None }
    }
}

impl<'de, V: Deserializer<'de, Error = Fault>> MapAccess<'de> for Members<V> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        let key: StringDeserializer<Fault> = name.clone().into_deserializer();
        self.current = Some((name, value));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (name, value) = self.current.take().ok_or_else(|| Fault::new("invalid_value", "is not valid"))?;
        seed.deserialize(value).map_err(|fault| fault.inside(Segment::Name(name)))
    }
}

/// The items of a list on their way into a type; a fault in an item learns its place.
pub(super) struct Items<V> {
    rest: std::iter::Enumerate<vec::IntoIter<V>>,
}

impl<V> Items<V> {
    pub(super) fn new(items: Vec<V>) -> Self {
        Self { rest: items.into_iter().enumerate() }
    }
}

impl<'de, V: Deserializer<'de, Error = Fault>> SeqAccess<'de> for Items<V> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((index, item)) = self.rest.next() else { return Ok(None) };
        seed.deserialize(item).map(Some).map_err(|fault| fault.inside(Segment::Index(index)))
    }
}
