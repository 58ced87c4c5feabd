//! A form with one file in it (RFC 7578), read piece by piece: never more of it is in memory than a
//! piece and a boundary.

mod disposition;
mod form;

use axum::extract::{FromRequest, Request};
use bytes::Bytes;

use self::{disposition::Disposition, form::Form};
use super::media_type;
use crate::problem::{FieldProblem, Problem, ProblemCode};

/// The name of the one part.
const FILE: &str = "file";

/// A file that is being sent.
pub struct Upload {
    form: Form,
    limit: u64,
    received: u64,
}

impl Upload {
    /// The same, refused as too large beyond this many bytes.
    #[must_use]
    pub fn at_most(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// The file's name as sent. The form must begin with the file.
    pub async fn file_name(&mut self) -> Result<String, Problem> {
        let Some(part) = self.form.next_part().await? else {
            return Err(refused(FILE, "missing_field", "is required"));
        };
        match part {
            Disposition { name, file_name: Some(file_name) } if name == FILE => Ok(file_name),
            Disposition { name, .. } if name == FILE => {
                Err(refused(FILE, "invalid_type", "must be a file with a name"))
            }
            _ => Err(surplus()),
        }
    }

    /// The next of the file's bytes; `None` at its end, after which the form must end, too.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let Some(bytes) = self.form.next_bytes().await? else {
            return match self.form.next_part().await? {
                None if self.received == 0 => Err(refused(FILE, "blank", "must not be empty")),
                None => Ok(None),
                Some(part) if part.name == FILE => {
                    Err(refused(FILE, "duplicate_field", "is there more than once"))
                }
                Some(_) => Err(surplus()),
            };
        };
        self.received += bytes.len() as u64;
        if self.received > self.limit {
            return Err(Problem::new(ProblemCode::PayloadTooLarge));
        }
        Ok(Some(bytes))
    }
}

/// What else is in the form has a name that the sender chose: it is not repeated.
fn surplus() -> Problem {
    let field = FieldProblem::at_pointer("#", "unknown_field", "must hold one part with the name file");
    Problem::new(ProblemCode::ValidationFailed).field(field)
}

/// The file is not what it must be.
pub fn refused(member: &str, code: &'static str, detail: &'static str) -> Problem {
    let field = FieldProblem::at_pointer(format!("#/{member}"), code, detail);
    Problem::new(ProblemCode::ValidationFailed).field(field)
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let boundary = media_type::form_boundary(request.headers())?;
        let form = Form::new(request.into_body(), &boundary);
        Ok(Self { form, limit: u64::MAX, received: 0 })
    }
}
