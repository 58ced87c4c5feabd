mod row;
mod shipments;

pub(crate) use shipments::Shipments;
