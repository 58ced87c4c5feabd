//! What must not be in the database.
