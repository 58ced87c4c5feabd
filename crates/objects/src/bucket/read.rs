use async_trait::async_trait;
use bytes::Bytes;
use domain::{Result, attachment::ObjectReader};
use futures_util::{StreamExt, stream::BoxStream};

use super::{failed, unavailable};

/// An object's bytes on their way.
pub(super) struct Reading {
    pieces: BoxStream<'static, object_store::Result<Bytes>>,
    left: u64,
}

impl Reading {
    pub(super) fn new(pieces: BoxStream<'static, object_store::Result<Bytes>>, size: u64) -> Self {
        Self { pieces, left: size }
    }
}

#[async_trait]
impl ObjectReader for Reading {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        match self.pieces.next().await.transpose().map_err(unavailable)? {
            Some(piece) => {
                self.left = self.left.saturating_sub(piece.len() as u64);
                Ok(Some(piece))
            }
            None if self.left == 0 => Ok(None),
            None => Err(failed("the object is shorter than it was")),
        }
    }
}
